import type { Analysis } from '../analyze.ts';
import type { Repair } from '../findings.ts';
import { figure } from '../notation/write.ts';
import { type ComponentId, componentNames } from '../physics/components.ts';
import { estimateMemory, type MemoryEstimate } from '../physics/memory.ts';
import { toRepair } from '../repair/layout-repairs.ts';
import { layoutsOf, stepLayouts } from '../repair/offered-layouts.ts';
import { type Changes, type Refusal, setQuantities } from '../repair/set.ts';
import { shortName } from '../vocabulary/quantities.ts';
import { type Base, baseOf } from './what-if/base.ts';
import { numberIds } from './what-if/control-ids.ts';
import { type Control, controlsOf, objections } from './what-if/options.ts';
import { type Point, pointsOf } from './what-if/points.ts';
import { type Chosen, inputOf, readChosen, type Setting, settingOf } from './what-if/setting.ts';
import { bubbleOf, forecastFor, recomputeShare, type Speed, type Traffic, trafficOf } from './what-if/speed.ts';

/** What one GPU of a stage holds. Bytes. */
export interface StageBar {
  readonly stage: number;
  readonly layers: number;
  readonly parts: readonly { readonly id: ComponentId; readonly name: string; readonly expected: number }[];
  readonly low: number;
  readonly high: number;
  readonly expected: number;
}

/** All that a what-if page shows; plain data. */
export interface ExploreState {
  readonly controls: readonly Control[];
  /** Why the chosen values make no layout; empty where they do. */
  readonly problems: readonly string[];
  /** `TP 4 · PP 4 · EP 8 · DP 4`. */
  readonly layout: string;
  readonly gpus: number;
  /** Nothing was chosen: the plan as it is stated. */
  readonly own: boolean;
  readonly memory: {
    readonly stages: readonly StageBar[];
    /** Bytes that a framework may use. */
    readonly capacity: number | null;
    readonly low: number;
    readonly high: number;
    readonly expected: number;
    /** What moves the figure most. */
    readonly decisive: string | null;
  } | null;
  readonly speed: Speed | null;
  readonly bubble: { readonly ofIdeal: number; readonly ofTotal: number } | null;
  readonly traffic: Traffic;
  /** Taken for granted by the forecast. */
  readonly assumptions: readonly string[];
  readonly points: readonly Point[];
}

/**
 * What would follow if the plan had the chosen values: controls with what is allowed and why not, memory by component and stage, speed,
 * and all valid layouts of as many GPUs. `given` may come from anywhere. Null where the document is no plan, or says too little.
 */
export function explore({ plan }: Analysis, given: unknown = {}): ExploreState | null {
  const base = plan && baseOf(plan);
  if (!base) return null;
  const chosen = readChosen(given);
  const setting = settingOf(base, chosen);
  const input = inputOf(base, chosen, setting);
  const estimate = input && estimateMemory(input, { assume: true });
  const forecast = forecastFor(base, setting);
  return {
    controls: controlsOf(base, chosen),
    problems: problemsOf(base, chosen, setting),
    layout: layoutText(base, setting),
    gpus: setting.gpus,
    own: Object.keys(chosen).length === 0,
    memory: estimate && memoryOf(estimate),
    speed: forecast.speed(setting, recomputeShare(setting, estimate)),
    bubble: bubbleOf(base, setting),
    traffic: trafficOf(base, setting),
    assumptions: forecast.assumptions,
    points: pointsOf(base, chosen, forecast),
  };
}

/** Whether there is anything to try: `explore` would answer. */
export const isExplorable = ({ plan, isPlan }: Analysis): boolean => isPlan && plan !== null && baseOf(plan) !== null;

const memoryOf = ({ stages, capacity, total, expected, decisive }: MemoryEstimate): ExploreState['memory'] => ({
  capacity,
  low: total.low,
  high: total.high,
  expected,
  decisive,
  stages: stages.map(({ stage, layers, components, total: ends, expected: middle }) => ({
    stage,
    layers,
    low: ends.low,
    high: ends.high,
    expected: middle,
    parts: components.map(({ id, expected: part }) => ({ id, name: componentNames[id], expected: part })),
  })),
});

function layoutText({ meaning }: Base, { tp, pp, vpp, ep, cp, dp }: Setting): string {
  const degrees = { TP: tp, PP: pp, VPP: vpp, EP: ep, CP: cp };
  const shown = Object.entries(degrees).filter(([name, value]) => value > 1 || name === 'TP' || name === 'PP');
  const text = shown.map(([name, value]) => `${name} ${figure(value)}`).join(' · ');
  const folded = ep > 1 && meaning !== 'factor' ? ' (EP adds no GPUs)' : '';
  return `${text}${dp === null ? '' : ` · DP ${figure(dp, 8)}`}${folded}`;
}

/** What speaks against the setting as a whole: the GPUs that its degrees do not make, else what each value breaks. */
function problemsOf(base: Base, chosen: Chosen, setting: Setting): string[] {
  const { tp, pp, ep, cp, dp, gpus } = setting;
  const factors = [tp, pp, ...(base.meaning === 'factor' && ep > 1 ? [ep] : []), ...(cp > 1 ? [cp] : []), ...(dp === null ? [] : [dp])];
  const size = factors.reduce((all, each) => all * each, 1);
  const product = factors.map((each) => figure(each, 8)).join(' × ');
  if (dp === null) return [`${figure(gpus, 8)} GPUs ÷ (${product}) are no whole replicas`];
  if (size !== gpus) return [`${product} = ${figure(size, 8)} GPUs, not ${figure(gpus, 8)}`];
  return (['tp', 'pp', 'ep', 'cp', 'dp', 'micro_batch'] as const).flatMap((id) => {
    const value = setting[id];
    if (value === null || (id === 'dp' && chosen.dp === undefined)) return [];
    return objections(base, chosen, id, value).map((why) => `${shortName(id)} ${figure(value, 8)} does not go with ${why}`);
  });
}

/**
 * The document restated to what was chosen: a layout that repairs offer as they offer it, else as if its author had set the values.
 * Refused where the document would not be true afterwards, or does not state what would change.
 */
export function restateExplored(analysis: Analysis, given: unknown): Repair | Refusal {
  const base = analysis.plan && baseOf(analysis.plan);
  if (!base) return { refused: 'this is no plan' };
  const chosen = readChosen(given);
  const setting = settingOf(base, chosen);
  const [problem] = problemsOf(base, chosen, setting);
  if (problem !== undefined) return { refused: problem };
  const asked = askedOf(base, chosen, setting);
  if ('refused' in asked) return asked;
  if (asked.size === 0) return { refused: wordsOnly(base, chosen) ?? 'the plan has this layout already' };
  const offered = layoutsOf(analysis).find(
    ({ layout }) => layout && degreeIds.every((id) => layout.degrees[id] === setting[id]) && [...asked.keys()].every(isDegree),
  );
  return offered ? toRepair(offered, [], false) : setQuantities(analysis, asked);
}

/** The same search in steps of a few milliseconds, each of which reads the document once. */
export function* prepareRestate(analysis: Analysis): Generator<undefined, void> {
  while (!stepLayouts(analysis)) yield;
}

const degreeIds = ['tp', 'pp', 'ep', 'dp', 'cp'] as const;
const isDegree = (id: string): boolean => degreeIds.some((degree) => degree === id);

/** What the document has to state otherwise. A value that it does not state follows from the others, or cannot be written into it. */
function askedOf({ plan }: Base, chosen: Chosen, setting: Setting): Changes | Refusal {
  const asked = new Map<(typeof numberIds)[number], number>();
  for (const id of numberIds) {
    const value = setting[id];
    const stated = plan.values.get(id);
    const moved = chosen[id] !== undefined || (setting.relaid && (id === 'dp' || id === 'gpus'));
    if (!moved || value === null || value === stated) continue;
    if (stated !== undefined) asked.set(id, value);
    else if (chosen[id] !== undefined && id !== 'dp' && id !== 'gpus' && value !== 1)
      return { refused: `the plan states no ${shortName(id)}: write it where the plan lists its degrees` };
  }
  return asked;
}

/** Recompute and precision are words, which no repair writes. */
function wordsOnly({ input }: Base, { recompute, precision }: Chosen): string | null {
  const words = [
    ...(recompute && recompute !== input.recompute ? [`recompute ${recompute}`] : []),
    ...(precision && precision !== input.precision ? [`precision ${precision}`] : []),
  ];
  return words.length === 0 ? null : `${words.join(' and ')}: words are changed by hand`;
}
