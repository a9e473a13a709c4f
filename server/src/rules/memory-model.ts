import { resultInterval } from '../notation/number.ts';
import { bytesText, figure } from '../notation/write.ts';
import type { Plan } from '../plan/plan.ts';
import { practiceOf } from '../plan/practice.ts';
import { besideEstimate } from './beside-estimate.ts';
import { exactState } from './exact-state.ts';
import { inputs, rewritten, sides, statedAt, written } from './related.ts';
import { dividedByReplicas } from './replicated.ts';
import type { Report, Rule } from './rule.ts';
import { dividedByTooFew } from './undivided.ts';
import { figuresBelowTheirParameters, stagesBelowTheirWeights, weightsOfParameters } from './weights.ts';

/** Per-GPU memory that leaves out precision, sharding, replication or the optimizer's own copies. */
export const memoryModel: Rule = {
  id: 'memory-model',
  severity: 'warning',
  check(plan, report) {
    optimizerWithoutMaster(plan, report);
    weightsPerGpu(plan, report);
    utilisation(plan, report);
    for (const draft of [
      ...weightsOfParameters(plan),
      ...stagesBelowTheirWeights(plan),
      ...figuresBelowTheirParameters(plan),
      ...dividedByReplicas(plan),
      ...dividedByTooFew(plan),
      ...besideEstimate(plan),
      ...exactState(plan),
    ])
      report(draft);
  },
};

/**
 * Adam keeps two moments in FP32, 8 bytes a parameter, and mixed precision a master copy, 4 more: 4 to 6 times 2-byte weights, before
 * sharding. Rajbhandari et al., arXiv:1910.02054 §3.1.
 */
function optimizerWithoutMaster(plan: Plan, report: Report): void {
  const optimizer = statedAt(plan, 'mem_optimizer');
  const weights = [statedAt(plan, 'mem_weights'), statedAt(plan, 'model_weights')].find(
    (mention) => mention?.statement.block === optimizer?.statement.block,
  );
  const facts = practiceOf(plan);
  if (!weights || !optimizer) return;
  const text = plan.facts.document.text;
  const adam = /\badam/i.test(text);
  if (!facts.masterWeights && !adam) return;
  if (facts.zeroStage !== null && facts.zeroStage > 0) return;
  const ratio = optimizer.value / weights.value;
  const least = facts.masterWeights ? 6 : 4;
  if (ratio > 3.5 || ratio < 0.5) return;
  const master = facts.masterWeights ? ', 12 with the FP32 master weights' : '';
  report({
    span: optimizer.number.span,
    message: `${written(optimizer)} is ${figure(ratio, 2)} times the weights, ${figure(ratio * 2, 2)} bytes a parameter; Adam keeps 8 bytes${master}: ${bytesText(least * weights.value)}`,
    related: [{ message: `weights ${written(weights)}`, span: weights.number.span }, ...inputs(plan, ['bytes_per_param'])],
    corrections: [
      {
        title: `State ${rewritten(optimizer.number, least * weights.value)} of optimizer states`,
        preferred: true,
        safe: false,
        quantities: new Map([['mem_optimizer' as const, least * weights.value]]),
      },
    ],
  });
}

/** A share of the GPU's memory that the figure listed with it does not give. */
function utilisation(plan: Plan, report: Report): void {
  const used = statedAt(plan, 'mem_total');
  const capacity = statedAt(plan, 'gpu_memory');
  if (!used || !capacity || used.role === 'echo') return;
  for (const share of plan.byId.get('mem_utilization') ?? []) {
    if (share.statement.block !== used.statement.block || share.claim !== null || share.role === 'echo' || share.strength === 'weak')
      continue;
    const ratio = used.value / capacity.value;
    const said = resultInterval(share.number);
    const usable = [ratio, ratio / 1.0737, ratio * 1.0737];
    if (usable.some((value) => value >= said.low * 0.97 && value <= said.high * 1.03)) continue;
    report({
      span: share.number.span,
      severity: 'error',
      message: `${written(used)} of ${written(capacity)} is ${figure(ratio * 100, 3)} %, not ${written(share)}`,
      related: [{ message: `memory used ${written(used)}`, span: used.number.span }, ...inputs(plan, ['gpu_memory'])],
      corrections: [
        {
          title: `Change ${written(share)} to ${rewritten(share.number, ratio)}`,
          preferred: true,
          safe: false,
          numbers: [{ number: share.number, value: ratio }],
        },
      ],
    });
  }
}

/** Weights of a dense model are divided by TP × PP, and by nothing else unless they are sharded over the replicas too. */
function weightsPerGpu(plan: Plan, report: Report): void {
  const model = statedAt(plan, 'model_weights');
  const per = statedAt(plan, 'mem_weights');
  const tp = plan.values.get('tp') ?? 1;
  const pp = plan.values.get('pp') ?? 1;
  if (!model || !per || per.role === 'echo') return;
  const facts = practiceOf(plan);
  if (facts.zeroStage === 3) return;
  const mixture = (plan.values.get('experts') ?? 1) > 1 || (plan.values.get('ep') ?? 1) > 1;
  const dp = plan.values.get('dp') ?? 1;
  const shown = resultInterval(per.number);
  const close = (value: number): boolean => Math.abs(per.value / value - 1) < 0.06 || (value >= shown.low && value <= shown.high);
  const dense = model.value / (tp * pp);
  if (!mixture) {
    if (!plan.values.has('tp') || !plan.values.has('pp')) return;
    if (close(dense) || close(dense / dp) || tp * pp === 1) return;
    // replicated by another reading: a split over some of the degrees only
    report({
      span: per.number.span,
      severity: 'error',
      message: `${written(model)} of weights over TP ${tp} × PP ${pp} are ${bytesText(dense)} per GPU, not ${written(per)}`,
      related: inputs(plan, ['model_weights', 'tp', 'pp']),
      corrections: [
        { title: `State ${rewritten(per.number, dense)}`, preferred: true, safe: false, quantities: new Map([['mem_weights', dense]]) },
      ],
    });
    return;
  }
  const ep = plan.values.get('ep') ?? 1;
  const all = tp * pp * ep * dp;
  if (dp > 1 && close(model.value / all) && per.claim === null) {
    report({
      span: per.number.span,
      message: `${written(per)} is ${written(model)} ÷ ${figure(all)}, which divides by DP ${dp} too, but data parallel replicas hold the same weights: without sharding it is ${bytesText(model.value / (all / dp))} at the least`,
      related: inputs(plan, ['model_weights', 'dp']),
      corrections: [...sides({ number: per.number, value: model.value / (all / dp) })],
    });
  }
}
