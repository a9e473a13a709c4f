import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { DiagnosticSeverity } from 'vscode-languageserver-protocol/node';
import { rulePageUrl } from '../../server/src/rules/catalog.ts';
import { Editor, modern, type Options, pulling } from './harness.ts';
import { Toy } from './toy.ts';

const uri = 'file:///plans/plan.md';
let toy: Toy;
let editor: Editor;

async function connect(options: Options = {}): Promise<void> {
  toy = new Toy();
  editor = await Editor.connect({ ...options, host: { analyze: toy.analyze, ...options.host } });
}

afterEach(() => editor.end());

describe('diagnostics that are sent', () => {
  test('carry the version, the rule, a link to its page and what they relate to', async () => {
    await connect();
    await editor.open(uri, 'plan: bad');
    const [diagnostic, ...rest] = await editor.diagnostics(uri);
    assert.deepEqual(rest, []);
    assert.deepEqual(
      { ...diagnostic, data: undefined },
      {
        range: { start: { line: 0, character: 6 }, end: { line: 0, character: 9 } },
        severity: DiagnosticSeverity.Error,
        source: 'planwright',
        code: 'arithmetic',
        codeDescription: { href: rulePageUrl('arithmetic') },
        message: 'bad is not good',
        relatedInformation: [
          { message: 'the plan', location: { uri, range: { start: { line: 0, character: 0 }, end: { line: 0, character: 4 } } } },
        ],
        data: undefined,
      },
    );
    assert.match((diagnostic?.data as { fingerprint: string } | undefined)?.fingerprint ?? '', /^[0-9a-f]{8}$/);
    assert.equal((diagnostic?.data as { sure: string } | undefined)?.sure, 'certain');
  });

  test('leave out related places for an editor that cannot show them', async () => {
    await connect({ capabilities: {} });
    await editor.open(uri, 'plan: bad');
    assert.equal((await editor.diagnostics(uri))[0]?.relatedInformation, undefined);
  });

  test('keep their fingerprints when lines are put before them, and differ among equal ones', async () => {
    await connect();
    await editor.open(uri, 'plan: bad and bad');
    const prints = async () => (await editor.diagnostics(uri)).map(({ data }) => (data as { fingerprint: string }).fingerprint);
    const before = await prints();
    assert.equal(new Set(before).size, 2);
    await editor.edit(uri, [{ range: { start: { line: 0, character: 4 }, end: { line: 0, character: 4 } }, text: '\n\nmore' }]);
    assert.deepEqual(await prints(), before);
  });

  test('follow an edit', async () => {
    await connect();
    await editor.open(uri, 'plan: bad');
    await editor.diagnostics(uri);
    await editor.replace(uri, 'bad', 'good');
    assert.deepEqual(await editor.diagnostics(uri), []);
  });

  test('are withdrawn on closing, and not sent afterwards', async () => {
    await connect();
    await editor.open(uri, 'plan: bad');
    await editor.diagnostics(uri);
    await editor.replace(uri, 'bad', 'bad bad');
    await editor.close(uri);
    await editor.drained();
    assert.deepEqual(editor.published.at(-1), { uri, diagnostics: [] });
  });

  test('of a burst are those of its end, and the engine is not asked about each edit', async () => {
    await connect();
    await editor.open(uri, 'plan: ');
    await editor.diagnostics(uri);
    const asked = toy.seen.length;
    const sends: Promise<void>[] = [];
    for (let i = 0; i < 50; i++) {
      const at = { line: 0, character: 6 };
      sends.push(editor.edit(uri, [{ range: { start: at, end: at }, text: i % 2 === 0 ? 'bad ' : 'ok ' }]));
    }
    await Promise.all(sends);
    assert.equal((await editor.diagnostics(uri)).length, 25);
    assert.ok(toy.seen.length - asked <= 5, `${toy.seen.length - asked} readings for 50 edits`);
    const versions = editor.published.flatMap(({ version }) => version ?? []);
    assert.deepEqual(
      versions,
      [...versions].sort((a, b) => a - b),
      'never an older version after a newer one',
    );
  });

  test('are none for what is no plan, for both sides of a diff and where checking is off', async () => {
    let enable = true;
    await connect({ settings: () => ({ enable }) });
    await editor.open(uri, 'prose: bad');
    assert.deepEqual(await editor.diagnostics(uri), []);
    await editor.open('git:/plans/plan.md?HEAD', 'plan: bad');
    assert.deepEqual(await editor.diagnostics('git:/plans/plan.md?HEAD'), []);
    enable = false;
    await editor.open('file:///plans/off.md', 'plan: bad');
    assert.deepEqual(await editor.diagnostics('file:///plans/off.md'), []);
    assert.deepEqual(await editor.actions(uri, { start: { line: 0, character: 0 }, end: { line: 0, character: 9 } }), null);
    assert.equal(await editor.hover(uri, 8), null);
    assert.equal(await editor.symbols(uri), null);
  });

  test('are none for a document of more than 1 MB, and the log says so', async () => {
    await connect();
    await editor.open(uri, `plan: bad ${'x'.repeat(1_000_000)}`);
    assert.deepEqual(await editor.diagnostics(uri), []);
    assert.equal(toy.seen.length, 0);
    assert.match(editor.logged.join('\n'), /plan\.md: larger than 1 MB/);
  });

  test('survive a reading that fails: one line in the log, no findings, and the next edit is checked', async () => {
    await connect();
    await editor.open(uri, 'plan: bad crash');
    assert.deepEqual(await editor.diagnostics(uri), []);
    assert.equal(await editor.symbols(uri), null);
    const lines = editor.logged.filter((line) => line.includes('the engine is broken'));
    assert.equal(lines.length, 2);
    assert.ok(!lines[0]?.includes('\n'));
    await editor.replace(uri, ' crash', '');
    assert.equal((await editor.diagnostics(uri)).length, 1);
  });
});

describe('diagnostics that are asked for', () => {
  test('are announced only to an editor that asks, which is then never sent any', async () => {
    await connect();
    assert.equal(editor.initialized.capabilities.diagnosticProvider, undefined);
    await editor.end();
    await connect({ capabilities: pulling });
    assert.ok(editor.initialized.capabilities.diagnosticProvider);
    await editor.open(uri, 'plan: bad');
    const report = await editor.pull(uri);
    assert.equal(report.kind === 'full' && report.items.length, 1);
    await editor.close(uri);
    await editor.drained();
    assert.deepEqual(editor.published, []);
  });

  test('are not repeated while they stay the same', async () => {
    await connect({ capabilities: pulling });
    await editor.open(uri, 'plan: bad');
    const first = await editor.pull(uri);
    const again = await editor.pull(uri, first.resultId);
    assert.deepEqual(again, { kind: 'unchanged', resultId: first.resultId });
    await editor.replace(uri, 'bad', 'bad bad');
    const changed = await editor.pull(uri, first.resultId);
    assert.equal(changed.kind === 'full' && changed.items.length, 2);
  });

  test('are of the text as it is after the edits that were sent behind the question', async () => {
    await connect({ capabilities: pulling });
    await editor.open(uri, 'plan: bad');
    const report = editor.pull(uri);
    await editor.replace(uri, 'bad', 'good');
    const answer = await report;
    assert.deepEqual(answer.kind === 'full' && answer.items, []);
  });

  test('are asked for again when settings change', async () => {
    await connect({ capabilities: pulling });
    await editor.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await editor.until(() => editor.refreshes === 1);
  });
});

describe('settings', () => {
  test('of the editor are asked for, and again after a change', async () => {
    let rules = {};
    await connect({ settings: () => ({ rules }) });
    await editor.open(uri, 'plan: bad');
    assert.equal((await editor.diagnostics(uri))[0]?.severity, DiagnosticSeverity.Error);
    assert.ok(editor.registered.includes('workspace/didChangeConfiguration'));
    rules = { arithmetic: 'warning' };
    await editor.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await editor.until(() => editor.published.at(-1)?.diagnostics[0]?.severity === DiagnosticSeverity.Warning);
  });

  for (const initializationOptions of [{ rules: { arithmetic: 'warning' } }, { planwright: { rules: { arithmetic: 'warning' } } }]) {
    test(`may come on initialize: ${JSON.stringify(initializationOptions)}`, async () => {
      await connect({ capabilities: {}, initializationOptions });
      await editor.open(uri, 'plan: bad');
      assert.equal((await editor.diagnostics(uri))[0]?.severity, DiagnosticSeverity.Warning);
    });
  }

  test('may be sent by an editor that cannot be asked', async () => {
    await connect({ capabilities: {} });
    await editor.open(uri, 'plan: bad');
    await editor.diagnostics(uri);
    await editor.connection.sendNotification('workspace/didChangeConfiguration', { settings: { planwright: { enable: false } } });
    await editor.until(() => editor.published.at(-1)?.diagnostics.length === 0);
  });

  test('that make no sense are passed over', async () => {
    await connect({
      settings: () => ({ enable: 'perhaps', rules: { arithmetic: 'loud', nonsense: 'error' }, strictness: 'loud', more: [1] }),
    });
    await editor.open(uri, 'plan: bad');
    assert.equal((await editor.diagnostics(uri))[0]?.severity, DiagnosticSeverity.Error);
    assert.deepEqual(toy.seen.at(-1)?.config?.rules, {});
    assert.equal(toy.seen.at(-1)?.config?.strictness, undefined);
  });

  test('of the project come before those of the editor, from the nearest folder that has any', async () => {
    const files: Record<string, string> = { 'file:///plans/planwright.yaml': 'rules: { arithmetic: warning }\nignore: [drafts/]\n' };
    const host = { files: { read: async (name: string) => files[name] ?? null, exists: async (name: string) => name in files } };
    await connect({
      capabilities: { ...modern, workspace: { ...modern.workspace, didChangeWatchedFiles: { dynamicRegistration: true } } },
      settings: () => ({ rules: { arithmetic: 'off', unit: 'hint' }, strictness: 'all' }),
      host,
    });
    await editor.open('file:///plans/deep/down/plan.md', 'plan: bad');
    assert.equal((await editor.diagnostics('file:///plans/deep/down/plan.md'))[0]?.severity, DiagnosticSeverity.Warning);
    assert.deepEqual(toy.seen.at(-1)?.config?.rules, { arithmetic: 'warning', unit: 'hint' });
    assert.equal(toy.seen.at(-1)?.config?.strictness, 'all');

    await editor.open('file:///plans/drafts/plan.md', 'plan: bad');
    assert.deepEqual(await editor.diagnostics('file:///plans/drafts/plan.md'), []);

    files['file:///plans/other/.git'] = '';
    await editor.open('file:///plans/other/plan.md', 'plan: bad');
    await editor.diagnostics('file:///plans/other/plan.md');
    assert.deepEqual(toy.seen.at(-1)?.config?.rules, { arithmetic: 'off', unit: 'hint' }, 'another repository is another project');

    assert.ok(editor.registered.includes('workspace/didChangeWatchedFiles'));
    files['file:///plans/planwright.yaml'] = '';
    await editor.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: 'file:///plans/planwright.yaml', type: 2 }],
    });
    await editor.until(() => editor.published.some(({ uri: name, diagnostics }) => name.includes('drafts') && diagnostics.length === 1));
  });

  test('of a project on no file system are read through the editor', async () => {
    toy = new Toy();
    const asked: string[] = [];
    editor = await Editor.connect({ initializationOptions: { readsFiles: true }, host: { analyze: toy.analyze } });
    editor.connection.onRequest('planwright/readFile', ({ uri: name }: { uri: string }) => {
      asked.push(name);
      return name === 'vscode-vfs://github/owner/planwright.yml' ? 'rules: { arithmetic: warning }' : null;
    });
    await editor.open('vscode-vfs://github/owner/docs/plan.md', 'plan: bad');
    assert.equal((await editor.diagnostics('vscode-vfs://github/owner/docs/plan.md'))[0]?.severity, DiagnosticSeverity.Warning);
    assert.deepEqual(asked, [
      'vscode-vfs://github/owner/docs/planwright.yaml',
      'vscode-vfs://github/owner/docs/planwright.yml',
      'vscode-vfs://github/owner/planwright.yaml',
      'vscode-vfs://github/owner/planwright.yml',
    ]);
  });

  test('in a settings file are checked themselves', async () => {
    await connect();
    const name = 'file:///plans/planwright.yaml';
    await editor.open(name, 'rules:\n  arithmetik: error\n', 'yaml');
    const [problem] = await editor.diagnostics(name);
    assert.match(String(problem?.message), /arithmetik.*did you mean `arithmetic`/);
    assert.equal(problem && editor.slice(name, problem.range), 'arithmetik');
  });
});

describe('the engine', () => {
  test('is told language, path and the reading before, and asked once a version', async () => {
    await connect();
    await editor.open('file:///plans/a%20plan.md', 'plan: bad', 'markdown');
    await editor.diagnostics('file:///plans/a%20plan.md');
    await editor.symbols('file:///plans/a%20plan.md');
    await editor.hover('file:///plans/a%20plan.md', 1);
    assert.equal(toy.seen.length, 1);
    assert.deepEqual([toy.seen[0]?.language, toy.seen[0]?.path, toy.seen[0]?.previous], ['markdown', '/plans/a plan.md', undefined]);
    await editor.replace('file:///plans/a%20plan.md', 'bad', 'good');
    await editor.diagnostics('file:///plans/a%20plan.md');
    assert.equal(toy.seen[1]?.previous?.text, 'plan: bad');

    await editor.open('untitled:Untitled-1', 'plan', 'plaintext');
    await editor.diagnostics('untitled:Untitled-1');
    assert.deepEqual([toy.seen[2]?.language, toy.seen[2]?.path], [undefined, undefined]);
  });

  test('is not troubled by requests that were cancelled, or are about documents that are not open', async () => {
    await connect();
    assert.equal(await editor.symbols('file:///elsewhere.md'), null);
    assert.deepEqual(await editor.pull('file:///elsewhere.md'), {
      kind: 'full',
      resultId: (await editor.pull('untitled:x')).resultId,
      items: [],
    });
    assert.equal(toy.seen.length, 0);
  });
});
