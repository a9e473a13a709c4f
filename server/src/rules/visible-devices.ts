import { figure } from '../notation/write.ts';
import type { Plan } from '../plan/plan.ts';
import { span } from '../text/span.ts';
import { inputs } from './related.ts';
import type { Draft } from './rule.ts';

/** As many devices as the largest servers have that are sold as one machine (DGX-2, HGX boards in pairs). */
const largest = 16;

/**
 * `CUDA_VISIBLE_DEVICES=0,1,…,255`: the variable numbers the devices of one machine, by `0` to `7` on each. A doubt, since a value that is
 * longer than the machine is cut off at the first number that it does not have. See "CUDA environment variables" in the CUDA C++ guide.
 */
export function devicesBeyondNode(plan: Plan): Draft[] {
  const { text } = plan.facts.document;
  if (!text.includes('VISIBLE_DEVICES')) return [];
  const stated = plan.values.get('gpus_per_node');
  const node = stated ?? largest;
  const out: Draft[] = [];
  for (const match of text.matchAll(/\b((?:CUDA|HIP|ROCR|ASCEND_RT)_VISIBLE_DEVICES)[ \t]*[=:][ \t]*["']?([0-9][0-9, .\u2026]{0,2000})/g)) {
    const [whole, name, list] = match as unknown as [string, string, string];
    const numbers = [...list.matchAll(/\d+/g)];
    const last = numbers.reduce((most, number) => Math.max(most, Number(number[0])), 0);
    if (last < node || numbers.length < 2) continue;
    const from = match.index + whole.length - list.length;
    out.push({
      span: span(from, from + list.trimEnd().length),
      severity: 'warning',
      message: `${name} numbers the devices of one node${stated === undefined ? '' : `, 0 to ${figure(node - 1)} of the ${figure(node)} here`}: device ${figure(last)} is ${stated === undefined ? 'beyond any node' : 'none of them'}`,
      related: inputs(plan, ['gpus_per_node']),
    });
  }
  return out;
}
