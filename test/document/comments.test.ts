import assert from 'node:assert/strict';
import test from 'node:test';
import { commentsAndFences, htmlComments } from '../../server/src/document/comments.ts';

const found = (text: string): string[] => htmlComments(text).map(({ start, end }) => text.slice(start, end));

test('comments on a line, over lines, and more than one', () => {
  assert.deepEqual(found('a <!-- one --> b <!--two-->\n\n<!-- three\n\n- x -->\n'), [
    '<!-- one -->',
    '<!--two-->',
    '<!-- three\n\n- x -->',
  ]);
});

test('a comment shown as code is none', () => {
  assert.deepEqual(found('```html\n<!-- a -->\n```\n`<!-- b -->` <!-- c -->\n~~~\n<!-- d -->\n'), ['<!-- c -->']);
});

test('a comment that is never closed is none', () => assert.deepEqual(found('a <!-- b\n\nc'), []));

test('the shortest comments', () => assert.deepEqual(found('<!----> <!--> x'), ['<!---->', '<!-->']));

test('after a long comment the text goes on', () =>
  assert.deepEqual(found('<!-- a\n``` -->\n<!-- b -->\n'), ['<!-- a\n``` -->', '<!-- b -->']));

test('fences, closed or not, beside comments that hold what looks like one', () => {
  const fences = (text: string): string[] => commentsAndFences(text).fences.map(({ start, end }) => text.slice(start, end));
  assert.deepEqual(fences('a\n```yaml\nb\n```\nc\n> ~~~\n> d\n> ~~~\n'), ['```yaml\nb\n```', '> ~~~\n> d\n> ~~~']);
  assert.deepEqual(fences('<!--\n```\n--> ```\n\n~~~\na <!-- b\n'), ['~~~\na <!-- b\n']);
});
