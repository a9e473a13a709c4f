import { analyze, type Finding } from '../../server/src/engine.ts';
import { type GeneratedPlan, generatePlan } from './generator/plan.ts';
import { Random, seedOf } from './generator/random.ts';
import { judge, type Verdict, wrong } from './judge.ts';
import { Oracle } from './oracle.ts';
import { type Reading, readingsOf } from './reading.ts';
import { drawSlip, type Slip } from './slip.ts';

export interface Failure {
  readonly seed: number;
  readonly plan: GeneratedPlan;
  readonly slip: Slip | null;
  readonly findings: readonly Finding[];
}

/** Hits and tries of one class. */
export interface Tally {
  tried: number;
  caught: number;
  restored: number;
}

/** How often numbers of one class were taken for what they are. */
export interface ReadingTally {
  readonly count: Record<Reading, number>;
  /** A number that was not: its plan, its line. */
  example: { readonly seed: number; readonly line: string; readonly as: string | null } | null;
}

export interface Outcome {
  readonly readings: ReadonlyMap<string, ReadingTally>;
  readonly count: number;
  readonly seed: number;
  /** Plans on which something was found though nothing is wrong. */
  readonly falseAlarms: Failure[];
  /** Seeds of plans that were not taken for one. */
  readonly notPlans: number[];
  readonly total: Tally;
  /** Slips after which more than one number could be the wrong one: only being caught is asked for. */
  readonly undecided: Tally;
  readonly byQuantity: ReadonlyMap<string, Tally>;
  readonly byNotation: ReadonlyMap<string, Tally>;
  readonly byKind: ReadonlyMap<string, Tally>;
  readonly where: ReadonlyMap<Verdict['caught'], number>;
  readonly missed: Failure[];
  readonly missedUndecided: Failure[];
  readonly notRestored: Failure[];
  /** Fix all changed numbers that were right. */
  readonly damaged: Failure[];
  readonly thrown: { readonly seed: number; readonly error: unknown; readonly text: string }[];
  /** Findings on all plans with a slip. */
  readonly findings: number;
}

const tally = (): Tally => ({ tried: 0, caught: 0, restored: 0 });

export interface Options {
  readonly count: number;
  readonly seed: number;
  readonly onProgress?: (done: number) => void;
}

/** Makes `count` plans; each is read as it is, then with one number changed. */
export function campaign({ count, seed, onProgress }: Options): Outcome {
  const falseAlarms: Failure[] = [];
  const missed: Failure[] = [];
  const missedUndecided: Failure[] = [];
  const notRestored: Failure[] = [];
  const damaged: Failure[] = [];
  const thrown: { seed: number; error: unknown; text: string }[] = [];
  const byQuantity = new Map<string, Tally>();
  const byNotation = new Map<string, Tally>();
  const byKind = new Map<string, Tally>();
  const where = new Map<Verdict['caught'], number>();
  const total = tally();
  const undecided = tally();
  const notPlans: number[] = [];
  const readings = new Map<string, ReadingTally>();
  let findings = 0;
  for (let index = 0; index < count; index++) {
    const own = seedOf(seed, index);
    const plan = generatePlan(own);
    let text = plan.text;
    try {
      const clean = analyze(text, { language: plan.language });
      if (!clean.isPlan) notPlans.push(own);
      if (wrong(clean).length > 0) falseAlarms.push({ seed: own, plan, slip: null, findings: wrong(clean) });
      for (const each of readingsOf(plan, clean)) addReading(readings, own, plan, each);
      const oracle = new Oracle(plan);
      const random = new Random(own ^ 0x5bd1e995);
      for (let tries = 0; tries < 20; tries++) {
        const slip = drawSlip(plan, oracle, random);
        if (!slip) break;
        text = slip.text;
        const verdict = judge(plan, slip);
        if (!slip.decided) {
          addTo(undecided, verdict);
          if (verdict.caught === 'no') missedUndecided.push({ seed: own, plan, slip, findings: verdict.findings });
          continue;
        }
        for (const each of [total, at(byQuantity, site(slip)), at(byNotation, coarse(slip.site.notation)), at(byKind, slip.kind)])
          addTo(each, verdict);
        where.set(verdict.caught, (where.get(verdict.caught) ?? 0) + 1);
        findings += verdict.findings.length;
        const failure = { seed: own, plan, slip, findings: verdict.findings };
        if (verdict.damaged) damaged.push(failure);
        if (verdict.caught === 'no') missed.push(failure);
        else if (!verdict.restored) notRestored.push(failure);
        break;
      }
    } catch (error) {
      thrown.push({ seed: own, error, text });
    }
    onProgress?.(index + 1);
  }
  return {
    count,
    seed,
    readings,
    falseAlarms,
    notPlans,
    total,
    undecided,
    byQuantity,
    byNotation,
    byKind,
    where,
    missed,
    missedUndecided,
    notRestored,
    damaged,
    thrown,
    findings,
  };
}

function addReading(
  readings: Map<string, ReadingTally>,
  seed: number,
  plan: GeneratedPlan,
  { site, reading, as }: ReturnType<typeof readingsOf>[number],
): void {
  const key = `${site.id} (${coarse(site.notation)})`;
  let entry = readings.get(key);
  if (!entry) {
    entry = { count: { read: 0, guessed: 0, misread: 0, unread: 0 }, example: null };
    readings.set(key, entry);
  }
  entry.count[reading]++;
  if (reading !== 'read' && entry.example === null) {
    const from = plan.text.lastIndexOf('\n', site.start - 1) + 1;
    const line = `${plan.text.slice(from, site.start)}«${site.text}»${plan.text.slice(site.end, plan.text.indexOf('\n', site.end))}`;
    entry.example = { seed, line, as };
  }
}

/** A notation with all kinds of rows, of ranges, of checks and of named operands as one. */
export const coarse = (notation: string): string =>
  notation
    .replace(/^(?:list|numbered|nested|lines|table|wide table|fence|tree)(?=$|,)/, 'row')
    .replace(/^(?:fence|list|table) range/, 'range')
    .replace(/^(?:fenced|listed) check/, 'check')
    .replace(/operand .*/, 'operand, named');

/** Bounds of ranges are one class, whichever stage they belong to. */
const site = (slip: Slip): string => slip.site.id.replace(/ \d+ .*/, '');

function at(map: Map<string, Tally>, key: string): Tally {
  let entry = map.get(key);
  if (!entry) {
    entry = tally();
    map.set(key, entry);
  }
  return entry;
}

function addTo(entry: Tally, verdict: Verdict): void {
  entry.tried++;
  if (verdict.caught !== 'no') entry.caught++;
  if (verdict.restored) entry.restored++;
}
