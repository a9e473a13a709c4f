// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of other languages are what is read here
import assert from 'node:assert/strict';
import test from 'node:test';
import { readDocument } from '../../server/src/document/read.ts';
import { statementsOf } from './reading.ts';

const json = (text: string): string[] => statementsOf(text, 'json');

test('keys nest, elements have no label', () => {
  assert.deepEqual(json('{"tp": 8, "list": [1, {"a": "2"}, [3]], "deep": {"pp": 4}, "none": {}}'), [
    'pair tp ⇒ 8',
    'pair list ⇒',
    '  pair 1',
    '  pair',
    '    pair a ⇒ 2',
    '  pair',
    '    pair 3',
    'pair deep ⇒',
    '  pair pp ⇒ 4',
    'pair none ⇒',
  ]);
});

test('comments and trailing commas', () => {
  const text = '{\n\t// degrees\n\t"tp": 8, // eight\n\t/* two\n\t   lines */\n\t"pp": 4,\n}\n';
  assert.deepEqual(json(text), ['comment degrees', 'pair tp ⇒ 8', '  comment eight', 'comment two', 'comment lines', 'pair pp ⇒ 4']);
  assert.deepEqual(readDocument(text, 'json').problems, []);
});

test('templates and relatives of JSON read without a problem', () => {
  const text = '{"tp": GBSIZE, pp: {{ pp }}, "n": N, "f": True, "e": ${EP}}';
  assert.deepEqual(json(text), ['pair tp ⇒ GBSIZE', 'pair pp ⇒ {{ pp }}', 'pair n ⇒ N', 'pair f ⇒ True', 'pair e ⇒ ${EP}']);
  assert.deepEqual(readDocument(text, 'json').problems, []);
});

test('what does not parse is told in plain words', () => {
  const { problems } = readDocument('{"a" 1, "b": }', 'json');
  assert.deepEqual(
    problems.map((problem) => problem.message),
    ['a colon is expected here', 'a value is expected here'],
  );
  assert.deepEqual(json('{"a" 1, "b": 2'), ['pair a ⇒', 'pair b ⇒ 2']);
});

test('nesting beyond reason is read line by line', () => {
  const document = readDocument(`{"a": ${'['.repeat(100_000)}`, 'json');
  assert.match(document.problems[0]?.message ?? '', /nested too deeply/);
});

test('every top-level key has a block', () => {
  assert.deepEqual(
    readDocument('{"a": {"b": 1}, "c": 2}', 'json').statements.map((statement) => statement.block),
    [0, 0, 1],
  );
});
