import { bytesText, percentText } from '../notation/write.ts';
import { gpuMemory } from '../plan/facts.ts';
import { namedAccelerator } from '../plan/named.ts';
import type { Plan } from '../plan/plan.ts';
import { practiceOf } from '../plan/practice.ts';
import { slice } from '../plan/reading.ts';
import { inputs, spelled, statedAt, written } from './related.ts';
import type { Draft } from './rule.ts';

/** From here on the allocator's fragmentation and the buffers of collectives, 5 to 25 % in measured runs, may no longer find room (docs/physics.md). */
const full = 0.9;
/** The same where the plan states the share itself, and so has thought of it. */
const fullByItsOwnFigure = 0.95;

/** The plan says itself that it is tight. */
const known =
  /\b(?:tight|tightly|close to|near(?:ly)? (?:full|the limit)|little (?:headroom|room)|limited headroom|no headroom|risk of oom|oom risk|may oom)\b/i;

/**
 * Training that fills 90 % and more of a GPU by its own figures. A serving engine takes a fixed share by intent (vLLM 92 %), so of serving
 * nothing is said.
 */
export function closeToFull(plan: Plan): Draft[] {
  const memory = gpuMemory(plan);
  const used = statedAt(plan, 'mem_total');
  if (!memory || !used || used.role === 'echo' || used.strength === 'weak' || !['exact', 'about'].includes(used.number.qualifier))
    return [];
  const accelerator = namedAccelerator(plan);
  const room = Math.max(memory, accelerator?.memory === memory ? accelerator.usable : 0);
  if (used.value < (statedAt(plan, 'mem_utilization') ? fullByItsOwnFigure : full) * room || used.value > memory * 1.075 || !trains(plan))
    return [];
  if (known.test(slice(plan.facts.document, used.statement.span))) return [];
  const left = room - used.value;
  return [
    {
      span: used.number.span,
      severity: 'warning',
      message: `${written(used)} is ${percentText(used.value / room)} of the ${spelled(plan, 'gpu_memory', bytesText, room)} that a GPU has${left > 0 ? `: ${bytesText(left)} are left for fragmentation and whatever is not counted` : ''}`,
      related: inputs(plan, ['gpu_memory']),
    },
  ];
}

/** The plan says so, or lists what only training keeps. */
const trains = (plan: Plan): boolean =>
  practiceOf(plan).mode === 'training' &&
  (practiceOf(plan).modeIsPlain || plan.byId.has('mem_gradients') || plan.byId.has('mem_optimizer'));
