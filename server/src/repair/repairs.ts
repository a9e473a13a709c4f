import type { Analysis } from '../analyze.ts';
import type { Finding, Repair } from '../findings.ts';
import { rewritten, written } from '../rules/related.ts';
import type { Correction, Issue } from '../rules/rule.ts';
import { suppressRepairs } from '../suppression/repairs.ts';
import { type Span, touches } from '../text/span.ts';
import { quantity } from '../vocabulary/quantities.ts';
import { holdsGood, movedBy, outcomeOf } from './accept.ts';
import { additions } from './additions.ts';
import { isClear, type Suspect, suspectsOf } from './blame.ts';
import { correct } from './correct.ts';
import { withRatios } from './follow.ts';
import { restateToward } from './forward.ts';
import { toRepair } from './layout-repairs.ts';
import { issuesOf, layoutsOf, pendingLayout, stepLayouts } from './offered-layouts.ts';
import { type Slip, slipEdit, slipOf, stepSlip } from './slip.ts';
import { isDefined, refutesItself } from './tiers.ts';

/**
 * What the repairs of any finding begin with, in steps of a few milliseconds: whoever has other things to do takes them one by one before
 * asking for repairs. Without it, they take the same time at once.
 */
export function* prepareRepairs(analysis: Analysis): Generator<undefined, void> {
  while (!stepSlip(analysis)) yield;
  if (issuesOf(analysis).some(({ layouts }) => layouts)) while (!stepLayouts(analysis)) yield;
}

/** Every repair for one finding, the preferred one first. Computed on demand, since most findings are never asked about. */
export function repairsFor(analysis: Analysis, finding: Finding): readonly Repair[] {
  const issue = finding as Issue;
  if (!analysis.plan || issue.corrections === undefined) return [];
  const blamed = issue.layouts ? [] : blamedRepairs(analysis, issue);
  if (blamed.length > 0) return [...blamed, ...suppressRepairs(analysis, finding)];
  const out: Repair[] = [];
  const slip = slipOf(analysis);
  // where the digits are right, no other digits are what is meant
  const isOfWords = issue.corrections.some(({ preferred, insertions, numbers }) => preferred && insertions && !numbers);
  const tried = slip?.settles.includes(issue) && !isOfWords ? slipRepair(analysis, slip) : null;
  const corrections = issue.corrections.map((correction) => corrected(analysis, issue, correction));
  // what the rule itself proposes, it says better
  const known = tried !== null && corrections.some((repair) => sameEdits(repair, tried));
  const mended = known ? null : tried;
  if (mended) out.push(mended);
  if (issue.layouts) {
    for (const layout of layoutRepairs(analysis))
      out.push({ ...layout, preferred: layout.preferred && issue.layouts === 'preferred' && !tried });
  }
  for (const repair of corrections) {
    if (!repair || !isTrue(analysis, issue, repair)) continue;
    const proven = tried !== null && sameEdits(repair, tried);
    out.push(
      proven
        ? { ...repair, preferred: true, tier: tried.tier === 'safe' ? 'safe' : repair.tier }
        : tried
          ? { ...repair, preferred: false }
          : repair,
    );
  }
  const restated = issue.rule === 'contradiction' ? restateToward(analysis, issue) : null;
  if (restated) out.push(restated);
  out.sort((a, b) => Number(b.preferred) - Number(a.preferred));
  return [...out, ...suppressRepairs(analysis, finding)];
}

/** A correction with the ratios that follow from it. */
function corrected(analysis: Analysis, issue: Issue, correction: Correction): Repair | undefined {
  const repair = correct(analysis, issue, correction);
  return repair && { ...repair, edits: withRatios(analysis, repair.edits) };
}

/** So many figures of one statement are offered to be changed. */
const mostSides = 3;
/** Where the likeliest cannot be written, what is so many bits less likely is offered, and not preferred. */
const far = 5;
/** Beside one that is offered, nobody wants to hear of what is so many bits less likely. */
const farther = 9;

/** A statement that does not hold: each figure that may be the wrong one, the likeliest first. */
export function blamedRepairs(analysis: Analysis, issue: Issue): Repair[] {
  const out: Repair[] = [];
  const suspects = suspectsOf(analysis, issue);
  const slip = slipOf(analysis);
  const proven = slip && isSafe(analysis, slip) ? slipRepair(analysis, slip) : null;
  let best = Number.NEGATIVE_INFINITY;
  for (const suspect of suspects) {
    if (suspect.bits < best - farther) break;
    const isLikely = suspect.bits >= (suspects[0]?.bits ?? 0) - far;
    const repair = corrected(analysis, issue, { ...correctionOf(issue, suspect), preferred: out.length === 0 && isLikely });
    if (!repair || !isTrue(analysis, issue, repair)) continue;
    out.push(proven && sameEdits(repair, proven) ? { ...repair, tier: 'safe' } : repair);
    best = Math.max(best, suspect.bits);
    if (out.length === mostSides) break;
  }
  return out;
}

/** As the rule words it, where it proposes the same. */
function correctionOf({ corrections }: Issue, { number, value }: Suspect): Correction {
  const text = rewritten(number, value);
  const own = corrections.find(({ numbers }) =>
    numbers?.some((change) => change.number.digits.start === number.digits.start && rewritten(number, change.value) === text),
  );
  return own ?? { title: `Change ${written({ number })} to ${text}`, preferred: false, safe: false, numbers: [{ number, value }] };
}

/** Every layout of the plan's GPUs as a repair, the preferred one first. */
export const layoutRepairs = (analysis: Analysis): Repair[] => {
  const settles = issuesOf(analysis).filter((other) => other.layouts);
  return layoutsOf(analysis).map((layout) => toRepair(layout, settles, layout.preferred));
};

/** Texts with many findings are not read again for each of their repairs. */
const mostRead = 2e6;

/** Whether the finding is gone with the repair, and nothing is wrong that was not. */
function isTrue(analysis: Analysis, issue: Issue, { edits }: Repair): boolean {
  // a comment or a comma is put right for its own sake
  if (issue.rule === 'suppression' || issue.rule === 'syntax') return true;
  if (analysis.text.length * analysis.findings.length > mostRead) return true;
  const outcome = outcomeOf(analysis, edits);
  return holdsGood(outcome) && !isLeft(outcome.after, issue, movedBy(edits));
}

/** The same is still said of the same place. */
const isLeft = ({ findings }: Analysis, { rule, message, span }: Finding, moved: (offset: number) => number): boolean =>
  findings.some((other) => other.rule === rule && other.message === message && other.span.start === moved(span.start));

export function slipRepair(analysis: Analysis, slip: Slip): Repair {
  const name = slip.id ? `, the ${quantity(slip.id).name}` : '';
  return {
    kind: 'fix',
    title: `Change ${written({ number: slip.number })} to ${written({ number: { ...slip.number, text: slip.newText } })}${name}`,
    consequences: [],
    preferred: true,
    tier: isSafe(analysis, slip) ? 'safe' : 'check by hand',
    edits: [slipEdit(slip)],
    byHand: [],
    settles: slip.settles,
  };
}

/** What the plan defines is the right one; else nothing but this figure of each statement may be likely to be wrong. */
function isSafe(analysis: Analysis, { number, id, value, sure, settles }: Slip): boolean {
  if (!analysis.plan || !sure) return false;
  const known = id !== null && isDefined(analysis.plan, value, id);
  return (
    (known || settles.every((issue) => isClear(analysis, issue, number))) &&
    refutesItself(analysis.plan, number, known ? 'defined' : 'open')
  );
}

const sameEdits = (a: Repair | undefined, b: Repair): boolean =>
  a !== undefined &&
  a.edits.length === b.edits.length &&
  a.edits.every((edit, index) => edit.span.start === b.edits[index]?.span.start && edit.newText === b.edits[index]?.newText);

/** Every repair that touches `span`: those of its findings, then additions such as a note or a section. */
export function repairsAt(analysis: Analysis, span: Span): readonly Repair[] {
  const out: Repair[] = [];
  const seen = new Set<string>();
  for (const finding of analysis.findings) {
    if (!touches(finding.span, span)) continue;
    for (const repair of repairsFor(analysis, finding)) {
      const known = `${repair.title} ${repair.edits.map(({ span: { start } }) => start)}`;
      if (seen.has(known)) continue;
      seen.add(known);
      out.push(repair);
    }
  }
  const asked = analysis.findings.some((finding) => touches(finding.span, span) && (finding as Issue).layouts);
  if (asked) out.push(...additions(analysis, pendingLayout(analysis)));
  return [...out.filter(({ kind }) => kind !== 'suppress'), ...out.filter(({ kind }) => kind === 'suppress')];
}
