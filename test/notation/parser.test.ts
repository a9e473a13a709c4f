import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { numbersOf } from '../../server/src/notation/expression.ts';
import { items, itemsOf } from './show.ts';

const cases = (rows: Readonly<Record<string, string>>): void => {
  for (const [text, wanted] of Object.entries(rows)) it(text, () => assert.equal(items(text), wanted));
};

describe('products come before sums, powers before both', () =>
  cases({
    '2 + 3 × 4 = 14': '(2 + (3 * 4)) = 14',
    '(2 + 3) × 4 = 20': '((2 + 3) * 4) = 20',
    '2 × 3^2 = 18': '(2 * (3 ^ 2)) = 18',
    '64 / 4 / 2 = 8': '(64 / 4 / 2) = 8',
    '10 - 3 - 2 = 5': '(10 - 3 - 2) = 5',
    '8 × 4 = 30 + 2 = 32': '(8 * 4) = (30 + 2) = 32',
    '((8)) × (((4))) = 32': '(8 * 4) = 32',
  }));

describe('words behind a number say what it counts', () =>
  cases({
    '4 experts per GPU': 'single 4 experts per GPU',
    '4 nodes × 8 GPUs per node = 32 GPUs': '(4 nodes * 8 GPUs per node) = 32 GPUs',
    '16 layers × 16 experts/layer = 256': '(16 layers * 16 experts per layer) = 256',
    '8-way tensor parallelism': 'single 8 way tensor parallelism',
    '8 stages and 4 replicas': 'single 8 stages | single 4 replicas',
    '4 experts on each GPU': 'single 4 experts per GPU',
    '8 × H100': 'single 8 H100',
    '2× speedup': 'single 2[×] speedup',
  }));

describe('names and tags', () =>
  cases({
    'TP=8': '‹TP› = 8',
    'TP8 × PP4 = 32': '(8:TP * 4:PP) = 32',
    'TP=8 × PP=4 = 32': '(8:TP * 4:PP) = 32',
    'TP 8 × PP 4 = 32': '(8:TP * 4:PP) = 32',
    '8 (TP) × 4 (PP) = 32': '(8:TP * 4:PP) = 32',
    'TP × PP × DP = 64': '(‹TP› * ‹PP› * ‹DP›) = 64',
    'Experts per GPU = 64 ÷ 16 = 4': '‹Experts per GPU› = (64 / 16) = 4',
  }));

describe('units, magnitudes and qualifiers', () =>
  cases({
    '~58.6MB': 'single ~58.6M[MB]',
    '30B params': 'single 30G params',
    '70 billion parameters': 'single 70G parameters',
    '120 tokens/ms': 'single 120k[tokens/ms]',
    '1.8 TB per second': 'single 1800G[TB per second]',
    '≥ 64 GB': 'single ≥64G[GB]',
    'at most 10 s': 'single ≤10[s]',
    'up to 64': 'single ≤64',
    'less than 5 ms': 'single <0.005[ms]',
    'more than 5 ms': 'single >0.005[ms]',
    '128+': 'single ≥128',
    'about 40 layers': 'single ~40 layers',
    '30 B': 'single 30[B]',
    '3D parallelism': '',
    'the 1st': '',
  }));

describe('ranges', () =>
  cases({
    '128-10240': 'range 128..10.24k',
    '15–20GB': 'range 15G[GB]..20G[GB]',
    '15GB-20GB': 'range 15G[GB]..20G[GB]',
    'GPUs 0-31 hold': 'range 0..31 hold',
    '2 × 15-20 GB = 35 GB': '(2 * 15G[GB]..20G[GB]) = 35G[GB]',
    '64 - 8 = 56': '(64 - 8) = 56',
    '(0.85-0.70) / 0.85 = 17.6%': '((0.85 - 0.7) / 0.85) = 0.176[%]',
  }));

describe('percentages of something', () =>
  cases({
    '80% of 1.8 TB/s = 1.44 TB/s': '(0.8[%] * 1800G[TB/s]) = 1440G[TB/s]',
    '400 TFLOPS @ 60% = 240 TFLOPS': '(400T[TFLOPS] * 0.6[%]) = 240T[TFLOPS]',
    '80% of the time': 'single 0.8[%]',
  }));

describe('what cannot be finished is left', () =>
  cases({
    '8 × = 32': 'single 8 | single 32',
    '8 × 4 =': '(8 * 4)',
    '(8 × 4 = 32': '(8 * 4) = 32',
    '= 32': 'single 32',
    '8 ×': 'single 8',
    '+ - × ÷': '',
    'Stage 1 + Stage 2 = (10 + 15) + 5': '((10 + 15) + 5)',
    'Rank 0 + Rank 1 = 30': 'single 30',
  }));

describe('parsing', () => {
  it('of any text ends, with places in order and inside the text', () => {
    const piece = fc.constantFrom(
      ...'0123456789',
      '(',
      ')',
      ' × ',
      ' + ',
      ' - ',
      '-',
      ' ÷ ',
      '=',
      ' = ',
      '~',
      '%',
      'GB',
      ' GPUs',
      'TP',
      '/',
      ',',
      ' of ',
      '≈',
      '→',
      '<',
      '^',
      '\n',
      ' per ',
      'x',
      '[',
      '.',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 80 }), (pieces) => {
        const text = pieces.join('');
        let at = 0;
        for (const item of itemsOf(text)) {
          assert.ok(item.span.start < item.span.end && item.span.end <= text.length);
          assert.ok(item.first <= item.last && item.first >= at);
          at = item.last + 1;
          if (item.kind === 'range') continue;
          for (const side of item.kind === 'single' ? [item.expression] : item.sides) {
            for (const { number } of numbersOf(side)) assert.equal(text.slice(number.digits.start, number.digits.end), number.text);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('goes neither deep nor far back', () => {
    const deep = `${'('.repeat(20_000)}8${')'.repeat(20_000)} = 8`;
    assert.ok(itemsOf(deep).length <= 2);
    const long = Array.from({ length: 20_000 }, () => '2').join(' × ');
    const [item] = itemsOf(`${long} = 4`);
    assert.ok(item?.kind === 'chain');
    assert.equal([...numbersOf(item.sides[0] ?? assert.fail())].length, 20_000);
    itemsOf('(8 + '.repeat(1000));
    itemsOf('TP = '.repeat(20_000));
    itemsOf('8-'.repeat(20_000));
  });
});
