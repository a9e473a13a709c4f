import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Comparison, compare } from '../../server/src/notation/compare.ts';
import { evaluate } from '../../server/src/notation/evaluate.ts';
import { itemsOf } from './show.ts';

/** What becomes of the first equation of a text. */
function judge(text: string): Comparison {
  const item = itemsOf(text).find(({ kind }) => kind === 'chain');
  assert.ok(item?.kind === 'chain' && item.sides.length === 2, text);
  const [left, right] = item.sides;
  assert.ok(left && right);
  return compare(left, right);
}

const cases = (verdict: Comparison['verdict'], ...texts: string[]): void => {
  for (const text of texts) it(`${verdict}: ${text}`, () => assert.equal(judge(text).verdict, verdict));
};

describe('equations of counts', () => {
  cases(
    'holds',
    '8 × 4 = 32',
    '64 ÷ 16 = 4 experts',
    '7 ÷ 2 = 3.5',
    '10 ÷ 3 = 3.33',
    '20 ÷ 3 = 6.66',
    '20 ÷ 3 = 6.67',
    '0.766 × 100 = 76.6',
  );
  cases('fails', '8 × 4 = 33', '8 × 4 = 31', '48 ÷ 16 = 2', '48 ÷ 16 = 4', '10 ÷ 3 = 3.35', '1 - 0.50 = 0.60');

  const whole = fc.integer({ min: 1, max: 9999 });
  const sign = fc.constantFrom(' × ', '×', ' * ', '*', ' x ', ' · ');
  const grouped = (n: number): string => n.toLocaleString('en-US');

  it('hold exactly where they are true, however they are written', () => {
    fc.assert(
      fc.property(whole, whole, sign, fc.integer({ min: -5, max: 5 }), fc.boolean(), (a, b, by, off, commas) => {
        const result = a * b + off;
        if (result <= 0) return;
        const text = `${a}${by}${b} = ${commas ? grouped(result) : result}`;
        const { verdict, expected } = judge(text);
        assert.equal(verdict, off === 0 ? 'holds' : 'fails', text);
        assert.equal(expected, a * b);
      }),
    );
  });

  it('hold for results that are rounded or cut off, and not a unit beside them', () => {
    fc.assert(
      fc.property(whole, fc.integer({ min: 2, max: 9999 }), fc.integer({ min: 0, max: 4 }), (a, b, decimals) => {
        const unit = 10 ** -decimals;
        const exact = a / b;
        if (exact < 2 * unit) return;
        const cut = Math.floor(exact / unit + 1e-9) * unit;
        assert.equal(judge(`${a} ÷ ${b} = ${exact.toFixed(decimals)}`).verdict, 'holds', `${a} ÷ ${b} to ${decimals}`);
        assert.equal(judge(`${a} ÷ ${b} = ${cut.toFixed(decimals)}`).verdict, 'holds', `${a} ÷ ${b} cut to ${decimals}`);
        const off = (cut + 2.2 * unit).toFixed(decimals);
        // 1560 may be told to three digits
        if (!off.endsWith('0')) assert.equal(judge(`${a} ÷ ${b} = ${off}`).verdict, 'fails', `${a} ÷ ${b} two off`);
        const below = (cut - 1.2 * unit).toFixed(decimals);
        if (Number(below) > 0 && !below.endsWith('0'))
          assert.equal(judge(`${a} ÷ ${b} = ${below}`).verdict, 'fails', `${a} ÷ ${b} one below`);
      }),
    );
  });

  it('may be added and taken apart in any order', () => {
    fc.assert(
      fc.property(fc.array(whole, { minLength: 2, maxLength: 8 }), fc.boolean(), (parts, right) => {
        const sum = parts.reduce((a, b) => a + b, 0);
        assert.equal(judge(`${parts.join(' + ')} = ${right ? sum : sum + 1}`).verdict, right ? 'holds' : 'fails');
      }),
    );
  });
});

describe('equations with units', () => {
  cases(
    'holds',
    ...[
      '10 GB + 6.5 GB = 16.5 GB',
      '30B × 2 bytes = 60 GB',
      '30B × 2 bytes = 56 GiB',
      '1.2 TB ÷ 8 = 150 GB',
      '400 TFLOPS × 0.6 = 240 TFLOPS',
      '400 × 0.6 = 240 TFLOPS',
    ],
    ...[
      '120,000 tokens/s = 120 tokens/ms',
      '2 PFLOPS = 2000 TFLOPS',
      '1.5 s × 2 = 3000 ms',
      '51.2 GB / 64 GB = 80%',
      '51.2 GB / 64 GB = 0.8',
      '128K × 2 bytes = 262 KB',
      '40 Gbps × 2 s = 10 GB',
    ],
  );
  cases(
    'fails',
    '10 GB + 6.5 GB = 17.5 GB',
    '30B × 2 bytes = 90 GB',
    '51.2 GB / 64 GB = 75%',
    '120,000 tokens/s = 12 tokens/ms',
    '400 × 0.60 = 250 TFLOPS',
  );
  cases('scale', '1000 GB ÷ 4 = 250 MB', '60 GB × 2 = 120 MB', '2000 TFLOPS × 2 = 4000 PFLOPS');
  cases('unknown', '1 node = 8 GPUs', '64 GB × 2 = 9 s', 'TP × PP = 32', '8 ÷ 0 = 3', '64 GB = 8 GPUs');

  it('say what the right side should be, in its own unit', () => {
    assert.equal(judge('51.2 GB / 64 GB = 75%').expected, 80);
    assert.equal(judge('1000 GB ÷ 4 = 250 MB').expected, 250_000);
    assert.equal(judge('30B × 2 bytes = 90 GB').expected, 60);
    assert.equal(judge('8 × 4 = 33').expected, 32);
    assert.equal(judge('TP × PP = 32').expected, undefined);
  });

  it('forgive binary prefixes, and no more than that', () => {
    const bytes = fc.integer({ min: 1, max: 999 });
    fc.assert(
      fc.property(bytes, fc.integer({ min: 2, max: 64 }), (size, parts) => {
        const binary = (size * 1e9) / parts / 2 ** 30;
        if (binary < 1) return;
        assert.equal(judge(`${size} GB ÷ ${parts} = ${binary.toFixed(2)} GiB`).verdict, 'holds');
        assert.equal(judge(`${size} GB ÷ ${parts} = ${(binary * 1.3 + 0.1).toFixed(2)} GiB`).verdict, 'fails');
      }),
    );
  });
});

describe('about', () => {
  cases('holds', '~2000 × 3 = 7000', '10 ÷ 3 = ~3', '8 × 4 = ~33', '30B × 2 bytes = ~58 GB', 'about 100 × 2 = 240');
  cases('fails', '8 × 4 = ~40.5', '30B × 2 bytes = ~90 GB');
});

describe('names', () => {
  const product = itemsOf('TP × PP = 32')[0];
  const left = product?.kind === 'chain' ? product.sides[0] : undefined;
  const known: Readonly<Record<string, number>> = { TP: 8, PP: 4 };

  it('count where they are known', () => {
    assert.ok(left);
    assert.equal(evaluate(left), undefined);
    assert.equal(evaluate(left, (name) => known[name])?.si.middle, 32);
  });
});

describe('units that one side leaves out', () => {
  cases(
    'holds',
    '24 h × 60 = 1,440 min',
    '3 days × 24 = 72 h',
    '5,400 s / 3600 = 1.5 h',
    '4096 MB / 1024 = 4 GB',
    '48 × 5,200 = 249,600 tok/s',
    '16 nodes × $41,000 = $656,000',
    '24 GPUs × $2.75 = $66.00 per hour',
    '12 nodes × 0.25 TB a day × 4 days = 12 TB',
    '38 B × 2 bytes / 4 = 19 GB',
    '900 B × 0.5 byte = 450 GB',
    '26 B × 14 B/param = 364 GB',
  );
  cases(
    'fails',
    '24 h × 60 = 1,540 min',
    '48 × 5,200 = 499,200 tok/s',
    '360,000 / 1200 = 600 answers/s',
    '96 − 108.4 = 31.2 GB',
    '14 + 9 + 21 = 88 min',
    '300 / 12 = 50 s',
    '16 nodes × $41,000 = $656,010',
    '24 GPUs × $2.75 = $112.20 per hour',
    '38 B × 2 bytes / 5 = 19 GB',
    '26 B × 28 B/param = 364 GB',
    '16 × 2.408 M × 730 = 27.1 B',
    '2 × 40 × 8 × 128 × 2 B = 163,850 B',
  );
  // two bytes each, six operations a parameter, so much a day
  cases('unknown', '4096 × 4096 × 40 = 2.68 GB', '70 × 1.5 = 630 TFLOP', '40 × 3.1 GB × 30 days = 4 GB');
});

it('tells a result in the unit that it is stated in', () => {
  assert.equal(judge('32 × 91.0 = 2,922 kW').expected, 2912);
  assert.equal(judge('4 kW × 3 = 14,000 W').expected, 12_000);
});
