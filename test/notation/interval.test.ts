import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  add,
  divide,
  exactly,
  type Interval,
  lastSignificantUnit,
  meets,
  multiply,
  scale,
  subtract,
} from '../../server/src/notation/interval.ts';
import { operandInterval, resultInterval } from '../../server/src/notation/number.ts';
import { numberOf } from './show.ts';

const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const interval = fc
  .tuple(value, fc.double({ min: 0, max: 1e3, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([low, width, at]) => ({ low, middle: low + width * at, high: low + width }));
const inside = ({ low, high }: Interval, share: number): number => low + (high - low) * share;
const holds = (outer: Interval, x: number): boolean => {
  const slack = 1e-9 * Math.max(1, Math.abs(outer.low), Math.abs(outer.high));
  return x >= outer.low - slack && x <= outer.high + slack;
};

describe('intervals', () => {
  for (const [name, combine, plain] of [
    ['add', add, (a: number, b: number) => a + b],
    ['subtract', subtract, (a: number, b: number) => a - b],
    ['multiply', multiply, (a: number, b: number) => a * b],
    ['divide', divide, (a: number, b: number) => a / b],
  ] as const) {
    it(`${name} holds every result of what the operands hold`, () => {
      fc.assert(
        fc.property(
          interval,
          interval,
          fc.double({ min: 0, max: 1, noNaN: true }),
          fc.double({ min: 0, max: 1, noNaN: true }),
          (a, b, i, j) => {
            const result = combine(a, b);
            if (!result) return assert.ok(b.low <= 0 && b.high >= 0);
            if (Number.isFinite(result.low) && Number.isFinite(result.high)) assert.ok(holds(result, plain(inside(a, i), inside(b, j))));
            assert.ok(result.low <= result.high);
          },
        ),
      );
    });
  }

  it('turn over with a factor below zero', () =>
    assert.deepEqual(scale({ low: 1, middle: 2, high: 3 }, -2), { low: -6, middle: -4, high: -2 }));

  it('meet where they share a value, whichever comes first', () => {
    fc.assert(
      fc.property(interval, interval, (a, b) => {
        assert.equal(meets(a, b), meets(b, a));
        if (a.high < b.low - 1) assert.ok(!meets(a, b));
        assert.ok(meets(a, exactly(inside(a, 0.3))));
      }),
    );
  });

  it('know the last digit that says something', () => {
    for (const [text, unit] of Object.entries({ '8000': 1000, '8,050': 10, '1.20': 0.1, '7': 1, '100': 100, '0.05': 0.01 }))
      assert.equal(lastSignificantUnit(text), unit, text);
  });
});

describe('a written number', () => {
  const written = fc.tuple(
    fc.constantFrom('', '~', 'about '),
    fc.oneof(
      fc.integer({ min: 1, max: 99_999 }).map(String),
      fc.tuple(fc.integer({ min: 1, max: 9999 }), fc.integer({ min: 0, max: 999 })).map(([a, b]) => `${a}.${b}`),
    ),
    fc.constantFrom('', ' GB', 'MiB', ' ms', '%', 'K', 'B', ' tokens/s', ' TFLOPS'),
  );

  it('stands for itself, at the least', () => {
    fc.assert(
      fc.property(written, ([about, digits, unit]) => {
        const number = numberOf(`${about}${digits}${unit}`);
        for (const each of [operandInterval(number), resultInterval(number)]) {
          assert.ok(holds(each, number.value));
          assert.ok(each.low >= 0 && each.high < number.value * 2.1);
        }
        if (about !== '') assert.ok(operandInterval(number).high > number.value);
      }),
    );
  });

  it('with more digits stands for less', () => {
    const width = (text: string): number => operandInterval(numberOf(text)).high - operandInterval(numberOf(text)).low;
    assert.ok(width('58.6 MB') > width('58.60 MB'));
    assert.ok(width('30B') > width('30.0B'));
    assert.equal(width('512'), 0);
    assert.ok(width('512 MB') > 0);
  });
});
