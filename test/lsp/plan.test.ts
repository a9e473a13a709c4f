import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, describe, test } from 'node:test';
import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  DiagnosticSeverity,
  type DocumentSymbol,
  SymbolKind,
  type WorkspaceEdit,
} from 'vscode-languageserver-protocol/node';
import type { LayoutRow, ReportAnswer } from '../../server/src/lsp/protocol.ts';
import { Editor, modern, pulling } from './harness.ts';

/** The example plan in the bundled server, as a process of its own. */
const text = readFileSync('examples/plan.md', 'utf8');
const corrected = readFileSync('examples/plan-corrected.md', 'utf8');
const uri = 'file:///plans/plan.md';
const product = '8 × 4 × 16 × 4 = 512';

const errors = (diagnostics: Diagnostic[]) => diagnostics.filter(({ severity }) => severity === DiagnosticSeverity.Error);

const preferred = (actions: CodeAction[] | null): CodeAction => {
  const action = actions?.find(({ isPreferred }) => isPreferred);
  assert.ok(action, `a preferred action among ${actions?.map(({ title }) => title).join(', ')}`);
  return action;
};

let editor: Editor;

async function productFinding(): Promise<Diagnostic> {
  const found = (await editor.diagnostics(uri)).find(({ range }) => editor.slice(uri, range) === product);
  assert.ok(found, 'a diagnostic at exactly the product');
  return found;
}

describe('a plan with the usual mistakes', () => {
  before(async () => {
    editor = await Editor.spawn();
  });
  afterEach(() => editor.close(uri));
  after(() => editor.end());

  test('has its false product marked at exactly its characters, with the numbers it rests on', async () => {
    await editor.open(uri, text);
    const found = await productFinding();
    assert.equal(found.severity, DiagnosticSeverity.Error);
    assert.equal(found.code, 'gpu-count');
    assert.match(String(found.message), /2048/);
    const related = found.relatedInformation?.map(({ location }) => editor.slice(location.uri, location.range));
    assert.ok(related && related.length > 0);
    for (const number of ['8', '4', '16', '512']) assert.ok(related.includes(number), `${number} among ${related}`);
  });

  test('may be a batch script, whose repair rewrites the variable', async () => {
    const script = 'file:///plans/train.sbatch';
    await editor.open(script, readFileSync('examples/train.sbatch', 'utf8'), 'shellscript');
    const [found] = await editor.diagnostics(script);
    assert.ok(found);
    assert.match(String(found.message), /62 layers cannot be divided by PP 4/);
    assert.equal(editor.slice(script, found.range), '4');
    assert.equal(editor.slice(script, { ...found.range, start: { ...found.range.start, character: 0 } }), 'PP=4');
    await editor.close(script);
  });

  test('may be a unit of systemd', async () => {
    const unit = 'file:///plans/llm.service';
    const line = 'ExecStart=/usr/bin/vllm serve Qwen/Qwen2.5-7B-Instruct --tensor-parallel-size 8';
    await editor.open(unit, `[Service]\n${line}\n`, 'systemd-unit-file');
    const [found] = await editor.diagnostics(unit);
    assert.ok(found);
    assert.match(String(found.message), /28 attention heads cannot be divided by TP 8/);
    assert.equal(editor.slice(unit, found.range), '8');
    await editor.close(unit);
  });

  test('has no range that is empty or runs over a line', async () => {
    await editor.open(uri, text);
    for (const { range } of await editor.diagnostics(uri)) {
      assert.equal(range.start.line, range.end.line);
      assert.ok(range.end.character > range.start.character);
    }
  });

  test('explains a quantity on hover, over the characters it speaks of', async () => {
    await editor.open(uri, text);
    const at = text.indexOf(product);
    const hover = await editor.hover(uri, at + 1);
    assert.ok(hover?.range);
    assert.ok(typeof hover.contents === 'object' && 'kind' in hover.contents && hover.contents.kind === 'markdown');
    const { start, end } = hover.range;
    const [from, to] = [editor.document(uri).offsetAt(start), editor.document(uri).offsetAt(end)];
    assert.ok(from <= at + 1 && at + 1 <= to, 'the range holds the place that was asked about');
  });

  test('shows in a few lines what a number is, and all of it as details', async () => {
    await editor.open(uri, text);
    const at = text.indexOf(product) + 1;
    const hover = await editor.hover(uri, at);
    assert.ok(hover && typeof hover.contents === 'object' && 'value' in hover.contents);
    assert.ok(hover.contents.value.split('\n\n').length <= 5, hover.contents.value);
    assert.doesNotMatch(hover.contents.value, /^\||command:/m, 'links are for editors that have the command');
    const details = await editor.details(uri, at);
    assert.match(details ?? '', /^# /);
    assert.match(details ?? '', /^\| \*\*total\*\* \|/m);
    assert.equal(
      await editor.details(uri, text.indexOf('This is the layout')).then((page) => page === null || page.startsWith('## ')),
      true,
    );
  });

  test('shows no hover on plain words', async () => {
    await editor.open(uri, text);
    assert.equal(await editor.hover(uri, text.indexOf('This is the layout')), null);
  });

  test('has an outline of its sections and quantities, each inside of its parent', async () => {
    await editor.open(uri, text);
    const symbols = (await editor.symbols(uri)) as DocumentSymbol[];
    const names: string[] = [];
    const walk = (list: DocumentSymbol[], outer?: DocumentSymbol) => {
      for (const symbol of list) {
        names.push(symbol.name);
        const { offsetAt } = editor.document(uri);
        const at = (position: { line: number; character: number }) => offsetAt.call(editor.document(uri), position);
        assert.ok(at(symbol.range.start) <= at(symbol.selectionRange.start) && at(symbol.selectionRange.end) <= at(symbol.range.end));
        if (outer) assert.ok(at(outer.range.start) <= at(symbol.range.start) && at(symbol.range.end) <= at(outer.range.end));
        walk(symbol.children ?? [], symbol);
      }
    };
    walk(symbols);
    assert.ok(names.includes('2. How the model is cut'), names.join(', '));
  });

  test('has an outline of quantities alone where the editor lists the headings', async () => {
    const own = await Editor.connect({ initializationOptions: { listsHeadings: true } });
    await own.open(uri, text);
    const symbols = ((await own.symbols(uri)) ?? []) as DocumentSymbol[];
    assert.ok(symbols.length > 10 && symbols.every(({ children, kind }) => !children?.length && kind === SymbolKind.Number));
    assert.ok(symbols.some(({ name, detail }) => name === 'tensor parallel size' && detail === '8'));
    await own.end();
  });

  test('is offered layouts, the best of them preferred, with nothing but plain versioned edits', async () => {
    await editor.open(uri, text);
    const found = await productFinding();
    const actions = await editor.actions(uri, found.range, { diagnostics: [found] });
    const best = preferred(actions);
    assert.equal(best.title, 'Use TP 4 · PP 4 · EP 8 · DP 4 (TP 8 → 4, EP 16 → 8)');
    assert.equal(best.kind, CodeActionKind.QuickFix);
    assert.deepEqual(best.diagnostics?.[0], found, 'linked to the diagnostic as the editor knows it');
    assert.equal(actions?.filter(({ command }) => command).length, 0);
    const [change] = best.edit?.documentChanges ?? [];
    assert.ok(change && 'edits' in change && change.textDocument.version === 1);
    const annotations = Object.values(best.edit?.changeAnnotations ?? {});
    assert.equal(annotations[0]?.label, 'Restated from the plan');
    assert.equal(annotations[0]?.needsConfirmation, false);
    assert.match(annotations[0]?.description ?? '', /^lines? \d+/);
    const byPlace = change.edits.filter((edit) => !('annotationId' in edit));
    assert.ok(byPlace.length > 0 && byPlace.length < change.edits.length, 'the paragraph of the finding is not annotated, the rest is');
  });

  test('has a true product after the preferred layout', async () => {
    await editor.open(uri, text);
    const found = await productFinding();
    const { edit } = preferred(await editor.actions(uri, found.range, { diagnostics: [found] }));
    assert.ok(edit);
    const before = (await editor.diagnostics(uri)).length;
    await editor.apply(edit);
    const left = await editor.diagnostics(uri);
    assert.ok(left.length < before);
    assert.ok(!left.some(({ code }) => code === 'gpu-count'));
    assert.match(editor.text(uri), /Total GPUs: 512 \(4 × 4 × 8 × 4 = 512\)/);
  });

  test('is fixed as a whole where one figure refutes itself, and in nothing that takes a decision', async () => {
    const everything = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    const ask = () => editor.actions(uri, everything, { only: [CodeActionKind.SourceFixAll] });
    await editor.open(uri, text);
    assert.deepEqual(await ask(), [], 'another layout is a decision');
    await editor.close(uri);
    const slipped = corrected.replace('(2048 ÷ 4 = 512)', '(2048 ÷ 6 = 512)');
    await editor.open(uri, slipped);
    assert.equal(errors(await editor.diagnostics(uri)).length, 1);
    const [action, ...others] = (await ask()) ?? [];
    assert.deepEqual(others, []);
    assert.equal(action?.kind, 'source.fixAll.planwright');
    assert.ok(action?.edit);
    await editor.apply(action.edit);
    assert.equal(editor.text(uri), corrected);
    assert.deepEqual(await ask(), []);
  });

  test('offers only the kinds that were asked for', async () => {
    await editor.open(uri, text);
    const { range } = await productFinding();
    for (const only of [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, CodeActionKind.Refactor, CodeActionKind.Source]) {
      const kinds = (await editor.actions(uri, range, { only: [only] }))?.map(({ kind }) => kind) ?? [];
      assert.ok(
        kinds.every((kind) => kind === only || kind?.startsWith(`${only}.`)),
        `${only}: ${kinds}`,
      );
    }
    assert.deepEqual(await editor.actions(uri, range, { only: [CodeActionKind.SourceOrganizeImports] }), []);
  });

  test('offers repairs of the text as it is, whatever diagnostics the editor still holds', async () => {
    await editor.open(uri, text);
    const stale = await productFinding();
    await editor.edit(uri, [{ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: 'More words.\n\n' }]);
    const moved = await productFinding();
    assert.equal(moved.range.start.line, stale.range.start.line + 2);
    const best = preferred(await editor.actions(uri, moved.range, { diagnostics: [stale] }));
    assert.ok(best.edit);
    await editor.apply(best.edit);
    assert.match(editor.text(uri), /^More words\.\n\n# Rolling out/);
    assert.match(editor.text(uri), /Total GPUs: 512 \(4 × 4 × 8 × 4 = 512\)/);
  });

  test('is answered about: report, statistics, layouts', async () => {
    await editor.open(uri, text);
    const report = await editor.ask<ReportAnswer<WorkspaceEdit>>('planwright/report', uri);
    assert.match(report.markdown, /^# /);
    assert.match(report.markdown, /2048/);
    assert.equal(report.linked, report.markdown, 'an editor without our commands gets no links to them');
    assert.ok(report.edit);
    const { claims, findings } = await editor.ask<{ claims: Record<string, number>; findings: Record<string, number> }>(
      'planwright/inspect',
      uri,
    );
    assert.ok((claims.held ?? 0) > 5 && (claims.failed ?? 0) >= 2, JSON.stringify(claims));
    assert.equal(findings.error, errors(await editor.diagnostics(uri)).length);
    const layouts = await editor.ask<LayoutRow<WorkspaceEdit>[]>('planwright/layouts', uri);
    assert.ok(layouts.length >= 3);
    assert.equal(layouts.filter((layout) => layout.preferred).length, 1);
    for (const { columns, edit } of layouts) {
      assert.ok(edit);
      assert.match(columns.memory ?? '', /^≈ [\d.]+ GB a GPU, \d+ % of 64 GB$/);
      assert.match(columns.places ?? '', /^\d\d places/);
    }
    assert.equal(layouts[0]?.columns.degrees.map(({ name, value }) => `${name} ${value}`).join(), 'TP 4,PP 4,EP 8,DP 4');
  });

  for (const [name, dress] of Object.entries({
    'carriage returns': (plain: string) => plain.replaceAll('\n', '\r\n'),
    'a byte order mark': (plain: string) => `\uFEFF${plain}`,
    'characters beyond the first plane': (plain: string) => plain.replace('Total GPUs: 512 (8', '🚀🧮 Total GPUs: 512 (8'),
  })) {
    test(`keeps its exact ranges and its other characters with ${name}`, async () => {
      const dressed = dress(text);
      await editor.open(uri, dressed);
      const found = await productFinding();
      const { edit } = preferred(await editor.actions(uri, found.range));
      assert.ok(edit);
      await editor.apply(edit);
      const after = editor.text(uri);
      assert.equal(after.split('\n').length, dressed.split('\n').length);
      assert.equal(after.split('\r').length, dressed.split('\r').length);
      assert.equal(after.startsWith('\uFEFF'), dressed.startsWith('\uFEFF'));
      assert.ok(!(await editor.diagnostics(uri)).some(({ code }) => code === 'gpu-count'));
    });
  }

  test('is checked as it is typed: each state of the product is judged by itself', async () => {
    await editor.open(uri, text);
    await productFinding();
    await editor.replace(uri, product, '8 × 4 × 16 × 4 = 51');
    await editor.diagnostics(uri);
    await editor.replace(uri, '8 × 4 × 16 × 4 = 51', '8 × 4 × 16 × 4 = 2048');
    const after = await editor.diagnostics(uri);
    assert.ok(
      !after.some(({ range, code }) => code === 'arithmetic' && editor.slice(uri, range).startsWith('8 × 4')),
      'the product itself is true now',
    );
  });
});

describe('other documents', () => {
  before(async () => {
    editor = await Editor.spawn();
  });
  after(() => editor.end());

  test('the corrected plan has no errors', async () => {
    await editor.open(uri, corrected);
    assert.deepEqual(errors(await editor.diagnostics(uri)), []);
  });

  test('the plan in YAML is marked in its own way', async () => {
    const name = 'file:///plans/plan.yaml';
    await editor.open(name, readFileSync('examples/plan.yaml', 'utf8'), 'yaml');
    const found = await editor.diagnostics(name);
    assert.ok(found.some(({ code, range }) => code === 'gpu-count' && editor.slice(name, range) === '8 * 4 * 16 * 4 = 512'));
  });

  const hostile: Record<string, [language: string, text: string]> = {
    empty: ['markdown', ''],
    'nothing but marks': ['markdown', '#'.repeat(2000) + '*'.repeat(2000) + '['.repeat(2000) + '|'.repeat(2000)],
    'broken YAML': ['yaml', 'parallelism: {tensor: 8, [\n  - : : "'],
    'a bomb of aliases': [
      'yaml',
      `a0: &a0 [8]\n${Array.from({ length: 40 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}]`).join('\n')}`,
    ],
    'deep nesting': ['json', '['.repeat(20_000)],
    'a long product': ['markdown', `TP=8 PP=4 DP=4, 512 GPUs: ${'8 × '.repeat(5000)}8 = 512`],
    'half a surrogate': ['markdown', 'TP = 8, PP = 4, \uD83D DP = 4 on 512 GPUs: 8 × 4 × 4 = 512'],
  };
  for (const [name, [language, bad]] of Object.entries(hostile)) {
    test(`bad input: ${name}`, async () => {
      const document = `file:///plans/bad.${language}`;
      await editor.open(document, bad, language);
      await editor.diagnostics(document);
      await editor.symbols(document);
      await editor.hover(document, 3);
      await editor.actions(document, { start: { line: 0, character: 0 }, end: { line: 0, character: 30 } });
      await editor.close(document);
      assert.deepEqual(editor.logged, []);
    });
  }
});

describe('editors that can do less', () => {
  afterEach(() => editor.end());

  test('get plain changes, plain text, a flat outline and no preference', async () => {
    editor = await Editor.spawn({ capabilities: { textDocument: { codeAction: modern.textDocument?.codeAction ?? {} } } });
    await editor.open(uri, text);
    const found = await productFinding();
    const actions = await editor.actions(uri, found.range);
    const best = actions?.find(({ title }) => title.startsWith('Use TP 4 · PP 4 · EP 8'));
    assert.ok(best?.edit?.changes && !best.edit.documentChanges && !best.edit.changeAnnotations);
    const hover = await editor.hover(uri, text.indexOf(product) + 1);
    assert.ok(hover && typeof hover.contents === 'object' && 'kind' in hover.contents && hover.contents.kind === 'plaintext');
    assert.doesNotMatch(hover.contents.value, /\*\*|`|^\|/m);
    const [first] = (await editor.symbols(uri)) ?? [];
    assert.ok(first && 'location' in first);
  });

  test('that ask for diagnostics get the same ones', async () => {
    editor = await Editor.spawn({ capabilities: pulling });
    await editor.open(uri, text);
    const report = await editor.pull(uri);
    assert.ok(report.kind === 'full' && report.items.some(({ range }) => editor.slice(uri, range) === product));
    assert.deepEqual(editor.published, []);
  });
});
