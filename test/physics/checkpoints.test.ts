/** What the weights of a checkpoint take, and what an engine leaves beside them: figures that engines print. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { analyze } from '../../server/src/analyze.ts';
import { memoryReport } from '../../server/src/explain/memory.ts';
import {
  estimateMemory,
  findAccelerator,
  findModel,
  formatOfName,
  type MemoryInput,
  type NumberFormat,
  nativeFormat,
} from '../../server/src/physics/index.ts';

const GiB = 2 ** 30;

const serve = (name: string, more: Partial<MemoryInput> = {}): MemoryInput => {
  const model = findModel(name);
  assert.ok(model, name);
  return {
    mode: 'inference',
    model: model.dimensions,
    parameters: model.publishedTotal,
    precision: formatOfName(name) ?? nativeFormat(name) ?? model.native ?? 'bf16',
    degrees: {},
    servingEngine: 'vllm',
    ...more,
  };
};

const weightsOf = (input: MemoryInput): { low: number; high: number } => {
  const found = estimateMemory(input)?.stages[0]?.components.find(({ id }) => id === 'weights');
  assert.ok(found);
  return found;
};

test('formats by the suffix of a name, and by what its authors publish', () => {
  const named: Readonly<Record<string, NumberFormat | null>> = {
    'Qwen/Qwen3-235B-A22B-FP8': 'fp8',
    'nvidia/DeepSeek-R1-NVFP4': 'nvfp4',
    'Qwen/Qwen2.5-72B-Instruct-AWQ': 'int4',
    'unsloth/Llama-3.3-70B-Instruct-bnb-4bit': 'nf4',
    'Meta-Llama-3.1-8B-Instruct-quantized.w8a8': 'int8',
    'meta-llama/Llama-3.3-70B-Instruct': null,
  };
  for (const [name, format] of Object.entries(named)) assert.equal(formatOfName(name), format, name);
  const native: Readonly<Record<string, NumberFormat | null>> = {
    'deepseek-ai/DeepSeek-V3': 'fp8',
    'deepseek-ai/DeepSeek-R1-Distill-Qwen-32B': null,
    'deepseek-ai/DeepSeek-R1-0528-Qwen3-8B': null,
    'moonshotai/Kimi-K2-Instruct': 'fp8',
    'moonshotai/Kimi-K2-Thinking': 'int4-g32',
    'openai/gpt-oss-120b': 'mxfp4',
    'Qwen/Qwen3-32B': null,
  };
  for (const [name, format] of Object.entries(native)) assert.equal(nativeFormat(name), format, name);
});

test('weights that engines print: vllm-project/vllm#17327, #10517, #6746, #27508, #13061', () => {
  const printed: readonly (readonly [name: string, tp: number, gib: number, more?: Partial<MemoryInput>])[] = [
    ['Qwen/Qwen3-30B-A3B', 4, 14.247],
    ['meta-llama/Llama-3.1-8B-Instruct', 1, 14.989],
    ['meta-llama/Llama-3.1-405B-Instruct-FP8', 8, 57.75, { mixedAttention: true }],
    ['openai/gpt-oss-120b', 1, 65.97],
    ['deepseek-ai/DeepSeek-R1-Distill-Qwen-14B', 2, 13.95],
  ];
  for (const [name, tp, gib, more] of printed) {
    const { low, high } = weightsOf(serve(name, { degrees: { tp }, ...more }));
    assert.ok(low <= gib * GiB * 1.03 && high >= gib * GiB * 0.97 && high <= 1.1 * low, `${name}: ${low / GiB}–${high / GiB} of ${gib}`);
  }
});

test('room for the cache that engines print: Llama-3.1-8B on 40 and 48 GB, Qwen2.5-7B on 24 GB, Qwen3-235B-FP8 on 4 H100', () => {
  const printed: readonly (readonly [name: string, gpu: string, gib: number, more?: Partial<MemoryInput>])[] = [
    ['meta-llama/Llama-3.1-8B-Instruct', 'A100 40GB', 19.92],
    ['meta-llama/Llama-3.1-8B-Instruct', 'RTX A6000', 27.08],
    ['Qwen/Qwen2.5-7B-Instruct', 'RTX 4090', 5.77, { batchedTokens: 8192 }],
    ['Qwen/Qwen3-235B-A22B-FP8', 'H100', 8.11, { degrees: { tp: 4 } }],
    ['openai/gpt-oss-120b', 'H100', 1.71, { servingFraction: 0.95, batchedTokens: 1024 }],
  ];
  for (const [name, gpu, gib, more] of printed) {
    const card = findAccelerator(gpu);
    const found = estimateMemory(serve(name, { capacity: card?.usable, accelerator: card?.name, sequenceLength: 4096, ...more }));
    const room = found?.serving?.kvCache;
    assert.ok(room && Math.max(0, room.low) <= gib * GiB && room.high >= gib * GiB, `${name} on ${gpu}: ${JSON.stringify(room)} of ${gib}`);
    assert.ok(room.high - Math.max(0, room.low) <= 6 * GiB);
  }
});

test('caches of layers that differ: windows, linear attention, indexers, decode context parallelism', () => {
  const cacheOf = (name: string, length: number, more: Partial<MemoryInput> = {}): number =>
    estimateMemory(serve(name, { sequenceLength: length, ...more }))?.stages[0]?.components.find(({ id }) => id === 'kvCache')?.high ?? 0;
  // 12 of 48 layers keep 2 × 2 heads of 256; 36 keep a state, however long the sequence
  assert.equal(cacheOf('Qwen3-Next-80B-A3B', 2048) - cacheOf('Qwen3-Next-80B-A3B', 1024), 1024 * 24_576);
  assert.equal(cacheOf('Qwen3-Next-80B-A3B', 1024), 1024 * 24_576 + 77_266_944);
  // 61 × ((512 + 64) × 2 + 132)
  assert.equal(cacheOf('DeepSeek-V3.2', 1000), 1000 * 78_324);
  // 52 of 62 layers see 1024 tokens
  const perLayer = 2 * 16 * 128 * 2;
  assert.equal(cacheOf('gemma-3-27b-it', 32_768), perLayer * (10 * 32_768 + 52 * 1024));
  assert.equal(cacheOf('gemma-3-27b-it', 32_768, { keepsWholeSequences: true }), perLayer * 62 * 32_768);
  assert.equal(
    cacheOf('DeepSeek-V3', 4096, { degrees: { tp: 8 }, decodeContext: 8 }) * 8,
    cacheOf('DeepSeek-V3', 4096, { degrees: { tp: 8 } }),
  );
});

test('attention that is replicated is held by every replica, and its cache is not divided', () => {
  const plain = weightsOf(serve('Qwen3-235B-A22B-FP8', { degrees: { tp: 8 } }));
  const replicated = weightsOf(serve('Qwen3-235B-A22B-FP8', { degrees: { tp: 8 }, attentionReplicas: 8 }));
  assert.ok(replicated.low > plain.low + 4e9);
});

test('named defaults narrow the interval and come with their source; findings do without', () => {
  const input: MemoryInput = {
    model: findModel('Llama-3-70B')?.dimensions,
    degrees: { tp: 8, pp: 4, dp: 2 },
    microBatch: 1,
    globalBatch: 64,
    sequenceLength: 8192,
    trainer: 'Megatron-LM',
  };
  const [stated, assumed] = [estimateMemory(input), estimateMemory(input, { assume: true })];
  assert.ok(stated && assumed);
  const width = ({ total }: typeof stated): number => total.high / total.low;
  assert.ok(width(assumed) < 2.6 && width(stated) > 8, `${width(assumed)} of ${width(stated)}`);
  assert.ok(assumed.total.low <= assumed.expected && assumed.expected <= assumed.total.high);
  assert.ok(assumed.defaults.filter(({ named }) => named).every(({ source, text }) => source !== '' && /Megatron-LM/.test(text)));
  assert.match(assumed.assumptions.join('\n'), /no recompute, as Megatron-LM has it: left open, the total is/);
  // what is stated is no default
  assert.ok(!estimateMemory({ ...input, recompute: 'full' }, { assume: true })?.defaults.some(({ field }) => field === 'recompute'));
});

test('what drafts tokens has weights and a cache of its own, on its own ranks', () => {
  const of = (command: string): { weights: number; kvCache: number } => {
    const text = `# Serving\n\nOn H200 GPUs.\n\n\`\`\`bash\n${command} --max-model-len 32768\n\`\`\`\n`;
    const components = memoryReport(analyze(text, { path: 'serve.md' }))?.perGpu[0]?.components ?? [];
    const part = (id: string): number => components.find((component) => component.id === id)?.expected ?? Number.NaN;
    return { weights: part('weights'), kvCache: part('kvCache') };
  };
  const more = (command: string, options: string, weights: number, kvCache: number): void => {
    const [plain, drafting] = [of(command), of(`${command} ${options}`)];
    const told = `${options}: ${drafting.weights - plain.weights} B of weights, ${drafting.kvCache - plain.kvCache} B of cache`;
    assert.ok(Math.abs(drafting.weights - plain.weights - weights) <= 0.01 * weights, told);
    assert.ok(Math.abs(drafting.kvCache - plain.kvCache - kvCache) <= 0.01 * kvCache, told);
  };
  const llama = 'vllm serve meta-llama/Llama-3.1-70B-Instruct -tp 4';
  const spec = (config: object): string => `--speculative-config '${JSON.stringify({ num_speculative_tokens: 3, ...config })}'`;
  const small = { model: 'meta-llama/Llama-3.1-8B-Instruct' };
  // 8.03e9 × 2 B ÷ 4; 32 layers × 2 × (8 ÷ 4) × 128 × 2 B × 32,768
  more(llama, spec(small), (8.03e9 * 2) / 4, 32 * 1024 * 32_768);
  more(llama, spec({ ...small, draft_tensor_parallel_size: 1 }), 8.03e9 * 2, 32 * 4096 * 32_768);
  // one layer of 0.856e9 and 2 × 8192²
  more(llama, spec({ method: 'eagle3', model: 'yuhuili/EAGLE3-LLaMA3.3-Instruct-70B' }), (0.99e9 * 2) / 4, 1024 * 32_768);
  // 11.6e9 in 8 bits ÷ 8; 576 × 2 B
  more('vllm serve deepseek-ai/DeepSeek-V3 -tp 8', spec({ method: 'deepseek_mtp' }), 11.6e9 / 8, 1152 * 32_768);
  const whole = of('vllm serve deepseek-ai/DeepSeek-V3 -tp 8').kvCache;
  assert.equal(of('vllm serve deepseek-ai/DeepSeek-V3 -tp 8 -pcp 2').kvCache, whole / 2);
  assert.equal(of('vllm serve deepseek-ai/DeepSeek-V3 -tp 8 -dcp 8').kvCache, whole / 8);
});
