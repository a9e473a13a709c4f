import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  completeDimensions,
  countParameters,
  dimensionsFor,
  groupTotal,
  isMoeLayer,
  layersPerStage,
  type ModelDimensions,
  models,
  paddedVocab,
  rankParameters,
  routedShare,
  stageLayers,
  stageParameters,
} from '../../server/src/physics/index.ts';
import { anyModel } from './arbitraries.ts';

test('every catalog model adds up to its published total', () => {
  for (const model of models) {
    const { total } = countParameters(model.dimensions);
    // Printed totals are rounded, GPT-2 XL's to two digits, Qwen3.5-4B's to one; vision towers and prediction modules are left out of some.
    assert.ok(Math.abs(total / model.publishedTotal - 1) < 0.055, `${model.name}: ${total} for ${model.publishedTotal}`);
  }
});

test('the share of routed experts in published mixtures lies in the range that unknown models are given', () => {
  const mixtures = models.filter((m) => (m.dimensions.moe?.experts ?? 0) >= 8);
  assert.ok(mixtures.length >= 20);
  for (const model of mixtures) {
    const { routed, total } = countParameters(model.dimensions);
    assert.ok(routed / total >= routedShare.low && routed / total <= routedShare.high, `${model.name}: ${routed / total}`);
  }
});

test('stages add up to the model, with one more copy of a tied table', () => {
  fc.assert(
    fc.property(anyModel, fc.integer({ min: 1, max: 12 }), (dims, stages) => {
      const parts = stageParameters(dims, stages);
      const sum = parts.reduce((acc, part) => acc + groupTotal(part), 0);
      const copy = dims.tied && stages > 1 ? dims.vocab * dims.hidden : 0;
      assert.equal(sum, countParameters(dims).total + copy);
      assert.equal(
        parts.reduce((acc, part) => acc + part.layers, 0),
        dims.layers,
      );
    }),
  );
});

test('ranks add up to their stage: what is sharded once, what is replicated once a rank', () => {
  fc.assert(
    fc.property(anyModel, fc.constantFrom(1, 2, 4, 8), fc.constantFrom(1, 2, 4, 8), (dims, denseShards, expertShards) => {
      for (const part of stageParameters(dims, 2)) {
        const rank = rankParameters(part, { denseShards, expertShards });
        const whole = rank.dense * denseShards - part.replicated * (denseShards - 1) + rank.expert * expertShards;
        assert.ok(Math.abs(whole - groupTotal(part)) <= 1e-6 * groupTotal(part));
      }
    }),
  );
});

test('interleaved stages hold every layer once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 5 }), (stages, chunks, size) => {
      const layers = stages * chunks * size;
      const dealt = stageLayers(layers, stages, chunks);
      assert.deepEqual(
        dealt.flat().sort((a, b) => a - b),
        Array.from({ length: layers }, (_, i) => i),
      );
      for (const stage of dealt) assert.equal(stage.length, chunks * size);
    }),
  );
  assert.deepEqual(stageLayers(8, 2, 2), [
    [0, 1, 4, 5],
    [2, 3, 6, 7],
  ]);
});

test('stages count the layers that they list', () => {
  fc.assert(
    fc.property(anyModel, fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 4 }), (dims, stages, chunks) => {
      const listed = stageLayers(dims.layers, stages, chunks);
      const counted = stageParameters(dims, stages, { chunks });
      assert.deepEqual(
        counted.map((s) => [s.layers, s.moeLayers]),
        listed.map((indices) => [indices.length, indices.filter((i) => isMoeLayer(dims, i)).length]),
      );
    }),
  );
});

test('uneven layers leave the ends lighter: 126 layers on 16 stages, as Llama-3 405B was trained', () => {
  const stages = layersPerStage(126, 16);
  assert.equal(
    stages.reduce((a, b) => a + b),
    126,
  );
  assert.deepEqual([stages[0], stages[1], stages[15]], [7, 8, 7]);
});

test('a model with more experts, wider FFNs or more layers is never smaller', () => {
  const grown = (dims: ModelDimensions): ModelDimensions[] => [
    { ...dims, layers: dims.layers + 1 },
    { ...dims, ffn: dims.ffn + 64 },
    { ...dims, vocab: dims.vocab + 1 },
    ...(dims.moe ? [{ ...dims, moe: { ...dims.moe, experts: dims.moe.experts + 1 } }] : []),
  ];
  fc.assert(
    fc.property(anyModel, (dims) => {
      const { total, active } = countParameters(dims);
      for (const larger of grown(dims)) assert.ok(countParameters(larger).total >= total);
      assert.ok(
        active.all <= total && active.withoutInputEmbedding <= active.all && active.withoutEmbeddings <= active.withoutInputEmbedding,
      );
    }),
  );
});

test('padding gives every rank the same rows and adds less than one block', () => {
  assert.equal(paddedVocab(50_257, 8), 51_200);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300_000 }), fc.constantFrom(1, 2, 4, 8, 16), (vocab, tp) => {
      const padded = paddedVocab(vocab, tp);
      assert.equal(padded % (128 * tp), 0);
      assert.ok(padded >= vocab && padded - vocab < 128 * tp);
    }),
  );
});

test('what a document leaves out becomes variants; what it states stays', () => {
  const stated = { layers: 16, hidden: 1024, heads: 16, headDim: 64, moe: { experts: 64, ffn: 2048 } };
  const totals = (completeDimensions(stated) ?? []).map(({ dimensions }) => countParameters(dimensions).total);
  const range = { low: Math.min(...totals), high: Math.max(...totals) };
  // 4.40 to 4.63e9 with two matrices, up to 6.77e9 with three: nowhere near 30e9.
  assert.ok(range.low > 4.3e9 && range.low < 4.5e9 && range.high > 6.6e9 && range.high < 6.9e9);
  assert.equal(completeDimensions({ layers: 16 }), null);
  const whole = completeDimensions({ layers: 2, hidden: 64, heads: 2, ffn: 256, gated: true, vocab: 1000, tied: true });
  assert.equal(whole?.length, 1);
  assert.deepEqual(whole?.[0]?.assumed, []);
});

test('the dimension that would make a stated total true', () => {
  const solutions = dimensionsFor(
    { layers: 16, hidden: 1024, heads: 16, headDim: 64, vocab: 51_200, tied: true, moe: { experts: 64, ffn: 2048 } },
    30e9,
  );
  const ffn = solutions.find((s) => s.dimension === 'ffn');
  const experts = solutions.find((s) => s.dimension === 'experts');
  assert.ok(ffn && Math.abs(ffn.low - 9_499) < 30 && Math.abs(ffn.high - 14_248) < 30, JSON.stringify(ffn));
  assert.ok(experts && Math.abs(experts.low - 297) < 6 && Math.abs(experts.high - 445) < 8, JSON.stringify(experts));
});
