/** For those who open documents without loading the engine. */
export { largestText } from '../text/limits.ts';
