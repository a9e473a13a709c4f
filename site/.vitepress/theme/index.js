/** The generator's own theme, with what is too pale in it darkened. */
import theme from 'vitepress/theme';
import './colours.css';

export default theme;
