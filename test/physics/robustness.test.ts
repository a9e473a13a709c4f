/** Documents hold anything: no figure may make the physics throw, hang, or answer with something that is not a number. */
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  acceptsWorldSize,
  adviceText,
  completeDimensions,
  countParameters,
  dimensionsFor,
  estimateMemory,
  isMoeLayer,
  moeLayers,
} from '../../server/src/physics/index.ts';
import { searchLayouts, smallestFit } from '../../server/src/repair/layouts.ts';
import { anyModel } from './arbitraries.ts';

const figure = fc.oneof(
  fc.constantFrom(undefined, null, 0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 1e300, 1e9, 1, 2, 8, 64, 4096),
  fc.integer({ min: 1, max: 100_000 }),
  fc.double({ noNaN: false }),
);
const choice = <T>(...values: T[]) => fc.constantFrom<T | null | undefined>(null, undefined, ...values);

const degrees = fc.record({ tp: figure, pp: figure, dp: figure, cp: figure, ep: figure, vpp: figure, etp: figure });

const dimensions = fc.record({
  layers: figure,
  hidden: figure,
  ffn: figure,
  heads: figure,
  kvHeads: figure,
  headDim: figure,
  vocab: figure,
  gated: choice(true, false),
  tied: choice(true, false),
  moe: fc.option(fc.record({ experts: figure, topK: figure, ffn: figure, sharedFfn: figure, denseFirst: figure, every: figure })),
});

const input = fc.record({
  mode: choice('training', 'inference'),
  model: fc.option(dimensions),
  parameters: figure,
  activeParameters: figure,
  degrees,
  gpus: figure,
  epMeaning: choice('factor', 'folded', 'inside-data', 'derived'),
  precision: choice('fp32', 'bf16', 'fp8', 'int4'),
  zeroStage: choice(0, 1, 2, 3),
  recompute: choice('none', 'selective', 'full'),
  schedule: choice('1f1b', 'interleaved', 'gpipe', 'zero-bubble', 'dualpipe'),
  globalBatch: figure,
  microBatch: figure,
  microBatches: figure,
  sequenceLength: fc.oneof(figure, fc.record({ low: fc.double(), high: fc.double() })),
  sequences: fc.oneof(figure, fc.record({ low: fc.double(), high: fc.double() })),
  batchedTokens: figure,
  optimizer: choice('adam', 'adam-8bit', 'adafactor'),
  masterWeights: choice(true, false),
  offload: choice('optimizer', 'parameters'),
  adapters: choice(true, false),
  shardGroup: figure,
  kvPrecision: choice('fp8', 'bf16'),
  servingEngine: choice('vllm', 'sglang', 'tensorrt-llm'),
  servingFraction: figure,
  capacity: figure,
});

test('an estimate of anything is numbers or nothing', () => {
  fc.assert(
    fc.property(input, (anything) => {
      const estimate = estimateMemory(anything as Parameters<typeof estimateMemory>[0]);
      if (!estimate) return;
      for (const stage of estimate.stages) {
        for (const c of stage.components) {
          assert.ok(c.low >= 0 && c.low <= c.high, `${c.id}: ${c.low} to ${c.high}`);
          assert.doesNotMatch(c.formula, /NaN|undefined|null|Infinity/);
        }
      }
      const { serving } = estimate;
      if (serving)
        assert.ok(serving.kvCache.low <= serving.kvCache.high && (serving.sequences?.low ?? 0) <= (serving.sequences?.high ?? 0));
      assert.doesNotMatch(estimate.assumptions.join() + estimate.advice.map(adviceText).join(), /NaN|undefined/);
    }),
    { numRuns: 3000 },
  );
});

test('a search among anything gives layouts or nothing', () => {
  const request = fc.record({
    gpus: figure.map((value) => value ?? 1),
    current: degrees,
    epMeaning: choice('factor', 'folded', 'inside-data', 'derived'),
    layers: figure,
    heads: figure,
    kvHeads: figure,
    hidden: figure,
    experts: figure,
    globalBatch: figure,
    microBatch: figure,
    microBatches: figure,
    gpusPerNode: figure,
    limit: choice(1, 5),
    memory: fc.option(input),
  });
  fc.assert(
    fc.property(request, (anything) => {
      const asked = anything as Parameters<typeof searchLayouts>[0];
      for (const layout of searchLayouts(asked)) {
        assert.equal(layout.gpus, asked.gpus);
        for (const value of Object.values(layout.degrees)) assert.ok(Number.isSafeInteger(value) && value >= 1);
        assert.doesNotMatch(layout.why, /NaN|undefined|null/);
      }
      if (asked.gpus <= 512) smallestFit(asked);
    }),
    { numRuns: 1000 },
  );
});

test('readings and counts of anything do not throw', () => {
  fc.assert(
    fc.property(degrees, figure, dimensions, figure, (d, gpus, dims, target) => {
      assert.ok(Array.isArray(acceptsWorldSize(d, gpus ?? 1)));
      const model = dims as Parameters<typeof completeDimensions>[0];
      for (const { dimensions: whole } of completeDimensions(model) ?? []) {
        const { total, active } = countParameters(whole);
        assert.ok(total > 0 && active.all <= total);
      }
      dimensionsFor(model, target ?? 1);
    }),
    { numRuns: 2000 },
  );
});

test('MoE layers are counted without walking over them', () => {
  fc.assert(
    fc.property(anyModel, fc.integer({ min: 1, max: 4 }), (dims, every) => {
      const model = dims.moe ? { ...dims, moe: { ...dims.moe, every } } : dims;
      const walked = Array.from({ length: model.layers }, (_, i) => isMoeLayer(model, i)).filter(Boolean).length;
      assert.equal(moeLayers(model), walked);
    }),
  );
});
