import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyze } from '../../server/src/engine.ts';

const page = (text: string): string => `# Serving notes, GPUs\n\n${text}\n`;
const told = (text: string): string[] =>
  analyze(page(text), { language: 'markdown' }).findings.map(
    ({ span, message }) => `${page(text).slice(span.start, span.end)}: ${message}`,
  );

/** A right statement of a published model, the figure that breaks it, and what is said then. */
const pairs: readonly (readonly [string, string, string])[] = [
  [
    '- **DeepSeek-V3**: 671B parameters (37B activated per token)',
    '- **DeepSeek-V3**: 1342B parameters (37B activated per token)',
    '671 billion',
  ],
  [
    '- **DeepSeek-V3**: 671B parameters (37B activated per token)',
    '- **DeepSeek-V3**: 671B parameters (74B activated per token)',
    '36.7 billion',
  ],
  ['- Llama 3.1 405B: 126 layers, 128 heads', '- Llama 3.1 405B: 127 layers, 128 heads', '126 layers'],
  ['Qwen3-235B-A22B has 94 layers and 64 attention heads.', 'Qwen3-235B-A22B has 94 layers and 74 attention heads.', '64 attention heads'],
  ['- Model: Llama-3.3-70B (80 layers, 64 heads, 8 KV heads)', '- Model: Llama-3.3-70B (80 layers, 64 heads, 16 KV heads)', '8 KV heads'],
  ['- Mixtral 8x7B: 46.7B total parameters, 12.9B active', '- Mixtral 8x7B: 46.7B total parameters, 22.9B active', '12.9 billion'],
  [
    '| Model | Layers | Heads |\n|---|---|---|\n| Llama-3.1-8B | 32 | 32 |\n| Llama-3.1-70B | 80 | 64 |',
    '| Model | Layers | Heads |\n|---|---|---|\n| Llama-3.1-8B | 32 | 32 |\n| Llama-3.1-70B | 88 | 64 |',
    '80 layers',
  ],
  ['The 32-layer model Llama-3-8B fits.', 'The 80-layer model Llama-3-8B fits.', '32 layers'],
];

const silent = [
  // rounded, nominal, with the prediction module
  '- DeepSeek-V3: 685B parameters with its MTP module',
  '- gpt-oss-120b: 120B total, 5.1B active',
  '- Llama-3-70B: 70.6B parameters',
  // another shape
  '- A 4-layer test of DeepSeek-V3 with 16 experts',
  '- Llama-3-8B cut to 16 layers',
  '- The first 3 layers of DeepSeek-V3 are dense',
  '- A Llama-3-8B-like model of 48 layers',
  // a part
  '- Llama-3.1-70B on TP 8: 8 heads per GPU',
  '- DeepSeek-V3 keeps 58 MoE layers and 3 dense layers',
  '- Llama-3-70B in 4 stages, 20 layers each',
  '- Two Llama-3-8B are 16B parameters',
  '- Llama-3-8B upcycled to 8 experts: 47B parameters',
  '- We freeze 16 layers of Llama-3-8B',
  '- Offload: 20 layers of Llama-3.1-70B to the host',
  '- Rank 0 holds 64 experts of DeepSeek-V3 and 40 layers on this node',
  '- Muse-Glimmer-30B has a 50-layer vision tower',
  // several models, or a family
  '- Llama-3-8B and Llama-3-70B have 32 and 80 layers',
  'GPT-2 was trained with 1.5B parameters.',
  // no model
  '- Falcon has 60 layers',
  // asked, supposed, quoted
  '- Does Llama-3-8B have 48 layers?',
  '- If Llama-3-8B had 48 layers, memory would grow.',
  // other figures
  '- Llama-3-8B took 36 hours on 64 GPUs with 12 layers recomputed',
];

describe('published models', () => {
  for (const [right, wrong, says] of pairs)
    it(wrong.replaceAll('\n', ' / '), () => {
      assert.deepEqual(told(right), []);
      const [only, ...more] = told(wrong);
      assert.ok(only?.includes(says), only ?? 'nothing is said');
      assert.deepEqual(more, []);
    });
  for (const text of silent) it(`says nothing of ${text}`, () => assert.deepEqual(told(text), []));
});
