/**
 * Documents in, bytes out: what a plan says in figures and in words reaches the estimate. Every expectation is written out by hand from the
 * formulas of docs/physics.md, for shapes that no published figure covers.
 */
import assert from 'node:assert/strict';
import test from 'node:test';
import { analyze, type MemoryDocument, memoryReport } from '../../server/src/engine.ts';
import { engineConstants, samplerBytes } from '../../server/src/physics/index.ts';

const report = (text: string, language: 'markdown' | 'yaml' = 'markdown'): MemoryDocument => {
  const found = memoryReport(analyze(text.replace(/^ {4}/gm, '').trimStart(), { language }));
  assert.ok(found, 'no estimate');
  return found;
};

type Part = 'weights' | 'gradients' | 'optimizer' | 'activations' | 'kvCache' | 'logits' | 'overhead';

const part = (found: MemoryDocument, id: Part, stage = 0): { low: number; high: number } =>
  found.perGpu[stage]?.components.find((component) => component.id === id) ?? { low: 0, high: 0 };

/** Both ends of a component, to a millionth. */
const holds = (found: MemoryDocument, id: Part, low: number, high = low, stage = 0): void => {
  const actual = part(found, id, stage);
  for (const [end, expected] of [
    ['low', low],
    ['high', high],
  ] as const) {
    assert.ok(Math.abs(actual[end] - expected) <= 1e-6 * Math.abs(expected) + 0.5, `${id}, ${end}: ${actual[end]}, by hand ${expected}`);
  }
};

/** A gated dense layer with RMS norms: attention, FFN, two norms. */
const gated = (h: number, a: number, k: number, d: number, f: number): number => h * a * d + 2 * h * k * d + a * d * h + 3 * h * f + 2 * h;

test('multi-query attention, ZeRO-1, fp32 gradients: 2 + 4 + 12 ÷ 16', () => {
  const found = report(`
    # Training a 24-layer model

    - Data parallel size: 16
    - GPUs: 16
    - Layers: 24
    - Hidden size: 2048
    - FFN size: 5632 (SwiGLU)
    - Attention heads: 16
    - KV heads: 1
    - Head dimension: 128
    - Vocabulary: 32,000, untied embeddings
    - Precision: bf16, fp32 gradients
    - Optimizer: AdamW, ZeRO-1
    - Micro-batch size: 1
    - Sequence length: 2048
  `);
  const parameters = 24 * gated(2048, 16, 1, 128, 5632) + 2 * 32_000 * 2048 + 2048;
  assert.equal(found.parameters.fromDimensions, parameters);
  holds(found, 'weights', 2 * parameters);
  holds(found, 'gradients', 4 * parameters);
  holds(found, 'optimizer', (12 * parameters) / 16);
});

test('tensor parallelism beyond the KV heads: norms stay whole, the rest is divided', () => {
  const found = report(`
    # Training plan

    - Tensor parallel size: 8
    - Data parallel size: 1
    - GPUs: 8
    - Layers: 10
    - Hidden size: 4096
    - FFN size: 11008, SwiGLU
    - Attention heads: 32
    - KV heads: 4
    - Vocabulary: 64000
    - Untied embeddings
    - Precision: bf16, with bf16 gradients
    - Sequence parallelism: enabled
    - Full activation recomputation
    - Micro-batch size: 2
    - Sequence length: 4096
  `);
  const sharded = 10 * (gated(4096, 32, 4, 128, 11008) - 2 * 4096) + 2 * 64_000 * 4096;
  const norms = 10 * 2 * 4096 + 4096;
  holds(found, 'weights', 2 * (sharded / 8 + norms));
  holds(found, 'gradients', 2 * (sharded / 8 + norms));
  holds(found, 'optimizer', 12 * (sharded / 8 + norms));
  // 2h per token and layer, ÷ t; the layer at hand takes the place of the logits, which need more
  const kept = (10 * 2 * 4096 * 2 * 4096) / 8;
  assert.ok(part(found, 'activations').low >= kept && part(found, 'activations').low < 1.05 * kept);
});

test('stages: the first holds the embedding, the last the head, the middle neither', () => {
  const found = report(`
    # Training plan

    - Pipeline parallel size: 4
    - Virtual pipeline size: 2
    - Data parallel size: 2
    - GPUs: 8
    - Layers: 32
    - Hidden size: 1024
    - FFN size: 4096, GELU
    - Attention heads: 16
    - KV heads: 16
    - Vocabulary: 50,048, untied embeddings
    - Precision: fp16, gradients in fp16, no master weights
    - Distributed optimizer: enabled
    - Micro-batch size: 1
    - Global batch size: 64
    - Sequence length: 1024
  `);
  const layer = 4 * 1024 * 1024 + 2 * 1024 * 4096 + 2 * 1024;
  const table = 50_048 * 1024;
  [8 * layer + table, 8 * layer, 8 * layer, 8 * layer + table + 1024].forEach((parameters, stage) => {
    holds(found, 'weights', 2 * parameters, undefined, stage);
    holds(found, 'optimizer', (8 * parameters) / 2, undefined, stage);
  });
  const summed = found.perGpu.reduce((sum, _, stage) => sum + part(found, 'weights', stage).low / 2, 0);
  assert.equal(Math.round(summed), found.parameters.fromDimensions);
});

test('ZeRO-3 beside tensor parallelism divides by both', () => {
  const found = report(`
    # Training plan with DeepSpeed

    - TP=2, DP=32
    - GPUs: 64
    - Layers: 40
    - Hidden size: 5120
    - FFN size: 13,824, SwiGLU
    - Attention heads: 40
    - KV heads: 40
    - Vocabulary: 32,000, untied embeddings
    - Precision: bf16, gradients in bf16
    - ZeRO stage: 3
    - Micro-batch size: 1
    - Sequence length: 4096
  `);
  const norms = 40 * 2 * 5120 + 5120;
  const rank = (40 * (gated(5120, 40, 40, 128, 13_824) - 2 * 5120) + 2 * 32_000 * 5120) / 2 + norms;
  holds(found, 'weights', (2 * rank) / 32);
  holds(found, 'gradients', (2 * rank) / 32);
  holds(found, 'optimizer', (12 * rank) / 32);
});

test('hybrid sharding divides by its group alone', () => {
  const found = report(`
    # Training Llama-3-8B with HSDP

    - Data parallel size: 64, HSDP with shard groups
    - Shard group size: 8
    - GPUs: 64
    - Precision: bf16, gradients in bf16
    - Micro-batch size: 1
    - Sequence length: 4096
  `);
  holds(found, 'weights', (2 * 8_030_261_248) / 8);
  holds(found, 'optimizer', (12 * 8_030_261_248) / 8);
});

const mixture = `
    - Layers: 20
    - Hidden size: 2048
    - Dense FFN size: 8192
    - MoE FFN size: 1024, SwiGLU
    - Experts per layer: 64
    - 1 shared expert, 6 experts active per token
    - The first 2 layers are dense
    - Attention heads: 16
    - KV heads: 16
    - Vocabulary: 102,400, untied embeddings
    - Precision: bf16, fp32 gradients
    - Micro-batch size: 1
    - Sequence length: 4096
`;
const attention = 4 * 2048 * 2048 + 2 * 2048;
const shared = 20 * attention + 2 * 3 * 2048 * 8192 + 18 * (3 * 2048 * 1024 + 2048 * 64) + 2 * 102_400 * 2048 + 2048;
const routed = 18 * 64 * 3 * 2048 * 1024;

test('experts have widths, replicas and a shard of their own: EP inside of DP', () => {
  const found = report(`
    # Training a mixture of experts with Megatron-Core

    - Expert parallel size: 8
    - Data parallel size: 32
    - GPUs: 32
    - Distributed optimizer
${mixture}`);
  assert.equal(found.parameters.fromDimensions, shared + routed);
  holds(found, 'weights', 2 * (shared + routed / 8));
  holds(found, 'gradients', 4 * (shared + routed / 8));
  // The dense part over 32 replicas, the experts over 32 ÷ 8.
  holds(found, 'optimizer', 12 * (shared / 32 + routed / 8 / 4));
});

test('the same experts where EP is a factor of its own', () => {
  const found = report(`
    # Training a mixture of experts

    - Expert parallel size: 8
    - Data parallel size: 4
    - Total GPUs: 8 × 4 = 32
    - ZeRO-1
${mixture}`);
  holds(found, 'weights', 2 * (shared + routed / 8));
  holds(found, 'optimizer', 12 * (shared / 32 + routed / 8 / 4));
});

test('expert tensor parallelism: TP by default in Megatron-Core, 1 in torchtitan, as stated elsewhere', () => {
  const plan = (framework: string, etp: string): MemoryDocument =>
    report(`
    # Training a mixture of experts${framework}

    - Tensor parallel size: 4
    - Expert parallel size: 8
${etp}    - Data parallel size: 16
    - GPUs: 64
    - ZeRO-1
${mixture}`);
  const norms = 20 * 2 * 2048 + 2048 + 18 * 2048 * 64;
  const dense = (shared - norms) / 4 + norms;
  holds(plan(' with Megatron-LM', ''), 'weights', 2 * (dense + routed / 32));
  holds(plan(' with torchtitan', ''), 'weights', 2 * (dense + routed / 8));
  holds(plan('', '    - Expert tensor parallel size: 2\n'), 'weights', 2 * (dense + routed / 16));
  holds(plan('', ''), 'weights', 2 * (dense + routed / 32), 2 * (dense + routed / 8));
});

test('Megatron-Core pads the vocabulary for its ranks, and says so', () => {
  const found = report(`
    # Training a 24-layer model with Megatron-LM

    - Tensor parallel size: 8
    - GPUs: 8
    - Layers: 24
    - Hidden size: 2048
    - FFN size: 5632 (SwiGLU)
    - Attention heads: 16
    - KV heads: 8
    - Head dimension: 128
    - Vocabulary: 50,257, untied embeddings
    - Precision: bf16, fp32 gradients
    - Optimizer: AdamW
    - Micro-batch size: 1
    - Sequence length: 2048
  `);
  const norms = 24 * 2 * 2048 + 2048;
  const layers = 24 * gated(2048, 16, 8, 128, 5632) + 2048 - norms;
  holds(found, 'weights', 2 * ((layers + 2 * 51_200 * 2048) / 8 + norms));
  assert.equal(found.parameters.fromDimensions, layers + norms + 2 * 50_257 * 2048);
  assert.ok(found.assumptions.includes('vocabulary padded to 51,200 rows, as Megatron-Core does'));
});

test('latent attention with widths of its own, and its cache, whole on every rank', () => {
  const found = report(`
    # Serving with SGLang

    - Tensor parallel size: 4
    - GPUs: 4
    - Layers: 12
    - Hidden size: 1536
    - FFN size: 4608, SwiGLU
    - Attention heads: 24 (MLA: q_lora_rank 768, kv_lora_rank 320, qk_nope_head_dim 96, qk_rope_head_dim 40, v_head_dim 80)
    - Vocabulary: 60,000, untied embeddings
    - Precision: bf16
    - Context length: 32,768
    - Concurrency: 10
  `);
  const down = 1536 * 768 + 768 + 1536 * (320 + 40) + 320;
  const up = 768 * 24 * (96 + 40) + 320 * 24 * (96 + 80) + 24 * 80 * 1536;
  const rest = 12 * (down + 2 * 1536) + 1536;
  const sharded = 12 * (up + 3 * 1536 * 4608) + 2 * 60_000 * 1536;
  assert.equal(found.parameters.fromDimensions, sharded + rest);
  holds(found, 'weights', 2 * (sharded / 4 + rest));
  holds(found, 'kvCache', 32_768 * 12 * (320 + 40) * 2);
});

const served = (precision: string, more = ''): MemoryDocument =>
  report(`
    # Serving with vLLM

    - Tensor parallel size: 8
    - GPUs: 8
    - Layers: 48
    - Hidden size: 6144
    - FFN size: 16,384, SwiGLU
    - Attention heads: 48
    - KV heads: 4
    - Vocabulary: 128,000, untied embeddings
    - ${precision}
    - Max model length: 16,384
    - Concurrent requests: 32
    ${more}
  `);

test('quantised weights: scales count, embedding and head stay in 16 bits; a rank keeps one KV head at the least', () => {
  const d = 6144 / 48;
  const layers = (48 * (gated(6144, 48, 4, d, 16_384) - 2 * 6144)) / 8 + 48 * 2 * 6144 + 6144 + 48 * 2 * 6144 * d * (1 - 4 / 8);
  const tables = (2 * 128_000 * 6144) / 8;
  for (const [said, bytes] of [
    ['Precision: bf16', 2],
    ['Weights in fp8', 1 + 4 / 16_384],
    ['Quantization: AWQ', 0.5 + 2.5 / 128],
    ['Weights: int4 GPTQ', 0.5 + 2.5 / 128],
    ['Precision: mxfp4', 0.5 + 1 / 32],
    ['Quantized to NVFP4', 0.5 + 1 / 16],
    ['dtype: int8', 1],
    ['Engine: vLLM 0.10, FP8, prefix caching', 1 + 4 / 16_384],
    ['Checkpoint: house-70B-Instruct-AWQ', 0.5 + 2.5 / 128],
  ] as const) {
    const found = served(said);
    holds(found, 'weights', bytes * layers + 2 * tables);
    // an engine that pages its cache runs as long as one sequence fits
    holds(found, 'kvCache', 16_384 * 48 * 2 * 1 * d * 2);
  }
});

test('the KV cache by its own precision', () => {
  const full = part(served('Precision: bf16'), 'kvCache').high;
  assert.equal(part(served('Precision: bf16', '- KV cache dtype: fp8'), 'kvCache').high, full / 2);
  assert.equal(part(served('Precision: bf16', '- FP8 KV cache'), 'kvCache').high, full / 2);
  assert.equal(part(served('Precision: bf16', '- KV cache in bf16'), 'kvCache').high, full);
});

test('a serving engine takes its share, and what is left is for the cache', () => {
  const found = served('Precision: bf16', '- GPU memory: 80 GB\n    - gpu_memory_utilization: 0.85');
  const { serving } = found;
  assert.ok(serving?.sequences);
  assert.deepEqual([serving.engine, serving.budget.low, serving.budget.high], ['vLLM', 68e9, 68e9]);
  // beside weights and activations the engine's warm-up samples 1024 sequences, and it keeps its own memory
  const { outside, collectives, graphs } = engineConstants;
  const other = part(found, 'activations').high + 1024 * 128_000 * samplerBytes.high + outside.high + collectives.high + graphs.high;
  assert.ok(Math.abs(serving.kvCache.low - (68e9 - part(found, 'weights').high - other)) < 1);
  assert.deepEqual(found.perGpu[0]?.kvRoom?.sequences, serving.sequences);
  assert.equal(serving.sequences.low, Math.floor(serving.kvCache.low / (16_384 * 48 * 2 * 128 * 2)));
});

test('a sliding window bounds the cache, unless the engine keeps whole sequences', () => {
  holds(served('Precision: bf16', '- Sliding window: 4096'), 'kvCache', 4096 * 48 * 2 * 128 * 2);
});

test('context parallelism divides activations, not weights', () => {
  const plan = (cp: number): MemoryDocument =>
    report(`
    # Training Llama-3-8B

    - Context parallel size: ${cp}
    - Data parallel size: 8
    - GPUs: ${8 * cp}
    - Precision: bf16
    - ZeRO-0
    - Sequence length: 65,536
    - Micro-batch size: 1
  `);
  const [one, four] = [plan(1), plan(4)];
  assert.equal(part(one, 'weights').low, 2 * 8_030_261_248);
  assert.equal(part(four, 'weights').low, part(one, 'weights').low);
  for (const id of ['activations', 'logits'] as const) assert.ok(Math.abs(part(four, id).high * 4 - part(one, id).high) < 8, id);
});

test('recompute, flash attention and sequence parallelism each narrow the activations', () => {
  const lines = ['- Recompute: none', '- Flash attention: enabled', '- Sequence parallelism: true'];
  const at = (count: number): { low: number; high: number } =>
    part(
      report(`
    # Pre-training

    - Tensor parallel size: 4
    - Data parallel size: 2
    - GPUs: 8
    - Layers: 32
    - Hidden size: 4096
    - FFN size: 11008, SwiGLU
    - Attention heads: 32
    - KV heads: 32
    - Vocabulary: 32000
    - Precision: bf16
    - Micro-batch size: 2
    - Sequence length: 4096
    ${lines.slice(0, count).join('\n    ')}
  `),
      'activations',
    );
  const widths = [0, 1, 2, 3].map((count) => at(count).high - at(count).low);
  for (let i = 1; i < widths.length; i++) assert.ok((widths[i] ?? 0) < (widths[i - 1] ?? 0), String(widths));
  // Fused, per token and layer: 8h of inputs, Q, K, V and output 2·4h, gated FFN 6f; all ÷ t.
  assert.ok(Math.abs(at(3).low - (2 * 4096 * 32 * (8 * 4096 + 2 * 4 * 4096 + 6 * 11_008)) / 4) < 1);
});

test('what is negated is not done; what is only thought about is not known', () => {
  const plan = (line: string): string[] =>
    report(`
    # Training Llama-3-8B

    - Tensor parallel size: 2
    - Data parallel size: 4
    - GPUs: 8 × H100
    - Micro-batch size: 1
    - Sequence length: 8192
    - ${line}
  `).assumptions.filter((text) => /^recompute/.test(text));
  assert.deepEqual(plan('No activation checkpointing'), []);
  assert.deepEqual(plan('Activation checkpointing: disabled'), []);
  assert.deepEqual(plan('Activation recomputation: selective'), []);
  assert.deepEqual(plan('Gradient checkpointing for every layer'), []);
  assert.equal(plan('Consider activation checkpointing if memory is tight').length, 1);
  assert.equal(plan('Save a checkpoint every 500 steps').length, 1);
});

test('LoRA trains little: weights alone, in the stated width', () => {
  const plan = (line: string): MemoryDocument =>
    report(`
    # Fine-tuning Llama-3-8B

    - Data parallel size: 4, no ZeRO
    - GPUs: 4
    - Sequence length: 2048
    - Micro-batch size: 1
    - ${line}
  `);
  const frozen = part(plan('Method: LoRA, rank 16, weights in bf16'), 'weights');
  assert.ok(frozen.low >= 2 * 8_030_261_248 && frozen.high < 2.1 * 8_030_261_248, String(frozen.high));
  assert.ok(part(plan('Method: LoRA, weights in bf16'), 'optimizer').high < 3e9);
  // 6.98e9 × 0.516 B, 1.05e9 of tables × 2 B, adapters of up to 2 % × 4 B
  const narrow = part(plan('QLoRA, weights in NF4'), 'weights');
  assert.ok(narrow.low > 5.6e9 && narrow.high < 6.5e9, `${narrow.low} to ${narrow.high}`);
  assert.ok(part(plan('Method: LoRA rank 16, weights in bf16'), 'optimizer').high < 1e9);
  // the rank of latent attention is no adapter
  for (const line of ['Latent attention with a LoRA rank of 512, bf16', 'kv_lora_rank: 512, bf16'])
    assert.ok(part(plan(line), 'optimizer').high > 3e10, line);
});

test('offloaded state is not on the GPU', () => {
  const plan = (line: string): MemoryDocument =>
    report(`
    # Training Llama-3-8B with DeepSpeed

    - Data parallel size: 8
    - GPUs: 8
    - ZeRO stage: 3
    - Precision: bf16
    - ${line}
  `);
  assert.ok(part(plan('No offloading'), 'optimizer').low > 0);
  assert.equal(part(plan('Optimizer offload to CPU'), 'optimizer').high, 0);
  const both = plan('Offload parameters and optimizer to CPU');
  assert.deepEqual([part(both, 'optimizer').high, part(both, 'weights').high], [0, 0]);
});

test('DualPipe holds a stage and its mirror image', () => {
  const plan = (schedule: string): MemoryDocument =>
    report(`
    # Training plan

    - Pipeline parallel size: 4
    - Data parallel size: 2
    - GPUs: 8
    - Layers: 16
    - Hidden size: 2048
    - FFN size: 8192, SwiGLU
    - Attention heads: 16
    - KV heads: 16
    - Vocabulary: 32000, untied embeddings
    - Precision: bf16, ZeRO-1
    - Schedule: ${schedule}
    - Micro-batch size: 1
    - Micro-batches: 16
    - Sequence length: 2048
  `);
  const [plain, dual] = [plan('1F1B'), plan('DualPipe')];
  holds(dual, 'weights', part(plain, 'weights', 0).low + part(plain, 'weights', 3).low, undefined, 0);
  holds(dual, 'weights', part(plain, 'weights', 1).low + part(plain, 'weights', 2).low, undefined, 1);
});

test('a named model brings its shape, whatever is stated beside it', () => {
  const found = report(`
    # Serving DeepSeek-V3 with SGLang

    - Model: deepseek-ai/DeepSeek-V3
    - Tensor parallel size: 16
    - Hardware: 2 nodes of 8×H200
    - Layers: 61
    - Experts per layer: 256
    - Precision: FP8
    - Context length: 131,072
    - Concurrency: 4
  `);
  assert.equal(found.parameters.fromDimensions, 671_026_419_200);
  holds(found, 'kvCache', 131_072 * 61 * 576 * 2);
  // what the driver shows of an H200, 139.8 GiB
  assert.equal(found.perGpu[0]?.capacity, 139.8 * 2 ** 30);
});

test('models that the formulas do not describe are refused by name', () => {
  for (const [model, kind] of [
    ['T5-11B', 't5'],
    ['a Mamba-2 hybrid of 8B', 'mamba'],
    ['an encoder-decoder transformer', 'encoder decoder'],
  ] as const) {
    const found = report(`
    # Training plan

    - Model: ${model}
    - Parameters: 11B
    - Tensor parallel size: 8
    - Data parallel size: 4
    - GPUs: 32
    - Layers: 24
    - Hidden size: 1024
  `);
    assert.deepEqual([found.unmodelled, found.perGpu.length], [kind, 0]);
  }
});

test('the words of a baseline are not those of the plan', () => {
  const found = report(`
    # Training Llama-3-8B

    - Tensor parallel size: 2
    - Data parallel size: 4
    - GPUs: 8
    - Precision: bf16
    - Sequence length: 4096
    - Micro-batch size: 1

    ## Baseline

    - Full activation recomputation
    - ZeRO-3
  `);
  assert.ok(found.assumptions.some((text) => /^recompute not stated/.test(text)));
});

test('keys of a config are words as well', () => {
  const found = report(
    `
    model: meta-llama/Llama-3.1-8B
    parallelism:
      tensor_parallel: 2
      data_parallel: 4
      total_gpus: 8
    training:
      precision: bf16
      sequence_parallel: true
      use_distributed_optimizer: true
      accumulate_allreduce_grads_in_fp32: true
      gradient_checkpointing: false
      flash_attention: true
      micro_batch_size: 1
      sequence_length: 4096
    hardware:
      gpu: H100-80GB
  `,
    'yaml',
  );
  const norms = 65 * 4096;
  const rank = (8_030_261_248 - norms) / 2 + norms;
  holds(found, 'weights', 2 * rank);
  holds(found, 'gradients', 4 * rank);
  holds(found, 'optimizer', (12 * rank) / 4);
  assert.equal(found.perGpu[0]?.capacity, 79.18 * 2 ** 30);
  assert.ok(!found.assumptions.some((text) => /recompute not|sequence parallel|gradients/.test(text)));
});

test('what does not fit says how many GPUs would hold it', () => {
  const found = report(`
    # Fine-tuning Llama-2-70B

    - GPUs: 8 × A100 40GB
    - Tensor parallel size: 8
    - Data parallel size: 1
    - Precision: bf16 with Adam
    - Sequence length: 4096
    - Micro-batch size: 1
    - Global batch size: 16
  `);
  const { fewest } = found;
  assert.ok(fewest?.certain && fewest.total.high <= 39.59 * 2 ** 30);
  // 69e9 parameters × 16 bytes take 28 GPUs of 40 GB alone.
  assert.ok(fewest.gpus >= 26 && fewest.gpus <= 128, String(fewest.gpus));
});

test('tiny and huge', () => {
  for (const [layers, hidden, heads] of [
    [1, 8, 1],
    [1000, 65_536, 512],
  ] as const) {
    const found = report(`
    # Training plan

    - Tensor parallel size: 1
    - GPUs: 1
    - Layers: ${layers}
    - Hidden size: ${hidden}
    - FFN size: ${4 * hidden}, GELU
    - Attention heads: ${heads}
    - KV heads: ${heads}
    - Vocabulary: 256, tied embeddings
    - Precision: fp32
  `);
    const parameters = layers * (12 * hidden * hidden + 2 * hidden) + 256 * hidden + hidden;
    assert.equal(found.parameters.fromDimensions, parameters);
    holds(found, 'weights', 4 * parameters);
    holds(found, 'optimizer', 8 * parameters);
  }
});

test('the format of the training is told apart from that of its optimizer states', () => {
  const assumed = (sentence: string): boolean =>
    report(`
    # Training of a 7B model

    - TP: 2, PP: 2, DP: 4
    - GPUs: 16
    - Parameters: 7B
    - Layers: 32
    - Hidden size: 4096

    ${sentence}
  `).assumptions.some((line) => line.startsWith('precision not stated'));
  assert.equal(assumed('Training uses FP8 mixed precision with BF16 optimizer states.'), false);
  assert.equal(assumed('Training in BF16 with FP32 gradient accumulation.'), false);
  // what only speaks of another part leaves the weights open
  assert.equal(assumed('Gradients are reduced in FP32 precision.'), true);
  assert.equal(assumed('The KV cache is quantized to FP8.'), true);
});
