import assert from 'node:assert/strict';
import test from 'node:test';
import { readDocument } from '../../server/src/document/read.ts';
import { fence, labelOf, listing, statementsOf } from './reading.ts';

test('every line that is not blank is a statement', () => {
  assert.deepEqual(statementsOf(listing('TP: 8', '', '  just words  ', 'x ✓')), ['line TP ⇒ 8', 'line just words', 'line x ✓']);
});

test('bullets nest below a line that ends in a colon', () => {
  assert.deepEqual(statementsOf(listing('GPU load:', '- Stage 0: 4 layers', '- Stage 1: 4 layers', '', 'Total: 8')), [
    'line GPU load ⇒',
    '  line Stage 0 ⇒ 4 layers',
    '  line Stage 1 ⇒ 4 layers',
    'line Total ⇒ 8',
  ]);
});

test('indentation nests only below a colon', () => {
  assert.deepEqual(statementsOf(listing('A:', '  b: 1', '    c: 2', 'words', '  d: 3')), [
    'line A ⇒',
    '  line b ⇒ 1',
    '  line c ⇒ 2',
    'line words',
    'line d ⇒ 3',
  ]);
});

test('trees drawn with lines are items', () => {
  const tree = ['Cluster', '├── Node 0: 8 GPUs', '│   ├── GPU 0', '│   └── GPU 1: TP=0', '└── Node 1'];
  const expected = ['line Cluster', '  item Node 0 ⇒ 8 GPUs', '    item GPU 0', '    item GPU 1 ⇒ TP=0', '  item Node 1'];
  assert.deepEqual(statementsOf(listing(...tree)), expected);
  const ascii = ['Cluster', '|-- Node 0: 8 GPUs', '|   |-- GPU 0', '|   `-- GPU 1: TP=0', '`-- Node 1'];
  assert.deepEqual(statementsOf(listing(...ascii)), expected);
  const plus = ['Cluster', '+-- Node 0: 8 GPUs', '|   +-- GPU 0', '|   +-- GPU 1: TP=0', '+-- Node 1'];
  assert.deepEqual(statementsOf(listing(...plus)), expected);
});

test('tree art is not part of a statement', () => {
  const text = listing('├── ✅ GPU 0: 8');
  const [item] = readDocument(text, 'markdown').statements;
  assert.equal(text.slice(item?.span.start, item?.span.end), '✅ GPU 0: 8');
  assert.equal(text.slice(item?.label?.start, item?.label?.end), 'GPU 0');
});

test('lines of art alone say nothing', () => assert.deepEqual(statementsOf(listing('┌────┐', '│ TP │', '+----+', '└────┘')), ['item TP']));

test('a table drawn with lines is no tree', () => {
  assert.deepEqual(statementsOf(listing('│ TP │ 8 │', '├────┼───┤', '│ PP │ 4 │')), ['line TP │ 8', 'line PP │ 4']);
});

test('a quoted key is a label without its quotes', () => assert.equal(labelOf(listing('"tp": 8')), 'tp'));

test('a key before an equals sign is a label in a fence', () => {
  assert.equal(labelOf(listing('Total GPUs = 512')), 'Total GPUs');
  assert.equal(labelOf(listing('Tensor Parallelism (TP) = 8')), 'Tensor Parallelism (TP)');
  assert.equal(labelOf(listing('world_size=8')), 'world_size');
  assert.equal(labelOf(fence('bash', 'export TP=8')), 'TP');
  assert.equal(labelOf(fence('cpp', 'int tp = 8;')), 'tp');
  assert.equal(labelOf(fence('python', 'config["tp"] = 8')), 'tp');
  assert.equal(labelOf(fence('python', 'tp: int = 8')), 'tp');
  assert.equal(labelOf(fence('python', '"tp": 8,')), 'tp');
  assert.equal(labelOf('- TP = 8'), null, 'outside of fences an equation is an equation');
});

test('a typed assignment has its value as body', () => {
  assert.deepEqual(statementsOf(fence('python', 'tp: int = 8')), ['line tp ⇒ 8']);
});

test('what is no key', () => {
  for (const line of ['8 × 4 = 32', 'x += 1', 'x == y', 'x >= 8', 'TP × PP = 8', 'GPUs - 2 = 510', 'TP=8 PP=4']) {
    assert.equal(labelOf(listing(line)), null, line);
  }
  assert.equal(labelOf(fence('bash', 'run.py tp=8')), null);
  assert.equal(labelOf(fence('python', 'for i in range(8):')), null);
});

test('equations keep their right side', () => {
  assert.deepEqual(statementsOf(listing('Total = 8 × 4 = 32')), ['line Total ⇒ 8 × 4 = 32']);
});

test('comments are statements of their own', () => {
  assert.deepEqual(statementsOf(fence('python', '# TP: 8', 'pp = 4  # stages', 's = "# no"', 'x = 1 #tight')), [
    'comment TP ⇒ 8',
    'line pp ⇒ 4',
    '  comment stages',
    'line s ⇒ "# no"',
    'line x ⇒ 1',
    '  comment tight',
  ]);
  assert.deepEqual(statementsOf(fence('cpp', 'int a = 1; // one', '// two', 'b = "http://x"')), [
    'line a ⇒ 1;',
    '  comment one',
    'comment two',
    'line b ⇒ "http://x"',
  ]);
});

test('a number sign in a listing is mostly a number sign', () => {
  assert.deepEqual(statementsOf(listing('# Configuration', '# of GPUs: 8', 'rank #3', 'TP: 8  # degree')), [
    'comment Configuration',
    'line # of GPUs ⇒ 8',
    'line rank #3',
    'line TP ⇒ 8',
    '  comment degree',
  ]);
});

test('a continued command is read without its backslash', () => {
  assert.deepEqual(statementsOf(fence('bash', 'vllm serve m \\', '  --tensor-parallel-size 8 \\', '  --pp=4')), [
    'line vllm serve m',
    'line --tensor-parallel-size 8',
    'line --pp ⇒ 4',
  ]);
  assert.deepEqual(statementsOf(listing('--tp 8 \\', 'x \\\\')), ['line --tp 8', 'line x \\\\']);
});

test('a bold label pasted into a listing reads without its marks', () => {
  assert.deepEqual(statementsOf(listing('- **TP**: 8', '**PP:** 4', '2**10 = 1024')), ['line TP ⇒ 8', 'line PP ⇒ 4', 'line 2**10 = 1024']);
});

test('a fence is known by the first word of its info string', () => {
  const fences = ['```Python title="a"', '```{.yaml}', '```', '~~~text'].map((open) => {
    const close = open.slice(0, 3);
    return readDocument(`${open}\nx 1\n${close}\n`, 'markdown').statements[0]?.fence;
  });
  assert.deepEqual(fences, ['python', 'yaml', '', 'text']);
  assert.equal(readDocument('    x 1\n', 'markdown').statements[0]?.fence, null);
});

test('plain text is a listing', () => assert.deepEqual(statementsOf('GPUs = 8\nTP: 4\n', 'text'), ['line GPUs ⇒ 8', 'line TP ⇒ 4']));
