import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Api } from '../../../client/src/common.ts';
import { codeAction, codeActions, edit, findingsOf, open, remove, revert, ruleOf, text, until, workspaceUri, write } from './support.ts';

const product = '8 × 4 × 16 × 4 = 512';
const best = 'Use TP 4 · PP 4 · EP 8 · DP 4 (TP 8 → 4, EP 16 → 8)';
const repaired = 'Total GPUs: 512 (4 × 4 × 8 × 4 = 512)';
const { QuickFix, SourceFixAll } = vscode.CodeActionKind;

/** Of the editor's interface what is newer than the oldest editor that the extension runs in. */
interface Models {
  readonly lm?: {
    readonly tools: readonly { readonly name: string }[];
    invokeTool(name: string, options: object): Promise<{ readonly content: readonly { readonly value: string }[] }>;
    readonly registerMcpServerDefinitionProvider?: unknown;
  };
  readonly LanguageModelToolResult?: unknown;
}

const isError = ({ severity }: vscode.Diagnostic) => severity === vscode.DiagnosticSeverity.Error;

/** The finding at exactly the false product of a document. */
const productFinding = (document: vscode.TextDocument): Promise<vscode.Diagnostic> =>
  until('the product to be marked', () => findingsOf(document).find(({ range }) => document.getText(range) === product));

const settled = (document: vscode.TextDocument): Promise<true> =>
  until('the product to be true', () => !findingsOf(document).some((finding) => ruleOf(finding).id === 'gpu-count') || null);

suite('planwright', () => {
  let api: Api;
  const original = new Map<string, string>();

  suiteSetup(async () => {
    const extension = vscode.extensions.getExtension<Api>('planwright.planwright');
    assert.ok(extension, 'the extension is there');
    api = await extension.activate();
    for (const name of ['plan.md', 'plan.yaml', 'plan-corrected.md']) original.set(name, await text(workspaceUri(name)));
  });

  /** Every test starts with the examples as they are. */
  teardown(async () => {
    for (const document of vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty)) await revert(document);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const [name, content] of original) if ((await text(workspaceUri(name))) !== content) await write(workspaceUri(name), content);
  });

  test('starts no server until a document is open that may be a plan', async () => {
    await open('notes.md');
    // time enough for a server to start, were there reason to
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal(api.isServing(), false);
    await open('plan.md');
    await until('the server', () => api.isServing());
  });

  test('marks the false product at exactly its characters, names the rule and links its page', async () => {
    const document = await open('plan.md');
    const finding = await productFinding(document);
    assert.equal(finding.severity, vscode.DiagnosticSeverity.Error);
    assert.match(finding.message, /2048/);
    const { id, page } = ruleOf(finding);
    assert.equal(id, 'gpu-count');
    assert.match(page, /^https:.*\/docs\/rules\/gpu-count\.md$/);
    const related = finding.relatedInformation?.map(({ location }) => document.getText(location.range)) ?? [];
    for (const number of ['8', '16', '512']) assert.ok(related.includes(number), `${number} among ${related}`);
  });

  test('marks every finding within a line', async () => {
    const document = await open('plan.md');
    await productFinding(document);
    for (const { range } of findingsOf(document)) assert.ok(range.isSingleLine && !range.isEmpty);
  });

  test('finds no error in the corrected plan', async () => {
    const document = await open('plan-corrected.md');
    await until('the status', () => api.status());
    assert.deepEqual(findingsOf(document).filter(isError), []);
  });

  test('is silent about what is no plan', async () => {
    const document = await open('notes.md');
    await until('the status to go', () => api.status() === null);
    assert.deepEqual(findingsOf(document), []);
  });

  test('marks a plan in YAML', async () => {
    const document = await open('plan.yaml');
    const finding = await until('a finding', () => findingsOf(document).find((one) => ruleOf(one).id === 'gpu-count'));
    // the comment in the file works the product out
    assert.equal(document.getText(finding.range), '8 * 4 * 16 * 4 = 512');
  });

  test('fixes a Kubernetes manifest and a NeMo config by the value that was chosen', async () => {
    for (const [name, place, title, mended] of [
      ['serving.yaml', '4', 'Use TP 2', '- "2"  # as many'],
      ['training.yaml', '8', 'Use PP 2', 'pipeline_model_parallel_size: 2 # stages'],
    ] as const) {
      const document = await open(name);
      const before = document.getText();
      const finding = await until('a finding', () => findingsOf(document).find((one) => ruleOf(one).id === 'framework'));
      assert.equal(document.getText(finding.range), place);
      const action = await codeAction(document, finding.range, QuickFix, (one) => one.title === title);
      assert.ok(action.edit && (await vscode.workspace.applyEdit(action.edit)));
      await until('the config to be sound', () => findingsOf(document).length === 0);
      assert.ok(document.getText().includes(mended));
      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), before);
    }
  });

  test('completes a degree with the values that may stand there', async () => {
    const document = await open('training.yaml');
    await until('a finding', () => findingsOf(document).length > 0);
    const at = document.positionAt(document.getText().indexOf('8 # stages') + 1);
    const labels = await until('values', async () => {
      const list = await vscode.commands.executeCommand<vscode.CompletionList>('vscode.executeCompletionItemProvider', document.uri, at);
      const all = list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
      return all.includes('4') && all;
    });
    assert.ok(
      ['1', '2', '4'].every((value) => labels.includes(value)),
      labels.join(', '),
    );
  });

  test('marks an unsaved document', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: original.get('plan.md') ?? '' });
    await vscode.window.showTextDocument(document);
    await productFinding(document);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  test('opens one page for what would follow from other values, and none of what is no plan', async () => {
    const pages = () =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .filter(({ input }) => input instanceof vscode.TabInputWebview && /planwright\.explore$/.test(input.viewType))
        .map(({ label }) => label);
    const notes = await open('notes.md');
    // it waits until somebody has read that there is no plan
    void vscode.commands.executeCommand('planwright.exploreLayouts');
    const document = await open('plan.md');
    await productFinding(document);
    assert.deepEqual(pages(), [], notes.fileName);
    await vscode.commands.executeCommand('planwright.exploreLayouts', document.uri.toString());
    await until('the page', () => pages().length > 0);
    await vscode.commands.executeCommand('planwright.exploreLayouts', document.uri.toString());
    assert.deepEqual(pages(), ['Layouts: plan.md']);
  });

  test('shows a quantity with its formula on hover', async () => {
    const document = await open('plan.md');
    const { range } = await productFinding(document);
    const said = await until('a hover', async () => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, range.start);
      return hovers.flatMap(({ contents }) => contents.map((part) => (typeof part === 'string' ? part : part.value))).join('\n');
    });
    assert.match(said, /tensor parallel/i);
    assert.match(said, /8 × /);
  });

  test('shows above a layout what it comes to, and behind a wrong number what it should be', async () => {
    const document = await open('plan.md');
    await productFinding(document);
    const lenses = await until('lenses', async () => {
      const all = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri);
      return all.length > 0 && all;
    });
    assert.match(lenses[0]?.command?.title ?? '', /^2048 GPUs, not 512 · /);
    const content = '# Plan\n\n- Layers: 32\n- PP: 4\n- TP: 2\n- GPUs: 8\n- Layers per stage: 32 ÷ 4 = 9\n';
    const { uri } = await vscode.workspace.openTextDocument({ language: 'markdown', content });
    const hints = await until('hints', async () => {
      const whole = new vscode.Range(0, 0, 8, 0);
      const all = await vscode.commands.executeCommand<vscode.InlayHint[]>('vscode.executeInlayHintProvider', uri, whole);
      return all?.length > 0 && all;
    });
    assert.deepEqual(
      hints.map(({ label, textEdits }) => [label, textEdits?.map(({ newText }) => newText)]),
      [['→ 8', ['8']]],
    );
  });

  test('offers a task that checks all plans of the workspace with the program it carries', async function () {
    // there are no processes in a browser; that the program runs and its output is understood is tested without an editor
    if (typeof process === 'undefined' || !process.versions?.node) return this.skip();
    const [task, ...more] = await vscode.tasks.fetchTasks({ type: 'planwright' });
    assert.ok(task && more.length === 0);
    assert.ok(task.execution instanceof vscode.ProcessExecution);
    const [script = '', ...args] = task.execution.args;
    assert.deepEqual(args, ['check', '.']);
    assert.equal(task.execution.process, process.execPath);
    assert.equal(task.execution.options?.cwd, vscode.workspace.workspaceFolders?.[0]?.uri.fsPath);
    assert.equal(task.execution.options?.env?.ELECTRON_RUN_AS_NODE, '1');
    await vscode.workspace.fs.stat(vscode.Uri.file(script));
    assert.deepEqual(task.problemMatchers, ['$planwright']);
    assert.ok((await vscode.commands.getCommands(true)).includes('planwright.checkWorkspace'));
  });

  test('runs that task of itself where a setting asks for it', async function () {
    if (typeof process === 'undefined' || !process.versions?.node) return this.skip();
    let started = 0;
    const listening = vscode.tasks.onDidStartTask(({ execution }) => {
      if (execution.task.definition.type === 'planwright') started++;
    });
    const settings = vscode.workspace.getConfiguration('planwright');
    try {
      await settings.update('workspaceProblems', true, vscode.ConfigurationTarget.Workspace);
      await until('the task to start', () => started > 0);
    } finally {
      await settings.update('workspaceProblems', undefined, vscode.ConfigurationTarget.Workspace);
      listening.dispose();
      for (const run of vscode.tasks.taskExecutions) if (run.task.definition.type === 'planwright') run.terminate();
    }
    assert.equal(started, 1);
  });

  test('gives the editor’s models tools that see the document as it is open, and write nothing', async function () {
    const { lm, LanguageModelToolResult: known } = vscode as unknown as Models;
    if (!lm?.invokeTool || !known || typeof process === 'undefined' || !process.versions?.node) return this.skip();
    const call = async (name: string, input: object): Promise<string> => {
      const { content } = await lm.invokeTool(`planwright_${name}`, { input, toolInvocationToken: undefined });
      return content.map(({ value }) => value).join('');
    };
    assert.deepEqual(
      lm.tools.map(({ name }) => name).filter((name) => name.startsWith('planwright')),
      ['check', 'fix', 'layouts', 'memory', 'explain'].map((name) => `planwright_${name}`),
    );
    const document = await open('plan-corrected.md');
    assert.match(await call('check', {}), /no findings in 1 plan/);
    await edit(document, '(2048 ÷ 4 = 512)', '(2048 ÷ 6 = 512)');
    assert.match(await call('check', {}), /^error\[arithmetic\]/m, 'of the active editor');
    assert.match(await call('fix', { path: 'plan-corrected.md' }), /^-.*2048 ÷ 6 = 512.*\n\+.*2048 ÷ 4 = 512/m);
    assert.match(await call('fix', { path: 'plan.md', layout: 'TP=4,EP=8' }), /^\+Total GPUs: 512 \(4 × 4 × 8 × 4 = 512\)$/m);
    assert.match(await call('layouts', { path: 'plan.md' }), /512 GPUs, \d+ valid layouts/);
    assert.match(await call('memory', { path: 'plan.md' }), /per GPU/);
    assert.match(await call('explain', { rule: 'gpu-count' }), /^# gpu-count/);
    assert.ok(document.getText().includes('(2048 ÷ 6 = 512)') && (await text(workspaceUri('plan.md'))) === original.get('plan.md'));
    await vscode.window.showTextDocument(
      await vscode.workspace.openTextDocument({ language: 'markdown', content: original.get('plan.md') ?? '' }),
    );
    assert.match(await call('check', {}), /^error\[gpu-count\].*\n +--> untitled\.md:39:18/m, 'what was never saved');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await assert.rejects(call('check', { path: '/etc/hostname' }), /no text \/etc\/hostname in the folders/);
    await assert.rejects(call('explain', { rule: 'gpu-cuont' }), /did you mean/);
  });

  test('offers its server to agents where the editor has a place for it', function () {
    const { lm } = vscode as unknown as Models;
    // 1.100 wants another declaration; that is told in its log
    if (!lm?.registerMcpServerDefinitionProvider || /^1\.100\./.test(vscode.version) || api.servesAgents === undefined) return this.skip();
    assert.equal(api.servesAgents, true);
  });

  test('lists sections and quantities as symbols', async () => {
    const document = await open('plan.yaml');
    await until('a finding', () => findingsOf(document).length > 0);
    const symbols = await until('symbols', async () => {
      const all = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', document.uri);
      return all?.some(({ kind }) => kind === vscode.SymbolKind.Number) && all;
    });
    assert.ok(
      symbols.some(({ name, detail }) => /tensor|TP/i.test(`${name} ${detail}`)),
      symbols.map(({ name }) => name).join(', '),
    );
  });

  test('rewrites the plan to the preferred layout, and back with one undo', async () => {
    const document = await open('plan.md');
    const finding = await productFinding(document);
    const action = await codeAction(document, finding.range, QuickFix, ({ title }) => title === best);
    assert.equal(action.isPreferred, true);
    assert.equal(action.command, undefined);
    assert.ok(action.edit && (await vscode.workspace.applyEdit(action.edit)));
    await settled(document);
    assert.ok(document.getText().includes(repaired));
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), original.get('plan.md'));
    await productFinding(document);
  });

  test('offers nothing where nothing is wrong', async () => {
    const document = await open('notes.md');
    await until('the status to go', () => api.status() === null);
    const range = new vscode.Range(2, 0, 2, 10);
    const ours = (await codeActions(document, range, QuickFix)).filter(({ title }) => /TP|layout/i.test(title));
    assert.deepEqual(ours, []);
  });

  test('fixes all on request: what refutes itself, and no layout', async () => {
    const document = await open('plan-corrected.md');
    await edit(document, '(2048 ÷ 4 = 512)', '(2048 ÷ 6 = 512)');
    // what was written since the document was saved is left to its author
    await document.save();
    const finding = await until('the slip to be marked', () => findingsOf(document).find(isError));
    const action = await codeAction(document, finding.range, SourceFixAll, ({ kind }) => kind?.value === 'source.fixAll.planwright');
    assert.ok(action.edit && (await vscode.workspace.applyEdit(action.edit)));
    assert.equal(document.getText(), original.get('plan-corrected.md'));
    await document.save();
  });

  test('on saving corrects a slip and leaves the author’s own edit, which can then be restated', async () => {
    const configuration = vscode.workspace.getConfiguration('editor');
    await configuration.update('codeActionsOnSave', { 'source.fixAll.planwright': 'explicit' }, vscode.ConfigurationTarget.Workspace);
    try {
      const document = await open('plan-corrected.md');
      await edit(document, '(2048 ÷ 4 = 512)', '(2048 ÷ 6 = 512)');
      await edit(document, '# Rolling out', '# We roll out');
      await until('the saved file to be repaired', async () => {
        // The editor drops the actions of a save during which any extension registers some of its own, as they do while it starts up: as a
        // user would, type on and save again. A document without changes would not be saved.
        await edit(document, /# We roll out!*/, (found) => `${found}!`);
        await document.save();
        return (await text(document.uri)).includes('(2048 ÷ 4 = 512)');
      });
      await edit(document, 'Tensor Parallelism (TP):   4', 'Tensor Parallelism (TP):   8');
      await document.save();
      assert.ok((await text(document.uri)).includes('Tensor Parallelism (TP):   8'), 'the edit stands');
      const finding = await until('the edit to be marked', () => findingsOf(document).find(isError));
      const action = await codeAction(document, finding.range, QuickFix, ({ title }) => title.startsWith('Restate the plan to TP 8'));
      assert.ok(action.isPreferred && action.edit && (await vscode.workspace.applyEdit(action.edit)));
      assert.ok(document.getText().includes('Total GPUs: 512 (8 × 4 × 8 × 2 = 512)'));
      await vscode.commands.executeCommand('undo');
      assert.ok(document.getText().includes('Total GPUs: 512 (4 × 4 × 8 × 4 = 512)'), 'one undo takes all of it back');
      assert.ok(document.getText().includes('Tensor Parallelism (TP):   8'), 'but for the edit');
    } finally {
      await configuration.update('codeActionsOnSave', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  test('renames a number: the plan is restated to it', async () => {
    const document = await open('plan-corrected.md');
    await until('the status', () => api.status());
    const words = 'Tensor Parallelism (TP):   ';
    const position = document.positionAt(document.getText().indexOf(words) + words.length);
    const change = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      document.uri,
      position,
      '8',
    );
    assert.ok(await vscode.workspace.applyEdit(change));
    assert.ok(document.getText().includes('Total GPUs: 512 (8 × 4 × 8 × 2 = 512)'));
  });

  test('renames what follows from a degree and a key of YAML, and says why it does not', async () => {
    const rename = async (document: vscode.TextDocument, words: string, name: string): Promise<vscode.WorkspaceEdit> =>
      vscode.commands.executeCommand(
        'vscode.executeDocumentRenameProvider',
        document.uri,
        document.positionAt(document.getText().indexOf(words) + words.length),
        name,
      );
    const document = await open('plan-corrected.md');
    await until('the status', () => api.status());
    await assert.rejects(rename(document, 'Tensor Parallelism (TP):   ', '3'), /16 attention heads cannot be divided by TP 3/);
    await assert.rejects(rename(document, '- **Layers per stage**: ', '3'), /16 ÷ 3/);
    assert.equal(document.getText(), original.get('plan-corrected.md'));
    assert.ok(await vscode.workspace.applyEdit(await rename(document, '- **Layers per stage**: ', '8')));
    assert.match(document.getText(), /Pipeline Parallelism \(PP\): 2\n.*\*\*Layers per stage\*\*: 8 \(16 ÷ 2 = 8\)/s);
    const uri = workspaceUri('keys.yaml');
    await write(uri, 'tensor_parallel_size: 8\npipeline_parallel_size: 4\ndata_parallel_size: 2\ntotal_gpus: 64  # 8 * 4 * 2 = 64\n');
    try {
      const keys = await open('keys.yaml');
      assert.ok(await vscode.workspace.applyEdit(await until('the key', () => rename(keys, 'tensor_parallel_size: ', '4'))));
      assert.match(keys.getText(), /tensor_parallel_size: 4\n.*\ndata_parallel_size: 4\ntotal_gpus: 64 {2}# 4 \* 4 \* 4 = 64/);
      await keys.save();
    } finally {
      await remove(uri);
    }
  });

  test('holds up no save of ten thousand lines', async () => {
    const configuration = vscode.workspace.getConfiguration('editor');
    const uri = workspaceUri('long.md');
    const notes = Array.from({ length: 9860 }, (_, at) => `Line ${at} of the notes speaks of racks, and of nothing that is to be run.`);
    await write(uri, `${original.get('plan-corrected.md')}\n${notes.join('\n')}\n`);
    try {
      const document = await open('long.md');
      /** Milliseconds that a save takes while the server has a text to read anew. */
      const saving = async (letter: string): Promise<number> => {
        await edit(document, '# Rolling', `# ${letter}Rolling`);
        const began = Date.now();
        await document.save();
        const took = Date.now() - began;
        await until('the text to be on disk', async () => (await text(uri)).startsWith(`# ${letter}Rolling`) || null);
        return took;
      };
      const plain = await saving('a');
      const began = Date.now();
      await vscode.commands.executeCommand('vscode.executeHoverProvider', uri, new vscode.Position(0, 0));
      // on a busy machine all of it takes longer
      const reading = Date.now() - began;
      await configuration.update('codeActionsOnSave', { 'source.fixAll.planwright': 'explicit' }, vscode.ConfigurationTarget.Workspace);
      await edit(document, '# aRolling', '# Rolling');
      const fixing = await saving('b');
      assert.ok(fixing < 1000 + 2 * (plain + reading), `${fixing} ms, ${plain} ms without, ${reading} ms to read it`);
    } finally {
      await configuration.update('codeActionsOnSave', undefined, vscode.ConfigurationTarget.Workspace);
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await remove(uri);
    }
  });

  test('keeps carriage returns', async () => {
    const uri = workspaceUri('windows.md');
    await write(uri, (original.get('plan.md') ?? '').replaceAll('\n', '\r\n'));
    const document = await open('windows.md');
    const { range } = await productFinding(document);
    const action = await codeAction(document, range, QuickFix, ({ title }) => title === best);
    assert.ok(action.edit && (await vscode.workspace.applyEdit(action.edit)));
    await settled(document);
    assert.equal(document.getText().split('\r\n').length, original.get('plan.md')?.split('\n').length);
    await document.save();
    await remove(uri);
  });

  test('follows typing, to the last keystroke of a burst', async () => {
    const document = await open('plan.md');
    await productFinding(document);
    await edit(document, product, '8 × 4 × 16 × 4 = ');
    for (const digit of '2048') await edit(document, /8 × 4 × 16 × 4 = \d*/, (before) => before + digit);
    await until('the product to be judged anew', () => !findingsOf(document).some(({ range }) => document.getText(range) === product));
    await edit(document, '8 × 4 × 16 × 4 = 2048', product);
    await productFinding(document);
  });

  test('obeys the settings of the editor', async () => {
    const document = await open('plan.md');
    const finding = await productFinding(document);
    const configuration = vscode.workspace.getConfiguration('planwright');
    await configuration.update('rules', { [ruleOf(finding).id]: 'off' }, vscode.ConfigurationTarget.Workspace);
    await until('the rule to be silent', () => !findingsOf(document).some((one) => ruleOf(one).id === ruleOf(finding).id));
    await configuration.update('rules', undefined, vscode.ConfigurationTarget.Workspace);
    await productFinding(document);
    await configuration.update('enable', false, vscode.ConfigurationTarget.Workspace);
    await until('all to be silent', () => findingsOf(document).length === 0);
    await configuration.update('enable', undefined, vscode.ConfigurationTarget.Workspace);
    await productFinding(document);
  });

  test('obeys planwright.yaml as it comes, changes and goes', async () => {
    const document = await open('plan.md');
    await productFinding(document);
    const settings = workspaceUri('planwright.yaml');
    const severity = async () => findingsOf(document).find(({ range }) => document.getText(range) === product)?.severity;
    await write(settings, 'rules:\n  gpu-count: warning\n');
    await until('a warning', async () => (await severity()) === vscode.DiagnosticSeverity.Warning);
    await write(settings, 'ignore: [plan.md]\n');
    await until('silence', () => findingsOf(document).length === 0);
    await remove(settings);
    await until('an error', async () => (await severity()) === vscode.DiagnosticSeverity.Error);
  });

  test('checks its own settings file', async () => {
    const document = await open('settings/planwright.yaml');
    const problem = await until('a problem', () => findingsOf(document)[0]);
    assert.equal(document.getText(problem.range), 'arithmetik');
  });

  test('counts the claims it checked', async () => {
    await open('plan.md');
    const status = await until('the status', () => api.status());
    assert.match(status.text, /^\d+ claims checked, [1-9]\d* wrong$/);
    assert.match(status.detail, /^[1-9]\d* errors?, \d+ warnings?$/);
  });

  test('shows the modifications on a page beside the plan, and exports them', async () => {
    const document = await open('plan.md');
    await productFinding(document);
    await vscode.commands.executeCommand('planwright.showReport');
    await until('the page', () =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .find(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('planwright.report')),
    );
    const exported = async (name: string): Promise<string> => {
      const target = workspaceUri(name);
      await vscode.commands.executeCommand('planwright.exportReport', document.uri, target);
      const content = await text(target);
      await remove(target);
      return content;
    };
    assert.match(await exported('modifications.md'), /^# Modifications needed: Rolling out[\s\S]*8 × 4 × 16 × 4 is 2048/);
    const page = await exported('modifications.html');
    assert.match(page, /^<!DOCTYPE html>[\s\S]*<h1[^>]*>[^<]*Modifications needed[\s\S]*8 × 4 × 16 × 4 is 2048/);
    assert.doesNotMatch(page, /command:|<script/);
  });

  test('shows a layout beside the plan, and applies it once that is confirmed', async () => {
    const document = await open('plan.md');
    await productFinding(document);
    const preview = () =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .find(({ input }) => input instanceof vscode.TabInputTextDiff && input.modified.scheme === 'planwright-preview');
    const answer = async (command: string): Promise<void> => {
      const done = vscode.commands.executeCommand('planwright.useLayout', document.uri.toString(), 'Use TP 4 · PP 4 · EP 8 · DP 4');
      await until('the preview', preview);
      assert.ok(!document.isDirty, 'nothing is written before it is confirmed');
      await vscode.commands.executeCommand(command);
      await done;
      await until('the preview to go', () => !preview());
    };
    await answer('planwright.discardPreview');
    assert.equal(document.getText(), original.get('plan.md'));
    await answer('planwright.applyPreview');
    assert.ok(document.getText().includes(repaired));
    await settled(document);
  });

  test('takes its findings away with the document', async () => {
    const document = await open('plan.md');
    await productFinding(document);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await until('the findings to go', () => findingsOf(document).length === 0);
  });
});
