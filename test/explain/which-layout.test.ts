/** Pages that name a model, GPUs and a batch and no degree: which layout? */
import assert from 'node:assert/strict';
import test from 'node:test';
import { analyze, detailsAt, hoverAt, layoutReport, memoryReport } from '../../server/src/engine.ts';

const read = (text: string) => analyze(text, { language: 'markdown' });
const layouts = (text: string) => layoutReport(read(text));

const prose =
  '# Which layout?\n\nWe want to pretrain Llama-3.1-405B on 1024 H100 GPUs with a global batch of 512 sequences of 8192 tokens.\n';
const list =
  '# Notes\n\n- Model: Llama-3.1-405B\n- Framework: Megatron-Core\n- GPUs: 1024 × H100 80GB\n- Sequence length: 8192\n- Global batch size: 512\n';

test('a sentence, a list and a batch in tokens ask the same question', () => {
  const tokens = '# Notes\n\nPretraining Llama-3.1-405B on 1024 H100 GPUs, 4M tokens per batch, sequence length 8192.\n';
  for (const text of [prose, list, tokens]) {
    const { advice, gpus, layouts: found } = layouts(text);
    assert.ok(advice && gpus === 1024 && found.length === 24, text);
    for (const { degrees, batchPerReplica } of found) {
      const { tp = 0, pp = 0, cp = 0, dp = 0 } = degrees;
      assert.equal(tp * pp * cp * dp, 1024);
      assert.equal(batchPerReplica, 512 / dp);
    }
    // nothing can be wrong by degrees that are not there
    assert.deepEqual(read(text).findings, []);
  }
});

test('the memory that is told is that of the first layout', () => {
  for (const text of [prose, list]) {
    const best = layouts(text).layouts[0];
    const memory = memoryReport(read(text));
    assert.ok(best?.memory?.expected && memory);
    assert.equal(memory.layout.tp, best.degrees.tp);
    assert.equal(memory.layout.pp, best.degrees.pp);
    const expected = Math.max(...memory.perGpu.map((stage) => stage.expected));
    assert.ok(Math.abs(expected / best.memory.expected - 1) < 0.005, `${expected} or ${best.memory.expected}`);
    assert.match(memory.assumptions[0] ?? '', /^no degree is stated: the first of 24 layouts is TP \d/);
  }
});

test('a hover over GPUs and batch tells the layout, its memory and its rate with its error', () => {
  const analysis = read(list);
  for (const at of ['1024', '512']) {
    const markdown = hoverAt(analysis, list.indexOf(at))?.markdown ?? '';
    assert.match(markdown, /no degree is stated: the first of 24 layouts is \*\*TP 8 · PP \d+/);
    assert.match(markdown, /tokens\/s on each GPU, right within a factor of 1\.31/);
    assert.match(markdown, /holds \*\*≈ [\d.]+ GB\*\*/);
  }
  assert.match(detailsAt(analysis, list.indexOf('1024')) ?? '', /the first of 24 layouts/);
});

test('stages that the layers do not fill name their switch', () => {
  const uneven = layouts(list).layouts.filter((layout) => layout.uneven);
  assert.ok(uneven.some((layout) => layout.uneven?.includes('account_for_loss_in_pipeline_split')));
  for (const layout of uneven) assert.notEqual(126 % ((layout.degrees.pp ?? 1) * layout.vpp), 0);
});

test('TP beyond the fast link comes last, with its reason', () => {
  const { layouts: found } = layouts('# Notes\n\nPretrain Llama-3.1-70B on 16 A100 80GB GPUs, global batch 64, sequence length 8192.\n');
  const far = found.findIndex(({ degrees }) => (degrees.tp ?? 1) > 8);
  assert.ok(far > 0);
  assert.ok(found.slice(far).every(({ degrees, why }) => (degrees.tp ?? 1) > 8 && why.includes('TP leaves the fast link of 8 GPUs')));
});

test('where nothing fits, the GPUs that would be enough are told', () => {
  const text = '# Notes\n\nPretrain Llama-3.1-405B on 64 A100 80GB GPUs, global batch 64, sequence length 4096.\n';
  const { layouts: found, fewest } = layouts(text);
  assert.equal(found.length, 0);
  assert.equal(fewest?.gpus, 128);
  assert.match(hoverAt(read(text), text.indexOf('64 A100'))?.markdown ?? '', /no layout fits 64 GPUs; on 128 the first is/);
});

test('what says how its model is spread is not advised to spread it otherwise', () => {
  const pages = [
    'Full fine-tune of Qwen3-32B on 8 × H100 80GB with FSDP full shard, bf16, sequence length 4096, micro-batch 1.',
    'Fine-tune Llama-3.1-70B with DeepSpeed ZeRO-3 and optimizer offload on 8 × A100 80GB GPUs, sequence length 2048.',
    'Fine-tune Llama-3.3-70B with QLoRA (rank 16, NF4) on 1 × A100 80GB, sequence length 4096.',
  ];
  for (const page of pages) {
    const memory = memoryReport(read(`# Training\n\n${page}\n`));
    assert.deepEqual([memory?.layout.tp, memory?.layout.pp], [1, 1], page);
    assert.ok(!memory?.assumptions.some((line) => line.startsWith('no degree is stated')));
  }
});
