import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { factoredMoments } from '../../server/src/physics/adafactor.ts';
import {
  adviceText,
  componentIds,
  countParameters,
  estimateMemory,
  findModel,
  layerActivation,
  type MemoryEstimate,
  type MemoryInput,
  memoryModel,
  microBatchesInFlight,
  normaliseLayout,
  type Recipe,
  recipes,
  recipeTotal,
  stateBytes,
  stateTotal,
  trainingRecipe,
  type ZeroStage,
} from '../../server/src/physics/index.ts';
import { anyDegrees, anyModel } from './arbitraries.ts';

/** 16 layers, 64 experts, said to have 30e9 parameters. */
const mixture = { layers: 16, hidden: 1024, heads: 16, headDim: 64, vocab: 51_200, tied: false, moe: { experts: 64, topK: 2, ffn: 2048 } };
const plan: MemoryInput = {
  model: mixture,
  parameters: 30e9,
  degrees: { tp: 4, pp: 4, ep: 8, dp: 4 },
  gpus: 512,
  epMeaning: 'factor',
  precision: 'fp16',
  globalBatch: 128,
  microBatches: 4,
  sequenceLength: 1024,
  capacity: 64e9,
};

const estimated = (input: MemoryInput): MemoryEstimate => {
  const estimate = estimateMemory(input);
  assert.ok(estimate);
  return estimate;
};

const component = (estimate: MemoryEstimate, id: string, stage = 0) => estimate.stages[stage]?.components.find((c) => c.id === id);

test('30e9 parameters on 512 GPUs: 241e6 on each, not 30e9 ÷ 512', () => {
  const { stages } = estimated({ ...plan, zeroStage: 0, gradientPrecision: 'fp16', masterWeights: true });
  const mean = stages.reduce((acc, s) => acc + s.parameters.high, 0) / stages.length;
  assert.ok(Math.abs(mean / 241e6 - 1) < 0.02, String(mean));
});

test('the same state replicated, sharded by ZeRO-1 and in full', () => {
  const state = (zeroStage: ZeroStage): number => {
    const { stages } = estimated({ ...plan, zeroStage, gradientPrecision: 'fp16' });
    const ids = new Set(['weights', 'gradients', 'optimizer']);
    return stages.reduce((acc, s) => acc + s.components.filter((c) => ids.has(c.id)).reduce((a, c) => a + c.low, 0), 0) / stages.length;
  };
  assert.ok(Math.abs(state(0) / 3.86e9 - 1) < 0.02);
  assert.ok(Math.abs(state(1) / 1.67e9 - 1) < 0.02);
  assert.ok(Math.abs(state(3) / 0.94e9 - 1) < 0.02);
});

test('activations: 268 MB with full recompute, 4.8 GB without, of four micro-batches of 32', () => {
  const options = {
    tp: 4,
    expertTensor: 1,
    sequenceParallel: true,
    flashAttention: true,
    kernels: 'fused',
    recompute: 'none',
    dropout: false,
    sequence: 1024,
  } as const;
  const dims = { ...mixture, ffn: 2048, gated: false, kvHeads: 16 };
  const tokens = 32 * 1024;
  const layers = 4;
  const inFlight = 4;
  assert.ok(Math.abs((tokens * layerActivation(dims, true, options) * layers * inFlight) / 4.83e9 - 1) < 0.01);
  assert.equal((tokens * 2 * 1024 * layers * inFlight) / 4, 268_435_456);
});

test('a stated total that the dimensions cannot give is used and said', () => {
  const { parameters, assumptions } = estimated(plan);
  assert.equal(parameters.stated, 30e9);
  assert.ok(parameters.fromDimensions && parameters.fromDimensions.high < 7e9);
  assert.ok(assumptions.some((a) => a.includes('30 billion') && a.includes('dimensions give')));
});

test('formulas carry their figures, sources are named, the most important assumption comes first', () => {
  const estimate = estimated(plan);
  assert.match(component(estimate, 'weights')?.formula ?? '', /÷ TP 4 .* in experts ÷ \(TP 4 × EP 8\)\).* × 2 B/);
  for (const stage of estimate.stages) {
    for (const c of stage.components) {
      assert.ok(c.formula !== '' && c.source !== '' && c.low <= c.high && c.low >= 0, `${c.id} ${c.formula}`);
      assert.doesNotMatch(c.formula, /NaN|undefined|Infinity/);
    }
  }
  assert.match(estimate.assumptions[0] ?? '', /not stated/);
  assert.match(
    estimated({ ...plan, zeroStage: 3 }).assumptions[0] ?? '',
    /^recompute not stated: activations .+ GB \(none .+, selective .+, full .+\)$/,
  );
});

test('nothing stated is a wide interval, stating more never widens it', () => {
  const open = estimated({ parameters: 70e9, degrees: { tp: 8, pp: 4, dp: 4 } });
  assert.ok(open.total.high > 4 * open.total.low);
  const steps: Partial<MemoryInput>[] = [
    { zeroStage: 1 },
    { sequenceLength: 4096, microBatch: 1 },
    { recompute: 'full' },
    { sequenceParallel: true },
    { flashAttention: true },
    { kernels: 'fused' },
    { gradientPrecision: 'fp32' },
    { schedule: '1f1b' },
  ];
  let known: MemoryInput = { parameters: 70e9, degrees: { tp: 8, pp: 4, dp: 4 } };
  let before = open.total;
  for (const step of steps) {
    known = { ...known, ...step };
    const { total } = estimated(known);
    assert.ok(total.low >= before.low - 1 && total.high <= before.high + 1, JSON.stringify(step));
    before = total;
  }
});

test('too little to say anything is null', () => {
  assert.equal(estimateMemory({ degrees: { tp: 8 } }), null);
  assert.equal(estimateMemory({ model: { layers: 16 }, degrees: { tp: 8 } }), null);
  assert.equal(estimateMemory({ parameters: 7e9, degrees: { tp: 1.5 } }), null);
});

test('what does not fit comes with what would make it fit', () => {
  const llama = findModel('Llama-3-70B')?.dimensions;
  assert.ok(llama);
  const estimate = estimated({
    model: llama,
    degrees: { tp: 8, pp: 1, dp: 8 },
    precision: 'bf16',
    zeroStage: 0,
    microBatch: 1,
    sequenceLength: 8192,
    capacity: 85e9,
    flashAttention: true,
  });
  assert.equal(estimate.fits, 'no');
  assert.ok(
    estimate.advice.some(({ change }) => change.includes('ZeRO')),
    estimate.advice.map(adviceText).join('\n'),
  );
  assert.equal(estimated({ ...plan, capacity: 1e12 }).fits, 'yes');
  assert.deepEqual(estimated({ ...plan, capacity: 1e12 }).advice, []);
});

test('serving: weights, cache and engine', () => {
  const llama = findModel('Llama-3.1-8B')?.dimensions;
  assert.ok(llama);
  const served = estimated({
    mode: 'inference',
    model: llama,
    degrees: {},
    precision: 'bf16',
    sequenceLength: 131_072,
    sequences: 1,
    capacity: 24e9,
  });
  assert.equal(component(served, 'weights')?.low, 8_030_261_248 * 2);
  assert.equal(component(served, 'kvCache')?.high, 2 ** 34);
  assert.equal(component(served, 'optimizer'), undefined);
  assert.equal(served.fits, 'no');
  assert.ok(served.advice.length > 0);
  const quantised = estimated({ mode: 'inference', model: llama, degrees: {}, precision: 'int4', sequenceLength: 8192, sequences: 4 });
  const weights = component(quantised, 'weights');
  // The embedding and the head stay in 16 bits.
  assert.ok(weights && weights.low > 5.5e9 && weights.high < 6.5e9);
});

test('a mixture keeps all of its parameters in memory, not the active ones', () => {
  const served = estimated({ mode: 'inference', model: findModel('Mixtral-8x7B')?.dimensions, degrees: { tp: 2 }, precision: 'fp16' });
  assert.ok((component(served, 'weights')?.low ?? 0) > 46e9);
});

test('recipes: 16, 18 and 20 bytes, 14 with moments in bf16, 10 with 8-bit moments', () => {
  assert.deepEqual(
    [recipes.zero, recipes.megatronBf16, recipes.megatronFp16, recipes.fp32, recipes.precisionAware].map(recipeTotal),
    [16, 18, 20, 16, 14],
  );
  const total = (options: Parameters<typeof trainingRecipe>[0]): number[] => {
    const { low, high } = trainingRecipe(options).total;
    return [low, high];
  };
  assert.deepEqual(total({ precision: 'fp16' }), [16, 20]);
  assert.deepEqual(total({ precision: 'bf16', gradients: 'fp32' }), [18, 18]);
  assert.deepEqual(total({ precision: 'fp32' }), [16, 16]);
  assert.deepEqual(total({ precision: 'bf16', gradients: 'fp32', optimizer: 'adam-bf16' }), [14, 14]);
  assert.deepEqual(total({ precision: 'bf16', gradients: 'bf16', optimizer: 'adam-8bit' }), [10, 10]);
  assert.deepEqual(total({ precision: 'bf16', gradients: 'bf16', optimizer: 'sgd-momentum' }), [12, 12]);
});

test('Adafactor keeps rows and columns of every matrix and whole vectors', () => {
  const dense = findModel('Llama-3.1-8B')?.dimensions;
  const mixture = findModel('Mixtral-8x7B')?.dimensions;
  assert.ok(dense && mixture);
  const bytes = (dims: typeof dense): number => factoredMoments(dims) * countParameters(dims).total;
  // 32 layers: queries and outputs 4096 × 4096, keys and values 4096 × 1024, three matrices of 4096 × 14336, two norms; two tables, a norm
  const attention = 2 * 8192 + 2 * 5120 + 2 * 4096;
  assert.equal(Math.round(bytes(dense)), 4 * (32 * (attention + 3 * 18_432) + 2 * (128_256 + 4096) + 4096));
  // eight experts and a router of 4096 × 8
  assert.equal(Math.round(bytes(mixture)), 4 * (32 * (attention + 8 * 3 * 18_432 + 4104) + 2 * (32_000 + 4096) + 4096));
  const estimate = estimated({
    mode: 'training',
    model: dense,
    precision: 'fp32',
    optimizer: 'adafactor',
    degrees: { tp: 1 },
    sequenceLength: 512,
  });
  assert.equal(Math.round(component(estimate, 'optimizer')?.low ?? 0), Math.round(bytes(dense)));
});

test('sharded state adds up to the whole over all replicas', () => {
  const anyRecipe = fc.constantFrom<Recipe>(...Object.values(recipes));
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e9 }),
      fc.integer({ min: 0, max: 1e9 }),
      anyRecipe,
      fc.constantFrom(1, 2, 8, 64),
      fc.constantFrom(1, 2, 4),
      (dense, expert, recipe, denseReplicas, expertReplicas) => {
        const rank = { dense, expert };
        const sharded = stateBytes(rank, recipe, { zeroStage: 3, denseReplicas, expertReplicas });
        const alone = stateBytes({ dense, expert: 0 }, recipe, { zeroStage: 3, denseReplicas, expertReplicas });
        const whole = stateTotal(alone) * denseReplicas + (stateTotal(sharded) - stateTotal(alone)) * expertReplicas;
        const expected = recipeTotal(recipe) * (dense + expert);
        assert.ok(Math.abs(whole - expected) <= 1e-6 * expected);
      },
    ),
  );
});

test('each ZeRO stage holds no more than the one before', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e9 }), fc.constantFrom(1, 2, 8, 64), (dense, denseReplicas) => {
      const at = ([0, 1, 2, 3] as const).map((zeroStage) =>
        stateTotal(stateBytes({ dense, expert: 0 }, recipes.zero, { zeroStage, denseReplicas, expertReplicas: 1 })),
      );
      for (let i = 1; i < at.length; i++) assert.ok((at[i] ?? 0) <= (at[i - 1] ?? 0));
    }),
  );
});

test('hybrid sharding divides by its group alone', () => {
  const whole = stateTotal(
    stateBytes({ dense: 1e9, expert: 0 }, recipes.zero, { zeroStage: 3, denseReplicas: 64, expertReplicas: 1, shardGroup: 8 }),
  );
  assert.equal(whole, 2e9);
});

test('GPipe without a stated number of micro-batches keeps one to four for each stage', () => {
  const plan = {
    model: findModel('Llama-3-8B')?.dimensions,
    degrees: { pp: 4 },
    microBatch: 1,
    recompute: 'full',
    flashAttention: true,
  } as const;
  const activations = (more: Partial<MemoryInput>): number =>
    component(estimated({ ...plan, schedule: 'gpipe', ...more }), 'activations')?.high ?? 0;
  assert.equal(activations({}), activations({ microBatches: 16 }));
  assert.equal(activations({ degrees: {}, microBatches: 16 }), activations({ degrees: {}, schedule: '1f1b', microBatches: 16 }));
});

test('in flight: as many as stages on the first, one on the last; interleaving and GPipe keep more', () => {
  assert.deepEqual(
    [0, 1, 2, 3].map((stage) => microBatchesInFlight('1f1b', stage, 4, 16)),
    [4, 3, 2, 1],
  );
  assert.equal(microBatchesInFlight('1f1b', 0, 8, 2), 2);
  assert.equal(microBatchesInFlight('gpipe', 0, 4, 16), 16);
  assert.equal(microBatchesInFlight('dualpipe', 0, 4, 16), 5);
  // 1 + (p−1)/(p·v), arXiv:2205.05198 §4.
  assert.ok(Math.abs(microBatchesInFlight('interleaved', 0, 8, 64, 4) - 8 * (1 + 7 / 32)) < 1e-9);
});

test('memory falls or stays as sharding grows', () => {
  const stated: Partial<MemoryInput> = {
    precision: 'bf16',
    gradientPrecision: 'fp32',
    zeroStage: 1,
    recompute: 'full',
    sequenceParallel: true,
    flashAttention: true,
    kernels: 'fused',
    microBatch: 1,
    sequenceLength: 4096,
    schedule: '1f1b',
    chunkedLoss: false,
  };
  fc.assert(
    fc.property(anyModel, anyDegrees, fc.constantFrom('tp', 'dp', 'cp', 'ep'), (model, degrees, grown) => {
      const more = { ...degrees, [grown]: degrees[grown] * 2, etp: 1 };
      const here = memoryModel({ ...stated, model })?.total({ ...degrees, etp: 1 }, 'factor');
      const there = memoryModel({ ...stated, model })?.total(more, 'factor');
      // Collectives appear with the second GPU: compare clusters only.
      if (!here || !there || degrees.tp * degrees.pp * degrees.dp * degrees.cp * degrees.ep === 1) return;
      assert.ok(there.low <= here.low * (1 + 1e-9) && there.high <= here.high * (1 + 1e-9), `${grown}: ${here.low} → ${there.low}`);
    }),
    { numRuns: 300 },
  );
});

test('quick totals bound what the whole estimate says', () => {
  fc.assert(
    fc.property(anyModel, anyDegrees, fc.constantFrom('training' as const, 'inference' as const), (model, degrees, mode) => {
      if (!normaliseLayout({ ...degrees, etp: null }, 'factor') || degrees.pp > model.layers) return;
      const input = { model, mode, sequenceLength: 2048, globalBatch: 256 } as const;
      const quick = memoryModel(input)?.total({ ...degrees, etp: null }, 'factor');
      const whole = estimateMemory({ ...input, degrees: { ...degrees, etp: null }, epMeaning: 'factor' });
      assert.ok(quick && whole);
      assert.ok(whole.total.low <= quick.low * (1 + 1e-9) && whole.total.high >= quick.high * (1 - 1e-9));
      assert.equal(whole.stages.length, degrees.pp);
      for (const stage of whole.stages) {
        const summed = stage.components.reduce((acc, c) => acc + c.high, 0);
        assert.ok(Math.abs(summed - stage.total.high) < 1);
        assert.deepEqual(
          stage.components.map((c) => c.id),
          componentIds.filter((id) => stage.components.some((c) => c.id === id)),
        );
      }
    }),
    { numRuns: 200 },
  );
});

test('the figure to reckon with is the same in an estimate, in a search and for what-if layouts', () => {
  const trainers = [null, 'Megatron-LM', 'Megatron-Bridge', 'torchtitan', 'FSDP', 'DeepSpeed', 'Axolotl'] as const;
  const given = fc.record({
    mode: fc.constantFrom('training' as const, 'training' as const, 'inference' as const),
    trainer: fc.constantFrom(...trainers),
    capacity: fc.constantFrom(null, 24e9, 85e9),
    epMeaning: fc.constantFrom(null, 'factor' as const, 'folded' as const),
    microBatch: fc.constantFrom(null, 1, 2),
    layersPerStage: fc.constant(null),
  });
  fc.assert(
    fc.property(anyModel, anyDegrees, given, (model, degrees, stated) => {
      const input = { ...stated, model, sequenceLength: 4096, globalBatch: 256 };
      const laid = { ...degrees, etp: null, vpp: null };
      for (const assume of [true, false]) {
        const whole = estimateMemory({ ...input, degrees: laid }, { assume });
        const { microBatch, ...rest } = input;
        const quick = memoryModel(input)?.expected({ degrees: laid }, input.epMeaning);
        const chosen = memoryModel(rest)?.expected({ degrees: laid, microBatch, microBatches: null }, input.epMeaning);
        assert.equal(whole === null, !quick);
        if (!whole || !quick || !chosen) continue;
        assert.ok(Math.abs(whole.expected / quick.bytes - 1) < 1e-9, `${whole.expected} or ${quick.bytes}`);
        assert.ok(Math.abs(quick.bytes / chosen.bytes - 1) < 1e-9);
        assert.ok(!assume || (whole.expected >= whole.total.low && whole.expected <= whole.total.high));
      }
    }),
    { numRuns: 400 },
  );
});
