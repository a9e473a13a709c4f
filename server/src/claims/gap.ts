import type { Token } from '../notation/token.ts';

const wordFillers = new Set([
  '~',
  '≈',
  'about',
  'approximately',
  'roughly',
  'around',
  'only',
  'just',
  'approx',
  'ca',
  'circa',
  '约',
  '大约',
  'nearly',
  'almost',
]);

/** The tokens from `first` up to `end` as a gap: words, signs and marks in lower case, apart by single blanks; `#` for a figure that is no atom. */
export function gapText(tokens: readonly Token[], first: number, end: number): string {
  let out = ' ';
  for (let at = first; at < end; at++) {
    const token = tokens[at] as Token;
    const text =
      token.kind === 'word'
        ? token.lower
        : token.kind === 'relation'
          ? token.relation
          : token.kind === 'operator'
            ? token.operator === '*'
              ? '×'
              : token.operator
            : token.kind === 'mark'
              ? token.good
                ? '✓'
                : '✗'
              : token.kind === 'number'
                ? '#'
                : token.text === '（' || token.text === '【'
                  ? '('
                  : token.text === '）' || token.text === '】'
                    ? ')'
                    : token.text === '，' || token.text === '、'
                      ? ','
                      : token.text === '：'
                        ? ':'
                        : token.text === '；'
                          ? ';'
                          : token.text;
    if (wordFillers.has(text)) continue;
    out += `${text} `;
    if (out.length > 400) break;
  }
  return out;
}
