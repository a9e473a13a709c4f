import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { tokenize } from '../../server/src/notation/lexer.ts';
import { tokens, tokensOf } from './show.ts';

const cases = (rows: Readonly<Record<string, string>>): void => {
  for (const [text, wanted] of Object.entries(rows)) it(text, () => assert.equal(tokens(text), wanted));
};

describe('numbers are cut', () =>
  cases({
    '1,856 and 1_024': '1856 and 1024',
    '1,8 56': '1 , 8 56',
    '12,3456': '12 , 3456',
    '58.6MB': '58.6 +MB',
    '3.': '3 .',
    '.5 and x.5': '0.5 and x . 5',
    '2.4e12, 1e-3': '2400000000000 , 0.001',
    '8e and 8em': '8 +e and 8 +em',
    '$80,000': '$ $80000',
    '50%': '50 %',
    '8卡 16路': '8 +卡 16 +路',
  }));

describe('what only looks like a number is not', () =>
  cases({
    '2025-12-05': '2025-12-05',
    '22-21-21': '22-21-21',
    '16:56': '16:56',
    '2.5.8': '2.5.8',
    '1F1B': '1F1B',
    '4n8g': '4n8g',
    'H100 FP16 v2': 'H100 FP16 v2',
    'https://a.b/64?tp=8': 'https://a.b/64?tp=8',
    '../out/2025': '../out/2025',
    '1e400, 3e-400 and 1e201': '1e400 , 3e-400 and 1e201',
  }));

describe('signs are what they mean', () =>
  cases({
    '8×4·2*3✕2': '8 [*] 4 [*] 2 [*] 3 [*] 2',
    '8x4 and 8 x 4': '8 [*] 4 and 8 x 4',
    '8xH100': '8 +x H100',
    '6÷3/1': '6 [/] 3 [/] 1',
    '2^10, 2**10': '2 [^] 10 , 2 [^] 10',
    '4−1 – 2': '4 [-] 1 [-] 2',
    'a = b == c ≈ d ~= e': 'a {=} b {=} c {≈} d {≈} e',
    'a <= b >= c != d': 'a {≤} b {≥} c {≠} d',
    'a -> b → c => d': 'a {→} b {→} c {→} d',
    '✅ ok ❌': '✓ ok ✗',
    'TP：8（张量）': 'TP : 8 ( 张量 )',
    '8 🚀 4': '8 🚀 4',
  }));

describe('tokens', () => {
  it('leave hidden markup out and keep their places', () => {
    const plain = '··TP··: ·8·'.replaceAll('·', '\0');
    assert.deepEqual(
      tokenize(plain, { start: 0, end: plain.length }).map(({ start, end }) => [start, end]),
      [
        [2, 4],
        [6, 7],
        [9, 10],
      ],
    );
  });

  it('stay within their range', () => {
    assert.deepEqual(
      tokenize('123 456 789', { start: 4, end: 6 }).map(({ start, end }) => [start, end]),
      [[4, 6]],
    );
  });

  it('of any text lie one behind the other, and none is empty', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ...'0123456789',
        '.',
        ',',
        'e',
        'x',
        'TP',
        '×',
        '-',
        '–',
        ' ',
        '\0',
        '%',
        '$',
        ':',
        '(',
        ')',
        '卡',
        '🚀',
        '=',
        '~',
        '/',
        '\n',
        '*',
        '✓',
      ),
      fc.string({ maxLength: 3, unit: 'binary' }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const text = pieces.join('');
        let at = 0;
        for (const token of tokensOf(text)) {
          assert.ok(token.start >= at && token.end > token.start && token.end <= text.length);
          if (token.kind === 'number') assert.ok(Number.isFinite(token.value) && token.value >= 0);
          at = token.end;
        }
      }),
    );
  });
});
