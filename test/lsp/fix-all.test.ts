import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { afterEach, describe, test } from 'node:test';
import { type CodeActionContext, CodeActionKind, CodeActionTriggerKind } from 'vscode-languageserver-protocol/node';
import { analyze } from '../../server/src/engine.ts';
import { fixAllOf, prepareFixAll } from '../../server/src/lsp/fix-all.ts';
import { Editor } from './harness.ts';

const uri = 'file:///plans/plan.md';
const everything = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
const corrected = readFileSync('examples/plan-corrected.md', 'utf8');
const slipped = corrected.replace('(2048 ÷ 4 = 512)', '(2048 ÷ 6 = 512)');
const fixAll = [CodeActionKind.SourceFixAll];
const saving: CodeActionContext = { diagnostics: [], only: fixAll, triggerKind: CodeActionTriggerKind.Automatic };
const asked: CodeActionContext = { diagnostics: [], only: fixAll, triggerKind: CodeActionTriggerKind.Invoked };

describe('what is repaired on saving', () => {
  let editor: Editor | undefined;
  afterEach(async () => {
    await editor?.end();
    editor = undefined;
  });

  /** A clock for which no machine is too busy. */
  const still = (): number => 0;

  /** Saves as an editor does that fixes all on save. */
  async function save(of: Editor): Promise<void> {
    const [action] = (await of.actions(uri, everything, saving)) ?? [];
    if (action?.edit) await of.apply(action.edit);
  }

  test('is what is safe: with one letter typed, nothing but that letter of a plan that needs another layout', async () => {
    editor = await Editor.connect();
    const text = readFileSync('examples/plan.md', 'utf8');
    await editor.open(uri, text);
    const typed = text.replace('we intend to run', 'we intended to run');
    await editor.replace(uri, 'we intend to run', 'we intended to run');
    await save(editor);
    assert.equal(editor.text(uri), typed);
  });

  test('is a slip as well, and that alone', async () => {
    editor = await Editor.connect({ host: { now: still } });
    await editor.open(uri, slipped);
    await editor.replace(uri, '# Rolling out', '# We roll out');
    await save(editor);
    assert.equal(editor.text(uri), corrected.replace('# Rolling out', '# We roll out'));
  });

  test('does not hold up the save of a document that takes long to read; who asks waits for it', () => {
    const plan = (took: number) => ({ uri, version: 1, analysis: analyze(slipped, { language: 'markdown' }), took });
    const steps = (took: number, context: CodeActionContext) => {
      const one = plan(took);
      const count = [...prepareFixAll(one, context, () => null, still)].length;
      return [count > 0, fixAllOf(one)?.edits.map(({ newText }) => newText)];
    };
    assert.deepEqual(steps(5, saving), [true, ['4']]);
    assert.deepEqual(steps(1200, saving), [false, undefined]);
    assert.deepEqual(steps(1200, asked), [true, ['4']]);
  });

  test('is not even looked for where the text itself takes too long to read', async () => {
    let clock = 0;
    // each look at the clock is as long as a slow reading
    editor = await Editor.connect({ host: { now: () => (clock += 600) } });
    await editor.open(uri, slipped);
    await editor.diagnostics(uri);
    await editor.replace(uri, '# Rolling out', '# We roll out');
    assert.deepEqual((await editor.actions(uri, everything, saving)) ?? [], []);
    const [action] = (await editor.actions(uri, everything, asked)) ?? [];
    assert.match(action?.title ?? '', /^Fix all: Change 6 to 4/);
  });

  test('of ten thousand lines takes no longer than a second and a reading', async () => {
    editor = await Editor.connect();
    const notes = Array.from({ length: 9860 }, (_, at) => `Line ${at} of the notes speaks of racks, and of nothing that is to be run.`);
    await editor.open(uri, `${slipped}\n${notes.join('\n')}\n`);
    /** Milliseconds of this process' own time, which others that are busy do not take. */
    const spent = async (work: () => Promise<unknown>): Promise<number> => {
      const before = process.cpuUsage();
      await work();
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    };
    const own = editor;
    const reading = await spent(async () => assert.equal((await own.diagnostics(uri)).length, 1));
    await editor.replace(uri, '# Rolling out', '# We roll out');
    await editor.diagnostics(uri);
    const fixing = await spent(() => own.actions(uri, everything, saving));
    assert.ok(fixing < 1000 + 2 * reading, `${fixing} ms after a reading of ${reading} ms`);
    const [action] = (await editor.actions(uri, everything, asked)) ?? [];
    assert.match(action?.title ?? '', /^Fix all: Change 6 to 4/);
  });
});
