import { figure } from '../notation/write.ts';
import { namedAccelerator } from '../plan/named.ts';
import { practiceOf } from '../plan/practice.ts';
import { composition } from './composition.ts';
import { inputs, statedAt, written } from './related.ts';
import type { Rule } from './rule.ts';
import { devicesBeyondNode } from './visible-devices.ts';

/** Tensor-parallel groups that leave the node, where every layer waits for the slow link, and frameworks that do not go together. */
export const placement: Rule = {
  id: 'placement',
  severity: 'warning',
  check(plan, report) {
    for (const draft of [...composition(plan), ...devicesBeyondNode(plan)]) report(draft);
    const tp = statedAt(plan, 'tp');
    const stated = plan.values.get('gpus_per_node');
    // a rack of GB200 is one domain though its nodes hold four
    const node = Math.max(stated ?? 0, namedAccelerator(plan)?.scaleUpDomain ?? 0);
    if (!tp || tp.role === 'echo' || node < 2 || tp.value <= node) return;
    // SGLang's TP is the whole world: experts and attention may be spread over it in other ways
    if (practiceOf(plan).framework?.name === 'SGLang' && (plan.values.get('ep') ?? 1) > 1) return;
    report({
      span: tp.number.span,
      message: `TP ${written(tp)} does not fit into ${stated === node ? `a node of ${figure(node)} GPUs` : `the ${figure(node)} GPUs that the fast link of ${namedAccelerator(plan)?.name} joins`}: its all-reduces cross the network in every layer`,
      related: inputs(plan, ['gpus_per_node']),
      corrections: [{ title: `Use TP ${figure(node)}`, preferred: false, safe: false, quantities: new Map([['tp', node]]) }],
    });
  },
};
