import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import type { CodeLens, WorkspaceEdit } from 'vscode-languageserver-protocol/node';
import type { ExploreState } from '../../server/src/engine.ts';
import type { Restated } from '../../server/src/lsp/protocol.ts';
import { Editor } from './harness.ts';

const uri = 'file:///plans/plan.md';
const plan = readFileSync('examples/plan.md', 'utf8');
let editor: Editor;

const explore = (change?: unknown, of = uri): Promise<ExploreState | null> =>
  editor.connection.sendRequest('planwright/explore', { textDocument: { uri: of }, change });
const restate = (change: unknown, of = uri): Promise<Restated<WorkspaceEdit> | null> =>
  editor.connection.sendRequest('planwright/restate', { textDocument: { uri: of }, change });

before(async () => {
  editor = await Editor.spawn({ initializationOptions: { commands: true } });
  await editor.open(uri, plan);
});
after(() => editor.end());

describe('the what-if page of an editor', () => {
  test('is told the plan as it stands, then what would follow from other values', async () => {
    const own = await explore();
    assert.equal(own?.layout, 'TP 8 · PP 4 · EP 16 · DP 4');
    const tried = await explore({ tp: 4, ep: 8 });
    assert.equal(tried?.layout, 'TP 4 · PP 4 · EP 8 · DP 4');
    assert.notEqual(tried?.memory?.expected, own?.memory?.expected);
    assert.ok(tried && tried.points.length > 50);
  });

  test('follows an edit of the document', async () => {
    const small = 'file:///plans/small.md';
    await editor.open(small, '# Plan\n\n- Layers: 32\n- Hidden size: 4096\n- Attention heads: 32\n- TP: 4\n- PP: 2\n- DP: 2\n');
    assert.equal((await explore({}, small))?.layout, 'TP 4 · PP 2 · DP 2');
    await editor.replace(small, 'TP: 4', 'TP: 8');
    assert.equal((await explore({}, small))?.layout, 'TP 8 · PP 2 · DP 2');
  });

  test('gets the edit that writes a layout, or the reason against it', async () => {
    const answer = await restate({ tp: 4, ep: 8 });
    assert.ok(answer?.edit);
    assert.match(answer.title, /TP 4 · PP 4 · EP 8 · DP 4/);
    assert.equal(answer.rewritten, 31);
    assert.ok(answer.byHand.length > 0);
    await editor.apply(answer.edit);
    assert.ok(editor.text(uri).includes('Total GPUs: 512 (4 × 4 × 8 × 4 = 512)'));
    assert.equal((await explore())?.problems.length, 0);
    const refused = await restate({ tp: 3 });
    assert.deepEqual([refused?.edit, /replicas/.test(refused?.refused ?? '')], [null, true]);
  });

  test('is none of a document that is no plan, or is not open', async () => {
    await editor.open('file:///plans/notes.md', '# Notes\n');
    assert.equal(await explore({}, 'file:///plans/notes.md'), null);
    assert.equal(await explore({}, 'file:///plans/elsewhere.md'), null);
    assert.equal(await restate({ tp: 4 }, 'file:///plans/notes.md'), null);
  });

  test('is opened by the hover, beside the details', async () => {
    const text = editor.text(uri);
    const hover = await editor.hover(uri, text.indexOf('(TP):   4') + 8);
    const links = [...JSON.stringify(hover?.contents).matchAll(/\[([^\]]+)\]\(command:([\w.]+)\?([^)]*)\)/g)];
    assert.deepEqual(
      links.map(([, title, command]) => [title, command]),
      [
        ['Details', 'planwright.showDetails'],
        ['Explore layouts', 'planwright.exploreLayouts'],
      ],
    );
    assert.deepEqual(JSON.parse(decodeURIComponent(links[1]?.[3] ?? '')), [uri]);
    const small = 'file:///plans/no-model.md';
    await editor.open(small, '# Plan\n\n- GPUs: 8\n- TP: 4\n- DP: 2\n');
    assert.doesNotMatch(JSON.stringify(await editor.hover(small, 12)), /exploreLayouts/);
  });

  test('is opened by the lens above the layout', async () => {
    const lenses: CodeLens[] = await editor.connection.sendRequest('textDocument/codeLens', { textDocument: { uri } });
    const [open] = lenses.filter(({ command }) => command?.command === 'planwright.exploreLayouts');
    assert.deepEqual(open?.command?.arguments, [uri]);
  });
});
