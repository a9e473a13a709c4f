import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { analyze, applyEdits, type Finding, repairsFor } from '../../server/src/engine.ts';
import { dialects, engines } from '../../server/src/frameworks/index.ts';
import { dialectsDocument } from './document.ts';

const root = 'test/frameworks/fixtures';

/**
 * A folder for each dialect. In `broken.*` every line with an error ends in a comment `!! words of its message`; `good.*` has no finding at all.
 */
for (const id of readdirSync(root)) {
  describe(`dialect ${id}`, () => {
    for (const file of readdirSync(path.join(root, id))) {
      const name = path.join(root, id, file);
      const text = readFileSync(name, 'utf8');
      if (file.startsWith('good')) {
        it('has nothing to say of a sound launch', () => {
          const analysis = analyze(text, { path: file });
          assert.ok(recognised(analysis).includes(id), `recognised as ${recognised(analysis).join(', ') || 'nothing'}`);
          assert.deepEqual(
            analysis.findings.map((finding) => finding.message),
            [],
          );
        });
      } else {
        it('tells what the framework dies of, at the value at fault', () => {
          const analysis = analyze(text, { path: file });
          assert.ok(recognised(analysis).includes(id), `recognised as ${recognised(analysis).join(', ') || 'nothing'}`);
          const lines = text.split('\n');
          const expected = lines.flatMap((line, index) => (line.includes('!!') ? [index] : []));
          const errors = analysis.findings.filter((finding) => finding.severity === 'error');
          assert.deepEqual(
            errors.map((finding) => analysis.lines.lineOf(finding.span.start)),
            expected,
            errors.map((finding) => finding.message).join('\n'),
          );
          for (const finding of errors) {
            const words = /!! (.*?)\s*$/.exec(lines[analysis.lines.lineOf(finding.span.start)] ?? '')?.[1] ?? '';
            assert.equal(finding.rule, 'framework');
            assert.ok(finding.message.includes(words), `${JSON.stringify(finding.message)} does not say ${JSON.stringify(words)}`);
            assert.ok(!text.slice(finding.span.start, finding.span.end).includes('\n'));
          }
        });
        it('mends what a value settles, and breaks nothing by it', () => {
          const analysis = analyze(text, { path: file });
          for (const finding of analysis.findings) {
            for (const repair of repairsFor(analysis, finding).filter(({ kind }) => kind === 'fix')) {
              const after = analyze(applyEdits(text, repair.edits), { path: file });
              const left = after.findings.map((other) => other.message);
              assert.ok(!left.includes(finding.message), repair.title);
              assert.ok(
                errorsOf(after.findings) < errorsOf(analysis.findings) || finding.severity !== 'error',
                `${repair.title}: ${left.join('\n')}`,
              );
            }
          }
        });
      }
    }
  });
}

const errorsOf = (findings: readonly Finding[]): number => findings.filter((finding) => finding.severity === 'error').length;
const recognised = (analysis: ReturnType<typeof analyze>): string[] =>
  [...(analysis.plan?.launches.dialects ?? [])].map((dialect) => dialect.id);

describe('dialects', () => {
  it('have names of their own', () => {
    assert.equal(new Set(dialects.map(({ id }) => id)).size, dialects.length);
    assert.equal(new Set(engines.map(({ id }) => id)).size, engines.length);
  });

  it('name the source of every rule', () => {
    for (const engine of engines)
      for (const { id, source } of engine.constraints) assert.match(source, /^(?:https:\/\/|[\w.-]+\/[\w.-]+)/, `${engine.id} ${id}`);
  });

  it('each have an example, unless they launch nothing themselves', () => {
    const without = new Set(['openrlhf', 'slurm', 'vllm-recipes', 'aiconfigurator', 'olmo']);
    for (const { id } of dialects) assert.ok(without.has(id) || existsSync(path.join(root, id)), `no fixtures for ${id}`);
  });

  it('are all in the list: run `node scripts/generate-dialects.mjs --write`', () => {
    const folder = 'server/src/frameworks/dialects';
    const written = readdirSync(folder).filter((file) =>
      /^export const \w+: Dialect = /m.test(readFileSync(path.join(folder, file), 'utf8')),
    );
    assert.equal(dialects.length, written.length);
    assert.equal(new Set(dialects.map(({ order }) => order)).size, dialects.length);
  });

  it('name where their rules were read: no branch, which changes', () => {
    // NeMo-RL’s own words for the least common multiple were in no commit that could be read
    const known = new Set(['lengths']);
    const floating = engines
      .flatMap((engine) => engine.constraints)
      .filter(({ id, source }) => !known.has(id) && !/@[0-9a-f]{8}\b|@v?\d+\.\d|\/(?:issues|pull|pulls|discussions)\/\d+/.test(source))
      .map(({ id, source }) => `${id}: ${source}`);
    assert.deepEqual([...new Set(floating)], []);
  });

  it('are documented as they are: run `node scripts/generate-dialects.mjs --write`', () => {
    assert.equal(readFileSync('docs/dialects.md', 'utf8'), dialectsDocument());
  });
});
