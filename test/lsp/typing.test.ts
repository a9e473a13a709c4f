import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import type { Diagnostic } from 'vscode-languageserver-protocol/node';
import { Editor, type Options, pulling } from './harness.ts';

const uri = 'file:///plans/plan.md';
const plan = '# Plan\n\n- TP: 8\n- PP: 4\n- DP: 2\n- Total GPUs: 64 (8 × 4 × 2 = )\n- Layers per stage: 5 (16 ÷ 4 = 5)\n';

let editor: Editor;
/** What waits for a pause. Time passes where a test says so, however busy the machine is. */
let waiting: Set<() => void>;
const start = async (options: Options = {}): Promise<void> => {
  const pending = new Set<() => void>();
  waiting = pending;
  const later = (run: () => void): (() => void) => {
    pending.add(run);
    return () => pending.delete(run);
  };
  editor = await Editor.connect({ ...options, host: { later } });
  await editor.open(uri, plan);
};
const pause = (): void => {
  for (const run of [...waiting]) run();
};
afterEach(() => editor.end());

/** Puts text in as a key press does, behind the first `anchor`. */
async function type(anchor: string, text: string): Promise<void> {
  const document = editor.document(uri);
  const at = document.positionAt(editor.text(uri).indexOf(anchor) + anchor.length);
  await editor.edit(uri, [{ range: { start: at, end: at }, text }]);
}

/** The last number of each place at fault. */
const told = (found: readonly Diagnostic[]): string[] => found.map(({ range }) => /\d*$/.exec(editor.slice(uri, range))?.[0] ?? '');
const published = (): string[] => told(editor.published.findLast((sent) => sent.uri === uri)?.diagnostics ?? []);

describe('a number that is being typed', () => {
  test('is not squiggled at its first digit, nor when it is right; what is wrong elsewhere is', async () => {
    await start();
    await type('2 = ', '6');
    assert.deepEqual(told(await editor.diagnostics(uri)), ['5']);
    await type('2 = 6', '4');
    assert.deepEqual(told(await editor.diagnostics(uri)), ['5']);
  });

  test('is squiggled when the typing pauses, at the same version', async () => {
    await start();
    await type('2 = ', '6');
    const { version } = editor.document(uri);
    assert.deepEqual(told(await editor.diagnostics(uri)), ['5']);
    assert.equal(waiting.size, 1);
    pause();
    await editor.until(() => published().includes('6'));
    assert.equal(editor.published.at(-1)?.version, version);
  });

  test('is squiggled when the next edit is elsewhere, and at once when it is pasted or replaced', async () => {
    await start();
    await type('2 = ', '6');
    await type('# Plan', '!');
    assert.deepEqual(told(await editor.diagnostics(uri)), ['6', '5']);
    await editor.replace(uri, '= 6)', '= 63)');
    assert.deepEqual(told(await editor.diagnostics(uri)), ['63', '5']);
  });

  test('is squiggled when the caret leaves it, where the editor tells', async () => {
    await start({ initializationOptions: { tellsCaret: true } });
    await type('2 = ', '6');
    assert.deepEqual(told(await editor.diagnostics(uri)), ['5']);
    assert.equal(waiting.size, 1);
    await editor.connection.sendNotification('planwright/caret', { textDocument: { uri }, position: { line: 0, character: 0 } });
    await editor.until(() => published().includes('6'));
    assert.equal(waiting.size, 0, 'no pause is waited for');
  });

  test('is told later to an editor that asks, and at once to one that cannot be told to ask again', async () => {
    await start({ capabilities: pulling });
    await type('2 = ', '6');
    const first = await editor.pull(uri);
    assert.deepEqual(first.kind === 'full' && told(first.items), ['5']);
    assert.equal(editor.refreshes, 0);
    pause();
    await editor.until(() => editor.refreshes > 0);
    const second = await editor.pull(uri);
    assert.deepEqual(second.kind === 'full' && told(second.items), ['6', '5']);
    await editor.end();

    const { diagnostics: _, ...workspace } = pulling.workspace ?? {};
    await start({ capabilities: { ...pulling, workspace } });
    await type('2 = ', '6');
    const only = await editor.pull(uri);
    assert.deepEqual(only.kind === 'full' && told(only.items), ['6', '5']);
  });
});
