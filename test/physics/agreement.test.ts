/** Published figures against the physics. Prints how many agree, and fails where fewer do than before. */
import assert from 'node:assert/strict';
import test from 'node:test';
import {
  bubbleAgreement,
  type Comparison,
  kvCacheAgreement,
  memoryFormulaAgreement,
  memoryMeasuredAgreement,
  parameterAgreement,
  throughputAgreement,
  worldSizeAgreement,
} from './agreement.ts';
import { median } from './support.ts';

const shown = (c: Comparison): string =>
  `${c.fact.source} ${JSON.stringify(c.fact.config)}: ${c.fact.quantity} ${c.fact.value}, got ${JSON.stringify(c.actual)}`;

function count(context: test.TestContext, name: string, comparisons: readonly Comparison[]): Comparison[] {
  const missed = comparisons.filter((c) => !c.agreed);
  context.diagnostic(`${name}: ${comparisons.length - missed.length} of ${comparisons.length} published figures agree`);
  assert.ok(comparisons.length > 0, 'no facts were read');
  return missed;
}

const all = (name: string, comparisons: () => readonly Comparison[]): void => {
  test(`${name}: every published figure within its own tolerance`, (context) => {
    assert.deepEqual(count(context, name, comparisons()).map(shown), []);
  });
};

all('parameter counts', parameterAgreement);
all('world sizes', worldSizeAgreement);
all('state and activation formulas', memoryFormulaAgreement);
all('KV cache', kvCacheAgreement);
all('pipeline bubble', bubbleAgreement);

test('exact totals are exact to the last parameter', () => {
  const exact = parameterAgreement().filter((c) => c.fact.tolerance === 'exact');
  assert.ok(exact.length >= 30);
  for (const { fact, actual } of exact) assert.equal(actual, fact.value, fact.source);
});

test('FLOPs per token: every published pair of tokens and TFLOP/s, or a known way of counting', (context) => {
  const missed = count(context, 'FLOPs per token', throughputAgreement());
  assert.deepEqual(missed.filter((c) => !c.note).map(shown), []);
  assert.ok(missed.length <= 16, `${missed.length} rows are counted in another way`);
});

test('measured peaks lie inside the estimate, 70 of 71; the expected figure within 8 % of them in the median', (context) => {
  const described = memoryMeasuredAgreement().filter((c) => c.actual !== null);
  const missed = count(context, 'measured peaks', described);
  assert.ok(missed.length <= 1, missed.map(shown).join('\n'));
  const errors = described.map(({ fact, expected }) => Math.abs((expected ?? Number.NaN) / fact.value - 1));
  context.diagnostic(`median distance of the expected figure: ${(median(errors) * 100).toFixed(1)} %`);
  assert.ok(median(errors) <= 0.08);
  // An interval that holds everything proves nothing.
  const widths = described.map(
    ({ actual }) => (actual as { low: number; high: number }).high / (actual as { low: number; high: number }).low,
  );
  context.diagnostic(`median width: ${median(widths).toFixed(2)}×`);
  assert.ok(median(widths) <= 1.5, `median width ${median(widths).toFixed(2)}×`);
});
