import { breachesOf } from './breaches.ts';
import { divisorsOf } from './constraint.ts';
import type { Launch } from './launch.ts';
import type { Slot } from './slots.ts';
import { worldOf } from './world.ts';

/** Slots whose values are chosen among few: the degrees of parallelism. */
export const degreeSlots: ReadonlySet<Slot> = new Set<Slot>([
  'tp',
  'pp',
  'cp',
  'ep',
  'dp',
  'sp',
  'etp',
  'vpp',
  'dp_shard',
  'dp_replicate',
  'dp_local',
  'moe_tp',
  'moe_dp',
]);

/** What degrees are cut from: their divisors are what may be chosen. */
const wholes: readonly Slot[] = ['gpus', 'gpus_per_pod', 'gpus_per_node', 'heads', 'kv_heads', 'layers', 'experts'];
const largest = 1024;
const mostShown = 16;

/**
 * Values that a degree of the launch can take without breaking a rule of its framework, ascending; empty where nothing limits it. What no value
 * of this degree would mend is another's fault and does not count.
 */
export function candidates(launch: Launch, slot: Slot): number[] {
  if (!degreeSlots.has(slot)) return [];
  const now = launch.value(slot) ?? 1;
  const room = launch.value('gpus') ?? Math.max(0, ...launch.room);
  const values = new Set<number>([1]);
  for (const whole of wholes) for (const value of divisorsOf(launch.value(whole) ?? 0, now)) if (value <= largest) values.add(value);
  if (values.size < 2) return [];
  for (let value = 2; value <= (room > 0 ? room : 64); value *= 2) values.add(value);
  const broken = new Map([...values].map((value) => [value, brokenBy(launch, slot, value, room)]));
  const always = new Set([...(broken.get(1) ?? [])].filter((rule) => [...broken.values()].every((rules) => rules.has(rule))));
  const found = [...values].filter((value) => [...(broken.get(value) ?? [])].every((rule) => always.has(rule))).sort((a, b) => a - b);
  // those around the present one, where there are many
  if (found.length <= mostShown) return found;
  const near = found.toSorted((a, b) => Math.abs(Math.log(a / now)) - Math.abs(Math.log(b / now))).slice(0, mostShown);
  return near.sort((a, b) => a - b);
}

/** Names of the rules that this value of the degree breaks. */
function brokenBy(launch: Launch, slot: Slot, value: number, room: number): Set<string> {
  const changed = launch.with(slot, value);
  const rules = breachesOf(changed, false).filter(
    ({ severity, constraint }) => severity === 'error' && (constraint.needs.includes(slot) || constraint.mayUse?.includes(slot)),
  );
  const out = new Set(rules.map(({ constraint }) => `${constraint.id} ${constraint.rule}`));
  const { size, perReplica } = worldOf(changed);
  const needed = size ?? perReplica ?? 1;
  if (room > 0 && needed > room) out.add('more GPUs than there are');
  if (room > 0 && size === null && perReplica !== null && room % perReplica !== 0) out.add('GPUs left over');
  return out;
}
