import { type Analysis, analyze, applyEdits, type Finding, fixAll, repairsFor } from '../../server/src/engine.ts';
import type { GeneratedPlan } from './generator/plan.ts';
import type { Slip } from './slip.ts';

export interface Verdict {
  /** At the number, elsewhere on its line, only by a related place, or not at all. */
  readonly caught: 'number' | 'line' | 'related' | 'no';
  readonly restored: boolean;
  /** Fix all changes numbers that were right. */
  readonly damaged: boolean;
  readonly findings: readonly Finding[];
  readonly analysis: Analysis;
}

/** What is said to be wrong: a plan that is right in every figure may still be told that it is slow. */
export const wrong = ({ findings }: Analysis): readonly Finding[] => findings.filter(({ rule }) => rule !== 'efficiency');

export function judge(plan: GeneratedPlan, slip: Slip): Verdict {
  const analysis = analyze(slip.text, { language: plan.language });
  const start = slip.site.start;
  const end = start + slip.newText.length;
  const line = analysis.lines.lineOf(start);
  const from = analysis.lines.startOf(line);
  const to = analysis.lines.endOf(line);
  const meets = (finding: Finding['span'], low: number, high: number): boolean => finding.start < high && low < finding.end;
  const findings = wrong(analysis);
  const at = findings.filter((finding) => meets(finding.span, start, end));
  const near = findings.filter((finding) => meets(finding.span, from, to));
  const said = findings.filter((finding) => finding.related.some((place) => meets(place.span, start, end)));
  const caught = at.length > 0 ? 'number' : near.length > 0 ? 'line' : said.length > 0 ? 'related' : 'no';
  const all = fixAll(analysis);
  const fixed = all && applyEdits(analysis.text, all.edits);
  return {
    caught,
    restored: fixed === plan.text || restores(analysis, [...new Set([...at, ...near, ...said])], plan.text),
    damaged: all !== null && fixed !== plan.text && all.edits.some((edit) => !meets(edit.span, start, end)),
    findings,
    analysis,
  };
}

function restores(analysis: Analysis, findings: readonly Finding[], original: string): boolean {
  for (const finding of findings) {
    const preferred = repairsFor(analysis, finding).find((repair) => repair.preferred);
    if (preferred && applyEdits(analysis.text, preferred.edits) === original) return true;
  }
  return false;
}
