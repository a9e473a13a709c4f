import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readDocument } from '../../server/src/document/read.ts';

const problems = (text: string): string[] => readDocument(text, 'yaml').problems.map(({ message }) => message);
const bodies = (text: string): string[] => {
  const document = readDocument(text, 'yaml');
  return document.statements.map(({ label, body }) =>
    `${label ? text.slice(label.start, label.end) : '-'}: ${text.slice(body.start, body.end)}`.replace(/\s+/g, ' '),
  );
};

/** Each was put to PyYAML 6.0, whose grammar is libyaml’s. */
describe('YAML as its loaders take it', () => {
  it('reads quoted texts and brackets wherever their lines stand', () => {
    for (const text of [
      'args:\n  - --config\n  - \'{\n  "a": 1\n  }\'\ntp: 8\n',
      'a: "x\ny"\ntp: 8\n',
      'a: {b: 1,\nc: 2\n}\ntp: 8\n',
      '  a: [\n1, # one\n2\n]\n  tp: 8\n',
      'a:\n    b: {x: foo\nbar, y: 1}\n    tp: 8\n',
      'a: "x"#note\ntp: 8\n',
      'a: [1, 2]#note\ntp: 8\n',
    ]) {
      assert.deepEqual(problems(text), [], text);
      assert.equal(bodies(text).at(-1)?.replace(/#.*/, ''), 'tp: 8', text);
    }
  });

  it('tells what they refuse', () => {
    for (const text of [
      "a: 'x\nb: 1\n",
      'a: {x: 1\nb: 3\n',
      'a: [1, 2\nb: 3\n',
      'a: "x\n---\ny"\n',
      'a: {b: 1}}\n',
      'a: @b\n',
      'a: b: c\n',
      "a: 'x' y\n",
      'a:\n  b: 1\n c: 2\n',
      '\ta: 1\n',
      'a: [1,,2]\n',
    ])
      assert.notDeepEqual(problems(text), [], text);
  });
});
