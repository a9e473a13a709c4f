import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Language, repairsFor } from '../../server/src/engine.ts';
import { ruleIds } from '../../server/src/rules/catalog.ts';
import { plan, read } from './plan.ts';

const pieces = fc.constantFrom(
  ...[
    '<!-- ',
    ' -->',
    'planwright-disable',
    '-line',
    '-next-line',
    '-file',
    'planwright-enable',
    'planwright-',
    ' ',
    ', ',
    ':',
    '\n',
    '\r\n',
    '# ',
    '// ',
    '/*',
    '*/',
  ],
  ...[
    '```\n',
    '```yaml\n',
    '> ',
    '- ',
    '| a | 3 × 4 = 13 tokens |\n',
    '|---|---|\n',
    'key: 3 × 4 = 13 tokens',
    '3 × 4 = 13 tokens',
    '---\n',
    '    ',
    '🚀',
    '`',
    '\\',
    '## ',
  ],
  ...ruleIds,
);
const texts = fc.array(pieces, { maxLength: 40 }).map((words) => plan(words.join('')));

describe('comments of any kind in any text', () => {
  it('are read without a word about what is not there', () => {
    fc.assert(
      fc.property(texts, fc.constantFrom<Language>('markdown', 'yaml', 'json', 'toml', 'text'), (text, language) => {
        const analysis = read(text, { language });
        for (const finding of [...analysis.findings, ...analysis.suppressed.map((each) => each.finding)]) {
          assert.ok(finding.span.start >= 0 && finding.span.start < finding.span.end && finding.span.end <= text.length);
          for (const { edits } of repairsFor(analysis, finding)) for (const { span } of edits) assert.ok(span.end <= text.length);
        }
        for (const { by } of analysis.suppressed) assert.match(text.slice(by.start, by.end), /planwright-disable/);
      }),
      { numRuns: 300 },
    );
  });

  it('come to an end in their thousands', () => {
    const many = (words: string) => words.repeat(20_000);
    const silenced = (text: string, language: Language = 'markdown') => read(plan(text), { language }).suppressed.length;
    assert.equal(silenced(`${many('<!-- planwright-disable-next-line -->\n')}3 × 4 = 13 tokens`), 0);
    assert.equal(silenced(`${many('<!-- planwright-disable-line ')}3 × 4 = 13 tokens -->`), 0);
    assert.equal(silenced(`3 × 4 = 13 tokens <!-- planwright-disable-line ${many('arithmetic, ')} -->`), 1);
    assert.equal(silenced(`3 × 4 = 13 tokens <!-- planwright-disable-line ${many('unit ')} -->`), 0);
    assert.equal(silenced(`<!-- planwright-disable -->\n\n${many('<!-- planwright-enable unit -->')}\n\n3 × 4 = 13 tokens`), 1);
    assert.equal(silenced(`${many('`<!--` ')} 3 × 4 = 13 tokens`), 0);
    assert.equal(silenced(many('# planwright-disable-line\n'), 'yaml'), 0);
    assert.equal(silenced(`# ${many('/ planwright-x ')}`, 'yaml'), 0);
  });
});
