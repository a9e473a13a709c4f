import { bytesText, figure, percentText } from '../notation/write.ts';
import { pipelineBubble } from '../physics/bubble.ts';
import { allReduceVolume } from '../physics/communication.ts';
import { estimateOf } from '../plan/facts.ts';
import type { Plan } from '../plan/plan.ts';
import { spelled } from '../rules/related.ts';
import { type QuantityId, quantity } from '../vocabulary/quantities.ts';
import type { PlannedLayout } from './layout-repairs.ts';

/** What a layout changes, in sentences that hold: only what was computed is stated. */
export interface Impact {
  readonly communication: string | null;
  readonly lines: readonly (readonly [subject: string, text: string])[];
}

export function impactOf(plan: Plan, planned: Pick<PlannedLayout, 'restatement'>): Impact {
  const after = planned.restatement.values;
  const lines: [string, string][] = [];
  const degrees = ['tp', 'pp', 'ep', 'dp', 'cp'] as const;
  const moved = degrees.filter((id) => after.get(id) !== plan.values.get(id));
  if (moved.length > 0) lines.push(['Layout', moved.map((id) => arrow(plan, after, id)).join(', ')]);
  for (const id of ['experts_per_gpu', 'layers_per_stage', 'heads_per_rank', 'hidden_per_rank'] as const) {
    if (after.get(id) !== plan.values.get(id))
      lines.push([capital(quantity(id).name), `${figure(plan.values.get(id) ?? 0)} → ${figure(after.get(id) ?? 0)}`]);
  }
  const used = after.get('mem_total');
  const before = plan.values.get('mem_total');
  if (used !== undefined && before !== undefined && used !== before) {
    const share = after.get('mem_utilization');
    const old = plan.values.get('mem_utilization');
    lines.push([
      'Memory by the plan’s own model',
      `${spelled(plan, 'mem_total', bytesText)} → ${bytesText(used)} per GPU${share !== undefined && old !== undefined ? ` (${percentText(old)} → ${percentText(share)})` : ''}`,
    ]);
  }
  const estimate = estimateOf(plan, after);
  if (estimate) {
    const capacity = estimate.capacity ? ` of ${spelled(plan, 'gpu_memory', bytesText, estimate.capacity)}` : '';
    lines.push([
      'Memory by state and activations',
      `${bytesText(estimate.total.low)} to ${bytesText(estimate.total.high)} per GPU${capacity}; what decides: ${estimate.assumptions[0] ?? 'nothing left open'}`,
    ]);
  }
  const pp = after.get('pp');
  const micro = after.get('micro_batches') ?? after.get('grad_accum');
  if (pp !== undefined && micro !== undefined) {
    const bubble = pipelineBubble(pp, micro, after.get('vpp') ?? 1);
    lines.push([
      'Pipeline bubble',
      `${percentText(bubble.ofTotal)} of the step, ${percentText(bubble.ofIdeal)} of the ideal time, with ${figure(pp)} stages and ${figure(micro)} micro-batches`,
    ]);
  }
  for (const id of ['throughput', 'latency'] as const) {
    const value = plan.values.get(id);
    if (value !== undefined)
      lines.push([
        capital(quantity(id).name),
        `stated for the old layout (${spelled(plan, id, (own) => (id === 'latency' ? `${figure(own)} s` : `${figure(own)} per second`))}); it has to be measured or derived again`,
      ]);
  }
  return { communication: communication(plan, after), lines };
}

const arrow = (plan: Plan, after: ReadonlyMap<QuantityId, number>, id: QuantityId): string =>
  `${quantity(id).symbol ?? quantity(id).name} ${figure(plan.values.get(id) ?? 1)} → ${figure(after.get(id) ?? 1)}`;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Ring all-reduce moves 2(t−1)/t times the data: less for a smaller group, though there are more groups. */
function communication(plan: Plan, after: ReadonlyMap<QuantityId, number>): string | null {
  const from = plan.values.get('tp');
  const to = after.get('tp');
  if (from === undefined || to === undefined || from === to || from < 2 || to < 1) return null;
  const old = allReduceVolume(from);
  const now = allReduceVolume(to);
  const less = now < old;
  const share = Math.abs(1 - now / old);
  return `TP ${from} → ${to}: a ring all-reduce moves 2(t−1)/t times the data, ${figure(old)} → ${figure(now)} (${percentText(share)} ${less ? 'less' : 'more'} for each GPU), among ${less ? 'fewer ranks of more groups' : 'more ranks of fewer groups'}.`;
}
