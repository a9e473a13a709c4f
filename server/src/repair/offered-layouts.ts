import type { Analysis } from '../analyze.ts';
import type { Issue } from '../rules/rule.ts';
import { outcomeOf } from './accept.ts';
import { type PlannedLayout, plannedLayouts } from './layout-repairs.ts';
import { search } from './search.ts';
import { slipOf } from './slip.ts';

/** Findings of `analyze` are issues: they carry what settles them. */
export const issuesOf = (analysis: Analysis): readonly Issue[] => analysis.findings as readonly Issue[];

const planned = new WeakMap<Analysis, readonly PlannedLayout[]>();
const tried = new WeakMap<PlannedLayout, boolean>();

function candidates(analysis: Analysis): readonly PlannedLayout[] {
  let known = planned.get(analysis);
  if (!known) {
    known = analysis.plan && analysis.isPlan ? plannedLayouts(analysis.plan, issuesOf(analysis)) : [];
    planned.set(analysis, known);
  }
  return known;
}

/** Written into the document, the layout settles what asks for one and makes nothing wrong that was not. */
function isTrue(analysis: Analysis, layout: PlannedLayout): boolean {
  let known = tried.get(layout);
  if (known === undefined) {
    const outcome = outcomeOf(analysis, layout.restatement.edits);
    const before = asking(issuesOf(analysis));
    known =
      outcome !== null &&
      outcome.brought.length === 0 &&
      (before === 0 || (outcome.better && asking(issuesOf(outcome.after)) < before)) &&
      [...layout.changes].every(([id, value]) => id.startsWith('mem_') || outcome.after.plan?.values.get(id) === value);
    tried.set(layout, known);
  }
  return known;
}

const asking = (issues: readonly Issue[]): number => issues.filter(({ layouts }) => layouts).length;

const layouts = search<Analysis, readonly PlannedLayout[]>(function* (analysis) {
  for (const layout of candidates(analysis)) {
    yield;
    isTrue(analysis, layout);
  }
  return candidates(analysis)
    .filter((layout) => isTrue(analysis, layout))
    .map((layout, index) => (index === 0 ? { ...layout, preferred: true } : layout));
}, []);

/** Layouts for the plan, worked out once for an analysis and only when asked for, in steps that read the document once each. */
export const stepLayouts = layouts.step;

export const layoutsOf = layouts.result;

/** Whether a finding may be settled by another layout. */
export const asksForLayout = (analysis: Analysis): boolean => asking(issuesOf(analysis)) > 0;

/** The layout that the plan needs: the best one, where a finding asks for that before anything else and no single number explains it. */
export function pendingLayout(analysis: Analysis): PlannedLayout | undefined {
  const open = issuesOf(analysis).filter(({ layouts: asked }) => asked === 'preferred');
  if (open.length === 0) return undefined;
  const slip = slipOf(analysis);
  if (slip && open.every((issue) => slip.settles.includes(issue))) return undefined;
  return candidates(analysis).find((layout) => isTrue(analysis, layout));
}
