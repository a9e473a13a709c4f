import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PatternId } from '../../server/src/claims/claim.ts';
import { claimsOf } from '../../server/src/claims/find.ts';
import { readDocument } from '../../server/src/document/read.ts';
import { analyze } from '../../server/src/engine.ts';

/** A text that holds, and the same with one place that cannot be true, at `«…»`. */
export type Case = readonly [PatternId, string, string];

const page = (text: string): string => `# Notes on the GPU rack\n\n${text}\n`;

/** Of each pair the right one is silent and claims what holds, the broken one is told once, at its place; `silent` texts say nothing. */
export function holdAndBreak(name: string, cases: readonly Case[], silent: readonly string[]): void {
  describe(name, () => {
    for (const [pattern, right, wrong] of cases) {
      it(`${pattern}: ${wrong.replaceAll('\n', ' / ')}`, () => {
        const told = (text: string): string[] =>
          analyze(page(text), { language: 'markdown' }).findings.map(
            ({ span, message }) => `${page(text).slice(span.start, span.end)}: ${message}`,
          );
        assert.deepEqual(told(right), []);
        const holding = claimsOf(readDocument(page(right), 'markdown'));
        assert.ok(holding.every(({ holds }) => holds));
        const text = page(wrong.replace('«', '').replace('»', ''));
        const start = page(wrong).indexOf('«');
        const end = page(wrong).indexOf('»') - 1;
        const broken = analyze(text, { language: 'markdown' }).findings;
        assert.equal(broken.length, 1, broken.map(({ message }) => message).join(' | ') || 'nothing is said');
        assert.equal(text.slice(broken[0]?.span.start, broken[0]?.span.end), text.slice(start, end));
        assert.ok(
          claimsOf(readDocument(text, 'markdown')).some((claim) => !claim.holds && claim.pattern === pattern),
          'under another pattern',
        );
      });
    }
    for (const text of silent) {
      it(`says nothing of ${text.replaceAll('\n', ' / ')}`, () => {
        assert.deepEqual(
          analyze(page(text), { language: 'markdown' }).findings.map(({ message }) => message),
          [],
        );
      });
    }
  });
}
