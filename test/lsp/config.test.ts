import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { type CodeAction, DiagnosticSeverity, type Hover } from 'vscode-languageserver-protocol/node';
import { Editor } from './harness.ts';

/** Configs that people launch, edited over a real stream. */
const nemo = `# pretraining, 4 nodes
trainer:
  devices: 8
  num_nodes: 4
model:
  tensor_model_parallel_size: 4
  pipeline_model_parallel_size: 2   # two stages
  micro_batch_size: 1
  global_batch_size: 64
  num_layers: 28
  hidden_size: 3584
  num_attention_heads: 28
  num_query_groups: 4
`;

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: chat
spec:
  replicas: 1
  template:
    spec:
      containers:
        - name: server
          image: vllm/vllm-openai:v0.9.0
          args:
            - --model=Qwen/Qwen2.5-7B-Instruct
            - --tensor-parallel-size
            - "4"   # one node
          resources:
            limits:
              nvidia.com/gpu: "4"
`;

const uri = 'file:///plans/config.yaml';
let editor: Editor;
let inlayHints = true;

const valueOf = (hover: Hover | null): string =>
  hover && typeof hover.contents === 'object' && 'value' in hover.contents ? hover.contents.value : '';
const titled = (actions: CodeAction[] | null, title: string): CodeAction => {
  const found = actions?.find((action) => action.title === title);
  assert.ok(found?.edit, `${title} among ${actions?.map((action) => action.title).join(', ')}`);
  return found;
};

describe('a config in an editor', () => {
  before(async () => {
    editor = await Editor.spawn({ settings: () => ({ inlayHints }) });
  });
  afterEach(() => editor.close(uri));
  after(() => editor.end());

  test('offers the values that a degree can take, each with what it means', async () => {
    await editor.open(uri, nemo, 'yaml');
    const at = editor.text(uri).indexOf('4', editor.text(uri).indexOf('tensor_model'));
    const items = (await editor.completions(uri, at + 1)) ?? [];
    assert.deepEqual(
      items.map(({ label }) => label),
      ['1', '2', '4'],
    );
    assert.match(items[1]?.detail ?? '', /TP 2 × PP 2 × DP 8 = 32 GPUs · 28 heads ÷ 2 = 14 on each rank/);
    const [item] = items.filter(({ label }) => label === '2');
    assert.ok(item?.textEdit && 'range' in item.textEdit);
    assert.equal(editor.slice(uri, item.textEdit.range), '4');
  });

  test('offers values where none is typed yet', async () => {
    await editor.open(uri, nemo.replace('pipeline_model_parallel_size: 2', 'pipeline_model_parallel_size: '), 'yaml');
    const text = editor.text(uri);
    const items =
      (await editor.completions(uri, text.indexOf('pipeline_model_parallel_size: ') + 'pipeline_model_parallel_size: '.length)) ?? [];
    assert.deepEqual(
      items.map(({ label }) => label),
      ['1', '2', '4'],
    );
    assert.deepEqual((await editor.completions(uri, text.indexOf('pretraining') + 3)) ?? [], []);
  });

  test('offers values between the quotes of an argument', async () => {
    await editor.open(uri, deployment.replace('"4"   #', '""   #'), 'yaml');
    const items = (await editor.completions(uri, editor.text(uri).indexOf('""') + 1)) ?? [];
    assert.deepEqual(
      items.map(({ label }) => label),
      ['1', '2', '4'],
    );
  });

  test('offers nothing where no degree stands', async () => {
    await editor.open(uri, nemo, 'yaml');
    assert.deepEqual((await editor.completions(uri, nemo.indexOf('3584') + 2)) ?? [], []);
    await editor.close(uri);
    await editor.open(uri, 'name: site\nparallel: 4\nsteps:\n  - run: make -j 4\n', 'yaml');
    assert.equal(await editor.completions(uri, 20), null);
  });

  test('tells on hover how many GPUs the framework makes of the degrees, on the key and on the value', async () => {
    await editor.open(uri, nemo, 'yaml');
    const key = nemo.indexOf('tensor_model');
    for (const at of [key + 3, nemo.indexOf('4', key)]) {
      const text = valueOf(await editor.hover(uri, at));
      assert.match(text, /\*\*tensor parallel size \(TP\)\*\* = 4 · Megatron-LM/);
      assert.match(text, /`TP 4 × PP 2 × DP 4 = 32` GPUs/);
      assert.match(text, /8 groups of 4 ranks/);
      assert.match(text, /may be 1, 2, 4/);
      assert.match(text, /a GPU holds|a GPU of stage \d/);
    }
  });

  test('tells on hover what a flag of a manifest means, and what one GPU holds of the named model', async () => {
    await editor.open(uri, deployment, 'yaml');
    const text = valueOf(await editor.hover(uri, deployment.indexOf('--tensor') + 4));
    assert.match(text, /\*\*tensor parallel size \(TP\)\*\* = 4 · vLLM/);
    assert.match(text, /a GPU holds \*\*≈ [\d.]+ GB\*\* \([\d.]+ to [\d.]+ GB\)/);
    const details = await editor.details(uri, deployment.indexOf('--tensor') + 4);
    assert.match(details ?? '', /weights \| 3\.8\d*\sGB/);
    assert.match(details ?? '', /dimensions of Qwen2\.5-7B/);
    assert.match(valueOf(await editor.hover(uri, deployment.indexOf('nvidia.com/gpu') + 2)), /GPUs per pod/);
  });

  test('shows behind the last degree what follows from all of them, unless that is switched off', async () => {
    await editor.open(uri, nemo, 'yaml');
    const hints = (await editor.inlayHints(uri)) ?? [];
    assert.deepEqual(
      hints.map(({ label }) => label),
      ['= 32 GPUs, DP 4'],
    );
    const offset = editor.document(uri).offsetAt(hints[0]?.position ?? { line: 0, character: 0 });
    assert.ok(nemo.slice(0, offset).endsWith('pipeline_model_parallel_size: 2'));
    inlayHints = false;
    await editor.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await editor.drained();
    assert.deepEqual(await editor.inlayHints(uri), []);
    inlayHints = true;
    await editor.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await editor.drained();
  });

  test('marks a degree as it is mistyped and writes a divisor that was chosen, the comment kept', async () => {
    await editor.open(uri, nemo, 'yaml');
    assert.deepEqual(await editor.diagnostics(uri), []);
    await editor.replace(uri, 'pipeline_model_parallel_size: 2', 'pipeline_model_parallel_size: 8');
    const [found, ...more] = await editor.diagnostics(uri);
    assert.deepEqual(more, []);
    assert.equal(found?.severity, DiagnosticSeverity.Error);
    assert.equal(found.code, 'framework');
    assert.match(String(found.message), /28 layers cannot be divided by PP 8/);
    assert.equal(editor.slice(uri, found.range), '8');
    const actions = await editor.actions(uri, found.range, { diagnostics: [found] });
    await editor.apply(titled(actions, 'Use PP 4').edit ?? {});
    assert.equal(editor.text(uri), nemo.replace('parallel_size: 2 ', 'parallel_size: 4 '));
    assert.deepEqual(await editor.diagnostics(uri), []);
  });

  test('mends a manifest on either side: the degree, or the GPUs that the pod asks for', async () => {
    for (const [title, mended] of [
      ['Use TP 2', deployment.replace('"4"   #', '"2"   #').replace('gpu: "4"', 'gpu: "2"')],
      ['Use GPUs 4', deployment],
    ] as const) {
      await editor.open(uri, deployment.replace('gpu: "4"', 'gpu: "2"'), 'yaml');
      const [found] = await editor.diagnostics(uri);
      assert.ok(found);
      assert.match(String(found.message), /TP 4 needs 4 GPUs, but 2 are asked for/);
      await editor.apply(titled(await editor.actions(uri, found.range, { diagnostics: [found] }), title).edit ?? {});
      assert.equal(editor.text(uri), mended);
      assert.deepEqual(await editor.diagnostics(uri), []);
      await editor.close(uri);
    }
  });

  test('keeps reading while the document does not parse', async () => {
    await editor.open(uri, nemo, 'yaml');
    await editor.replace(uri, 'tensor_model_parallel_size: 4', 'tensor_model_parallel_size: 8\n  broken: [1, 2');
    const found = await editor.diagnostics(uri);
    assert.ok(found.some(({ code }) => code === 'syntax'));
  });
});
