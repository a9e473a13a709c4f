import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { isBlank } from '../../server/src/document/chars.ts';
import { htmlComments } from '../../server/src/document/comments.ts';
import type { Document, Language, Statement } from '../../server/src/document/document.ts';
import { detectLanguage, readDocument } from '../../server/src/document/read.ts';
import { covers, type Span } from '../../server/src/text/span.ts';

const languages: readonly Language[] = ['markdown', 'yaml', 'json', 'toml', 'text'];

/** Pieces from which fast-check builds documents that look like plans and go wrong in every way. */
const pieces = [
  ...[
    '# ',
    '## ',
    '- ',
    '* ',
    '1. ',
    '> ',
    '    ',
    '  ',
    '\t',
    '\n',
    '\r\n',
    '\r',
    '\n\n',
    '```',
    '```yaml\n',
    '~~~',
    '---\n',
    '===\n',
    '| ',
    '|\n',
    '|---|\n',
  ],
  ...[
    '**',
    '*',
    '_',
    '__',
    '`',
    '~~',
    '~',
    '\\',
    '\\|',
    '[',
    ']',
    '(',
    ')',
    '](',
    '<',
    '>',
    '<!--',
    '-->',
    '<br>',
    '<b ',
    '&times;',
    '&#215;',
    '&',
    ';',
  ],
  ...[
    ': ',
    ':',
    ' = ',
    '=',
    '# c',
    '// c',
    '├── ',
    '│   ',
    '|-- ',
    '✅ ',
    '🚀',
    '：',
    '。',
    '. ',
    'e.g. ',
    '! ',
    '\ufeff',
    '\u00a0',
    '\ud800',
  ],
  ...[
    'TP',
    '8',
    '512',
    '58.6MB',
    'GPUs',
    '"',
    "'",
    '{',
    '}',
    ', ',
    '&a ',
    '*a',
    '<<: ',
    '|\n',
    '>-\n',
    '? ',
    '%',
    '@',
    '{{',
    '}}',
    '${',
    '[x] ',
    '/*',
    '*/',
  ],
];

const hostileText = fc.oneof(
  fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 60 }),
);

const inside = (outer: Span, inner: Span): boolean => covers(outer, inner) && inner.start <= inner.end;

function assertSound(document: Document): void {
  const { text, plain, statements, sections, problems } = document;
  const whole = { start: 0, end: text.length };
  assert.equal(plain.length, text.length);
  let previous: Statement | undefined;
  for (const [index, statement] of statements.entries()) {
    const { span, label, body, parent, cell } = statement;
    assert.equal(statement.index, index);
    assert.ok(inside(whole, span) && span.start < span.end, 'a span inside the text that is not empty');
    assert.ok(!isBlank(plain.charCodeAt(span.start)), 'no blank at the start');
    assert.ok(!/\s/.test(text[span.end - 1] ?? ' '), 'no blank at the end');
    assert.ok(inside(span, body), 'a body inside its statement');
    if (label) assert.ok(inside(span, label) && label.start < label.end && label.end <= body.start, 'a label before its body');
    if (parent) assert.equal(statements[parent.index], parent, 'a parent among the statements');
    if (parent) assert.ok(parent.span.start <= span.start, 'a parent before its children');
    if (cell?.header) assert.ok(inside(whole, cell.header));
    if (previous) assert.ok(previous.span.start <= span.start && previous.block <= statement.block, 'in order');
    previous = statement;
  }
  for (const [index, section] of sections.entries()) {
    assert.equal(section.index, index);
    assert.ok(inside(whole, section.span) && inside(section.span, section.title));
    if (section.parent) assert.ok(inside(section.parent.span, section.span) && section.parent.level < section.level);
  }
  for (const problem of problems) assert.ok(inside(whole, problem.span) && problem.message !== '' && !problem.message.includes('\n'));
}

for (const language of languages) {
  test(`any text is read as ${language} without harm`, () => {
    fc.assert(
      fc.property(hostileText, (text) => assertSound(readDocument(text, language))),
      { numRuns: 1500 },
    );
  });
}

test('hidden marks are the only change to a text, but for entities and line breaks', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const { plain } = readDocument(text, 'markdown');
      for (let i = 0; i < text.length; i++) {
        if (plain[i] === text[i] || plain[i] === '\0') continue;
        assert.ok(
          text[i] === '&' || (text[i] === '<' && plain[i] === '\n'),
          `${JSON.stringify(text[i])} became ${JSON.stringify(plain[i])}`,
        );
      }
    }),
    { numRuns: 1000 },
  );
});

test('a language is told, and comments are found, in any text', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      assert.ok(languages.includes(detectLanguage(null, text)));
      for (const { start, end } of htmlComments(text)) assert.ok(text.startsWith('<!--', start) && text.slice(start, end).endsWith('-->'));
    }),
  );
});

test('a later version reads the same whether or not the earlier one is at hand', () => {
  const edit = fc.tuple(fc.nat(), fc.nat({ max: 12 }), fc.constantFrom(...pieces));
  fc.assert(
    fc.property(hostileText, fc.array(edit, { minLength: 1, maxLength: 4 }), (text, edits) => {
      let document = readDocument(text.replaceAll('\0', ''), 'markdown');
      for (const [at, length, piece] of edits) {
        const from = at % (document.text.length + 1);
        const next = document.text.slice(0, from) + piece + document.text.slice(from + length);
        document = readDocument(next, 'markdown', document);
        assert.deepEqual(document, readDocument(next, 'markdown'));
      }
    }),
    { numRuns: 1000 },
  );
});

/** Of each: the unit that is repeated. A reader that takes the square of the length would need minutes for the long ones. */
const repeated = [
  ...[
    '[',
    '(',
    '*',
    '_',
    '`',
    '<',
    '!',
    '&',
    '\\',
    '> ',
    '- ',
    '| ',
    '~~',
    '1. ',
    '<a ',
    '<a b="',
    '[](',
    '[](<',
    '[]( "',
    '![',
    '\t',
    '=',
    '#',
    '<!--',
  ],
  ...[
    'a <!--\n\n',
    '**a',
    '*a ',
    'a*',
    '_a ',
    '](',
    '[a][',
    '(a',
    'a. ',
    'A: ',
    '\n',
    '\r',
    'A: b\n',
    '- a\n',
    '|a|b|\n',
    '"',
    '{',
    '*_',
    '**A** - b\n',
  ],
  ...[
    '<p>',
    '<div>\n',
    'a=b\n',
    '(\n',
    'a\\\n',
    '│ ',
    '- - ',
    '? ',
    '{a: ',
    '&a ',
    '{{',
    '${',
    '# a\n',
    '//',
    '/*',
    '[[a]]\n',
    "'",
    '```\n',
    '🚀 ',
  ],
];

for (const language of languages) {
  test(`40 kB of the same few characters are read as ${language}`, { timeout: 120_000 }, () => {
    for (const unit of repeated) {
      for (const prefix of ['', 'a: ', '```\n', 'x\n| a |\n'])
        assertSound(readDocument(prefix + unit.repeat(40_000 / unit.length), language));
    }
  });
}
