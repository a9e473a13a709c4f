import assert from 'node:assert/strict';
import test from 'node:test';
import { readDocument } from '../../server/src/document/read.ts';
import { fence, labelOf, statementsOf, words } from './reading.ts';

test('headings open sections that hold one another', () => {
  const text = '# Plan\n\n## Hardware ##\n\n- GPUs: 8\n\nModel\n-----\n\nText.\n\n# Other\n';
  const document = readDocument(text, 'markdown');
  const sections = document.sections.map((section) => ({
    title: words(document, section.title),
    level: section.level,
    parent: section.parent?.index ?? null,
    ends: text.slice(section.span.end, section.span.end + 5),
  }));
  assert.deepEqual(sections, [
    { title: 'Plan', level: 1, parent: null, ends: '# Oth' },
    { title: 'Hardware', level: 2, parent: 0, ends: 'Model' },
    { title: 'Model', level: 2, parent: 0, ends: '# Oth' },
    { title: 'Other', level: 1, parent: null, ends: '' },
  ]);
  assert.deepEqual(
    document.statements.map((statement) => statement.section?.index),
    [0, 1, 1, 2, 2, 3],
  );
});

test('a heading has a label too', () => assert.deepEqual(statementsOf('### 2. Experts: 64'), ['heading 2. Experts ⇒ 64']));

test('list items nest, and their further paragraphs are sentences below them', () => {
  const text = '- **Benefits**:\n  - [x] Fast\n  - ✅ Done: 8\n\n    More words. And more.\n1. First\n2) Second\n';
  assert.deepEqual(statementsOf(text), [
    'item Benefits ⇒',
    '  item Fast',
    '  item Done ⇒ 8',
    '    sentence More words.',
    '    sentence And more.',
    'item First',
    'item Second',
  ]);
});

test('check marks belong to the statement and not to its label', () => {
  const text = '- ✅ **GPUs**: 8';
  const document = readDocument(text, 'markdown');
  const [item] = document.statements;
  assert.equal(text.slice(item?.span.start, item?.span.end), '✅ **GPUs**: 8');
  assert.equal(words(document, item?.label ?? null), 'GPUs');
});

test('an item runs over its lines up to the next label', () => {
  assert.deepEqual(statementsOf('- Stage 0: layers 0-3\n  on 8 GPUs. Then more.\n  **Memory**: 40 GB\n'), [
    'item Stage 0 ⇒ layers 0-3\n  on 8 GPUs. Then more.',
    '  sentence Memory ⇒ 40 GB',
  ]);
});

test('labels end at a colon', () => {
  assert.equal(labelOf('- Experts per GPU: 4'), 'Experts per GPU');
  assert.equal(labelOf('- **Experts per GPU**: 4'), 'Experts per GPU');
  assert.equal(labelOf('- **Experts per GPU:** 4'), 'Experts per GPU');
  assert.equal(labelOf('- **Experts per GPU:**4'), 'Experts per GPU');
  assert.equal(labelOf('- Tensor Parallelism (TP): 8'), 'Tensor Parallelism (TP)');
  assert.equal(labelOf('- Stage 0: Layers 0-19 (20 layers) → GPUs [0,1] (TP=2)'), 'Stage 0');
  assert.equal(labelOf('- 总GPU数：512'), '总GPU数');
  assert.equal(labelOf('- 总卡数:512'), '总卡数');
  assert.equal(labelOf('- Benefits:'), 'Benefits');
});

test('labels end at a dash after a bold run', () => {
  assert.equal(labelOf('- **Latency** - 16 ms'), 'Latency');
  assert.equal(labelOf('- **Latency** – 16 ms'), 'Latency');
  assert.equal(labelOf('- **`config.py`** — sizes'), 'config.py');
  assert.equal(labelOf('- Latency - 16 ms'), null);
});

test('what is no label', () => {
  for (const text of [
    '- at 12:30 we start',
    '- see http://x.y/z',
    '- a ratio of 1:1 is fine',
    '- 8: the number',
    '- We split it. Then: go',
    '- a; b: c',
    '- Given TP=8: fine',
    '- Layers (note: 8) here',
    `- ${'long '.repeat(20)}: 8`,
    '- step 100 | loss: 2',
    '- no names like "GPU: ALL" here',
    '- no names like “GPU: ALL” here',
  ]) {
    assert.equal(labelOf(text), null, text);
  }
});

test('a body has neither blanks nor marks at its ends', () => {
  const text = '- **GPUs**:   **512**  \n';
  const document = readDocument(text, 'markdown');
  const [item] = document.statements;
  assert.equal(text.slice(item?.body.start, item?.body.end), '512');
});

test('paragraphs are cut into sentences', () => {
  assert.deepEqual(statementsOf('We use 8 GPUs. Each holds 2 experts! Why? Because.'), [
    'sentence We use 8 GPUs.',
    'sentence Each holds 2 experts!',
    'sentence Why?',
    'sentence Because.',
  ]);
  assert.deepEqual(statementsOf('共有512张卡。每张64GB。'), ['sentence 共有512张卡。', 'sentence 每张64GB。']);
});

test('full stops that end no sentence', () => {
  for (const text of [
    'We use 8 GPUs, e.g. H100, i.e. Hopper.',
    'About 8 vs. 16 at approx. 3.5 GB, etc. and more.',
    'One stage (it has 4 layers. And 2 more) is enough.',
    'See No. 5 for it',
    'Version 2. beta of it',
  ]) {
    assert.equal(statementsOf(text).length, 1, text);
  }
  assert.equal(statementsOf('1\\. Set TP to 8').length, 1);
});

test('an unmatched parenthesis hides no full stop', () => {
  assert.equal(statementsOf('One (two. Three. Four').length, 3);
});

test('a sentence runs over soft line breaks', () => {
  assert.deepEqual(statementsOf('The plan uses\n512 GPUs in\nall. Next one.'), [
    'sentence The plan uses\n512 GPUs in\nall.',
    'sentence Next one.',
  ]);
});

test('a line with a label of its own starts a sentence', () => {
  assert.deepEqual(statementsOf('Total GPUs: 512\n✅ fine\n**TP**: 8\ntp: 4\npp: 2'), [
    'sentence Total GPUs ⇒ 512',
    'sentence ✅ fine',
    'sentence TP ⇒ 8',
    'sentence tp ⇒ 4',
    'sentence pp ⇒ 2',
  ]);
});

test('a wrapped line that happens to hold a colon goes on', () => {
  assert.deepEqual(statementsOf('We chose the following\nsplit: eight by four'), ['sentence We chose the following\nsplit: eight by four']);
});

test('a hard line break starts a sentence, unless an equation goes on', () => {
  assert.deepEqual(statementsOf('Eight GPUs  \nFour nodes'), ['sentence Eight GPUs', 'sentence Four nodes']);
  assert.deepEqual(statementsOf('Total is 8 × 4  \n= 32'), ['sentence Total is 8 × 4  \n= 32']);
});

test('quotes are read like paragraphs', () => {
  const document = readDocument('> **Note**: TP is\n> 8. Really.\n', 'markdown');
  assert.deepEqual(
    document.statements.map((statement) => words(document, statement.body)),
    ['TP is\n 8.', 'Really.'],
  );
});

test('statements of one list, table, fence or paragraph share a block', () => {
  const text = '# A\n\n- a\n  - b\n\n    c\n- d\n\nOne. Two.\n\n| x |\n|---|\n| y |\n\n```\ne\nf\n```\n';
  assert.deepEqual(
    readDocument(text, 'markdown').statements.map((statement) => statement.block),
    [0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 4],
  );
});

test('tables give cells with their header and their row', () => {
  const text = '| Name | **TP** | x \\| y |\n|---|:-:|---|\n| small | 8 |  |\n| | `16` | 2 |\nlarge | 4 | 5 | 6\n';
  const document = readDocument(text, 'markdown');
  const cells = document.statements.map(({ kind, body, cell }) => [
    kind,
    cell?.row,
    cell?.column,
    words(document, cell?.header ?? null),
    words(document, cell?.rowLabel ?? null),
    words(document, body),
  ]);
  assert.deepEqual(cells, [
    ['cell', 0, 0, 'Name', null, 'Name'],
    ['cell', 0, 1, 'TP', 'Name', 'TP'],
    ['cell', 0, 2, 'x | y', 'Name', 'x | y'],
    ['cell', 1, 0, 'Name', null, 'small'],
    ['cell', 1, 1, 'TP', 'small', '8'],
    ['cell', 2, 1, 'TP', null, '16'],
    ['cell', 2, 2, 'x | y', null, '2'],
    ['cell', 3, 0, 'Name', null, 'large'],
    ['cell', 3, 1, 'TP', 'large', '4'],
    ['cell', 3, 2, 'x | y', 'large', '5'],
    ['cell', 3, 3, null, 'large', '6'],
  ]);
});

test('a table may end its lines in blanks', () => {
  assert.deepEqual(statementsOf('| a | b |  \n|---|---| \n| c | 1 |\t\n'), ['cell a', 'cell b', 'cell c', 'cell 1']);
});

test('front matter is YAML', () => {
  const text = '\ufeff---\r\ntp: 8 # degrees\r\nnested:\r\n  pp: 4\r\n---\r\n# Plan\r\n';
  assert.deepEqual(statementsOf(text), ['pair tp ⇒ 8', '  comment degrees', 'pair nested ⇒', '  pair pp ⇒ 4', 'heading Plan']);
});

test('a rule above running text is no front matter', () => {
  assert.deepEqual(statementsOf('---\n\nSome words here\n\n---\n'), ['sentence Some words here']);
});

test('YAML and JSON in fences are read as pairs, also below quotes and list marks', () => {
  assert.deepEqual(statementsOf(fence('yaml', 'tp: 8', 'list: [1]')), ['pair tp ⇒ 8', 'pair list ⇒', '  pair 1']);
  assert.deepEqual(statementsOf(fence('json', '{"tp": 8}')), ['pair tp ⇒ 8']);
  assert.deepEqual(statementsOf('- item\n  ```yaml\n  tp: 8\n  deep:\n    pp: 4\n  ```\n'), [
    'item item',
    '  pair tp ⇒ 8',
    '  pair deep ⇒',
    '    pair pp ⇒ 4',
  ]);
  assert.deepEqual(statementsOf('> ```yaml\n> deep:\n>   pp: 4\n> ```\n'), ['pair deep ⇒', '  pair pp ⇒ 4']);
});

test('pairs in a fence know it', () => {
  const [pair] = readDocument(fence('yaml title="x"', 'tp: 8'), 'markdown').statements;
  assert.equal(pair?.fence, 'yaml');
});

test('an excerpt that does not parse is read line by line', () => {
  assert.deepEqual(statementsOf(fence('json', '"tp": 8,', '...')), ['line tp ⇒ 8,', 'line ...']);
  assert.deepEqual(statementsOf(fence('yaml', 'tp: [8', 'pp: 4')), ['line tp ⇒ [8', 'line pp ⇒ 4']);
  assert.deepEqual(readDocument(fence('yaml', 'tp: [8'), 'markdown').problems, []);
});

test('HTML shows its words, tables of HTML none', () => {
  assert.deepEqual(statementsOf('<details>\n<summary>TP: 8</summary>\n</details>\n'), ['sentence TP ⇒ 8']);
  assert.deepEqual(statementsOf('<table><tr><td>8</td></tr></table>\n'), []);
});

test('link definitions and rules say nothing', () => assert.deepEqual(statementsOf('[a]: http://x.y/8\n\n***\n'), []));

test('an unclosed fence runs to the end', () => assert.deepEqual(statementsOf('```\nTP: 8\n# x\n'), ['line TP ⇒ 8', 'comment x']));

test('line endings make no difference', () => {
  const text = '# Plan\n\n- GPUs: 8\n- TP: 4\n\nTotal: 32\nPP: 2\n\n| a | b |\n|---|---|\n| c | 1 |\n\n```\nx: 1\ny: 2\n```\n';
  const expected = statementsOf(text);
  assert.equal(expected.length, 11);
  assert.deepEqual(statementsOf(text.replaceAll('\n', '\r\n')), expected);
  assert.deepEqual(statementsOf(text.replaceAll('\n', '\r')), expected);
  assert.deepEqual(statementsOf(`\ufeff${text}`), expected);
});

test('characters outside the basic plane keep offsets true', () => {
  const text = '- 🚀🚀 **GPUs** 🚀: 512 🚀';
  const document = readDocument(text, 'markdown');
  const [item] = document.statements;
  assert.equal(text.slice(item?.body.start, item?.body.end), '512 🚀');
});
