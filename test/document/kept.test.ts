import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { adopt } from '../../server/src/document/adopt.ts';
import { Kept, type Made, Slot } from '../../server/src/document/kept.ts';
import { readDocument } from '../../server/src/document/read.ts';

const slot = new Slot<boolean>();

/** The second text as an edit of the first, and the numbers of the statements that were asked again. */
function edited(first: string, second: string, isOn: (text: string) => boolean, lists: 'own' | 'place' = 'own') {
  const before = readDocument(first, 'markdown');
  before[lists].of(slot, (index) => isOn(textAt(before, index)));
  const now = readDocument(second, 'markdown', before);
  adopt(now, before);
  const asked: number[] = [];
  const list = now[lists].of(slot, (index) => {
    asked.push(index);
    return isOn(textAt(now, index));
  });
  return { list: list.map((index) => textAt(now, index)), asked: asked.map((index) => textAt(now, index)) };
}

const textAt = ({ plain, statements }: ReturnType<typeof readDocument>, index: number): string => {
  const span = statements[index]?.span;
  return span ? plain.slice(span.start, span.end) : '';
};

const page = (...lines: string[]): string => `# A plan\n\n${lines.map((line) => `- ${line}, which is as long as it has to be\n`).join('')}`;
const isOn = (text: string): boolean => text.startsWith('on');

describe('lists of statements', () => {
  test('of an edited document only new statements are asked', () => {
    const { list, asked } = edited(
      page('on one', 'off two', 'on three', 'off four'),
      page('on one', 'off two', 'off tree', 'off four'),
      isOn,
    );
    assert.deepEqual(list, ['on one, which is as long as it has to be']);
    assert.ok(asked.length > 0 && asked.length < 4, asked.join(' | '));
  });

  test('statements that come and go move the others', () => {
    const { list } = edited(page('on one', 'off two', 'on three'), page('on zero', 'on one', 'on three'), isOn);
    assert.deepEqual(
      list.map((text) => text.slice(0, 8)),
      ['on zero,', 'on one, ', 'on three'],
    );
  });

  test('lines that change places stay in order', () => {
    const { list } = edited(page('on one', 'off two', 'on three', 'on four'), page('on four', 'on three', 'off two', 'on one'), isOn);
    assert.deepEqual(
      list.map((text) => text.slice(0, 8)),
      ['on four,', 'on three', 'on one, '],
    );
  });

  test('what a heading tells is asked again below another heading', () => {
    const text = page('on one', 'off two');
    assert.equal(edited(text, text.replace('A plan', 'Another'), isOn, 'place').asked.length, 3);
    assert.equal(edited(text, text.replace('A plan', 'Another'), isOn, 'own').asked.length < 3, true);
  });
});

describe('words of a document', () => {
  const says = (first: string, second: string, pattern: RegExp): boolean => {
    const before = readDocument(first, 'markdown');
    before.words.has(pattern);
    const now = readDocument(second, 'markdown', before);
    adopt(now, before);
    return now.words.has(pattern);
  };
  const long = 'The cluster is as it was, and nobody has touched it since.\n\n'.repeat(20);

  test('what is written is found, what is taken away is gone', () => {
    assert.equal(says(`${long}${long}`, `${long}We train with LoRA.\n\n${long}`, /\blora\b/i), true);
    assert.equal(says(`${long}We train with LoRA.\n\n${long}`, `${long}${long}`, /\blora\b/i), false);
  });

  test('a word that is joined at the border of a change is found', () => {
    assert.equal(says(`${long}fro zen\n\n${long}`, `${long}frozen\n\n${long}`, /\bfrozen\b/), true);
    assert.equal(says(`${long}frozen.\n\n${long}`, `${long}frozens.\n\n${long}`, /\bfrozen\b/), false);
  });
});

test('what was made of something is made again of something else', () => {
  const kept = new Kept();
  const made = new Slot<Made<number, string>>();
  let times = 0;
  const make = (): number => ++times;
  assert.equal(kept.from(made, ['a', 'b'], make), 1);
  assert.equal(kept.from(made, ['a', 'b'], make), 1);
  assert.equal(kept.from(made, ['a'], make), 2);
  assert.equal(kept.from(made, ['c'], make), 3);
});

describe('a stream of YAML', () => {
  const stream = (...sizes: number[]): string =>
    sizes.map((size) => `---\n# a job\nkind: Job\nspec:\n  tensor_parallel: ${size}\n  text: "a --- b"\n`).join('');
  const shape = (text: string, previous?: ReturnType<typeof readDocument>) => {
    const { statements, problems } = readDocument(text, 'yaml', previous);
    return { statements: statements.map(({ span, label, body, kind, block }) => ({ span, label, body, kind, block })), problems };
  };

  test('an edited document reads as in a new stream, moved documents with it', () => {
    let previous = readDocument(stream(1, 2, 3), 'yaml');
    for (const text of [stream(1, 20, 3), stream(3, 1), stream(4, 1, 4, 1), `${stream(1)}---\nbroken: "\n${stream(2)}`, stream(1, 2)]) {
      assert.deepEqual(shape(text, previous), shape(text));
      previous = readDocument(text, 'yaml', previous);
    }
  });

  test('what is broken in one document is told as in the whole', () => {
    const { problems } = readDocument(`${stream(1)}---\na: [1\n---\nb: 2\n`, 'yaml');
    assert.ok(problems.length > 0);
  });
});
