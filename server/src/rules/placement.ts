import { figure } from '../notation/write.ts';
import { inputs, statedAt, written } from './related.ts';
import type { Rule } from './rule.ts';

/** Tensor-parallel groups that leave the node: every layer then waits for the slow link. */
export const placement: Rule = {
  id: 'placement',
  severity: 'warning',
  check(plan, report) {
    const tp = statedAt(plan, 'tp');
    const node = plan.values.get('gpus_per_node');
    if (!tp || tp.role === 'echo' || node === undefined || node < 2 || tp.value <= node) return;
    report({
      span: tp.number.span,
      message: `TP ${written(tp)} does not fit into a node of ${figure(node)} GPUs: its all-reduces cross the network in every layer`,
      related: inputs(plan, ['gpus_per_node']),
    });
  },
};
