import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  accelerators,
  findAccelerator,
  findAccelerators,
  findModel,
  models,
  numberFormat,
  peakFlops,
} from '../../server/src/physics/index.ts';

const names: Readonly<Record<string, string | null>> = {
  'Llama-3.1-70B': 'Llama-3-70B',
  'meta-llama/Meta-Llama-3-70B-Instruct': 'Llama-3-70B',
  Llama3_70B_Instruct: 'Llama-3-70B',
  'DeepSeek V3': 'DeepSeek-V3',
  'deepseek-ai/DeepSeek-R1-0528': 'DeepSeek-V3',
  'LLAMA3.1_405B': 'Llama-3.1-405B',
  'GPT OSS 120B': 'gpt-oss-120b',
  'LLaMA-2 70B': 'Llama-2-70B',
  'nvidia/Llama-3.3-70B-Instruct-FP8': 'Llama-3-70B',
  'unsloth/Meta-Llama-3.1-8B-bnb-4bit': 'Llama-3-8B',
  'Qwen2.5-32B-Instruct-AWQ': 'Qwen2.5-32B',
  'Qwen3-235B-A22B-Thinking-2507': 'Qwen3-235B-A22B',
  'GPT-3 (175B)': 'GPT-3 175B',
  'Mixtral 8×7B': 'Mixtral-8x7B',
  'Kimi K2': 'Kimi-K2',
  'DeepSeek-R1-Distill-Qwen-32B': 'Qwen2.5-32B',
  'MT-NLG (530B)': 'MT-NLG 530B',
  'gpt2-xl': 'GPT-2 XL',
  'Mistral-7B-Instruct-v0.3': 'Mistral-7B-v0.3',
  'moonshotai/Kimi-K2-Thinking': 'Kimi-K2',
  'DeepSeek-V3.2-Exp': 'DeepSeek-V3.2',
  'Qwen/Qwen3.5-397B-A17B-FP8': 'Qwen3.5-397B-A17B (text)',
  'nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-FP8': 'Nemotron-3-Nano-30B-A3B',
  'zai-org/GLM-4.6-FP8': 'GLM-4.5',
  // Never a wrong match.
  'Llama-27B': null,
  Llama: null,
  'llama 70b': null,
  llama3: null,
  'DeepSeek-V3.5': null,
  Qwen3: null,
  '70B': null,
  'Phi-4-mini': null,
  'Llama-2-34B': null,
  'GPT-4': null,
  '': null,
  'a 30B MoE model': null,
  'DeepSeek-V2.5': null,
};

test('models are found by any spelling, and never wrongly', () => {
  for (const [name, expected] of Object.entries(names)) assert.equal(findModel(name)?.name ?? null, expected, name);
});

test('every model is found by its own name and repository', () => {
  for (const model of models) {
    assert.equal(findModel(model.name), model);
    if (model.huggingFace) assert.equal(findModel(model.huggingFace), model);
  }
});

test('a size that the catalog does not have finds nothing of another size', () => {
  fc.assert(
    fc.property(fc.constantFrom('Llama-3', 'Qwen2.5', 'Falcon', 'Yi'), fc.integer({ min: 1, max: 999 }), (family, size) => {
      const found = findModel(`${family}-${size}B`);
      if (found) assert.match(found.name.concat(' ', found.huggingFace ?? ''), new RegExp(`\\b${size}b`, 'i'));
    }),
  );
});

test('looking up a name never throws', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (name) => {
      findModel(name);
      findAccelerator(name);
      numberFormat(name);
    }),
  );
});

const cards: Readonly<Record<string, string | null>> = {
  '8×H100': 'H100-SXM',
  NVIDIA_H100: 'H100-SXM',
  'H100 80GB': 'H100-SXM',
  'A100-40GB': 'A100-40GB',
  'Tesla T4': 'T4',
  GB200: 'GB200',
  'GB200 NVL72': 'GB200',
  'NVIDIA A100-SXM4-80GB': 'A100-80GB',
  'H100 PCIe': 'H100-PCIe',
  'H100 NVL': 'H100-NVL',
  'H100 96GB': 'H100-96GB',
  'RTX 4090': 'RTX 4090',
  'TPU v5p-128': 'TPU v5p',
  'Gaudi 3': 'Gaudi3',
  'Ascend 910B': 'Ascend 910B',
  '8x A100-80GB': 'A100-80GB',
  'NVIDIA H100 80GB HBM3': 'H100-SXM',
  MI300X: 'MI300X',
  // A bare name with two memory sizes: the larger one, so that nothing is said not to fit that might.
  A100: 'A100-80GB',
  V100: 'V100-32GB',
  'a fast GPU': null,
  H1000: null,
  '': null,
};

test('accelerators are found by any spelling', () => {
  for (const [name, expected] of Object.entries(cards)) assert.equal(findAccelerator(name)?.name ?? null, expected, name);
});

test('a size that no row has is another board, of which nothing is known', () => {
  const found = (name: string): string | null => findAccelerator(name)?.name ?? null;
  assert.deepEqual(['H20-3e 141GB', 'H20 141GB', 'H20', 'GH200 144GB', 'A800 40GB'].map(found), [
    'H20-141GB',
    'H20-141GB',
    'H20',
    'GH200-144GB',
    'A800-40GB',
  ]);
  assert.deepEqual(['H100 64GB', 'A100 120GB'].map(found), [null, null]);
  assert.equal(findAccelerator('H100', { memory: 64e9 }), null);
});

test('memory stated elsewhere tells variants apart', () => {
  assert.equal(findAccelerator('A100', { memory: 40e9 })?.name, 'A100-40GB');
  assert.equal(findAccelerator('H100', { memory: 80e9 })?.name, 'H100-SXM');
  assert.deepEqual(
    findAccelerators('A100').map((a) => a.name),
    ['A100-40GB', 'A100-80GB'],
  );
});

test('accelerators are in bytes and FLOP per second', () => {
  for (const card of accelerators) {
    assert.ok(card.memory >= 16e9 && card.memory <= 432e9, card.name);
    assert.ok(card.usable > 0.85 * card.memory && card.usable < 1.09 * card.memory, card.name);
    assert.ok(card.announced || (card.bandwidth > 0.2e12 && card.bandwidth < 10e12), card.name);
    const best = card.peak.bf16 ?? card.peak.fp16 ?? 0;
    assert.ok(card.announced || (best >= 60e12 && best <= 3e15), card.name);
    // nobody has seen it: it backs no error
    assert.ok(!card.announced || !card.usableMeasured, card.name);
    assert.ok(card.peak.fp8 === null || card.peak.fp8 >= best, card.name);
  }
  const h100 = findAccelerator('H100');
  assert.ok(h100);
  assert.equal(peakFlops(h100, 'bf16'), 989e12);
  assert.equal(peakFlops(h100, 'fp16'), 989e12);
  assert.equal(peakFlops(h100, 'fp8'), 1979e12);
  assert.equal(peakFlops(h100, 'nvfp4'), null);
});

test('number formats by their names', () => {
  assert.equal(numberFormat('bfloat16'), 'bf16');
  assert.equal(numberFormat('FP8_E4M3'), 'fp8');
  assert.equal(numberFormat('float-32'), 'fp32');
  assert.equal(numberFormat('AWQ'), 'int4');
  assert.equal(numberFormat('sixteen'), null);
});
