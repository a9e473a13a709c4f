import type { Launch } from './launch.ts';
import { type Slot, slotSymbol } from './slots.ts';

/** A degree that multiplies, with its value. */
export interface Factor {
  readonly slot: Slot;
  readonly value: number;
}

/** The number of GPUs of a launch as its framework reckons it. */
export interface World {
  /** All degrees that multiply and are known; the data parallel size may be one that follows from the GPUs. */
  readonly factors: readonly Factor[];
  /** Their product; null where one of them is open. */
  readonly size: number | null;
  /** What one copy of the model takes: the product without data parallelism. Null where a degree is open. */
  readonly perReplica: number | null;
  /** Copies of the model, shards counted; null where they are open. */
  readonly dp: number | null;
  /** GPUs that are there, where the document tells. */
  readonly gpus: number | null;
}

const usual: readonly Slot[] = ['tp', 'pp', 'cp', 'dp'];
const copies: ReadonlySet<Slot> = new Set<Slot>(['dp', 'dp_replicate', 'dp_shard', 'gpus']);

export function worldOf(launch: Launch): World {
  const { engine } = launch;
  const slots = typeof engine.factors === 'function' ? engine.factors(launch) : (engine.factors ?? usual);
  const factors: Factor[] = [];
  let dp: number | null = 1;
  let perReplica: number | null = slots ? 1 : null;
  for (const slot of slots ?? []) {
    const value = valueOf(launch, slot);
    if (value !== undefined) factors.push({ slot, value });
    if (copies.has(slot)) dp = dp === null || value === undefined ? null : dp * value;
    else perReplica = perReplica === null || value === undefined ? null : perReplica * value;
  }
  const size = dp === null || perReplica === null ? null : dp * perReplica;
  return { factors, size, perReplica, dp: slots?.some((slot) => copies.has(slot)) ? dp : null, gpus: launch.value('gpus') ?? null };
}

/** A degree of 0 is none (GPT-NeoX); one that is not written anywhere is 1, except for the copies, which may be what is left over. */
function valueOf(launch: Launch, slot: Slot): number | undefined {
  const value = launch.value(slot);
  if (value !== undefined) return Math.max(1, value);
  return launch.closed && !copies.has(slot) && !launch.states(slot) && !launch.input.rest.has(slot) ? 1 : undefined;
}

/** `TP 8 × PP 2 × DP 4`, degrees of 1 left out where something is left. */
export function productText(factors: readonly Factor[]): string {
  const shown = factors.filter(({ value }) => value !== 1);
  return (shown.length > 0 ? shown : factors.slice(0, 1)).map(({ slot, value }) => `${slotSymbol(slot)} ${value}`).join(' × ');
}
