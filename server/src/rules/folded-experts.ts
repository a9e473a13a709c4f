import { figure } from '../notation/write.ts';
import { dataParallelSize } from '../physics/layout.ts';
import type { Plan } from '../plan/plan.ts';
import { practiceOf } from '../plan/practice.ts';
import { frameworksUsed } from '../plan/stacks.ts';
import { degreesOf, worldSizes } from '../plan/world-size.ts';
import { isDegree, shortName } from '../vocabulary/quantities.ts';
import { inputs, statedAt, written } from './related.ts';
import type { Draft } from './rule.ts';

/**
 * EP as a factor of the GPUs in a plan that runs on a framework where it is none: Megatron-Core, torchtitan and DeepSpeed take DP from the
 * GPUs and lay the experts out over it, so DP, and with it the batch of a replica, is another one than the plan says.
 */
export function foldedExperts(plan: Plan): Draft[] {
  const ep = plan.values.get('ep') ?? 1;
  const gpus = plan.values.get('gpus');
  const dp = statedAt(plan, 'dp');
  if (ep < 2 || gpus === undefined || !dp || dp.role === 'echo' || dp.strength === 'weak' || plan.settings.expertParallel) return [];
  const framework = practiceOf(plan).framework;
  if (!framework || (framework.epMeaning !== 'folded' && framework.epMeaning !== 'inside-data')) return [];
  if (!frameworksUsed(plan).some(({ name }) => name === framework.name)) return [];
  const fitting = worldSizes(plan.values).filter(({ size }) => size === gpus);
  const [own] = fitting;
  if (!own || fitting.some(({ meaning }) => meaning !== 'factor')) return [];
  const right = dataParallelSize(degreesOf(plan.values), gpus, framework.epMeaning);
  if (right === null || right === dp.value) return [];
  const folded = own.factors
    .filter((id) => id !== 'ep')
    .map((id) => `${shortName(id)} ${figure(plan.values.get(id) ?? 1)}`)
    .join(' × ');
  // a written product with EP in it would no longer hold
  const multiplied = [...plan.operands.values()].some(
    (bound) => [...bound.values()].includes('ep') && [...bound.values()].filter(isDegree).length > 1,
  );
  return [
    {
      span: dp.number.digits,
      severity: 'warning',
      message: `${framework.name} does not multiply EP: ${folded} are ${figure(gpus / ep)} GPUs, and on ${figure(gpus)} its data parallel size is ${figure(right)}, not ${written(dp)}`,
      related: inputs(plan, ['ep', 'gpus']),
      corrections: multiplied
        ? []
        : [{ title: `Use DP ${figure(right)}`, preferred: false, safe: false, quantities: new Map([['dp', right]]) }],
    },
  ];
}

const setElsewhere = /\betp\b|expert[- _]tensor|\bnemo\b|megatron[- ]bridge/i;

/**
 * Experts that do not fit the GPUs with the expert tensor parallel size that Megatron-Core takes where none is set, TP
 * (NVIDIA/Megatron-LM@d98e8a64 megatron/core/parallel_state.py:868-884): a launch stops there, unless the size is set to 1.
 */
export function expertsOverTensors(plan: Plan): Draft[] {
  const ep = statedAt(plan, 'ep');
  const gpus = plan.values.get('gpus');
  const [tp, pp, cp] = (['tp', 'pp', 'cp'] as const).map((id) => plan.values.get(id) ?? 1) as [number, number, number];
  if (!ep || ep.value < 2 || tp < 2 || gpus === undefined || ep.role === 'echo' || ep.strength === 'weak' || plan.values.has('etp'))
    return [];
  const { framework, mode } = practiceOf(plan);
  if (framework?.expertTensor !== 'tp' || mode !== 'training' || !frameworksUsed(plan).some(({ name }) => name === framework.name))
    return [];
  // recipes of NeMo and Megatron-Bridge set the size themselves
  if (plan.facts.document.words.has(setElsewhere)) return [];
  const whole = tp * ep.value * pp;
  if (gpus % (tp * pp * cp) !== 0 || gpus % whole === 0 || gpus % (ep.value * pp) !== 0) return [];
  return [
    {
      span: ep.number.digits,
      severity: 'warning',
      message: `${framework.name} takes TP for the expert tensor parallel size where none is set: ETP ${figure(tp)} × EP ${figure(ep.value)} × PP ${figure(pp)} = ${figure(whole)} does not divide ${figure(gpus)} GPUs; with an expert tensor parallel size of 1 it does`,
      related: inputs(plan, ['tp', 'pp', 'gpus']),
    },
  ];
}
