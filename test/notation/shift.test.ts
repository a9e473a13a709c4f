import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { tokenize } from '../../server/src/notation/lexer.ts';
import { parseItems } from '../../server/src/notation/parser.ts';
import { Mover } from '../../server/src/notation/shift.ts';

/** The text read where it stands behind `by` blanks, and read on its own and then moved there. */
function bothWays(text: string, by: number): void {
  const behind = `${' '.repeat(by)}${text}`;
  const there = tokenize(behind, { start: by, end: behind.length });
  const alone = tokenize(text, { start: 0, end: text.length });
  const mover = new Mover(by);
  assert.deepEqual(mover.tokens(alone), there);
  assert.deepEqual(mover.items(parseItems(alone, text, true)), parseItems(there, behind, true));
}

describe('a text reads the same wherever it stands', () => {
  it('every line of the example', () => {
    for (const line of readFileSync('examples/plan.md', 'utf8').split('\n')) bothWays(line, 1_234);
  });

  it('every line of the notations that are read', () => {
    for (const line of readFileSync('docs/notation.md', 'utf8').split('\n')) bothWays(line, 7);
  });

  it('any text', () => {
    const part = fc.constantFrom(
      '8',
      '1,024',
      '58.6MB',
      ' × ',
      ' = ',
      '15-20 GB',
      ' (EP) ',
      'TP8',
      ' → ',
      '~',
      ' ≤ ',
      '/',
      'per GPU',
      ' experts ',
      '%',
      '\\frac{1}{2}',
      '卡',
      '✅',
      '.',
      '[',
      '(',
      ')',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 20 }), fc.nat(5_000), (parts, by) => bothWays(parts.join(''), by)),
      { numRuns: 500 },
    );
  });
});
