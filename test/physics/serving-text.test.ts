/** A formula with its figures filled in has to come to the figure that stands beside it. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { estimateMemory, findModel, type MemoryInput, models } from '../../server/src/physics/index.ts';

const scale: Readonly<Record<string, string>> = { kB: 'e3', MB: 'e6', GB: 'e9', TB: 'e12' };

/** What a formula of a cache comes to: words and units away, digits grouped, signs as a program has them. */
function reckoned(formula: string): number {
  const plain = formula
    .replace(/over \d+ layers/g, '')
    .replace(/(\d),(?=\d{3})/g, '$1')
    .replace(/([\d.]+) (kB|MB|GB|TB)\b/g, (_, value: string, unit: string) => `${value}${scale[unit]}`)
    .replace(/\b(?:layers|tokens|KV heads|B|in windows|of states|of the draft model|CP|DCP)\b/g, '')
    .replaceAll('×', '*')
    .replaceAll('÷', '/');
  assert.match(plain, /^[\d.e+*/() ]+$/, formula);
  return Number(new Function(`return ${plain}`)());
}

function cacheOf(input: MemoryInput): { formula: string; bytes: number } {
  const estimate = estimateMemory({ servingEngine: 'vllm', ...input, mode: 'inference' }, { assume: true });
  const found = estimate?.stages[0]?.components.find(({ id }) => id === 'kvCache');
  assert.ok(found);
  return { formula: found.formula, bytes: found.high };
}

function comes(name: string, input: MemoryInput): void {
  const { formula, bytes } = cacheOf(input);
  assert.ok(Math.abs(reckoned(formula) / bytes - 1) < 0.02, `${name}: ${formula} is ${reckoned(formula)}, not ${bytes}`);
}

test('the formula of a cache comes to its figure for every model of the catalog', () => {
  assert.ok(models.length > 100);
  for (const known of models) {
    const common = { model: known.dimensions, parameters: known.publishedTotal, servingEngine: 'vllm' as const };
    for (const sequenceLength of [100, 32_768]) for (const tp of [1, 8]) comes(known.name, { ...common, degrees: { tp }, sequenceLength });
    comes(known.name, { ...common, degrees: { tp: 8, cp: 2 }, sequenceLength: 32_768, decodeContext: 4, kvPrecision: 'fp8' });
    comes(known.name, { ...common, degrees: { tp: 8 }, sequenceLength: 32_768, attentionReplicas: 8, keepsWholeSequences: true });
    comes(known.name, { ...common, degrees: { tp: 2 }, sequenceLength: 32_768, drafts: true });
    comes(known.name, { ...common, degrees: { tp: 4 }, sequenceLength: 32_768, draftModel: 'Llama-3.2-1B', draftTensor: 1 });
  }
});

test('what is held beside the layers is told', () => {
  const weights = (input: MemoryInput): string => {
    const stage = estimateMemory({ servingEngine: 'vllm', ...input, mode: 'inference' }, { assume: true })?.stages.at(-1);
    return stage?.components.find(({ id }) => id === 'weights')?.formula ?? '';
  };
  const gemma = findModel('Gemma-3-27B')?.dimensions;
  const deepseek = findModel('DeepSeek-V3')?.dimensions;
  const llama = findModel('Llama-3.1-70B')?.dimensions;
  assert.match(weights({ model: gemma, degrees: { tp: 1 }, precision: 'fp8' }), /× 1 B, 2 B in tables \+ a vision tower of 4\d\de6 × 2 B$/);
  assert.match(weights({ model: deepseek, degrees: { tp: 8 }, precision: 'fp8', drafts: true }), /\+ 1\d\.\de9 ÷ TP 8 that draft tokens$/);
  assert.match(
    weights({ model: deepseek, degrees: { tp: 8 }, precision: 'fp8', attentionReplicas: 8 }),
    /attention whole on each of 8 replicas/,
  );
  assert.match(
    weights({ model: llama, degrees: { tp: 4 }, draftModel: 'Llama-3.2-1B', draftTensor: 1 }),
    /\+ a draft model of 1\.24e9 × 2 B$/,
  );
});
