import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import type { CodeLens, InlayHint } from 'vscode-languageserver-protocol/node';
import { analyze, lenses } from '../../server/src/engine.ts';
import { Editor } from './harness.ts';

const uri = 'file:///plans/plan.md';
const plan = readFileSync('examples/plan.md', 'utf8');
const right = readFileSync('examples/plan-corrected.md', 'utf8');
let settings: Record<string, unknown> = {};
let editor: Editor;

const lensesOf = (document: string): Promise<CodeLens[] | null> =>
  editor.connection.sendRequest('textDocument/codeLens', { textDocument: { uri: document } });
const changeSettings = async (changed: Record<string, unknown>) => {
  settings = changed;
  await editor.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  await editor.drained();
};

before(async () => {
  editor = await Editor.connect({ settings: () => settings, initializationOptions: { readsFiles: true, commands: true } });
  editor.connection.onRequest('workspace/codeLens/refresh', () => null);
});
after(() => editor.end());

describe('code lenses', () => {
  test('tell above the first degree what the layout comes to, and lead to its details and to others', async () => {
    await editor.open(uri, right);
    const [first, second, third, ...more] = (await lensesOf(uri)) ?? [];
    assert.deepEqual(more, []);
    const line = right.slice(0, right.indexOf('(TP):   4')).split('\n').length - 1;
    assert.equal(first?.range.start.line, line);
    assert.match(first?.command?.title ?? '', /^512 GPUs · 4 layers a stage · .+ GB of 64 GB a GPU$/);
    assert.equal(first?.command?.command, 'planwright.showDetails');
    assert.equal(second?.command?.command, 'planwright.useLayout');
    assert.equal(third?.command?.command, 'planwright.exploreLayouts');
    const [place] = first?.command?.arguments ?? [];
    const details = await editor.details(uri, editor.document(uri).offsetAt(place.position));
    assert.match(details ?? '', /^# tensor parallel size \(TP\) = 4/);
  });

  test('are gone where they are switched off, and in documents that are no plan', async () => {
    await editor.open('file:///plans/notes.md', '# Notes\n');
    assert.equal(await lensesOf('file:///plans/notes.md'), null);
    await changeSettings({ codeLens: false });
    assert.deepEqual(await lensesOf(uri), []);
    await changeSettings({});
  });

  test('are offered to the editor that has their commands alone', async () => {
    assert.deepEqual(editor.initialized.capabilities.codeLensProvider, {});
    const other = await Editor.connect();
    assert.equal(other.initialized.capabilities.codeLensProvider, undefined);
    await other.end();
  });

  test('say where the degrees come to another number of GPUs, and are few where many launches stand', () => {
    assert.match(lenses(analyze(plan, { path: 'plan.md' }))[0]?.text ?? '', /^2048 GPUs, not 512 · /);
    const command = (tp: number) => `\`\`\`bash\nvllm serve meta-llama/Llama-3.1-8B --tensor-parallel-size ${tp}\n\`\`\`\n\n`;
    assert.match(lenses(analyze(command(2)))[0]?.text ?? '', /^2 GPUs/);
    assert.deepEqual(lenses(analyze(Array.from({ length: 9 }, () => command(4)).join(''))), []);
    assert.deepEqual(lenses(analyze('# Plan\n\n- TP: 8\n')), []);
    // what a config lays out is told once, as its framework reckons it
    const nemo =
      'trainer:\n  num_nodes: 72\n  devices: 8\nmodel:\n  tensor_model_parallel_size: 8\n  pipeline_model_parallel_size: 9\n  context_parallel_size: 2\n  num_layers: 126\n  hidden_size: 16384\n  num_attention_heads: 128\n';
    const [only, ...more] = lenses(analyze(nemo, { path: 'pretrain.yaml' }));
    assert.match(only?.text ?? '', /^576 GPUs/);
    assert.deepEqual(more, []);
  });
});

describe('corrections beside wrong numbers', () => {
  const wrong = '# Plan\n\n- Layers: 32\n- PP: 4\n- TP: 2\n- GPUs: 8\n- Layers per stage: 32 ÷ 4 = 9\n';
  const hints = async (): Promise<InlayHint[]> => (await editor.inlayHints('file:///plans/wrong.md')) ?? [];

  test('say what it should be and put it there', async () => {
    await editor.open('file:///plans/wrong.md', wrong);
    const [hint, ...more] = await hints();
    assert.deepEqual(more, []);
    assert.equal(hint?.label, '→ 8');
    assert.match(String(hint?.tooltip), /32 ÷ 4 is 8, not 9/);
    const [edit] = hint?.textEdits ?? [];
    assert.ok(edit);
    await editor.edit('file:///plans/wrong.md', [{ range: edit.range, text: edit.newText }]);
    assert.equal(editor.text('file:///plans/wrong.md'), wrong.replace('= 9', '= 8'));
    assert.deepEqual(await hints(), []);
  });

  test('are gone where they are switched off', async () => {
    await editor.edit('file:///plans/wrong.md', [
      { range: { start: { line: 6, character: 0 }, end: { line: 6, character: 99 } }, text: '- Layers per stage: 32 ÷ 4 = 9' },
    ]);
    assert.equal((await hints()).length, 1);
    await changeSettings({ corrections: false });
    assert.deepEqual(await hints(), []);
    await changeSettings({});
  });
});
