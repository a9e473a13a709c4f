import assert from 'node:assert/strict';
import test from 'node:test';
import { adapterShare } from '../../server/src/physics/adapters.ts';
import { estimateMemory, findModel } from '../../server/src/physics/index.ts';
import { countParameters } from '../../server/src/physics/parameters.ts';

const dimensions = (name: string) => {
  const found = findModel(name)?.dimensions;
  assert.ok(found);
  return found;
};
const counted = (name: string, rank: number) => {
  const { low, high } = adapterShare(dimensions(name), rank);
  const { total } = countParameters(dimensions(name));
  return { low: low * total, high: high * total };
};
/** Within half a per cent: the routers, which may be adapted too, are not counted. */
const near = (value: number, expected: number): void => assert.ok(Math.abs(value / expected - 1) < 0.005, `${value} is not ${expected}`);

test('a rank on every matrix of a dense model is what LoRA adds by its definition', () => {
  // 32 layers: queries and outputs 4096 → 4096, keys and values 4096 → 1024, three matrices of 4096 × 14336
  near(counted('Llama-3.1-8B', 16).high, 32 * 16 * (2 * 8192 + 2 * 5120 + 3 * 18432));
  near(counted('Llama-3.1-8B', 16).low, 32 * 16 * (8192 + 5120));
});

test('all experts of a mixture may be adapted, and fused ones at twice the rank', () => {
  // what peft 0.21.0 says of rank 8 on "all-linear": experts, attention
  near(counted('Mixtral-8x7B', 8).high, 171_966_464 + 6_815_744);
  // unfused adapters of all experts lie within
  assert.ok(113_246_208 < counted('Mixtral-8x7B', 8).high && 104_857_600 > counted('Mixtral-8x7B', 8).low);
});

test('without a rank the share is a range, and no rank goes beyond it', () => {
  assert.deepEqual(adapterShare(dimensions('Mixtral-8x7B'), null), { low: 0.0005, high: 0.02 });
  assert.equal(adapterShare(dimensions('Llama-3.1-8B'), 4096).high, 0.02);
});

test('an estimate tells the share that it counts', () => {
  const input = { model: dimensions('Mixtral-8x7B'), degrees: { dp: 8 }, adapters: true, precision: 'bf16', capacity: 80e9 } as const;
  const said = (adapterRank?: number): string => {
    const estimate = estimateMemory({ ...input, adapterRank });
    return [...(estimate?.stages[0]?.components ?? []).map(({ formula }) => formula), ...(estimate?.assumptions ?? [])].join('\n');
  };
  assert.match(said(8), /× 0\.0073–0\.383 % in adapters/);
  assert.match(said(8), /adapters of rank 8, 0\.0073 to 0\.383 % of the parameters/);
  assert.match(said(), /adapters of 0\.05 to 2 % of the parameters/);
});
