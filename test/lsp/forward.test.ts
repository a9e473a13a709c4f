import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, describe, test } from 'node:test';
import {
  type CodeAction,
  CodeActionKind,
  CodeActionTriggerKind,
  DiagnosticSeverity,
  type DocumentHighlight,
  DocumentHighlightKind,
  type Location,
  type Position,
  type WorkspaceEdit,
} from 'vscode-languageserver-protocol/node';
import type { LayoutRow } from '../../server/src/lsp/protocol.ts';
import { Editor } from './harness.ts';

/** A plan in which everything agrees, in the bundled server, as a process of its own. */
const text = readFileSync('examples/plan-corrected.md', 'utf8');
const uri = 'file:///plans/plan.md';
const everything = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
const stated = 'Tensor Parallelism (TP):   ';

let editor: Editor;

/** The place just behind the first `words`. */
const behind = (words: string, of = uri): Position => {
  const document = editor.document(of);
  return document.positionAt(document.getText().indexOf(words) + words.length);
};

const at = (position: Position) => ({ start: position, end: position });

const restating = (actions: CodeAction[] | null): CodeAction => {
  const action = actions?.find(({ title }) => title.startsWith('Restate the plan to'));
  assert.ok(action?.edit, `a restatement among ${actions?.map(({ title }) => title).join(', ')}`);
  return action;
};

const ask = <T>(method: string, position: Position, more: object = {}, of = uri): Promise<T> =>
  editor.connection.sendRequest(`textDocument/${method}`, { textDocument: { uri: of }, position, ...more });

const save = (of = uri) => editor.connection.sendNotification('textDocument/didSave', { textDocument: { uri: of } });

const rename = (position: Position, newName: string, of = uri) => ask<WorkspaceEdit | null>('rename', position, { newName }, of);

before(async () => {
  editor = await Editor.spawn();
});
afterEach(async () => {
  for (const open of [...editor.documents.keys()]) await editor.close(open);
});
after(() => editor.end());

/** A statement that the edit makes false; the figure that was changed is one of two that may give way. */
const priced = (price: string): string => `# Plan

- TP: 4
- PP: 2
- DP: 2
- Total GPUs: 4 × 2 × 2 = 16
- Spares of last year: 12 × ${price} = 540
`;

test('a figure that its author edits is not what is changed back', async () => {
  const of = 'file:///plans/priced.md';
  const fixes = async (): Promise<CodeAction[]> => {
    const [found] = await editor.diagnostics(of);
    assert.ok(found);
    const actions = (await editor.actions(of, found.range, { diagnostics: [found] })) ?? [];
    return actions.filter(({ title }) => title.startsWith('Change'));
  };
  await editor.open(of, priced('55'));
  assert.deepEqual((await fixes()).map(({ title, isPreferred }) => [title, isPreferred === true]).slice(0, 2), [
    ['Change 55 to 45', true],
    ['Change 540 to 660', false],
  ]);
  await editor.close(of);
  await editor.open(of, priced('45'));
  await editor.replace(of, '12 × 45', '12 × 55');
  assert.deepEqual((await fixes()).map(({ title, isPreferred }) => [title, isPreferred === true]).slice(0, 2), [
    ['Change 540 to 660', true],
    ['Change 55 to 45', false],
  ]);
});

describe('a definition that its author edits', () => {
  test('is restated over the plan, in one edit, and preferred to undoing it', async () => {
    await editor.open(uri, text);
    await editor.replace(uri, `${stated}4`, `${stated}8`);
    const [found] = await editor.diagnostics(uri);
    assert.ok(found);
    const actions = await editor.actions(uri, found.range, { diagnostics: [found] });
    const action = restating(actions);
    assert.match(action.title, /^Restate the plan to TP 8 \(\d\d places\) \(Layout: TP 4 → 8, DP 4 → 2\)$/);
    assert.equal(action.isPreferred, true);
    assert.deepEqual(
      actions?.filter(({ isPreferred }) => isPreferred).map(({ title }) => title),
      [action.title],
    );
    assert.ok(actions?.some(({ title }) => title === 'Change 8 to 4'));
    assert.ok(action.edit);
    await editor.apply(action.edit);
    assert.deepEqual(await editor.diagnostics(uri), []);
    assert.match(editor.text(uri), /Total GPUs: 512 \(8 × 4 × 8 × 2 = 512\)/);
    assert.match(editor.text(uri), /Micro-batches per replica\*\*: 32 \(64 ÷ 2 = 32\)/);
  });

  test('is never undone by fixing all, before and after it is saved', async () => {
    await editor.open(uri, text);
    await editor.replace(uri, `${stated}4`, `${stated}8`);
    const fixes = () => editor.actions(uri, everything, { only: [CodeActionKind.SourceFixAll] });
    assert.deepEqual(await fixes(), []);
    await save();
    assert.deepEqual(await fixes(), []);
    assert.match(editor.text(uri), /Tensor Parallelism \(TP\): {3}8\n/);
    // what was saved did not follow its definition yet: it can still be restated
    restating(await editor.actions(uri, at(behind(`${stated}8`))));
  });

  test('goes forward and back to the first text, byte for byte', async () => {
    await editor.open(uri, text);
    await editor.replace(uri, `${stated}4`, `${stated}8`);
    await editor.apply(restating(await editor.actions(uri, at(behind(`${stated}8`)))).edit ?? {});
    await save();
    await editor.diagnostics(uri);
    assert.ok(!(await editor.actions(uri, at(behind(`${stated}8`))))?.some(({ title }) => title.startsWith('Restate')));
    await editor.replace(uri, `${stated}8`, `${stated}4`);
    await editor.apply(restating(await editor.actions(uri, at(behind(`${stated}4`)))).edit ?? {});
    assert.equal(editor.text(uri), text);
  });

  test('two of them are restated together', async () => {
    await editor.open(uri, text);
    await editor.replace(uri, `${stated}4`, `${stated}8`);
    await editor.replace(uri, 'Data Parallelism (DP):     4', 'Data Parallelism (DP):     2');
    const action = restating(await editor.actions(uri, at(behind(`${stated}8`))));
    assert.match(action.title, /^Restate the plan to TP 8, DP 2 /);
    await editor.apply(action.edit ?? {});
    assert.deepEqual(await editor.diagnostics(uri), []);
  });

  test('is refused with the reason where no layout allows it', async () => {
    const showing = await Editor.spawn({
      capabilities: {
        textDocument: { codeAction: { disabledSupport: true, codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } } },
      },
    });
    await showing.open(uri, text);
    await showing.replace(uri, `${stated}4`, `${stated}3`);
    const position = showing.document(uri).positionAt(text.indexOf(stated) + stated.length);
    const actions = await showing.actions(uri, at(position));
    const refused = actions?.find(({ disabled }) => disabled);
    assert.match(refused?.disabled?.reason ?? '', /16 attention heads cannot be divided by TP 3/);
    await showing.end();
  });

  test('words that are edited ask for nothing', async () => {
    await editor.open(uri, text);
    await editor.replace(uri, 'Four kinds', 'Five kinds');
    assert.deepEqual(await editor.actions(uri, at(behind(`${stated}4`))), []);
  });
});

describe('renaming a quantity', () => {
  test('restates all that depends on it', async () => {
    await editor.open(uri, text);
    const position = behind(stated);
    const prepared = await ask<{ range: { start: Position; end: Position }; placeholder: string } | null>('prepareRename', position);
    assert.equal(prepared?.placeholder, '4');
    assert.equal(editor.slice(uri, prepared.range), '4');
    const edit = await rename(position, '2');
    assert.ok(edit);
    await editor.apply(edit);
    assert.deepEqual(await editor.diagnostics(uri), []);
    assert.match(editor.text(uri), /Total GPUs: 512 \(2 × 4 × 8 × 8 = 512\)/);
  });

  test('of what follows from a degree changes the degree', async () => {
    await editor.open(uri, text);
    const edit = await rename(behind('- **Layers per stage**: '), '8');
    assert.ok(edit);
    await editor.apply(edit);
    assert.deepEqual(await editor.diagnostics(uri), []);
    assert.match(editor.text(uri), /^Pipeline Parallelism \(PP\): 2$/m);
  });

  test('is refused with the reason', async () => {
    await editor.open(uri, text);
    await assert.rejects(rename(behind('- **Layers per stage**: '), '5'), /layers per stage 5 of 16 is no whole PP: 16 ÷ 5 is 3\.2/);
    await assert.rejects(rename(behind(stated), '3'), /16 attention heads cannot be divided by TP 3/);
    await assert.rejects(rename(behind(stated), 'eight'), /a number is needed in the place of 4/);
    assert.deepEqual(editor.logged, []);
  });

  test('leaves words to other extensions', async () => {
    await editor.open(uri, text);
    assert.equal(await ask('prepareRename', behind('# Rolling')), null);
    assert.equal(await ask('definition', behind('# Rolling')), null);
  });

  const keyed: Record<string, [language: string, text: string, words: string, after: RegExp]> = {
    YAML: [
      'yaml',
      'parallelism:\n  tensor_parallel_size: 8\n  pipeline_parallel_size: 4\n  data_parallel_size: 2\ncluster:\n  total_gpus: 64  # 8 * 4 * 2 = 64\n',
      'tensor_parallel_size: ',
      /data_parallel_size: 4\n.*\n {2}total_gpus: 64 {2}# 4 \* 4 \* 4 = 64/,
    ],
    JSON: [
      'json',
      '{\n  "tensor_parallel_size": 8,\n  "pipeline_parallel_size": 4,\n  "data_parallel_size": 2,\n  "total_gpus": 64\n}\n',
      '"tensor_parallel_size": ',
      /"data_parallel_size": 4,\n {2}"total_gpus": 64/,
    ],
    TOML: [
      'toml',
      'tensor_parallel_size = 8\npipeline_parallel_size = 4\ndata_parallel_size = 2\ntotal_gpus = 64\n',
      'tensor_parallel_size = ',
      /data_parallel_size = 4\ntotal_gpus = 64/,
    ],
  };
  for (const [name, [language, plan, words, result]] of Object.entries(keyed)) {
    test(`works on a key of ${name}`, async () => {
      const document = `file:///plans/plan.${language}`;
      await editor.open(document, plan, language);
      const edit = await rename(behind(words, document), '4', document);
      assert.ok(edit);
      await editor.apply(edit);
      assert.match(editor.text(document), result);
    });
  }

  test('works on an argument of a command', async () => {
    const script =
      '# Serving\n\n```bash\nvllm serve meta-llama/Llama-3.1-8B --tensor-parallel-size 4 --pipeline-parallel-size 2\n```\n\nTP 4 and PP 2 on 8 GPUs.\n';
    await editor.open(uri, script);
    const edit = await rename(behind('--pipeline-parallel-size '), '1');
    assert.ok(edit);
    await editor.apply(edit);
    assert.match(editor.text(uri), /--pipeline-parallel-size 1/);
  });
});

describe('the places of a quantity', () => {
  /** A place that names the degree beside its definition, in each kind of document. */
  const kinds: Record<string, [extension: string, language: string, text: string, definition: string, use: string]> = {
    YAML: [
      'yaml',
      'yaml',
      'parallelism:\n  tensor_parallel_size: 8\n  pipeline_parallel_size: 4\n  data_parallel_size: 2\ncluster:\n  total_gpus: 64  # 8 * 4 * 2 = 64\n',
      'tensor_parallel_size: ',
      'total_gpus: 64  # ',
    ],
    JSON: [
      'json',
      'json',
      '{\n  "tensor_parallel_size": 8,\n  "pipeline_parallel_size": 4,\n  "data_parallel_size": 2,\n  "total_gpus": 64\n}\n',
      '"tensor_parallel_size": ',
      '"tensor_parallel_size": ',
    ],
    TOML: [
      'toml',
      'toml',
      '# TP 8 x PP 4 x DP 2\ntensor_parallel_size = 8\npipeline_parallel_size = 4\ndata_parallel_size = 2\ntotal_gpus = 64\n',
      'tensor_parallel_size = ',
      '# TP ',
    ],
    'a script': [
      'sh',
      'shellscript',
      '#!/bin/bash\n# TP 8 x PP 4 x DP 2 = 64 GPUs\ntorchrun --nnodes 8 --nproc-per-node 8 pretrain_gpt.py \\\n  --tensor-model-parallel-size 8 \\\n  --pipeline-model-parallel-size 4 \\\n  --num-layers 32 --hidden-size 4096 --num-attention-heads 32\n',
      '--tensor-model-parallel-size ',
      '--tensor-model-parallel-size ',
    ],
  };
  for (const [name, [extension, language, plan, definition, use]] of Object.entries(kinds)) {
    test(`are found in ${name}`, async () => {
      const document = `file:///plans/places.${extension}`;
      await editor.open(document, plan, language);
      const position = behind(use, document);
      const definitions = await ask<Location[]>('definition', position, {}, document);
      assert.deepEqual(definitions[0]?.range.start, behind(definition, document));
      const references = await ask<Location[]>('references', position, { context: { includeDeclaration: true } }, document);
      assert.ok(references.length > 0 && references.every(({ range }) => editor.slice(document, range) === '8'));
      const highlights = await ask<DocumentHighlight[]>('documentHighlight', position, {}, document);
      assert.ok(highlights.some(({ kind, range }) => kind === DocumentHighlightKind.Write && editor.slice(document, range) === '8'));
    });
  }

  test('are its definition, its references and what follows from it', async () => {
    await editor.open(uri, text);
    const use = behind('Total GPUs: 512 (');
    const definitions = await ask<Location[]>('definition', use);
    assert.deepEqual(definitions[0]?.range.start, behind(stated));
    const all = await ask<Location[]>('references', use, { context: { includeDeclaration: true } });
    const uses = await ask<Location[]>('references', use, { context: { includeDeclaration: false } });
    assert.ok(all.length > 5 && uses.length < all.length);
    assert.ok(all.every(({ range }) => editor.slice(uri, range) === '4'));
    const highlights = await ask<DocumentHighlight[]>('documentHighlight', use);
    const kinds = (kind: DocumentHighlightKind) =>
      highlights.filter((highlight) => highlight.kind === kind).map(({ range }) => editor.slice(uri, range));
    assert.ok(kinds(DocumentHighlightKind.Write).includes('4'));
    assert.ok(kinds(DocumentHighlightKind.Read).includes('4'));
    // hidden dimensions and heads of a rank follow from TP, and so do the GPUs
    for (const dependent of ['512']) assert.ok(kinds(DocumentHighlightKind.Text).includes(dependent), dependent);
  });
});

/** One plan, 64 GPUs in TP 4, PP 2 and DP 8, in all that plans are written in. */
const keys = [
  ['cluster', [['total_gpus', 64]]],
  [
    'model',
    [
      ['num_layers', 32],
      ['num_attention_heads', 32],
    ],
  ],
  [
    'parallelism',
    [
      ['tensor_parallel_size', 4],
      ['pipeline_parallel_size', 2],
      ['data_parallel_size', 8],
    ],
  ],
] as const;
const launch =
  'torchrun --nnodes 8 --nproc_per_node 8 pretrain_gpt.py --num-layers 32 --hidden-size 4096 --num-attention-heads 32 --seq-length 4096 --max-position-embeddings 4096 --micro-batch-size 1 --global-batch-size 256';
const valid: readonly (readonly [name: string, language: string, text: string])[] = [
  ['plan.md', 'markdown', '# Plan\n\n- TP: 4, PP: 2, DP: 8\n- Total GPUs: 4 × 2 × 8 = 64\n- Layers: 32\n- Attention heads: 32\n'],
  ['plan.yaml', 'yaml', keys.map(([name, pairs]) => `${name}:\n${pairs.map(([key, value]) => `  ${key}: ${value}\n`).join('')}`).join('')],
  [
    'plan.toml',
    'toml',
    keys.map(([name, pairs]) => `[${name}]\n${pairs.map(([key, value]) => `${key} = ${value}\n`).join('')}`).join('\n'),
  ],
  ['plan.json', 'json', `${JSON.stringify(Object.fromEntries(keys.map(([name, pairs]) => [name, Object.fromEntries(pairs)])), null, 2)}\n`],
  [
    'train.sh',
    'shellscript',
    `#!/bin/bash\n# TP 4 x PP 2\nTP=4\n${launch} --tensor-model-parallel-size $TP --pipeline-model-parallel-size 2\n`,
  ],
  [
    'train.sbatch',
    'shellscript',
    `#!/bin/bash\n#SBATCH --nodes=8\n#SBATCH --gpus-per-node=8\nsrun ${launch} --tensor-model-parallel-size 4 --pipeline-model-parallel-size 2\n`,
  ],
];

describe('choosing a layout', () => {
  test('is offered for a plan that needs none', async () => {
    await editor.open(uri, text);
    const [asItIs, ...choices] = await editor.ask<LayoutRow<WorkspaceEdit>[]>('planwright/layouts', uri);
    assert.equal(asItIs?.edit, null, 'the first row is the plan itself, to compare with');
    assert.equal(asItIs?.columns.bubble, 'bubble 16 %');
    assert.ok(choices.length >= 2);
    assert.ok(choices.every(({ preferred, edit, columns }) => !preferred && edit && columns.memory && columns.bubble && columns.places));
    await editor.apply(choices[0]?.edit ?? {});
    assert.deepEqual(await editor.diagnostics(uri), []);
    assert.notEqual(editor.text(uri), text);
  });

  for (const [name, language, plan] of valid)
    test(`is offered for a valid plan in ${name}, which is the chosen one afterwards`, async () => {
      const of = `file:///plans/${name}`;
      await editor.open(of, plan, language);
      const wrong = async () => (await editor.diagnostics(of)).filter(({ severity }) => severity !== DiagnosticSeverity.Hint);
      const rows = () => editor.ask<LayoutRow<WorkspaceEdit>[]>('planwright/layouts', of);
      assert.deepEqual(await wrong(), []);
      const [asItIs, ...choices] = await rows();
      assert.equal(asItIs?.edit, null);
      assert.ok(choices.length >= 2, `${choices.length} others`);
      const [chosen] = choices;
      assert.ok(chosen?.edit);
      await editor.apply(chosen.edit);
      assert.deepEqual(await wrong(), [], editor.text(of));
      const [now, ...others] = await rows();
      assert.deepEqual(now?.columns.degrees, chosen.columns.degrees);
      // and from there back to what it was
      const back = others.find(({ columns }) => JSON.stringify(columns.degrees) === JSON.stringify(asItIs?.columns.degrees));
      assert.ok(back?.edit, others.map(({ title }) => title).join(', '));
      await editor.apply(back.edit);
      assert.equal(editor.text(of), plan);
    });

  test('names three layouts in the menu, and the others in the list of the extension that has one', async () => {
    const own = await Editor.spawn({ initializationOptions: { commands: true } });
    const wrong = readFileSync('examples/plan.md', 'utf8');
    await own.open(uri, wrong);
    const position = own.document(uri).positionAt(wrong.indexOf('8 × 4 × 16 × 4') + 2);
    const actions = (await own.actions(uri, at(position))) ?? [];
    const titles = actions.map(({ title }) => title);
    // an editor lists what settles nothing below what does
    assert.ok(actions.filter(({ kind }) => kind === CodeActionKind.QuickFix).every(({ diagnostics }) => diagnostics?.length));
    assert.equal(titles.filter((title) => /^(?:Use|State|Read EP)/.test(title) && !title.includes(', with ')).length, 3);
    assert.match(titles.find((title) => title.startsWith('More layouts')) ?? '', /^More layouts… \(\d\)$/);
    const firstSilence = titles.findIndex((title) => title.startsWith('Silence'));
    assert.ok(firstSilence > 0 && titles.slice(firstSilence).every((title) => title.startsWith('Silence')), 'silence is last');
    await own.end();
  });

  test('is offered on a degree of a plan in which nothing is wrong, to who asks', async () => {
    const own = await Editor.spawn({ initializationOptions: { commands: true } });
    await own.open(uri, text);
    const place = at(own.document(uri).positionAt(text.indexOf(stated) + stated.length));
    const titles = async (triggerKind: CodeActionTriggerKind) =>
      (await own.actions(uri, place, { triggerKind }))?.map(({ title }) => title);
    assert.ok((await titles(CodeActionTriggerKind.Invoked))?.includes('Use Another Layout…'));
    assert.deepEqual(await titles(CodeActionTriggerKind.Automatic), []);
    await own.end();
  });
});
