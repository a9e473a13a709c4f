/** What people are told of memory, in hovers and reports. */
import assert from 'node:assert/strict';
import test from 'node:test';
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
