/** What keys and switches say of memory, in documents of their own. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { analyze, layoutReport, type MemoryDocument, memoryReport } from '../../server/src/engine.ts';
import { flagFacts, keyFacts } from '../../server/src/plan/key-facts.ts';

const report = (text: string, language: 'markdown' | 'yaml' | 'toml' = 'markdown'): MemoryDocument => {
  const found = memoryReport(analyze(text, { language }));
  assert.ok(found, 'no estimate');
  return found;
};

const part = (found: MemoryDocument, id: string): { low: number; high: number } =>
  found.perGpu[0]?.components.find((component) => component.id === id) ?? { low: 0, high: 0 };

test('one fact by many names', () => {
  for (const [key, value, fact] of [
    ['recompute_granularity', 'full', { recompute: 'full' }],
    ['activations_checkpoint_granularity', 'selective', { recompute: 'selective' }],
    ['gradient_checkpointing', 'true', { recompute: 'full' }],
    ['--use-distributed-optimizer', null, { zeroStage: 1 }],
    ['fsdp_sharding_strategy', 'FULL_SHARD', { zeroStage: 3 }],
    ['data_parallel_shard_degree', '-1', { zeroStage: 3 }],
    ['data_parallel_shard_degree', '16', { zeroStage: 3, shardGroup: 16 }],
    ['optim.name', 'mcore_distributed_optim', { optimizer: 'adam', zeroStage: 1 }],
    ['kv-cache-dtype', 'fp8_e4m3', { kvPrecision: 'fp8' }],
    ['load_in_4bit', 'true', { precision: 'nf4', adapters: true }],
    ['activation', 'fast-swiglu', { gated: true }],
    ['share_embeddings_and_output_weights', 'false', { tied: false }],
    ['mem-fraction-static', '0.85', { servingFraction: 0.85 }],
  ] as const)
    assert.deepEqual(keyFacts(key, value), fact, `${key} ${value}`);
  assert.deepEqual(keyFacts('mode', '"full"', 'activation_checkpoint'), { recompute: 'full' });
  assert.deepEqual(keyFacts('stage', '3', 'zero_optimization'), { zeroStage: 3 });
});

test('what is null, and what is in no table, says nothing', () => {
  assert.equal(keyFacts('num_micro_batches_with_partial_activation_checkpoints', 'null'), null);
  assert.equal(keyFacts('activations_checkpoint_granularity', 'null'), null);
  assert.equal(keyFacts('fp8', 'false'), null);
  assert.equal(keyFacts('recompute_buffers_of_something', 'full'), null);
  assert.deepEqual(flagFacts('train --lr 3e-4 --sequence-parallel --recompute-granularity selective'), [
    { sequenceParallel: true },
    { recompute: 'selective' },
  ]);
});

const nemo = (checkpoints: string): MemoryDocument =>
  report(
    `trainer:\n  devices: 8\n  num_nodes: 4\nmodel:\n  tensor_model_parallel_size: 4\n  pipeline_model_parallel_size: 2\n  micro_batch_size: 1\n  global_batch_size: 32\n  num_layers: 32\n  hidden_size: 4096\n  ffn_hidden_size: 14336\n  num_attention_heads: 32\n  num_query_groups: 8\n  encoder_seq_length: 8192\n  activation: fast-swiglu\n  sequence_parallel: true\n  ${checkpoints}\n  num_micro_batches_with_partial_activation_checkpoints: null\n  optim:\n    name: mcore_distributed_optim\n`,
    'yaml',
  );

test('the granularity of a config decides its activations, and a key beside it does not', () => {
  const [none, full] = [nemo('activations_checkpoint_granularity: null'), nemo('activations_checkpoint_granularity: full')];
  assert.ok(part(full, 'activations').high < 0.3 * part(none, 'activations').low);
  assert.doesNotMatch(full.assumptions.join('\n'), /recompute|sequence parallel/);
});

test('torchtitan’s -1 shards over all that is left', () => {
  const found = report(
    '# a preset for 8 H100 GPUs\n[model]\nname = "llama3"\nflavor = "8B"\nhf_assets_path = "meta-llama/Llama-3.1-8B"\n\n[training]\nlocal_batch_size = 1\nseq_len = 8192\n\n[parallelism]\ndata_parallel_shard_degree = -1\ntensor_parallel_degree = 1\n\n[activation_checkpoint]\nmode = "full"\n',
    'toml',
  );
  // 8.03e9 × 4 B ÷ 8
  const weights = part(found, 'weights').high;
  assert.ok(weights > 3.9e9 && weights < 4.2e9, String(weights));
});

test('a page that starts a server serves, in the format that the name of its model says', () => {
  const found = report(
    '# Qwen3-235B\n\n8 × H100 80GB\n\n```bash\nvllm serve Qwen/Qwen3-235B-A22B-FP8 --tensor-parallel-size 8 --max-model-len 131072 --kv-cache-dtype fp8 --max-num-seqs 64\n```\n',
  );
  assert.equal(part(found, 'optimizer').high, 0);
  const weights = part(found, 'weights');
  assert.ok(weights.low > 29e9 && weights.high < 30.5e9);
  // 94 layers × 2 × 1 head × 128 × 1 B × 131,072 tokens
  assert.equal(part(found, 'kvCache').high, 94 * 2 * 128 * 131_072);
  const [gpu] = found.perGpu;
  assert.ok(gpu?.kvRoom && gpu.kvRoom.low > 30e9 && gpu.kvRoom.tokens && gpu.kvRoom.sequences && gpu.kvRoom.sequences.low >= 9);
});

test('two commands keep their switches to themselves', () => {
  const found = report(
    '# Two servers on H100 80GB\n\n```bash\nvllm serve meta-llama/Llama-3.3-70B-Instruct --tensor-parallel-size 4 --max-model-len 8192\n```\n\n```bash\nvllm serve Qwen/Qwen3-32B-FP8 --tensor-parallel-size 2 --max-model-len 8192 --kv-cache-dtype fp8\n```\n',
  );
  assert.equal(part(found, 'kvCache').high, 80 * 2 * 2 * 128 * 2 * 8192);
});

test('a page without a degree is told how to lay out its model, and nothing in it is wrong', () => {
  const text =
    '# Training plan\n\nWe pretrain Llama-3.1-405B with Megatron-LM on 1024 H100 GPUs.\n\n- Global batch size: 512\n- Sequence length: 8192\n- Precision: BF16\n';
  const analysis = analyze(text, { language: 'markdown' });
  assert.deepEqual(analysis.findings, []);
  const { advice, gpus, layouts } = layoutReport(analysis);
  assert.ok(advice && gpus === 1024 && layouts.length >= 10);
  const [best] = layouts;
  assert.ok(best?.preferred && best.memory?.expected && best.memory.capacity && best.memory.expected <= best.memory.capacity);
  assert.ok(best.tokensPerGpu && best.bubble && best.why.includes('tokens/s on each GPU'));
  for (const { degrees, changes } of layouts) {
    assert.equal((degrees.tp ?? 1) * (degrees.pp ?? 1) * (degrees.cp ?? 1) * (degrees.dp ?? 1), 1024);
    // beyond a node of eight tensor parallelism is slow
    assert.ok((degrees.tp ?? 1) <= 8 && changes.length === 0);
  }
  // 126 layers do not divide by 8 or 16 stages: the switch that makes them uneven is named
  assert.ok(layouts.some(({ why }) => why.includes('account_for_loss_in_pipeline_split')));
});
