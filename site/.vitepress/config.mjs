/** The site of the docs: https://vitepress.dev/reference/site-config. Its pages, and the list of rules, are put here by scripts/site.mjs. */
import rules from './rules.json';

const firstPlan = { text: 'Your first plan', link: '/first-plan' };
const playground = { text: 'Playground', link: '/playground/index.html', target: '_self' };

export default {
  title: 'Planwright',
  description:
    'Checks deployment plans of large models: recomputes every number, marks what cannot be true, rewrites every place that depends on a change.',
  lang: 'en',
  head: [['link', { rel: 'icon', href: `${process.env.SITE_BASE ?? '/'}icon.svg` }]],
  // addresses with .html work on any server, and from a folder on a disk
  cleanUrls: false,
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    // code within a line says what it says: its braces are no template's
    config(md) {
      const { code_inline: plain } = md.renderer.rules;
      md.renderer.rules.code_inline = (tokens, at, ...rest) => {
        tokens[at].attrSet('v-pre', '');
        return plain(tokens, at, ...rest);
      };
    },
  },
  // the playground is put beside the pages afterwards
  ignoreDeadLinks: [/^\/playground\//],
  themeConfig: {
    nav: [firstPlan, playground, { text: 'Rules', link: '/rules/gpu-count' }, { text: '中文', link: '/zh/' }],
    sidebar: [
      {
        text: 'Begin',
        items: [
          { text: 'Planwright', link: '/' },
          firstPlan,
          playground,
          { text: 'Questions', link: '/faq' },
          { text: 'Glossary', link: '/glossary' },
        ],
      },
      {
        text: 'Use',
        items: [
          { text: 'Editors', link: '/editors' },
          { text: 'Command line', link: '/cli' },
          { text: 'Agents', link: '/agents' },
          { text: 'Configuration', link: '/configuration' },
        ],
      },
      // not to be folded: the generator puts one button into another for that
      { text: 'Rules', items: rules.map((rule) => ({ text: rule, link: `/rules/${rule}` })) },
      {
        text: 'What it reads and knows',
        items: [
          { text: 'Notation', link: '/notation' },
          { text: 'Dialects of configs', link: '/dialects' },
          { text: 'Physics', link: '/physics' },
          { text: 'Accuracy', link: '/accuracy' },
        ],
      },
      {
        text: 'The project',
        items: [
          { text: 'Architecture', link: '/architecture' },
          { text: 'Tests', link: '/testing' },
          { text: 'Contributing', link: '/contributing' },
          { text: 'Changelog', link: '/changelog' },
        ],
      },
    ],
    search: { provider: 'local' },
    outline: [2, 3],
    socialLinks: [{ icon: 'github', link: 'https://github.com/planwright/planwright' }],
  },
};
