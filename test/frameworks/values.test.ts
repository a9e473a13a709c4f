import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readDocument } from '../../server/src/document/read.ts';
import { nodeAt, readConfigs } from '../../server/src/frameworks/config-tree.ts';
import { type Value, valueOf } from '../../server/src/frameworks/values.ts';

const at = (text: string, path: string): Value => valueOf(nodeAt(readConfigs(readDocument(text, 'yaml'))[0]?.root as never, path));
const number = (text: string, path = 'a'): number | string => {
  const value = at(text, path);
  return value.kind === 'number' ? value.written.value : value.kind;
};

describe('values', () => {
  it('are numbers in any of their spellings', () => {
    assert.deepEqual(
      ['a: 8', 'a: "8"', "a: '8'", 'a: 500_000', 'a: 010', 'a: "010"', 'a: 0.5'].map((text) => number(text)),
      [8, 8, 8, 500000, 8, 10, 0.5],
    );
  });

  it('may be nothing, the rest, words or unknown', () => {
    assert.deepEqual(
      ['a:', 'a: null', 'a: None', 'a: ~'].map((text) => number(text)),
      ['none', 'none', 'none', 'none'],
    );
    assert.equal(number('a: -1'), 'rest');
    assert.equal(number('a: many'), 'text');
    for (const text of [
      'a: auto',
      // texts to PyYAML
      'a: 1e3',
      'a: 08',
      'a: ???',
      'a: "{{ .Values.tp }}"',
      'a: $TP',
      'a: $(SIZE)',
      'a: ${TP}',
      'a: ${oc.env:TP}',
      'b: &x 8\na: *x',
      'a: 1e400',
      `a: ${'1'.repeat(400)}`,
      'a: 99999999999999999999',
    ])
      assert.equal(number(text), 'unknown', text);
  });

  it('have defaults that count, and that others may override', () => {
    for (const text of ['a: ${TP:-8}', 'a: ${PRIMUS_TP:8}', 'a: ${oc.env:TP,8}']) {
      const value = at(text, 'a');
      assert.ok(value.kind === 'number' && value.written.value === 8 && value.written.soft, text);
    }
  });

  it('are computed and looked up as OmegaConf does', () => {
    assert.equal(number('a: ${multiply:4, ${.b}}\nb: 3'), 12);
    assert.equal(number('x:\n  a: ${y.b}\ny:\n  b: 5', 'x.a'), 5);
    assert.equal(number('a: ${oc.select:y.b,7}\ny:\n  b: 5'), 5);
    assert.equal(number('a: ${oc.select:y.c,7}'), 7);
    assert.equal(number('a: ${divide_floor:7,2}'), 3);
  });

  it('stand where their digits do', () => {
    const text = 'a: ${oc.select:none.here,16}';
    const value = at(text, 'a');
    assert.ok(value.kind === 'number' && value.written.digits);
    assert.equal(text.slice(value.written.digits.start, value.written.digits.end), '16');
  });

  it('end in time where they lead to each other', () => {
    assert.equal(number('a: ${b}\nb: ${a}'), 'unknown');
    const lines = Array.from({ length: 12 }, (_, i) => `v${i}: \${sum:${Array.from({ length: 20 }, () => `\${v${i + 1}}`).join(',')}}`);
    assert.equal(number(`${lines.join('\n')}\nv12: 1`, 'v0'), 'unknown');
  });
});

describe('config trees', () => {
  it('keep the documents of a stream apart', () => {
    const configs = readConfigs(readDocument('# first\na: 1\n---\na: 2\nb: |\n  ---\n  c\n---\na: 3\n', 'yaml'));
    assert.deepEqual(
      configs.map((config) => nodeAt(config.root, 'a')?.text),
      ['1', '2', '3'],
    );
  });

  it('read dotted tables of TOML', () => {
    const [config] = readConfigs(readDocument('[a]\nx = 1\n[a.b]\ny = 2\n', 'toml'));
    assert.ok(config);
    assert.equal(nodeAt(config.root, 'a.x')?.text, '1');
    assert.equal(nodeAt(config.root, 'a.b.y')?.text, '2');
  });
});
