import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze, detailsAt, hoverAt, memoryReport } from '../../server/src/engine.ts';

const plan = (...items: string[]): string =>
  `# Training Llama-3.1-70B${items[0] ?? ''}\n\n${items
    .slice(1)
    .map((item) => `- ${item}`)
    .join('\n')}\n`;
const layout = [
  'GPUs: 64 × H100 80GB',
  'TP: 8',
  'PP: 4',
  'DP: 2',
  'Micro-batch size: 1',
  'Micro-batches: 16',
  'Global batch size: 32',
  'Sequence length: 8192',
  'Step time: 12 s',
  'MFU: 40%',
  'Vocabulary: 128256',
];

/** What a hover over the number of an item says, and the details behind it. */
const told = (text: string, item: string): string => {
  const analysis = analyze(text, { language: 'markdown' });
  const at = text.indexOf(`- ${item}`) + item.length + 4;
  return [hoverAt(analysis, at)?.markdown, detailsAt(analysis, at)].join('\n');
};

test('a hover tells what follows for the speed of the plan', () => {
  const text = plan('', ...layout);
  // 3 ÷ 16 and 3 ÷ 19; 4 × 8192 × 8192 × 2 B × 1.75; 32 × 8192 ÷ 12
  assert.match(told(text, 'Micro-batches'), /18\.8 % of the ideal time, 15\.8 % of the step; 27 micro-batches bring it to 10 %/);
  assert.match(told(text, 'TP'), /a GPU sends 939\.5 MB for each layer and micro-batch/);
  assert.match(told(text, 'Step time'), /32 × 8192 ÷ 12 s = 21,845` tokens\/s/);
  assert.match(told(text, 'MFU'), /40 % of 989 TFLOPS at 417 to 481\.4 GFLOP a token are 822 to 949 tokens\/s for each GPU/);
  assert.doesNotMatch(told(text, 'Vocabulary'), /pads/);
  assert.match(told(plan(' with Megatron-LM', ...layout), 'Vocabulary'), /Megatron-Core pads it to 129,024 rows/);
});

test('a schedule that hides the bubble has its own', () => {
  const scheduled = (schedule: string): string => plan('', ...layout, `Schedule: ${schedule}`);
  assert.match(told(scheduled('zero-bubble'), 'PP'), /bubble of a zero-bubble schedule is 6\.25 % of the ideal time/);
  assert.match(told(scheduled('DualPipe'), 'PP'), /bubble of DualPipe is 4\.17 % of the ideal time/);
  const findings = (share: string): number =>
    analyze(`${scheduled('DualPipe')}- Pipeline bubble: ${share}\n`, { language: 'markdown' }).findings.filter(
      ({ rule }) => rule === 'pipeline-bubble',
    ).length;
  assert.deepEqual([findings('4.2%'), findings('31%')], [0, 1]);
});

test('experts send tokens as often as each visits one', () => {
  const text =
    '# Training a mixture\n\n- TP: 1\n- EP: 8\n- DP: 8\n- GPUs: 8\n- Experts per layer: 64, 2 experts active per token\n- Layers: 16\n- Hidden size: 1024\n- FFN size: 4096\n- Micro-batch size: 4\n- Sequence length: 1024\n';
  // 4 × 2 × 4096 × 1024 × 2 B × 7/8
  assert.match(told(text, 'EP'), /a GPU sends up to 58\.72 MB for each layer and micro-batch/);
});

test('memory says what each choice of recompute comes to, and what DeepSpeed itself would print', () => {
  const report = (text: string): string => {
    const found = memoryReport(analyze(text, { language: 'markdown' }));
    return [found?.decisive, ...(found?.assumptions ?? [])].join('\n');
  };
  assert.match(
    report(plan(' with Megatron-LM', ...layout)),
    /no recompute, as Megatron-LM has it: left open, the total is .* \[NVIDIA\/Megatron-LM@/,
  );
  const zero = (stage: number): string =>
    `# Training Llama-2-7B with DeepSpeed\n\n- GPUs: 16 × A100 80GB\n- DP: 16\n- ZeRO stage: ${stage}\n- Sequence length: 4096\n`;
  // 2 × 6.738 + 18 × 6.738 ÷ 16; 4 × the largest layer, 202 M, and 18 × 6.738 ÷ 16
  assert.match(report(zero(2)), /DeepSpeed's own estimator of ZeRO-2 gives 21\.1 GB of state, 2P \+ 18P ÷ N/);
  assert.match(report(zero(3)), /DeepSpeed's own estimator of ZeRO-3 gives 8\.39 GB of state/);
  assert.doesNotMatch(report(zero(1)), /own estimator/);
});
