import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { applyEdits, composeEdits, normaliseEdits, type TextEdit } from '../../server/src/text/edit.ts';
import { holds } from '../properties/check.ts';

/** Edits of a text of `length` characters that are apart, from pairs of numbers. */
function apart(length: number, drawn: readonly (readonly [gap: number, width: number, newText: string])[]): TextEdit[] {
  const out: TextEdit[] = [];
  let at = 0;
  for (const [gap, width, newText] of drawn) {
    const start = at + gap;
    if (start + width > length) break;
    out.push({ span: { start, end: start + width }, newText });
    at = start + width + 1;
  }
  return out;
}

const drawn = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 4 }), fc.constantFrom('', 'X', 'YZ', '12345')), {
  maxLength: 8,
});

test('two lists of edits in one do what they do one after the other', () => {
  holds(400, fc.tuple(fc.string({ maxLength: 40 }), drawn, drawn), ([text, first, second]) => {
    const once = apart(text.length, first);
    const between = applyEdits(text, once);
    const twice = apart(between.length, second);
    const composed = composeEdits(text, once, twice);
    assert.equal(applyEdits(text, composed), applyEdits(between, twice));
    assert.deepEqual(composed, normaliseEdits(composed), 'sorted and apart');
  });
});

test('many edits are put together in time that grows with their number', () => {
  const cost = (count: number): number => {
    const text = 'abcdefgh '.repeat(count);
    const edits = Array.from({ length: count }, (_, at) => ({ span: { start: at * 9, end: at * 9 + 3 }, newText: 'x' }));
    const { user } = process.cpuUsage();
    composeEdits(text, edits, []);
    return (process.cpuUsage().user - user) / 1000;
  };
  cost(1_000);
  const [small, large] = [cost(5_000), cost(40_000)];
  assert.ok(large <= small * 30 + 150, `${small} ms for 5,000 edits, ${large} ms for 40,000`);
});
