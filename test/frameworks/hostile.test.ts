import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { analyze, repairsFor } from '../../server/src/engine.ts';

const root = 'test/frameworks/fixtures';
const files = readdirSync(root).flatMap((id) => readdirSync(path.join(root, id)).map((file) => path.join(root, id, file)));
const texts = files.map((file) => [file, readFileSync(file, 'utf8')] as const);

/** What people and templates leave in a config. */
const rubbish = fc.constantFrom(
  '',
  '0',
  '-1',
  '-8',
  '1e9',
  '99999999999999999999',
  '3.5',
  'null',
  'auto',
  '???',
  '{{ .Values.x }}',
  '${',
  '${a',
  '${a:-',
  '$((',
  '*x',
  '&x',
  '|',
  '>',
  '"',
  "'",
  '\\',
  '\t',
  '\r',
  '\0',
  '🙂',
  '---',
  '...',
  '[',
  ']',
  '{',
  '}',
  '#',
  ': ',
  '- ',
  '$(X)',
  '`x`',
  '<<EOF',
);

const problems = (text: string, file: string): string[] => {
  const analysis = analyze(text, { path: file });
  const out: string[] = [];
  for (const finding of analysis.findings) {
    const { start, end } = finding.span;
    if (!(start >= 0 && start < end && end <= text.length)) out.push(`span ${start}-${end} of ${text.length}: ${finding.message}`);
    for (const { span } of finding.related)
      if (!(span.start >= 0 && span.start < span.end && span.end <= text.length))
        out.push(`related ${span.start}-${span.end}: ${finding.message}`);
    if (/NaN|undefined|\{\w+\}/.test(finding.message)) out.push(finding.message);
    repairsFor(analysis, finding);
  }
  return out;
};

describe('launches of damaged configs', () => {
  it('are read or left, with sound places', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(12), rubbish), { minLength: 1, maxLength: 4 }),
        ([file, text], damage) => {
          let broken = text;
          for (const [where, cut, put] of damage) {
            const at = Math.floor(where * broken.length);
            broken = broken.slice(0, at) + put + broken.slice(at + cut);
          }
          assert.deepEqual(problems(broken, file), []);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('are read with any line ends and in any frame', () => {
    for (const [file, text] of texts) {
      assert.deepEqual(problems(text.replaceAll('\n', '\r\n'), file), [], file);
      assert.deepEqual(problems(`\ufeff${text}`, file), [], file);
      const language = path.extname(file).slice(1).replace('yml', 'yaml');
      assert.deepEqual(problems(`- item\n\n  \`\`\`${language}\n${text.replaceAll(/^/gm, '  ')}\n  \`\`\`\n`, 'guide.md'), [], file);
    }
  });
});
