/**
 * Text of a document as it may stand in markdown of ours. Editors fetch the images of a hover or of a preview and make links of what looks like
 * an address: what somebody wrote into a document must do neither.
 */
export const inert = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/\\(?=[!-/:-@[-`{-~])/g, '\\\\')
    .replace(/[[\]<>&@]/g, '\\$&')
    .replace(/:(?=\/\/)/g, '\\:')
    .replace(/\bwww\./gi, (www) => `${www.slice(0, 3)}\\.`);

/** The same for a name, which must not be emphasised, crossed out or taken for code, a heading or a cell either. */
export const inertName = (text: string): string => inert(text).replace(/[`*_~|#!]/g, '\\$&');

/** Lines of a document as a block of code that none of them ends. */
export function fenced(lines: readonly string[]): string[] {
  const longest = Math.max(2, ...lines.map((line) => Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length))));
  const fence = '`'.repeat(longest + 1);
  return [fence, ...lines, fence];
}
