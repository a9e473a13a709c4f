import type { Launch } from '../frameworks/launch.ts';
import type { Slot } from '../frameworks/slots.ts';
import type { Mention } from './model.ts';
import type { Plan } from './plan.ts';

/** The one degree in which the command of a page departs from the plan that it lays out. */
export interface Departing {
  readonly launch: Launch;
  readonly slot: Slot;
  /** What the launch has. */
  readonly value: number;
  /** Where the page states another value. */
  readonly stated: Mention;
}

const degrees = ['tp', 'pp', 'cp', 'ep'] as const;
const others = [
  'gpus_per_node',
  'nodes',
  'global_batch',
  'micro_batch',
  'layers',
  'heads',
  'kv_heads',
  'hidden',
  'ffn',
  'experts',
  'seq_len',
] as const;
/** So many figures of the launch have to be those of the page before one that is not can be a slip. */
const enough = 3;

/**
 * The only launch of a page, against the plan around it: the model's shape, the batch and all other degrees are the same, and one degree is not.
 * Pages with several launches, or with one that shares less, may run something else.
 */
export function departingLaunch(plan: Plan): Departing | null {
  const { launches, whole } = plan.launches;
  const [launch] = launches;
  if (whole || !launch || launches.length > 1) return null;
  const writtenOf = (slot: Slot): number | undefined => {
    const bound = launch.get(slot);
    return bound?.source === 'written' && !bound.weak && bound.place ? bound.value : undefined;
  };
  const compared = [...degrees, ...others].flatMap((slot) => {
    const [value, stated] = [writtenOf(slot), plan.values.get(slot)];
    return value === undefined || stated === undefined ? [] : [{ slot, value, stated }];
  });
  const off = compared.filter(({ value, stated }) => value !== stated);
  const same = compared.filter(({ value, stated }) => value === stated && value > 1);
  const [only] = off;
  if (!only || off.length > 1 || same.length < enough || !(degrees as readonly string[]).includes(only.slot)) return null;
  // the page states it outright, and nothing else of it
  const mentions = (plan.byId.get(only.slot) ?? []).filter(({ strength }) => strength === 'strong');
  const stated = mentions.find(({ role, value }) => role === 'definition' && value === only.stated);
  return stated && mentions.every(({ value }) => value === only.stated) ? { launch, slot: only.slot, value: only.value, stated } : null;
}
