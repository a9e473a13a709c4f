import type { Token } from '../notation/token.ts';

/** The word at `index`, lower case; '' where there is none. */
export const wordAt = (tokens: readonly Token[], index: number): string => {
  const token = tokens[index];
  return token?.kind === 'word' ? token.lower : '';
};

export const isOpen = (token: Token | undefined): boolean => token?.kind === 'punctuation' && (token.text === '(' || token.text === '[');
export const isClose = (token: Token | undefined): boolean => token?.kind === 'punctuation' && (token.text === ')' || token.text === ']');

const indexed = new Set([
  'stage',
  'gpu',
  'node',
  'layer',
  'rank',
  'group',
  'step',
  'phase',
  'option',
  'level',
  'expert',
  'experts',
  'gpus',
  'layers',
  'nodes',
  'stages',
  'ranks',
  'version',
  'week',
  'month',
  'day',
  'v',
  'zero',
  'figure',
  'table',
  'section',
  'appendix',
  'line',
  'p',
  'top',
  'issue',
  'part',
  'tier',
  'type',
  'epoch',
  'iteration',
]);

/** `Stage 1`, `GPU 0`, `Layers 0`: a name, no count. */
export function isIndex(tokens: readonly Token[], first: number): boolean {
  const before = tokens[first - 1];
  if (before?.kind !== 'word' || before.glued || !indexed.has(before.lower)) return false;
  // 每个 stage 20 层: each of them
  const each = tokens[first - 2];
  return !(each?.kind === 'word' && each.text.startsWith('每'));
}

/** `Minimized to 5%`, `kept at 8`: what leads to the value that is settled on. */
const settledAt = /^(?:minimi[sz]ed|reduced|kept|limited|lowered|raised|increased|to|at)$/;

/** Whether what stands before a statement's first number lets the label speak for it. */
export function leads(before: readonly Token[]): boolean {
  let words = 0;
  for (const token of before) {
    if (token.kind === 'word') words += settledAt.test(token.lower) ? 0 : 1;
    else if (token.kind === 'punctuation' && (token.text === '~' || token.text === '*')) continue;
    else if (token.kind === 'mark' || (token.kind === 'relation' && token.relation !== '→')) continue;
    else return false;
  }
  return words <= 1;
}

/** Whether an operator stands before the token at `first`, with nothing but words between: `… + optimizer state` before `14 GB = 84 GB`. */
export function endsSomething(tokens: readonly Token[], first: number): boolean {
  for (let at = first - 1; at > 0 && at > first - 12; at--) {
    const token = tokens[at];
    if (token?.kind === 'operator') {
      const before = tokens[at - 1];
      return (
        token.spaced &&
        token.sign !== '-' &&
        tokens[at + 1]?.spaced === true &&
        before !== undefined &&
        !(before.kind === 'punctuation' && ',;:([|>*'.includes(before.text))
      );
    }
    if (token?.kind !== 'word') return false;
  }
  return false;
}
