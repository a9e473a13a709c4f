import { figure } from '../notation/write.ts';
import { namedModel } from '../plan/named.ts';
import type { Plan } from '../plan/plan.ts';
import { span } from '../text/span.ts';
import { inputs } from './related.ts';
import type { Draft } from './rule.ts';

/**
 * `VLLM_PP_LAYER_PARTITION=13,12,12,8`: one number of layers for each pipeline stage, which have to add up to the model's. vLLM raises
 * `sum(partitions) does not match num_hidden_layers` otherwise (vllm/distributed/utils.py, `get_pp_indices`). SGLang reads
 * `SGLANG_PP_LAYER_PARTITION` in the same way.
 */
export function layerPartitions(plan: Plan): Draft[] {
  const { text } = plan.facts.document;
  if (!text.includes('PP_LAYER_PARTITION')) return [];
  const stated = plan.values.get('layers');
  const layers = stated ?? namedModel(plan)?.item.dimensions.layers;
  const out: Draft[] = [];
  for (const match of text.matchAll(/\b(?:VLLM|SGLANG)_PP_LAYER_PARTITION[ \t]*[=:][ \t]*["']?([0-9]+(?:, ?[0-9]+)+)/g)) {
    const list = match[1] ?? '';
    const sum = list.split(',').reduce((all, part) => all + Number(part), 0);
    if (layers === undefined || sum === layers) continue;
    const from = match.index + match[0].length - list.length;
    out.push({
      span: span(from, from + list.length),
      severity: stated === undefined ? 'warning' : 'error',
      message: `these stages have ${figure(sum)} layers together, the model has ${figure(layers)}: vLLM and SGLang take no other sum`,
      related: inputs(plan, ['layers']),
    });
  }
  return out;
}
