import { type Analysis, analyze, sameOptions } from '../analyze.ts';
import type { Finding, Repair } from '../findings.ts';
import { splitsCount, writeLike } from '../notation/write.ts';
import { written } from '../rules/related.ts';
import type { Correction, Issue } from '../rules/rule.ts';
import { suppressRepairs } from '../suppression/repairs.ts';
import { applyEdits, composeEdits, normaliseEdits, type TextEdit } from '../text/edit.ts';
import { overlaps, type Span, touches } from '../text/span.ts';
import { type QuantityId, quantity } from '../vocabulary/quantities.ts';
import { additions } from './additions.ts';
import { carried, gpuBudget, type PlannedLayout, plannedLayouts, toRepair } from './layout-repairs.ts';
import { restate } from './restate.ts';
import { type Slip, seekSlip, slipEdit, slipOf } from './slip.ts';

const planned = new WeakMap<Analysis, PlannedLayout[]>();

/** Layouts for the plan, worked out once for an analysis and only when asked for. */
export function layoutsOf(analysis: Analysis): PlannedLayout[] {
  let known = planned.get(analysis);
  if (!known) {
    known = analysis.plan ? plannedLayouts(analysis.plan, issuesOf(analysis)) : [];
    planned.set(analysis, known);
  }
  return known;
}

/** Findings of `analyze` are issues: they carry what settles them. */
export const issuesOf = (analysis: Analysis): readonly Issue[] => analysis.findings as readonly Issue[];

/**
 * What the repairs of any finding begin with, in steps of a few milliseconds: whoever has other things to do takes them one by one before
 * asking for repairs. Without it, they take the same time at once.
 */
export function* prepareRepairs(analysis: Analysis): Generator<undefined, void> {
  while (seekSlip(analysis) === undefined) yield;
  layoutsOf(analysis);
}

/** Every repair for one finding, the preferred one first. Computed on demand, since most findings are never asked about. */
export function repairsFor(analysis: Analysis, finding: Finding): readonly Repair[] {
  const issue = finding as Issue;
  if (!analysis.plan || issue.corrections === undefined) return [];
  const out: Repair[] = [];
  const slip = slipOf(analysis);
  const tried = slip?.settles.includes(issue) ? slipRepair(slip) : null;
  // what the rule itself proposes, it says better
  const known = tried !== null && issue.corrections.some((correction) => sameEdits(correct(analysis, issue, correction), tried));
  const mended = known ? null : tried;
  if (mended) out.push(mended);
  if (issue.layouts) {
    const settles = issuesOf(analysis).filter((other) => other.layouts);
    for (const layout of layoutsOf(analysis))
      out.push(toRepair(layout, settles, layout.preferred && issue.layouts === 'preferred' && !tried));
  }
  for (const correction of issue.corrections) {
    const repair = correct(analysis, issue, correction);
    if (!repair) continue;
    const proven = tried !== null && sameEdits(repair, tried);
    out.push(
      proven
        ? { ...repair, preferred: repair.preferred || tried.safe, safe: repair.safe || tried.safe }
        : tried
          ? { ...repair, preferred: false }
          : repair,
    );
  }
  out.sort((a, b) => Number(b.preferred) - Number(a.preferred));
  return [...out, ...suppressRepairs(analysis, finding)];
}

function slipRepair(slip: Slip): Repair {
  const name = slip.id ? `, the ${quantity(slip.id).name}` : '';
  return {
    kind: 'fix',
    title: `Change ${written({ number: slip.number })} to ${written({ number: { ...slip.number, text: slip.newText } })}${name}`,
    consequences: [],
    preferred: true,
    safe: slip.sure,
    edits: [slipEdit(slip)],
    byHand: [],
    settles: slip.settles,
  };
}

const sameEdits = (a: Repair | undefined, b: Repair): boolean =>
  a !== undefined &&
  a.edits.length === b.edits.length &&
  a.edits.every((edit, index) => edit.span.start === b.edits[index]?.span.start && edit.newText === b.edits[index]?.newText);

function correct(analysis: Analysis, issue: Issue, correction: Correction): Repair | undefined {
  if (!analysis.plan) return undefined;
  const edits: TextEdit[] = [];
  let byHand: Repair['byHand'] = [];
  if (correction.quantities) {
    const restated = restate(analysis.plan, { changes: correction.quantities, insertions: correction.insertions ?? [] });
    edits.push(...restated.edits);
    byHand = restated.byHand;
  } else {
    edits.push(...(correction.insertions ?? []));
  }
  for (const { number, value } of correction.numbers ?? []) {
    if (splitsCount(number, value)) return undefined;
    const newText = writeLike(value, number);
    if (newText !== number.text) edits.push({ span: number.digits, newText });
  }
  if (edits.length === 0) return undefined;
  return {
    kind: 'fix',
    title: correction.title,
    consequences: [],
    preferred: correction.preferred,
    safe: correction.safe,
    edits: normaliseEdits(edits),
    byHand,
    settles: [issue],
  };
}

/** Every repair that touches `span`: those of its findings, then additions such as a note or a section. */
export function repairsAt(analysis: Analysis, span: Span): readonly Repair[] {
  const out: Repair[] = [];
  const seen = new Set<string>();
  for (const finding of analysis.findings) {
    if (!touches(finding.span, span)) continue;
    for (const repair of repairsFor(analysis, finding)) {
      if (seen.has(repair.title)) continue;
      seen.add(repair.title);
      out.push(repair);
    }
  }
  const asked = analysis.findings.some((finding) => touches(finding.span, span) && (finding as Issue).layouts);
  if (asked)
    out.push(
      ...additions(
        analysis,
        layoutsOf(analysis).find((layout) => layout.preferred),
      ),
    );
  return out;
}

export interface FixOptions {
  /** The degrees to use, by their symbols, instead of the preferred layout. */
  readonly layout?: Readonly<Record<string, number>>;
}

const mostRounds = 5;

/**
 * All safe repairs as one, or null where there is nothing to repair. What comes out is read again: a round of repairs that brings an error
 * which was not there is taken back, and rounds go on until there is nothing left to repair, so that applying it twice changes nothing.
 */
export function fixAll(analysis: Analysis, options: FixOptions = {}): Repair | null {
  let total: Repair | undefined;
  let current = analysis;
  for (let round = 0; round < mostRounds; round++) {
    const asked = options.layout !== undefined && round === 0;
    const once = fixOnce(current, asked ? options : {});
    // what is asked for by name is written as it is, and nothing is put in its place
    if (asked) return once;
    const next = accepted(current, once) ?? oneByOne(current);
    if (!next) break;
    total = total ? { ...total, edits: composeEdits(analysis.text, total.edits, next.repair.edits), byHand: total.byHand } : next.repair;
    current = next.after;
  }
  return total !== undefined && total.edits.length > 0 ? total : null;
}

interface Accepted {
  readonly repair: Repair;
  readonly after: Analysis;
}

/** The document with a repair applied, read again; null where an error is new. */
function accepted(analysis: Analysis, repair: Repair | null | undefined): Accepted | null {
  if (!repair) return null;
  const text = applyEdits(analysis.text, repair.edits);
  if (text === analysis.text) return null;
  const after = analyze(text, sameOptions(analysis));
  const known = new Set(analysis.findings.filter(isSaid).map((finding) => place(analysis, finding)));
  return after.findings.filter(isSaid).every((finding) => known.has(place(after, finding))) ? { repair, after } : null;
}

/** A new doubt speaks against a repair as a new error does. */
const isSaid = ({ severity }: Finding): boolean => severity !== 'hint';
/** No repair adds or takes lines, so a finding of the same rule on the same line is the old one, perhaps with other figures. */
const place = (analysis: Analysis, { rule, span }: Finding): string => `${rule} ${analysis.lines.lineOf(span.start)}`;

/** Where all repairs together do not fit: the first one that does by itself. */
function oneByOne(analysis: Analysis): Accepted | null {
  for (const issue of issuesOf(analysis)) {
    if (issue.severity !== 'error') continue;
    for (const correction of issue.corrections) {
      if (!correction.preferred || !correction.safe) continue;
      const next = accepted(analysis, correct(analysis, issue, correction));
      if (next) return next;
    }
  }
  return null;
}

function fixOnce(analysis: Analysis, options: FixOptions): Repair | null {
  const { plan } = analysis;
  if (!plan || !analysis.isPlan) return null;
  const found = options.layout ? null : slipOf(analysis);
  const slip = found?.sure && found.settles.some((issue) => issue.severity === 'error') ? found : null;
  const issues = issuesOf(analysis).filter((issue) => !slip?.settles.includes(issue));
  const settles: Finding[] = [...(slip?.settles ?? [])];
  const changes = new Map<QuantityId, number>();
  let dropped: readonly QuantityId[] = [];
  let title = 'Fix all';
  if (options.layout) {
    for (const [id, value] of Object.entries(options.layout)) changes.set(id.toLowerCase() as QuantityId, value);
    settles.push(...issues.filter((issue) => issue.layouts));
    title = `Use ${Object.entries(options.layout)
      .map(([id, value]) => `${id.toUpperCase()} ${value}`)
      .join(' · ')}`;
  } else if (issues.some((issue) => issue.layouts === 'preferred' && issue.severity === 'error')) {
    const best = layoutsOf(analysis).find((layout) => layout.preferred);
    if (best) {
      for (const [id, value] of best.changes) changes.set(id, value);
      dropped = best.dropped;
      settles.push(...issues.filter((issue) => issue.layouts));
      title = best.title;
    }
  }
  const budget = gpuBudget(plan);
  if (changes.size > 0 && budget !== undefined && plan.values.get('gpus') !== budget) changes.set('gpus', budget);
  const extra = carried(issues);
  for (const [id, value] of extra.quantities) if (!changes.has(id)) changes.set(id, value);
  const restated = restate(plan, { changes, insertions: extra.insertions, dropped });
  const edits = slip ? [slipEdit(slip), ...restated.edits.filter((edit) => !overlaps(edit.span, slip.number.digits))] : [...restated.edits];
  for (const issue of issues) {
    // a doubt is for a person to settle
    if (issue.severity !== 'error') continue;
    for (const correction of issue.corrections) {
      if (!correction.preferred || !correction.safe) continue;
      if (correction.quantities) {
        settles.push(issue);
        continue;
      }
      const repair = correct(analysis, issue, correction);
      if (!repair || repair.edits.some((edit) => edits.some((other) => overlaps(other.span, edit.span)))) continue;
      edits.push(...repair.edits);
      settles.push(issue);
    }
  }
  if (edits.length === 0) return null;
  return {
    kind: 'fix',
    title,
    consequences: [],
    preferred: true,
    safe: true,
    edits: normaliseEdits(edits),
    byHand: restated.byHand,
    settles,
  };
}
