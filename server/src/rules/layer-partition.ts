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
  const stated = plan.values.get('layers');
  const layers = stated ?? namedModel(plan)?.item.dimensions.layers;
  const out: Draft[] = listedStages(plan, layers, stated === undefined);
  if (!text.includes('PP_LAYER_PARTITION')) return out;
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

/** `Layers per stage: 15, 15, 15, 13`: as many counts as there are stages, and another sum than the model's layers. */
function listedStages(plan: Plan, layers: number | undefined, doubt: boolean): Draft[] {
  const stages = plan.values.get('pp');
  const { plain } = plan.facts.document;
  if (layers === undefined || stages === undefined || stages < 2 || !/layers per/i.test(plain)) return [];
  const out: Draft[] = [];
  for (const match of plain.matchAll(
    /\blayers per (?:pipeline )?stage[*_\0]*[ \t]*[:=][*_\0]*[ \t]*\[?([0-9]{1,4}(?:, ?[0-9]{1,4}){1,63})\]?(?=[ \t]*(?:\n|\.|$))/gi,
  )) {
    const list = match[1] ?? '';
    const parts = list.split(',').map(Number);
    const sum = parts.reduce((all, part) => all + part, 0);
    if (parts.length !== stages || sum === layers) continue;
    const from = match.index + match[0].lastIndexOf(list);
    out.push({
      span: span(from, from + list.length),
      severity: doubt ? 'warning' : 'error',
      message: `these ${figure(stages)} stages have ${figure(sum)} layers together, the model has ${figure(layers)}`,
      related: inputs(plan, ['layers', 'pp']),
    });
  }
  return out;
}
