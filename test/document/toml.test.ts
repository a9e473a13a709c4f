import assert from 'node:assert/strict';
import test from 'node:test';
import { path } from '../../server/src/document/path.ts';
import { readDocument } from '../../server/src/document/read.ts';
import { statementsOf } from './reading.ts';

test('tables, dotted and quoted keys, arrays, inline tables and comments', () => {
  const text =
    '# top\ntp = 8 # eight\n[parallelism.tensor]\ndegree = "4"\n"a key" = 1\nlist = [1, {b = 2}]\n[[stage]]\nlayers = 5\n[[stage]]\nlayers = 6\n';
  assert.deepEqual(statementsOf(text, 'toml'), [
    'comment top',
    'pair tp ⇒ 8',
    '  comment eight',
    'pair parallelism.tensor ⇒',
    '  pair degree ⇒ 4',
    '  pair a key ⇒ 1',
    '  pair list ⇒',
    '    pair 1',
    '    pair',
    '      pair b ⇒ 2',
    'pair stage ⇒',
    '  pair layers ⇒ 5',
    'pair stage ⇒',
    '  pair layers ⇒ 6',
  ]);
  const document = readDocument(text, 'toml');
  const degree = document.statements.find((statement) => document.text.startsWith('degree', statement.span.start));
  assert.equal(degree && path(degree, document), 'parallelism.tensor.degree');
});

test('a long string gives its lines too', () => {
  assert.deepEqual(statementsOf('cmd = """\nrun \\\n  --tp 8\n"""\n', 'toml'), [
    'pair cmd ⇒ run \\\n  --tp 8',
    '  line run',
    '  line --tp 8',
  ]);
});

test('after an error the lines are read as keys and values', () => {
  const text = 'a = 1\nb = = 2\nc = 3\n';
  const { problems } = readDocument(text, 'toml');
  assert.equal(problems.length, 1);
  assert.equal(text.slice(problems[0]?.span.start).startsWith('= 2'), true);
  assert.deepEqual(statementsOf(text, 'toml'), ['line a ⇒ 1', 'line b = = 2', 'line c ⇒ 3']);
});

test('a fence of TOML is read as a file of it, with its own offsets; one that does not parse line by line', () => {
  const text = '# Config\n\n> ```toml\n> [parallelism]\n> degree = 8 # eight\n> sizes = [1, 2]\n> ```\n';
  assert.deepEqual(statementsOf(text), [
    'heading Config',
    'pair parallelism ⇒',
    '  pair degree ⇒ 8',
    '    comment eight',
    '  pair sizes ⇒',
    '    pair 1',
    '    pair 2',
  ]);
  const pair = readDocument(text, 'markdown').statements.find(
    ({ kind, label }) => kind === 'pair' && label && text.startsWith('degree', label.start),
  );
  assert.equal(pair && text.slice(pair.body.start, pair.body.end), '8');
  assert.deepEqual(statementsOf('```toml\n[a\nb = 1\n```\n').slice(-1), ['line b ⇒ 1']);
});
