import assert from 'node:assert/strict';
import test from 'node:test';
import { detectLanguage, readDocument } from '../../server/src/document/read.ts';
import { largestText } from '../../server/src/text/limits.ts';

test('the name tells first', () => {
  const names = ['a.md', 'A.MARKDOWN', 'x/y.mdx', 'c.yaml', 'c.yml', 'd.json', 'tsconfig.jsonc', 'C:\\e.toml'];
  assert.deepEqual(
    names.map((name) => detectLanguage(name, '{}')),
    ['markdown', 'markdown', 'markdown', 'yaml', 'yaml', 'json', 'json', 'toml'],
  );
});

test('the content tells where the name does not', () => {
  const told = (text: string): string => detectLanguage(null, text);
  assert.equal(told('{\n  "a": 1\n}\n'), 'json');
  assert.equal(told('[1, 2]'), 'json');
  assert.equal(told('{\n  # comment\n  "a": 1,\n}\n'), 'yaml');
  assert.equal(told('# comment\na: 1\nb:\n  - c\n  text of d\n'), 'yaml');
  assert.equal(told('a = 1\n[table.x]\nb = "c"\n'), 'toml');
  assert.equal(told('# Plan\n\n- **TP**: 8\n- PP: 4\n'), 'markdown');
  assert.equal(told('Total GPUs: 512\nand more words\n'), 'markdown');
  assert.equal(told(''), 'markdown');
  assert.equal(detectLanguage('plan.txt', 'tp: 8\npp: 4\n'), 'yaml');
  assert.equal(detectLanguage('noext', 'Some words.'), 'markdown');
  assert.equal(detectLanguage('x.constructor', 'Some words.'), 'markdown');
});

test('a text too large is refused in one line', () => {
  const document = readDocument('a'.repeat(largestText + 1), 'markdown');
  assert.deepEqual(document.statements, []);
  assert.equal(document.plain, document.text);
  assert.deepEqual(
    document.problems.map((problem) => problem.message),
    ['too large to check: more than 1 MB'],
  );
});

test('a binary file is refused in one line', () => {
  const document = readDocument('GIF\0 GPUs: 8', 'markdown');
  assert.deepEqual(document.statements, []);
  assert.deepEqual(
    document.problems.map((problem) => problem.message),
    ['not text'],
  );
});
