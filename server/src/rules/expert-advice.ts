import { figure } from '../notation/write.ts';
import { epMeaningOf } from '../plan/facts.ts';
import { namedAccelerator } from '../plan/named.ts';
import type { Plan } from '../plan/plan.ts';
import { practiceOf } from '../plan/practice.ts';
import { inputs, statedAt } from './related.ts';
import type { Draft } from './rule.ts';

/** What Megatron-Core takes for the expert tensor parallel size where the plan leaves it open: TP, which surprises. */
export function unstatedExpertTensor(plan: Plan): Draft[] {
  const ep = statedAt(plan, 'ep');
  const tp = plan.values.get('tp') ?? 1;
  if (!ep || ep.value < 2 || ep.role === 'echo' || ep.strength === 'weak' || tp < 2 || plan.values.has('etp')) return [];
  const { framework, mode } = practiceOf(plan);
  if (framework?.expertTensor !== 'tp' || mode !== 'training') return [];
  if (plan.facts.document.words.has(setsTensors)) return [];
  return [
    {
      span: ep.number.digits,
      message: `where no expert tensor parallel size is set, ${framework.name} takes TP: experts are then spread over ${figure(tp)} × EP ${figure(ep.value)} = ${figure(tp * ep.value)} GPUs; with 1 each expert stays whole`,
      related: inputs(plan, ['tp']),
    },
  ];
}

/** The size is set, or spoken of. */
const setsTensors = /\betp\b|expert[- _]tensor/i;

/** The author speaks of the network that the experts use. */
const known = /\ball[- ]?to[- ]?all\b|\binfiniband\b|\broce\b|\brdma\b|\bdeepep\b|\binter[- ]?node\b|\bcross[- ]?node\b|\bib\b/i;

/** Experts whose exchange of tokens leaves the fast domain. */
export function expertsBeyondDomain(plan: Plan): Draft[] {
  const ep = statedAt(plan, 'ep');
  if (!ep || ep.value < 2 || ep.role === 'echo' || ep.strength === 'weak') return [];
  const domain = Math.max(plan.values.get('gpus_per_node') ?? 0, namedAccelerator(plan)?.scaleUpDomain ?? 0);
  const tp = plan.values.get('tp') ?? 1;
  // where EP is no axis of its own, experts may be whole on each rank
  const tensors = epMeaningOf(plan) === 'factor' ? tp : (plan.values.get('etp') ?? 1);
  const ranks = ep.value * tensors;
  if (domain < 2 || ranks <= domain || plan.facts.document.words.has(known)) return [];
  return [
    {
      span: ep.number.digits,
      message: `${tensors > 1 ? `EP ${figure(ep.value)} × ${tensors === tp ? 'TP' : 'ETP'} ${figure(tensors)}` : `EP ${figure(ep.value)}`} spans ${figure(ranks)} GPUs, more than the ${figure(domain)} that the fast link joins: experts exchange tokens over the network in every layer`,
      related: inputs(plan, ['tp', 'gpus_per_node']),
    },
  ];
}
