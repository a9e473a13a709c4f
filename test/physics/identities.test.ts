import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  allReduceVolume,
  bubbleSeconds,
  concurrency,
  findModel,
  flopsPerToken,
  flopsPerTokenFromParameters,
  kvBytesPerToken,
  kvCacheBytes,
  matchesBubble,
  microBatchesFor,
  modelFlopsUtilization,
  pipelineBubble,
  scheduleBubble,
  sequencesPerSecond,
  servingBudget,
  stepSeconds,
  tensorParallelBytes,
  tokensPerSecond,
  tokensPerSecondAt,
} from '../../server/src/physics/index.ts';
import { anyModel } from './arbitraries.ts';

test('a bubble of 25 % fits 4 stages only with 9 or 12 micro-batches', () => {
  assert.deepEqual(matchesBubble(0.25, 4, 4), []);
  assert.deepEqual(matchesBubble(0.75, 4, 4), ['ofIdeal']);
  assert.deepEqual(matchesBubble(3 / 7, 4, 4), ['ofTotal']);
  assert.equal(microBatchesFor(0.25, 4, 'ofIdeal'), 12);
  assert.equal(microBatchesFor(0.25, 4, 'ofTotal'), 9);
  assert.equal(pipelineBubble(4, 4, 4).ofIdeal, 0.1875);
});

test('both bubbles are the same idle time over different wholes, and shrink with micro-batches and chunks', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 64 }), fc.integer({ min: 1, max: 512 }), fc.integer({ min: 1, max: 8 }), (p, m, v) => {
      const { ofIdeal, ofTotal } = pipelineBubble(p, m, v);
      assert.ok(Math.abs(ofTotal - (p - 1) / (v * m + p - 1)) < 1e-12);
      assert.ok(ofTotal < ofIdeal && ofTotal < 1);
      assert.ok(pipelineBubble(p, m + 1, v).ofIdeal < ofIdeal && pipelineBubble(p, m, v + 1).ofIdeal < ofIdeal);
      assert.ok(pipelineBubble(p, microBatchesFor(0.1, p, 'ofTotal', v), v).ofTotal <= 0.1 + 1e-9);
    }),
  );
  assert.deepEqual(pipelineBubble(1, 8), { ofIdeal: 0, ofTotal: 0 });
});

test('schedules that hide the bubble never idle longer than 1F1B', () => {
  const times = { forward: 1, backward: 2, weightGradient: 1 };
  const plain = bubbleSeconds('1f1b', 8, times);
  assert.equal(plain, 21);
  assert.ok(bubbleSeconds('zero-bubble', 8, times) < plain && bubbleSeconds('dualpipe', 8, times) < plain);
  assert.equal(bubbleSeconds('dualpipe', 1, times), 0);
  // 7 ÷ 3 of 32 micro-batches, 6 ÷ 3 of them
  assert.equal(scheduleBubble('1f1b', 8, 32).ofIdeal, pipelineBubble(8, 32).ofIdeal);
  assert.ok(Math.abs(scheduleBubble('zero-bubble', 8, 32).ofIdeal - 7 / 96) < 1e-12);
  assert.ok(Math.abs(scheduleBubble('dualpipe', 8, 32).ofIdeal - 6 / 96) < 1e-12);
});

test('rates: 8000 sequences per second is a batch of 128 in 16 ms, whatever the number of GPUs', () => {
  assert.equal(sequencesPerSecond(128, 0.016), 8000);
  assert.equal(stepSeconds(128, 8000), 0.016);
  assert.equal(tokensPerSecond(128, 1024, 0.016), 8_192_000);
});

test('halving TP from 8 to 4 saves 14 % of the all-reduce, not half', () => {
  assert.equal(allReduceVolume(8), 1.75);
  assert.equal(allReduceVolume(4), 1.5);
  assert.ok(Math.abs(1 - tensorParallelBytes(1024, 1024, 4) / tensorParallelBytes(1024, 1024, 8) - 1 / 7) < 1e-12);
  assert.equal(allReduceVolume(1), 0);
});

test('FLOPs: six per active parameter, and attention on top', () => {
  const llama = findModel('Llama-3-70B')?.dimensions;
  assert.ok(llama);
  const causal = flopsPerToken(llama, { sequenceLength: 8192 });
  const full = flopsPerToken(llama, { sequenceLength: 8192, attention: 'full' });
  const none = flopsPerToken(llama, { sequenceLength: 8192, attention: 'none' });
  assert.equal(full - none, 2 * (causal - none));
  assert.equal(causal - none, 3 * 80 * 2 * 8192 * 8192);
  const simple = flopsPerTokenFromParameters(70.55e9);
  assert.ok(simple / causal > 0.74 && simple / causal < 0.96);
  assert.equal(flopsPerToken(llama, { sequenceLength: 8192, pass: 'forward' }) * 3, causal);
});

test('utilization inverts to a rate', () => {
  fc.assert(
    fc.property(anyModel, fc.integer({ min: 1, max: 100 }), (dims, percent) => {
      const perToken = flopsPerToken(dims, { sequenceLength: 2048 });
      const rate = tokensPerSecondAt(percent / 100, perToken, 989e12);
      assert.ok(Math.abs(modelFlopsUtilization(rate, perToken, 989e12) - percent / 100) < 1e-9);
    }),
  );
});

test('a sliding window bounds its layers: half of gpt-oss keeps 128 tokens', () => {
  const model = findModel('gpt-oss-20b')?.dimensions;
  assert.ok(model);
  const naive = kvCacheBytes(model, 1, 131_072, { elementBytes: 2, ignoreWindow: true });
  const windowed = kvCacheBytes(model, 1, 131_072, { elementBytes: 2 });
  assert.ok(Math.abs(naive / 2 ** 30 - 6) < 0.01 && Math.abs(windowed / 2 ** 30 - 3) < 0.01);
  assert.equal(naive, 131_072 * kvBytesPerToken(model, { elementBytes: 2 }));
});

test('a cache shrinks with TP down to one KV head a rank, and not at all with latent attention', () => {
  fc.assert(
    fc.property(anyModel, fc.constantFrom(1, 2, 4, 8, 16, 32), (dims, tp) => {
      const here = kvBytesPerToken(dims, { elementBytes: 2, tp });
      const more = kvBytesPerToken(dims, { elementBytes: 2, tp: tp * 2 });
      assert.ok(more <= here);
      if (dims.mla || tp >= dims.kvHeads) assert.equal(more, here);
    }),
  );
});

test('engines take their fraction of different wholes', () => {
  const common = { capacity: 80e9, fraction: 0.9, weights: 16e9, other: 4e9 };
  assert.equal(servingBudget({ engine: 'vllm', ...common }).kvCache.low, 72e9 - 20e9);
  assert.equal(servingBudget({ engine: 'sglang', ...common }).kvCache.low, 72e9 - 16e9);
  assert.equal(servingBudget({ engine: 'tensorrt-llm', ...common }).kvCache.low, 60e9 * 0.9);
  assert.ok(servingBudget({ engine: 'vllm', capacity: 24e9, weights: 30e9, other: 0 }).kvCache.high < 0);
  const open = servingBudget({ engine: 'vllm', capacity: 80e9, weights: 16e9, other: { low: 2e9, high: 6e9 } });
  assert.ok(open.kvCache.low < open.kvCache.high && open.budget.low === 72e9);
  assert.equal(concurrency(52e9, 2 ** 34), 3);
  assert.equal(concurrency(-1, 2 ** 30), 0);
});
