// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of other languages are what is read here
import assert from 'node:assert/strict';
import test from 'node:test';
import { path } from '../../server/src/document/path.ts';
import { readDocument } from '../../server/src/document/read.ts';
import { statementsOf } from './reading.ts';

const yaml = (...lines: string[]): string[] => statementsOf(`${lines.join('\n')}\n`, 'yaml');

test('keys nest', () => {
  assert.deepEqual(yaml('parallelism:', '  tensor: 8', '  pipeline: "4"', "  'expert': '16'", 'gpus: 512'), [
    'pair parallelism ⇒',
    '  pair tensor ⇒ 8',
    '  pair pipeline ⇒ 4',
    '  pair expert ⇒ 16',
    'pair gpus ⇒ 512',
  ]);
});

test('elements of a sequence are pairs without a label, and those of one element share a parent', () => {
  assert.deepEqual(yaml('sizes: [8, 4]', 'stages:', '  - name: a', '    layers: 10', '  - name: b'), [
    'pair sizes ⇒',
    '  pair 8',
    '  pair 4',
    'pair stages ⇒',
    '  pair',
    '    pair name ⇒ a',
    '    pair layers ⇒ 10',
    '  pair',
    '    pair name ⇒ b',
  ]);
});

test('flow collections read the same', () => {
  assert.deepEqual(yaml('parallelism: {tensor: 8, more: {pipeline: 4}}'), [
    'pair parallelism ⇒',
    '  pair tensor ⇒ 8',
    '  pair more ⇒',
    '    pair pipeline ⇒ 4',
  ]);
});

test('a quoted scalar stands without its quotes, the whole pair with them', () => {
  const text = '"tp": "8"\n';
  const [pair] = readDocument(text, 'yaml').statements;
  assert.deepEqual(
    [pair?.span, pair?.label, pair?.body],
    [
      { start: 0, end: 9 },
      { start: 1, end: 3 },
      { start: 7, end: 8 },
    ],
  );
});

test('the lines of a block scalar are statements below its pair', () => {
  assert.deepEqual(yaml('args: |', '  vllm serve m \\', '    --tensor-parallel-size 8', 'note: >-', '  one line', 'empty:'), [
    'pair args ⇒ vllm serve m \\\n    --tensor-parallel-size 8',
    '  line vllm serve m',
    '  line --tensor-parallel-size 8',
    'pair note ⇒ one line',
    'pair empty ⇒',
  ]);
});

test('comments trail a pair or stand alone', () => {
  assert.deepEqual(yaml('# Degrees: 3', 'a: 1 # first', 'b: # holds', '  c: "# no" # yes', '# end'), [
    'comment Degrees ⇒ 3',
    'pair a ⇒ 1',
    '  comment first',
    'pair b ⇒',
    '  comment holds',
    '  pair c ⇒ # no',
    '    comment yes',
    'comment end',
  ]);
});

test('every top-level key has a block, and comments that of the pair they stand by', () => {
  const text = '# for a\na:\n  b: 1 # b\n# for c\nc: 2\n---\nd: 3\n# last\n';
  assert.deepEqual(
    readDocument(text, 'yaml').statements.map((statement) => statement.block),
    [0, 0, 0, 0, 1, 1, 2, 2],
  );
});

test('anchors, aliases, tags and merge keys', () => {
  assert.deepEqual(yaml('base: &b', '  tp: &t !!int 8', 'run:', '  <<: *b', '  pp: *t', '  list: [*t, 2]'), [
    'pair base ⇒',
    '  pair tp ⇒ 8',
    'pair run ⇒',
    '  pair pp ⇒ *t',
    '  pair list ⇒',
    '    pair 2',
  ]);
});

test('templates read as the YAML they make', () => {
  const text = 'a: {{ .Values.tp }}\n{{- if .x }}\nb: ${TP:-8}\n{{- end }}\nc: [${A}, {{ b }}]\n{% for x in y %}\nd: 1\n';
  assert.deepEqual(readDocument(text, 'yaml').problems, []);
  assert.deepEqual(statementsOf(text, 'yaml'), [
    'pair a ⇒ {{ .Values.tp }}',
    'pair b ⇒ ${TP:-8}',
    'pair c ⇒',
    '  pair ${A}',
    '  pair {{ b }}',
    'pair d ⇒ 1',
  ]);
});

test('duplicate keys are the reader’s to judge', () => {
  assert.deepEqual(readDocument('a: 1\na: 2\n', 'yaml').problems, []);
  assert.deepEqual(yaml('a: 1', 'a: 2'), ['pair a ⇒ 1', 'pair a ⇒ 2']);
});

test('a syntax error is told where it stands, and the rest is read', () => {
  const text = 'a: 1\nb: "open\nc: 3\n';
  const { problems } = readDocument(text, 'yaml');
  assert.ok(problems.length > 0);
  for (const { span, message } of problems) {
    assert.ok(span.start >= text.indexOf('"') && span.end <= text.length);
    assert.match(message, /^[^\n]+$/);
  }
  assert.equal(yaml('a: 1', 'b: "open', 'c: 3')[0], 'pair a ⇒ 1');
});

test('tabs are told and do no harm', () => {
  assert.equal(readDocument('a:\n\tb: 1\n', 'yaml').problems.length > 0, true);
});

test('a byte order mark, Windows and lone carriage returns', () => {
  const expected = ['pair a ⇒', '  pair b ⇒ 1', 'pair c ⇒ 2'];
  assert.deepEqual(statementsOf('\ufeffa:\r\n  b: 1\r\nc: 2\r\n', 'yaml'), expected);
  assert.deepEqual(statementsOf('a:\r  b: 1\rc: 2\r', 'yaml'), expected);
});

test('nesting beyond reason is read line by line', () => {
  for (const text of [`a: ${'['.repeat(10_000)}\nb: 1\n`, `${'- '.repeat(10_000)}x\n`, `${'? '.repeat(5000)}x\n`, '{a: '.repeat(10_000)]) {
    const document = readDocument(text, 'yaml');
    assert.match(document.problems[0]?.message ?? '', /nested too deeply/);
    assert.ok(document.statements.length > 0);
  }
});

test('an alias bomb stays small', () => {
  let text = 'a0: &a0 [x, x]\n';
  for (let i = 1; i < 60; i++) text += `a${i}: &a${i} [${`*a${i - 1}, `.repeat(9)}1]\n`;
  const document = readDocument(text, 'yaml');
  assert.equal(document.statements.length, 3 + 59 * 2);
});

test('paths are keys joined by dots', () => {
  const document = readDocument('parallelism:\n  stages:\n    - layers: 4\n', 'yaml');
  assert.deepEqual(
    document.statements.map((statement) => path(statement, document)),
    ['parallelism', 'parallelism.stages', 'parallelism.stages', 'parallelism.stages.layers'],
  );
});

test('YAML has no sections', () => assert.deepEqual(readDocument('# a\nb: 1\n', 'yaml').sections, []));
