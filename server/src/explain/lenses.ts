import type { Analysis } from '../analyze.ts';
import { degreeSlots } from '../frameworks/candidates.ts';
import type { Launch } from '../frameworks/launch.ts';
import { worldOf } from '../frameworks/world.ts';
import { figure } from '../notation/write.ts';
import { bytes } from '../physics/figures.ts';
import type { MemoryEstimate } from '../physics/memory.ts';
import { likelyEstimate } from '../plan/facts.ts';
import type { Plan } from '../plan/plan.ts';
import { main } from '../plan/scenario.ts';
import { worldSizes } from '../plan/world-size.ts';
import { isDegree } from '../vocabulary/quantities.ts';
import { launchMemory, speaksByLaunch } from './launch.ts';

/** What a layout comes to, to stand above it. */
export interface Lens {
  /** A degree of the layout: the line that the lens stands above, and what its details speak of. */
  readonly offset: number;
  /** `512 GPUs · 4 layers a stage · ≈ 41 GB of 80 GB a GPU` */
  readonly text: string;
}

/** More launches than these in one document are a catalog: a line above each would be noise. */
const mostLaunches = 6;

/** One above the first degree of the plan, or above each launch of a config. */
export function lenses({ plan, isPlan }: Analysis): Lens[] {
  if (!plan || !isPlan) return [];
  const { launches } = plan.launches;
  const found = launches.length > mostLaunches ? [] : launches.map((launch) => launchLens(plan, launch));
  // what a config or a command lays out, its dialect tells
  return [speaksByLaunch(plan) ? null : planLens(plan), ...found].filter((lens) => lens !== null);
}

function planLens(plan: Plan): Lens | null {
  const degrees = plan.mentions.filter(({ id, role, scenario }) => isDegree(id) && role === 'definition' && scenario === main);
  const [first] = degrees;
  // a degree alone is no layout
  if (!first || new Set(degrees.map(({ id }) => id)).size < 2) return null;
  const stated = plan.values.get('gpus');
  const sizes = worldSizes(plan.values).map(({ size }) => size);
  const size = sizes.find((each) => each === stated) ?? sizes[0];
  const [layers, stages] = [plan.values.get('layers'), plan.values.get('pp')];
  const parts = [
    size === undefined ? '' : size === stated || stated === undefined ? gpuText(size) : `${gpuText(size)}, not ${figure(stated)}`,
    layers !== undefined && stages !== undefined && stages > 1 && layers % stages === 0 ? `${figure(layers / stages)} layers a stage` : '',
    memoryText(likelyEstimate(plan)),
  ];
  return lensOf(first.number.span.start, parts);
}

function launchLens(plan: Plan, launch: Launch): Lens | null {
  let first = Number.POSITIVE_INFINITY;
  for (const [slot, { place, source }] of launch.input.numbers)
    if (place && source === 'written' && degreeSlots.has(slot)) first = Math.min(first, place.start);
  if (!Number.isFinite(first)) return null;
  const { size } = worldOf(launch);
  return lensOf(first, [size === null ? '' : gpuText(size), memoryText(launchMemory(plan, launch))]);
}

function lensOf(offset: number, parts: readonly string[]): Lens | null {
  const text = parts.filter((part) => part !== '').join(' · ');
  return text === '' ? null : { offset, text };
}

function memoryText(estimate: MemoryEstimate | null): string {
  const stage = estimate?.stages[estimate.mostLoaded];
  if (!estimate || !stage) return '';
  return `≈ ${bytes(stage.expected)}${estimate.capacity ? ` of ${bytes(estimate.capacity)}` : ''} a GPU`;
}

const gpuText = (gpus: number): string => `${figure(gpus)} ${gpus === 1 ? 'GPU' : 'GPUs'}`;
