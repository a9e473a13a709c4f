import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import fc from 'fast-check';
import { claimsOf } from '../../server/src/claims/find.ts';
import { readDocument } from '../../server/src/document/read.ts';
import { type Analysis, analyze, fixAll, inspect, outline } from '../../server/src/engine.ts';
import { applyEdit, damaged, edit, plan, soup, wrongPlan } from './arbitraries.ts';
import { holds } from './check.ts';

const seen = (analysis: Analysis): unknown => ({
  isPlan: analysis.isPlan,
  findings: analysis.findings.map(({ rule, severity, message, span, related }) => ({ rule, severity, message, span, related })),
  statements: analysis.document.statements.map(({ kind, span, label, body }) => ({ kind, span, label, body })),
  outline: outline(analysis),
  inspect: inspect(analysis),
  fix: fixAll(analysis)?.edits,
});

test('reading with what was read before an edit gives the same as reading anew', () => {
  holds(
    80,
    fc.tuple(fc.oneof(plan, wrongPlan, damaged, soup), fc.array(edit, { minLength: 1, maxLength: 5 })),
    ([{ text, language }, edits]) => {
      let previous = analyze(text, { language });
      let now = text;
      for (const each of edits) {
        now = applyEdit(now, each);
        const incremental = analyze(now, { language, previous });
        assert.deepEqual(seen(incremental), seen(analyze(now, { language })));
        previous = incremental;
      }
    },
  );
});

test('code that loses its indentation is read as the sentence that it became', () => {
  const plan = '\n\n- TP: 4\n- PP: 4\n- GPUs: 16\n'.repeat(20);
  const code = readDocument(`    The cluster has 16 GPUs.${plan}`, 'markdown');
  for (const indentation of ['', ' ', '   ']) {
    const text = `${indentation}The cluster has 16 GPUs.${plan}`;
    assert.deepEqual(readDocument(text, 'markdown', code).statements, readDocument(text, 'markdown').statements);
    assert.equal(readDocument(text, 'markdown', code).statements[0]?.kind, 'sentence');
  }
});

/** Everything that is told of a text, down to what each number was taken for. */
const told = (analysis: Analysis) => {
  const { plan } = analysis;
  return {
    ...(seen(analysis) as object),
    suppressed: analysis.suppressed.map(({ finding }) => finding.span),
    mentions: plan?.facts.mentions.map(({ id, strength, role, value, number, scenario, statement, claim }) => [
      ...[id, strength, role, value, number.digits, number.span, scenario, statement.index, claim?.span],
    ]),
    equations: plan?.facts.claims.map(({ kind, span, verdict, expected, target, statement, left, right }) => [
      ...[kind, span, verdict, expected, target, statement.index, left.span, right.span],
    ]),
    claims: plan ? claimsOf(analysis.document).map(({ statement, sides, ...claim }) => [statement.index, claim, sides?.()]) : [],
    refuted: claimsOf(analysis.document, 'refuted').map(({ span, says }) => [span, says]),
    isRefuted: claimsOf(analysis.document).flatMap(({ holds, span, says }) => (holds ? [] : [[span, says]])),
  };
};

const folders = ['examples', 'docs', 'test/rules/fixtures', 'test/frameworks/fixtures', 'test/accuracy/documents'];
const fixtures = folders.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((file) => /\.(?:md|ya?ml|json|toml|sh)$/.test(file) && statSync(file).size < 30_000),
);

/** The number of a line that a pattern tells of, or of any line. */
function lineLike(lines: readonly string[], pattern: RegExp, a: number): number {
  const found = [...lines.keys()].filter((at) => pattern.test(lines[at] ?? ''));
  return found[a % Math.max(1, found.length)] ?? a % lines.length;
}

/**
 * A figure changed, a line taken away or said again elsewhere, two lines joined, another heading, a fence opened or closed, words and marks put
 * in: where and which, `a` and `b` tell.
 */
function rewritten(text: string, kind: number, a: number, b: number): string {
  const numbers = [...text.matchAll(/\d+/g)];
  const number = numbers[a % Math.max(1, numbers.length)];
  const at = a % (text.length + 1);
  if (kind < 2 && number) return `${text.slice(0, number.index)}${b % 200}${text.slice(number.index + number[0].length)}`;
  if (kind === 2) return `${text.slice(0, at)}${pieces[b % pieces.length]}${text.slice(at)}`;
  if (kind === 3) return text.slice(0, at) + text.slice(at + 1 + (b % 4));
  const lines = text.split('\n');
  if (kind === 4) lines.splice(a % lines.length, 2, lines.slice(a % lines.length, (a % lines.length) + 2).join(' '));
  if (kind === 5) lines[lineLike(lines, /^#+ /, a)] = headings[b % headings.length] as string;
  if (kind === 6) lines.splice(lineLike(lines, /^ *```/, a), b % 2, ...(b % 2 === 0 ? ['```'] : []));
  if (kind > 3 && kind < 7) return lines.join('\n');
  const [line = ''] = lines.splice(a % lines.length, 1);
  if (b % 2 === 0) lines.splice(b % (lines.length + 1), 0, line);
  return lines.join('\n');
}

const headings = ['## Before', '# Baseline', '## Option 2: larger', '### Issues found', '', '## Memory per GPU'];

const pieces = [
  '8',
  'x',
  ' × 2',
  '\n',
  '\n\n',
  '- ',
  '| ',
  '## Before\n',
  '**',
  '= 64',
  'GB',
  ' fits',
  ' ✓',
  'TP=4',
  '```\n',
  ' of ',
  '1,024',
  ': ',
  'not ',
  'all requirements met',
  ' per GPU',
  ' (40 %)',
  '[0,1,2]',
  ' LoRA ',
  'draft model ',
  'vLLM ',
  '---\n',
];

test('of every document of the repository, whatever is edited, as much is told as of a new one', () => {
  const step = fc.tuple(fc.nat(8), fc.nat(1e6), fc.nat(1e6));
  holds(40, fc.tuple(fc.constantFrom(...fixtures), fc.array(step, { minLength: 1, maxLength: 6 })), ([file, steps]) => {
    let now = readFileSync(file, 'utf8');
    let previous = analyze(now, { path: file });
    for (const [kind, a, b] of steps) {
      now = rewritten(now, kind, a, b);
      const incremental = analyze(now, { path: file, previous });
      const { refuted, isRefuted, ...all } = told(incremental);
      assert.deepEqual(refuted, isRefuted);
      assert.deepEqual({ refuted, isRefuted, ...all }, told(analyze(now, { path: file })));
      previous = incremental;
    }
  });
});
