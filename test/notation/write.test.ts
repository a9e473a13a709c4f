import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { bytesText, countText, figure, percentText, roundLike, separate, writeLike } from '../../server/src/notation/write.ts';
import { numberOf } from './show.ts';

/** What stands where `like` stood, once it is worth `value`. */
const rewrite = (like: string, value: number): string => writeLike(value, numberOf(like));

describe('a figure is written like the one that it replaces', () => {
  for (const [like, value, wanted] of [
    ['512', 2048, '2048'],
    ['1,856', 4096, '4,096'],
    ['1,856', 512, '512'],
    ['58.6MB', 117.2e6, '117.2'],
    ['58.6MB', 117.25e6, '117.3'],
    ['~58.60 MB', 117.2e6, '117.20'],
    ['30B', 7e9, '7'],
    ['30B', 7.5e9, '7.5'],
    ['12%', 0.8, '80'],
    ['12%', 0.8049, '80'],
    ['12%', 0.0052, '0.52'],
    ['0.77%', 0.01132, '1.13'],
    ['27 ms', 0.0541, '54.1'],
    ['4', 2.5, '2.5'],
    ['128', 341.333, '341.3'],
    ['2 hours', 5400, '1.5'],
    ['10%', 0.0543, '5'],
    ['7.19 GB', 71.9e9, '71.9'],
    ['464.0 GB', 46.4e9, '46.4'],
    ['42.53 TFLOPS', 425.27e12, '425.3'],
    ['1.00 GB', 9.99e9, '9.99'],
    ['12.5 GB', 25e9, '25.0'],
  ] as const) {
    it(`${like} → ${wanted}`, () => assert.equal(rewrite(like, value), wanted));
  }

  const written = fc.oneof(
    fc.integer({ min: 1, max: 999_999 }).map(String),
    fc.integer({ min: 1000, max: 9_999_999 }).map((n) => n.toLocaleString('en-US')),
    fc
      .tuple(fc.integer({ min: 0, max: 9999 }), fc.integer({ min: 1, max: 4 }))
      .map(([n, decimals]) => (n / 10 ** decimals + 1).toFixed(decimals)),
  );
  const unit = fc.constantFrom('', ' GB', 'MB', ' ms', '%', 'B', ' TFLOPS', ' tokens/s');

  it('and as it stood where nothing changed', () => {
    fc.assert(
      fc.property(written, unit, (digits, suffix) =>
        assert.equal(rewrite(`${digits}${suffix}`, numberOf(`${digits}${suffix}`).value), digits),
      ),
    );
  });

  it('so that a reader takes it for what it is, as far as its digits tell', () => {
    fc.assert(
      fc.property(written, unit, fc.double({ min: 0.01, max: 1e7, noNaN: true }), (digits, suffix, shown) => {
        const like = numberOf(`${digits}${suffix}`);
        const value = shown * like.magnitude * (like.unit?.scale ?? 1);
        const text = writeLike(value, like);
        const read = numberOf(`${text}${suffix}`);
        assert.equal(read.value, Number(roundLike(value, like).toPrecision(12)));
        assert.ok(Math.abs(read.shown - shown) <= 0.51 * 10 ** -read.decimals, `${shown} as ${text}`);
        const sameDigits = read.text.replace('.', '') === like.text.replace(/[.,]/g, '');
        assert.ok(read.decimals >= like.decimals || sameDigits, `${digits} as ${text}`);
        assert.ok(!text.includes(',') || like.text.includes(','));
        assert.equal(writeLike(read.value, { ...like, ...read }), text);
      }),
    );
  });
});

describe('figures in messages', () => {
  it('have four digits that say something', () => {
    for (const [value, text] of [
      [2048, '2048'],
      [4096000, '4,096,000'],
      [58.5937, '58.59'],
      [0.76628, '0.7663'],
      [3, '3'],
      [12345.6, '12,346'],
      [0, '0'],
    ] as const)
      assert.equal(figure(value), text);
  });

  it('have units that fit', () => {
    assert.equal(bytesText(117.1875e6), '117.2 MB');
    assert.equal(bytesText(8.75e9), '8.75 GB');
    assert.equal(bytesText(1.2e13), '12 TB');
    assert.equal(bytesText(512), '512 bytes');
    assert.equal(bytesText(1500), '1.5 kB');
    assert.equal(countText(58.59e6), '58.6 million');
    assert.equal(countText(30e9), '30 billion');
    assert.equal(countText(512), '512');
    assert.equal(percentText(0.7907), '79.1 %');
    assert.equal(separate('1234567.89'), '1,234,567.89');
    assert.equal(separate('123'), '123');
  });
});
