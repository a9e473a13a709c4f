import { figure, percentText } from '../notation/write.ts';
import { gpuMemory } from '../plan/facts.ts';
import type { Plan } from '../plan/plan.ts';
import { inputs, statedAt, written } from './related.ts';
import type { Draft } from './rule.ts';

/** Below this share of a GPU's memory the GPUs are there for speed alone. */
const little = 0.05;

/** A plan by whose own figures a handful of its GPUs would hold everything. */
export function mostlyEmpty(plan: Plan): Draft[] {
  const gpus = plan.values.get('gpus') ?? 1;
  const used = statedAt(plan, 'mem_total');
  const memory = gpuMemory(plan);
  if (gpus < 8 || !used || memory === undefined || used.role === 'echo' || used.strength === 'weak' || used.value >= little * memory)
    return [];
  const share = used.value / memory;
  return [
    {
      span: used.number.span,
      message: `${written(used)} is ${percentText(share)} of a GPU: what all ${figure(gpus)} hold together by this figure is the memory of ${figure(Math.max(1, Math.ceil(gpus * share)))}`,
      related: inputs(plan, ['gpu_memory', 'gpus']),
    },
  ];
}
