import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { type Analysis, analyze, applyEdits, type Finding, fixAll, repairsFor, ruleIds, ruleInfo } from '../../server/src/engine.ts';
import { rules } from '../../server/src/rules/check.ts';
import { type Example, type Expectation, examplesOf } from './page.ts';

const folder = 'docs/rules';

/** Rules that can find something. */
const running = new Set<string>([...rules.map(({ id }) => id), 'efficiency', 'suppression', 'syntax']);

/** A finding in the words in which a page tells of one. */
function told({ text, lines }: Analysis, { rule, severity, message, span }: Finding): string {
  const { line } = lines.positionOf(span.start);
  const nth = text.slice(lines.startOf(line), span.start).split(text.slice(span.start, span.end)).length;
  return wording({ line: line + 1, characters: text.slice(span.start, span.end), nth, severity, rule, message });
}

const wording = ({ line, characters, nth, severity, rule, message }: Expectation): string =>
  `line ${line}, ${JSON.stringify(characters)} (${nth}), ${severity}[${rule}]: ${message}`;

const read = ({ text, language }: Example): Analysis => analyze(text, { language });

for (const id of ruleIds) {
  const file = `${folder}/${id}.md`;
  describe(file, () => {
    const page = existsSync(file) ? readFileSync(file, 'utf8') : '';
    const examples = examplesOf(page, id);
    const info = ruleInfo(id);

    it('begins with the rule, its summary and its usual severity', () => {
      assert.deepEqual(page.split('\n').slice(0, 5), [`# ${id}`, '', info?.summary, '', `Usual severity: ${info?.severity}.`]);
      assert.ok(page.split('\n').length <= 151, 'a page of more than 150 lines');
    });

    it('has examples of both kinds', () => {
      if (!running.has(id)) return assert.deepEqual(examples, []);
      assert.ok(examples.some(({ valid }) => valid));
      assert.ok(examples.some(({ valid, expected }) => !valid && expected.some(({ rule }) => rule === id)));
    });

    it('links to what is there', () => {
      for (const [, target = ''] of page.matchAll(/\]\(([^)\s#]+)[^)]*\)/g)) {
        if (!/^[a-z]+:/.test(target)) assert.ok(existsSync(path.join(folder, target)), target);
      }
    });

    for (const example of examples) {
      it(`line ${example.at}: ${example.valid ? 'nothing is said' : 'this is said, and nothing else'}`, () => {
        const analysis = read(example);
        assert.ok(analysis.isPlan, 'no plan');
        assert.deepEqual(
          analysis.findings.map((finding) => told(analysis, finding)),
          example.expected.map(wording),
        );
        if (!example.valid) assert.ok(example.expected.length > 0, 'an invalid example of which nothing is said');
      });

      for (const { by, text } of example.repaired) {
        it(`line ${example.at}: ${by ?? 'planwright fix'}`, () => {
          const analysis = read(example);
          const offered = by === null ? [fixAll(analysis)] : analysis.findings.flatMap((finding) => [...repairsFor(analysis, finding)]);
          const repair = offered.find((each) => each && (by === null || each.title === by));
          assert.ok(repair, `only ${offered.map((each) => each?.title).join(' | ')}`);
          const after = applyEdits(example.text, repair.edits);
          assert.equal(after, text);
          const left = analyze(after, { language: example.language });
          for (const { rule, message } of repair.settles)
            assert.ok(!left.findings.some((each) => each.rule === rule && each.message === message), message);
        });
      }
    }
  });
}

describe(folder, () => {
  it('has a page for each rule and no others', () => {
    assert.deepEqual(readdirSync(folder).sort(), ruleIds.map((id) => `${id}.md`).sort());
  });
});
