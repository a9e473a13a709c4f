import type { Analysis } from '../analyze.ts';
import type { Repair } from '../findings.ts';
import { bytesText, figure, percentText } from '../notation/write.ts';
import { pipelineBubble } from '../physics/bubble.ts';
import { likelyEstimate } from '../plan/facts.ts';
import type { Plan } from '../plan/plan.ts';
import { main } from '../plan/scenario.ts';
import { asksForLayout, layoutsOf, pendingLayout } from '../repair/offered-layouts.ts';
import { layoutRepairs } from '../repair/repairs.ts';
import { stepsOf, stepsWith } from '../repair/schedule.ts';
import { spelled } from '../rules/related.ts';
import { type DegreeId, degreeIds, shortName } from '../vocabulary/quantities.ts';
import { rateOf } from './what-if/speed.ts';

/** One layout beside others, in columns; null where the plan does not say enough for one. */
export interface LayoutChoice {
  /** `Use TP 4 · PP 4 · EP 8 · DP 4`, as its repair is called. */
  readonly title: string;
  readonly columns: {
    /** Those that the plan states, in one order: `TP 4`. */
    readonly degrees: readonly { readonly name: string; readonly value: number }[];
    /** Another reading of EP that this layout takes. */
    readonly reading: string | null;
    /** Of the fullest GPU, by the defaults of what is named: `≈ 41 GB a GPU, 64 % of 64 GB`. */
    readonly memory: string | null;
    /** `bubble 8.6 %` */
    readonly bubble: string | null;
    /** `≈ 1900 tokens/s a GPU` */
    readonly rate: string | null;
    /** `31 places, 4 lines to check` */
    readonly places: string | null;
  };
  /** Places that it writes. */
  readonly rewritten: number;
  /** Lines that a person has to look at, counted from 1. */
  readonly byHand: readonly number[];
  /** `TP 8 → 4`; empty for the plan as it is. */
  readonly changes: readonly string[];
  readonly preferred: boolean;
  /** Null for the plan as it is. */
  readonly repair: Repair | null;
}

/**
 * The layouts that fit the GPUs, best first, whether the plan needs another one or not. Where it needs none, the first row is the plan as it
 * is, to compare with.
 */
export function layoutChoices(analysis: Analysis): readonly LayoutChoice[] {
  const { plan } = analysis;
  if (!plan || !analysis.isPlan) return [];
  const pending = pendingLayout(analysis) !== undefined;
  const repairs = layoutRepairs(analysis);
  const rows = layoutsOf(analysis).flatMap(({ restatement, layout, title }, index): LayoutChoice[] => {
    const repair = repairs[index];
    if (!repair) return [];
    const byHand = linesByHand(analysis, repair);
    const reading = title.startsWith('Use ') ? null : title.replace(/: .*$/, '');
    const bubble = countsOtherwise(plan) ? null : (layout?.bubble?.ofTotal ?? bubbleOf(plan, restatement.values));
    const columns = columnsOf(plan, restatement.values, { reading, bubble, places: placesText(repair, byHand) });
    return [
      {
        title,
        columns,
        rewritten: repair.edits.length,
        byHand,
        changes: layout?.changed ?? [],
        preferred: pending && repair.preferred,
        repair,
      },
    ];
  });
  const isWrong = asksForLayout(analysis);
  if (rows.length === 0 || isWrong) return rows;
  const columns = columnsOf(plan, plan.values, { reading: null, bubble: bubbleOf(plan, plan.values), places: null });
  return [{ title: 'As it is', columns, rewritten: 0, byHand: [], changes: [], preferred: false, repair: null }, ...rows];
}

interface Known {
  readonly reading: string | null;
  /** Share of the step. */
  readonly bubble: number | null;
  readonly places: string | null;
}

function columnsOf(plan: Plan, values: Plan['values'], { reading, bubble, places }: Known): LayoutChoice['columns'] {
  const stated = degreeIds.filter((id): id is Exclude<DegreeId, 'sp'> => id !== 'sp' && plan.values.has(id));
  const rate = rateOf(plan, values);
  return {
    degrees: stated.map((id) => ({ name: shortName(id), value: values.get(id) ?? 1 })),
    reading,
    memory: memoryText(plan, values),
    bubble: bubble === null ? null : `bubble ${percentText(roughly(bubble))}`,
    rate: rate === null ? null : `≈ ${figure(roughly(rate))} tokens/s a GPU`,
    places,
  };
}

/** No forecast is good to more than two digits. */
const roughly = (value: number): number => Number(value.toPrecision(2));

function memoryText(plan: Plan, values: Plan['values']): string | null {
  const estimate = likelyEstimate(plan, values);
  const stage = estimate?.stages[estimate.mostLoaded];
  if (!estimate || !stage) return null;
  const { capacity } = estimate;
  const share = capacity
    ? `, ${percentText(Number((stage.expected / capacity).toFixed(2)))} of ${spelled(plan, 'gpu_memory', bytesText, capacity)}`
    : '';
  return `≈ ${bytesText(roughly(stage.expected))} a GPU${share}`;
}

/** Share of the step in which stages wait, where the plan tells how many micro-batches there are. */
function bubbleOf(plan: Plan, values: Plan['values']): number | null {
  const stages = values.get('pp') ?? 1;
  const batches = values.get('micro_batches') ?? values.get('grad_accum') ?? (countsOtherwise(plan) ? undefined : stepsWith(values));
  if (stages < 2 || batches === undefined || batches < 1) return null;
  return pipelineBubble(stages, batches, values.get('vpp') ?? 1).ofTotal;
}

/** The plan counts other micro-batches than its batches come to. */
const countsOtherwise = (plan: Plan): boolean =>
  stepsOf(plan) === null &&
  plan.facts.mentions.some(({ id, scenario }) => (id === 'micro_batches' || id === 'grad_accum') && scenario === main);

/** Once each. */
export const linesByHand = ({ lines }: Analysis, { byHand }: Repair): number[] =>
  [...new Set(byHand.map(({ span }) => lines.lineOf(span.start) + 1))].sort((a, b) => a - b);

function placesText({ edits }: Repair, byHand: readonly number[]): string {
  const count = `${edits.length} ${edits.length === 1 ? 'place' : 'places'}`;
  return byHand.length === 0 ? count : `${count}, ${byHand.length} ${byHand.length === 1 ? 'line' : 'lines'} to check`;
}
