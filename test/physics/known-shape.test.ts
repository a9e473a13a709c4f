/** What a plan leaves open of a published model that it does not name. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { estimateMemory } from '../../server/src/physics/index.ts';
import { knownShape } from '../../server/src/physics/known-shape.ts';

const llama = { layers: 126, hidden: 16_384, heads: 128, kvHeads: 8 } as const;

test('a shape that one published model has brings its vocabulary, FFN and tables', () => {
  const known = knownShape(llama);
  assert.equal(known?.model.name, 'Llama-3.1-405B');
  assert.deepEqual(known?.filled, ['FFN width 53,248', 'vocabulary 128,256', 'gated FFN', 'untied embeddings']);
});

test('what is stated stays, and what speaks against the model keeps it away', () => {
  assert.equal(knownShape({ ...llama, ffn: 65_536 }), null);
  assert.equal(knownShape({ ...llama, tied: true }), null);
  assert.equal(knownShape({ ...llama, moe: { experts: 8 } }), null);
  assert.equal(knownShape({ ...llama, vocab: 128_512 })?.dimensions.vocab, 128_512, 'padded by the plan');
});

test('a shape that models share which differ in what is open brings nothing', () => {
  // Llama-2-70B and Llama-3-70B
  assert.equal(knownShape({ layers: 80, hidden: 8192, heads: 64, kvHeads: 8, ffn: 28_672 }), null);
  assert.equal(knownShape({ layers: 80, hidden: 8192, heads: 64, kvHeads: 8, ffn: 28_672, vocab: 128_256 })?.model.name, 'Llama-3-70B');
});

test('only what people are told is narrowed by it: findings rest on what is stated', () => {
  const input = { mode: 'training', model: llama, degrees: { tp: 8, pp: 16, dp: 4 }, trainer: 'Megatron-LM' } as const;
  const [stated, told] = [estimateMemory(input), estimateMemory(input, { assume: true })];
  assert.ok(stated && told);
  assert.equal(told.parameters.fromDimensions?.low, told.parameters.fromDimensions?.high);
  assert.ok((stated.parameters.fromDimensions?.high ?? 0) > 1.1 * (stated.parameters.fromDimensions?.low ?? 0));
  assert.match(told.assumptions.join('\n'), /vocabulary 128,256.*as Llama-3\.1-405B of that shape has it/);
});
