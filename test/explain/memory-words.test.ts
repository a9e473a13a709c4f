/** What people are told of memory, in hovers and reports. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { trainingPlan } from '../../server/src/cli/commands/template.ts';
import { analyze, detailsAt, hoverAt, memoryReport } from '../../server/src/engine.ts';

const read = (text: string) => analyze(text.replace(/^ {4}/gm, '').trimStart(), { language: 'markdown' });

const hover = (text: string, at: string): string => {
  const analysis = read(text);
  const found = hoverAt(analysis, analysis.text.indexOf(at));
  assert.ok(found, `no hover at ${at}`);
  return found.markdown;
};

const served = (flags: string, model = 'meta-llama/Llama-3.3-70B-Instruct', engine = 'vllm serve'): string => `
    # Serving

    Hardware: 8× H100 80GB

    \`\`\`bash
    ${engine} ${model} ${flags}
    \`\`\`
`;

test('the hover of a launch tells how many sequences of the stated length fit', () => {
  // 10 KV heads of 128 over 80 layers on 4 ranks: 2 heads × 2 × 128 × 2 B × 80 = 81,920 B a token, 2.68 GB for 32,768
  const text = served('--tensor-parallel-size 4 --max-model-len 32768 --gpu-memory-utilization 0.9');
  const lines = hover(text, '--tensor-parallel-size').split('\n\n');
  const room = lines.find((line) => line.startsWith('vLLM leaves'));
  assert.match(
    room ?? '',
    /^vLLM leaves 3\d(?:\.\d)? to 3\d(?:\.\d)? GB for the KV cache: 1[1-4] to 1[1-4] whole sequences of 32,768 tokens$/,
  );
  assert.ok(lines.indexOf(room ?? '') === lines.findIndex((line) => line.includes('holds **≈')) + 1, lines.join('\n'));
});

test('without a length the hover tells tokens, and no room is said so', () => {
  assert.match(hover(served('--tensor-parallel-size 4'), '--tensor-parallel-size'), /for the KV cache: [\d,]+ to [\d,]+ tokens/);
  const full = hover(served('--tensor-parallel-size 8 --max-model-len 32768', 'deepseek-ai/DeepSeek-V3'), '--tensor-parallel-size');
  assert.match(full, /vLLM has no room for a KV cache/);
});

test('replicas of attention have room each', () => {
  const text = served(
    '--tp 8 --dp 8 --enable-dp-attention --context-length 65536',
    '--model-path deepseek-ai/DeepSeek-V3.2',
    'python -m sglang.launch_server',
  ).replace('H100 80GB', 'H200');
  assert.match(hover(text, '--tp'), /SGLang leaves .* whole sequences of 65,536 tokens on each of 8 replicas/);
  assert.equal(memoryReport(read(text))?.serving?.replicas, 8);
});

const open = `
    # Training plan

    - Model: 30B parameters, 48 layers, hidden 7168, 56 heads
    - GPUs: 64 × H100 80GB
    - TP 8, PP 2, DP 4
`;

test('a range wider than three times is told after the one fact that would narrow it', () => {
  const lines = hover(open, '8, PP').split('\n\n');
  const narrows = lines.findIndex((line) => line.startsWith('_what would narrow this most: recompute not stated'));
  assert.ok(narrows > 0 && narrows === lines.findIndex((line) => line.includes('holds **≈')) - 1, lines.join('\n'));
  const analysis = read(open);
  assert.match(detailsAt(analysis, analysis.text.indexOf('8, PP')) ?? '', /What would narrow this most: recompute not stated/);
});

test('what decides a narrow range stands behind it', () => {
  const narrow = hover(served('--tensor-parallel-size 4 --max-model-len 32768'), '--tensor-parallel-size').split('\n\n');
  assert.ok(!narrow.some((line) => line.includes('would narrow')));
});

const titan = (shards: number, batch = 2) =>
  analyze(
    `[model]\nname = "llama3"\nflavor = "405B"\n\n[training]\nlocal_batch_size = ${batch}\nseq_len = 8192\n\n[parallelism]\ndata_parallel_shard_degree = ${shards}\ntensor_parallel_degree = 8\npipeline_parallel_degree = 8\n`,
    { path: 'train.toml' },
  );

test('where -1 shards over GPUs that nobody counts, their number is what would narrow the range', () => {
  const open = memoryReport(titan(-1));
  const counted = memoryReport(titan(8));
  assert.ok(open && counted);
  assert.match(open.decisive ?? '', /^number of GPUs not stated: total/);
  const total = (report: typeof open) => report.perGpu.reduce((most, stage) => (stage.total.high > most.total.high ? stage : most));
  assert.ok(total(open).total.low < total(counted).total.low && total(open).total.high > total(counted).total.high);
  // eight replicas are usual, and 512 GPUs are eight
  assert.ok(Math.abs(total(open).expected / total(counted).expected - 1) < 0.05);
});

test('a limit of the engine tells what it decides', () => {
  const text = served('--tensor-parallel-size 2 --max-model-len 131072');
  assert.match(hover(text, '131072'), /vLLM leaves at most [\d.]+ GB for the KV cache: 0 whole sequences of 131,072 tokens/);
});

test('a machine that is one GPU has the memory that its driver shows', () => {
  const text = served('--max-model-len 131072 --gpu-memory-utilization 0.8', 'openai/gpt-oss-120b').replace(
    'Hardware: 8× H100 80GB',
    'On a DGX Spark with 128 GB of unified memory.',
  );
  // 121.65 GiB
  assert.equal(Math.round((memoryReport(read(text))?.perGpu[0]?.capacity ?? 0) / 1e8), 1306);
});

test('torchtitan cuts a batch into single sequences under pipelining', () => {
  const activations = (batch: number): number => {
    const stages = memoryReport(titan(8, batch))?.perGpu ?? [];
    return Math.max(...stages.map(({ components }) => components.find(({ id }) => id === 'activations')?.expected ?? 0));
  };
  // as many in flight as there are stages, however large the batch; each has a buffer to arrive in
  assert.ok(activations(8) > 0 && activations(32) > activations(8) && activations(32) < 1.4 * activations(8));
  assert.ok(activations(4) < activations(8));
});

test('where the editor tells a finding with many places above, what a GPU holds comes first', () => {
  const plan = `
    # Plan

    - GPUs: 512 × H100 80GB
    - Parameters: 30B, 48 layers, hidden size 7168
    - TP: 8
    - PP: 4
    - EP: 16
    - DP: 4
    - Total: 8 × 4 × 16 × 4 = 512 GPUs
  `;
  const wrong = hover(plan, '16 × 4 = 512').split('\n\n');
  const [first] = wrong.filter((line) => !line.startsWith('_'));
  assert.match(first ?? '', /holds \*\*≈/, wrong.join('\n'));
  assert.match(wrong.at(-1) ?? '', /expert parallel size/);
  // without a finding the number is named first
  assert.match(hover(plan.replaceAll('512', '2048'), '16 × 4 = 2048'), /^\*\*expert parallel size/);
});

test('a comment of a config names the GPU that its estimate is a share of', () => {
  const config = (comment: string) =>
    analyze(
      `# ${comment}\ntrainer: {num_nodes: 72, devices: 8, precision: bf16}\nmodel:\n  num_layers: 126\n  hidden_size: 16384\n  ffn_hidden_size: 53248\n  num_attention_heads: 128\n  num_query_groups: 8\n  encoder_seq_length: 8192\n  micro_batch_size: 1\n  global_batch_size: 252\n  tensor_model_parallel_size: 8\n  pipeline_model_parallel_size: 9\n  context_parallel_size: 2\n`,
      { path: 'pretrain.yaml' },
    );
  const capacity = (comment: string) => memoryReport(config(comment))?.perGpu[0]?.capacity ?? null;
  assert.equal(Math.round((capacity('72 nodes of H100 80GB') ?? 0) / 1e8), 850);
  assert.equal(capacity('on A100 40GB or A100 80GB'), null, 'two sizes');
  assert.equal(capacity('72 nodes'), null);
});

test('experts share ranks with TP by default only where they can be laid out so', () => {
  const report = memoryReport(
    read(`
    # Qwen3-235B-A22B with Megatron-Bridge

    - Model: Qwen3-235B-A22B
    - 256 × H100 80GB
    - TP 2, PP 8, EP 32
    `),
  );
  assert.equal(report?.layout.dp, 16);
});

test('the name of a DeepSpeed config tells its stage, and what it offloads', () => {
  const zero = (name: string): string => {
    const yaml = `model_name_or_path: Qwen/Qwen2.5-72B-Instruct\nstage: sft\nfinetuning_type: lora\nlora_rank: 8\ndeepspeed: ${name}\ncutoff_len: 2048\nper_device_train_batch_size: 1\nbf16: true\n# 8x A100 80GB\n`;
    const gpu = memoryReport(analyze(yaml, { path: 'lora.yaml' }))?.perGpu[0];
    return `${Math.round((gpu?.components.find(({ id }) => id === 'weights')?.high ?? 0) / 1e9)} GB of weights`;
  };
  assert.equal(zero('examples/deepspeed/ds_z3_config.json'), '18 GB of weights');
  assert.equal(zero('deepspeed_configs/zero2.json'), '146 GB of weights');
  assert.equal(zero('configs/deepspeed/zero3_offload.json'), '0 GB of weights');
  assert.equal(zero('ds_config.json'), '146 GB of weights');
});

test('processes of Accelerate without axes are replicas that share out what they hold', () => {
  const report = memoryReport(
    read(`
    # Llama-3.1-8B with Accelerate

    One node of 8× A100 40GB. Sequence length 4096, per-device batch 2, gradient checkpointing on.

    \`\`\`yaml
    compute_environment: LOCAL_MACHINE
    distributed_type: FSDP
    mixed_precision: bf16
    num_machines: 1
    num_processes: 8
    fsdp_config:
      fsdp_sharding_strategy: FULL_SHARD
    \`\`\`
    `),
  );
  assert.equal(report?.layout.dp, 8);
  assert.ok((report?.perGpu[0]?.total.high ?? Number.POSITIVE_INFINITY) < 42.5e9);
});

test('a config of Axolotl that names no degree is estimated for the GPUs that its comment counts', () => {
  const yaml = (comment: string): string =>
    `base_model: meta-llama/Meta-Llama-3-70B\nload_in_4bit: true\nadapter: qlora\nlora_r: 16\nsequence_len: 2048\nmicro_batch_size: 1\nbf16: auto\ngradient_checkpointing: true\nfsdp:\n  - full_shard\n${comment}\n`;
  const report = memoryReport(analyze(yaml('# 2x RTX 3090 24GB'), { path: 'qlora.yml' }));
  assert.equal(report?.layout.dp, 2);
  // 68.4e9 × 0.52 B and tables 2.1e9 × 2 B on two
  assert.equal(Math.round((report?.perGpu[0]?.components.find(({ id }) => id === 'weights')?.high ?? 0) / 1e9), 20);
  assert.equal(memoryReport(analyze(yaml('# our rig'), { path: 'qlora.yml' })) ?? null, null);
});

test('what a card has is told where the plan states what it is sold as, and not where the plan goes by another figure', () => {
  const granted = (memory: string): readonly string[] =>
    memoryReport(read(trainingPlan.replace('80 GB (H100)', memory)))?.assumptions.map(String) ?? [];
  const told = 'H100-SXM: 85 GB to use (79.2 GiB), sold as 80 GB';
  assert.ok(granted('80 GB (H100)').includes(told));
  for (const other of ['85 GB (H100)', '64 GB (H100)', '80 GB']) assert.ok(!granted(other).some((text) => /sold as/.test(text)), other);
});
