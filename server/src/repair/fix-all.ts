import type { Analysis } from '../analyze.ts';
import type { Finding, Related, Repair } from '../findings.ts';
import type { Issue } from '../rules/rule.ts';
import { composeEdits, type TextEdit } from '../text/edit.ts';
import { type Span, touches } from '../text/span.ts';
import { degreeIds, type QuantityId, shortName } from '../vocabulary/quantities.ts';
import { holdsGood, outcomeOf } from './accept.ts';
import { correct, tierFor } from './correct.ts';
import { EditSet } from './edit-set.ts';
import { withRatios } from './follow.ts';
import { carried, gpuBudget, toRepair } from './layout-repairs.ts';
import { issuesOf, pendingLayout } from './offered-layouts.ts';
import { blamedRepairs, slipRepair } from './repairs.ts';
import { restate } from './restate.ts';
import { slipOf } from './slip.ts';
import { isOfCluster } from './tiers.ts';

export interface FixOptions {
  /** The degrees to use, by their symbols, instead of the preferred layout. */
  readonly layout?: Readonly<Record<string, number>>;
  /** Also what takes a decision: the preferred layout, and preferred repairs of errors that a person should look at. */
  readonly unsafe?: boolean;
  /** Places that stay as they are: what the author has just written. */
  readonly keep?: readonly Span[];
}

/** All repairs at once where that does not hold, half of them: so often the document is read again. */
const mostTries = 48;

/**
 * All safe repairs as one, or null where there is nothing to repair. What comes out is read again: repairs that bring anything that was not
 * wrong, or settle nothing, are left out, and rounds go on until there is nothing left to repair, so that applying it twice changes nothing.
 */
export function fixAll(analysis: Analysis, options: FixOptions = {}): Repair | null {
  const steps = fixAllSteps(analysis, options);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value ?? null;
  }
}

const everything = new WeakMap<Analysis, { readonly repair: Repair | null }>();

/** What takes a decision as well, worked out once for an analysis: what a report tells of. */
export function fixEverything(analysis: Analysis): Repair | null {
  let known = everything.get(analysis);
  if (!known) {
    known = { repair: fixAll(analysis, { unsafe: true }) };
    everything.set(analysis, known);
  }
  return known.repair;
}

/** The same in steps that read the document once each. */
export function* fixAllSteps(analysis: Analysis, options: FixOptions = {}): Generator<undefined, Repair | null> {
  // what is asked for by name is written as it is, and nothing is put in its place
  if (options.layout) return askedLayout(analysis, options.layout);
  const whole = new EditedText(analysis);
  const seen = new Set([analysis.text]);
  for (let tries = mostTries; tries > 0; ) {
    const { after: current, keep } = whole.at(options.keep ?? []);
    const wanted = [...wantedRepairs(current, options.unsafe === true)].filter(
      ({ edits }) => !edits.some(({ span }) => keep.some((place) => touches(place, span))),
    );
    let taken: Taken | undefined;
    for (const some of parts(wanted)) {
      if (--tries < 0) break;
      yield;
      taken = take(current, some);
      if (taken) break;
    }
    // a text that was there before would come again for ever
    if (!taken || seen.has(taken.after.text)) break;
    seen.add(taken.after.text);
    whole.add(taken);
  }
  return whole.repair();
}

interface Taken {
  readonly edits: readonly TextEdit[];
  readonly repairs: readonly Repair[];
  readonly after: Analysis;
}

/** The list, then its halves, and so on down to each one alone. */
function* parts<T>(list: readonly T[]): Generator<readonly T[]> {
  let layer: (readonly T[])[] = list.length > 0 ? [list] : [];
  while (layer.length > 0) {
    yield* layer;
    layer = layer.flatMap((part) =>
      part.length > 1 ? [part.slice(0, Math.ceil(part.length / 2)), part.slice(Math.ceil(part.length / 2))] : [],
    );
  }
}

/** The repairs together, where less is wrong with them and nothing new; of two that meet the first is taken. */
function take(analysis: Analysis, repairs: readonly Repair[]): Taken | undefined {
  const edits = new EditSet();
  const fitting = repairs.filter((repair) => edits.add(repair.edits));
  const all = withRatios(analysis, edits.list());
  const outcome = outcomeOf(analysis, all);
  return holdsGood(outcome) ? { edits: all, repairs: fitting, after: outcome.after } : undefined;
}

function* wantedRepairs(analysis: Analysis, unsafe: boolean): Generator<Repair> {
  if (!analysis.plan || !analysis.isPlan) return;
  const found = slipOf(analysis);
  const slip = found?.settles.some(({ severity }) => severity === 'error') ? slipRepair(analysis, found) : null;
  const isWanted = ({ tier }: Repair): boolean => unsafe || tier === 'safe';
  const taken = new Set<Finding>(slip && isWanted(slip) ? slip.settles : []);
  if (slip && isWanted(slip)) yield slip;
  const issues = issuesOf(analysis).filter((issue) => !taken.has(issue));
  const asked = unsafe && issues.some(({ layouts, severity }) => layouts === 'preferred' && severity === 'error');
  const layout = asked ? pendingLayout(analysis) : undefined;
  if (layout) yield toRepair(layout, settledBy(analysis), true);
  for (const issue of issues) {
    // a doubt is for a person to settle
    if (issue.severity !== 'error') continue;
    if (unsafe && issue.sides && !issue.layouts) {
      yield* blamedRepairs(analysis, issue).filter(({ preferred }) => preferred);
      continue;
    }
    for (const correction of issue.corrections) {
      // a degree for itself would be another answer than the layout: what is left is asked again
      if (layout && [...(correction.quantities?.keys() ?? [])].some(isOfCluster)) continue;
      if (!correction.preferred || (!unsafe && tierFor(analysis, analysis.plan, issue, correction) !== 'safe')) continue;
      const repair = correct(analysis, issue, correction);
      if (repair && isWanted(repair)) yield repair;
    }
  }
}

/** What is left in a document when all that is safe is done: the layout to choose, and how many repairs wait for somebody to look at them. */
export function leftToDecide(analysis: Analysis): { readonly layout: string | null; readonly byHand: number } {
  const layout = pendingLayout(analysis);
  const repairs = [...wantedRepairs(analysis, true)].filter(
    ({ kind, edits }) => kind !== 'layout' && holdsGood(outcomeOf(analysis, edits)),
  );
  return { layout: layout?.title ?? null, byHand: repairs.length };
}

const settledBy = (analysis: Analysis): readonly Issue[] => issuesOf(analysis).filter(({ layouts }) => layouts);

/** A document and all that was changed in it so far. */
class EditedText {
  readonly #before: Analysis;
  #after: Analysis;
  #edits: readonly TextEdit[] = [];
  readonly #repairs: Repair[] = [];
  readonly #settles = new Set<Finding>();
  readonly #byHand: Related[] = [];

  constructor(analysis: Analysis) {
    this.#before = analysis;
    this.#after = analysis;
  }

  add({ edits, repairs, after }: Taken): void {
    const first = this.#repairs.length === 0;
    this.#edits = first ? edits : composeEdits(this.#before.text, this.#edits, edits);
    this.#repairs.push(...repairs);
    if (first) {
      for (const repair of repairs) for (const finding of repair.settles) this.#settles.add(finding);
      this.#byHand.push(...repairs.flatMap(({ byHand }) => byHand));
    }
    this.#after = after;
  }

  /** The text as it is now, and where `places` of the first text stand in it. */
  at(places: readonly Span[]): { readonly after: Analysis; readonly keep: readonly Span[] } {
    const moved = (offset: number): number =>
      this.#edits.reduce((at, { span, newText }) => (span.end <= offset ? at + newText.length - (span.end - span.start) : at), offset);
    return { after: this.#after, keep: places.map(({ start, end }) => ({ start: moved(start), end: moved(end) })) };
  }

  repair(): Repair | null {
    if (this.#edits.length === 0) return null;
    const [only, ...others] = this.#repairs;
    return {
      kind: 'fix',
      title: this.#title(),
      consequences: only && others.length === 0 ? only.consequences : [],
      preferred: true,
      tier: this.#repairs.every(({ tier }) => tier === 'safe') ? 'safe' : this.#isOtherLayout() ? 'layout' : 'check by hand',
      edits: this.#edits,
      byHand: this.#byHand,
      settles: [...this.#settles],
    };
  }

  #isOtherLayout(): boolean {
    const [before, after] = [this.#before.plan, this.#after.plan];
    return [...degreeIds, 'gpus' as const].some((id) => before?.values.get(id) !== after?.values.get(id));
  }

  /** Of what is written in the end, whatever was thought of on the way. */
  #title(): string {
    const after = this.#after.plan;
    if (after && this.#repairs.some(({ kind }) => kind === 'layout') && this.#isOtherLayout()) {
      const stated = degreeIds.filter((id) => id !== 'sp' && after.values.has(id) && this.#before.plan?.values.has(id));
      if (stated.some((id) => after.values.get(id) !== this.#before.plan?.values.get(id)))
        return `Use ${stated.map((id) => `${shortName(id)} ${after.values.get(id)}`).join(' · ')}`;
    }
    const [only, ...others] = this.#repairs;
    return only && others.length === 0 ? only.title : `Correct ${this.#edits.length} figures`;
  }
}

function askedLayout(analysis: Analysis, layout: Readonly<Record<string, number>>): Repair | null {
  const { plan } = analysis;
  if (!plan || !analysis.isPlan) return null;
  const changes = new Map<QuantityId, number>(Object.entries(layout).map(([id, value]) => [id.toLowerCase() as QuantityId, value]));
  const budget = gpuBudget(plan);
  if (budget !== undefined && budget !== (plan.values.get('gpus') ?? budget)) changes.set('gpus', budget);
  const extra = carried(issuesOf(analysis));
  for (const [id, value] of extra.quantities) if (!changes.has(id)) changes.set(id, value);
  const { edits, byHand } = restate(plan, { changes, insertions: extra.insertions });
  if (edits.length === 0) return null;
  const title = `Use ${Object.entries(layout)
    .map(([id, value]) => `${id.toUpperCase()} ${value}`)
    .join(' · ')}`;
  return { kind: 'layout', title, consequences: [], preferred: true, tier: 'layout', edits, byHand, settles: settledBy(analysis) };
}
