import { LaunchBuilder } from '../builder.ts';
import { type ConfigNode, child, nodeAt, nodesAt } from '../config-tree.ts';
import type { Dialect } from '../dialect.ts';
import { vllm } from '../engines/vllm.ts';
import { valueOf } from '../values.ts';

/** The `llm_configs` of a Serve application. */
export function llmConfigs(root: ConfigNode): LaunchBuilder[] {
  const out: LaunchBuilder[] = [];
  for (const config of [...nodesAt(root, 'applications[].args.llm_configs[]'), ...nodesAt(root, 'llm_configs[]')]) {
    const engine = child(config, 'engine_kwargs');
    if (!engine) continue;
    const builder = new LaunchBuilder(vllm, '', config.span).map(engine);
    const model = valueOf(nodeAt(config, 'model_loading_config.model_source') ?? nodeAt(config, 'model_loading_config.model_id'));
    if (model.kind === 'text') builder.words('model', { text: model.text, place: model.at });
    const accelerator = valueOf(child(config, 'accelerator_type'));
    if (accelerator.kind === 'text') builder.words('accelerator', { text: accelerator.text, place: accelerator.at });
    out.push(builder);
  }
  return out;
}

export const rayServe: Dialect = {
  id: 'ray-serve',
  order: 350,
  title: 'Ray Serve LLM',
  summary: 'Serve applications with `llm_configs`: engine arguments and a type of accelerator.',
  recognise: [{ keys: ['applications[].args.llm_configs'] }, { keys: ['llm_configs', 'llm_configs[].engine_kwargs'] }],
  read: ({ root }) => llmConfigs(root),
  engines: [vllm],
  hardware: '`accelerator_type`; the number of GPUs is what the engine needs',
};
