import { LaunchBuilder } from '../builder.ts';
import { type ConfigNode, child, nodeAt } from '../config-tree.ts';
import type { Dialect } from '../dialect.ts';
import { servers } from '../engines/index.ts';
import { kserve as engine } from '../engines/kserve.ts';
import { containersIn, gpusOf, groupLaunches } from '../kubernetes.ts';
import { readScript } from '../shell.ts';
import { truth, valueOf } from '../values.ts';
import { huggingFaceServer } from './kserve-models.ts';

/** The degrees of one role of an LLMInferenceService, and the GPUs of one of its pods. */
function role(node: ConfigNode, name: string, root: ConfigNode, text: string): LaunchBuilder | undefined {
  const parallelism = child(node, 'parallelism');
  const containers = containersIn(child(node, 'template') ?? node, text);
  const main = containers.find((container) => container.name === 'main') ?? containers[0];
  if (!parallelism && !main) return undefined;
  const builder = new LaunchBuilder(engine, name, node.span);
  const args = main?.environment.get('VLLM_ADDITIONAL_ARGS');
  if (args && !args.unknown && args.pieces[0]) {
    // the value is a list of flags
    const script = readScript(text, { start: args.pieces[0].start, end: args.pieces[0].start + args.text.length }, { folded: true });
    for (const command of script.commands) builder.flags(command.words);
  }
  for (const [slot, key] of [
    ['tp', 'tensor'],
    ['pp', 'pipeline'],
    ['dp', 'data'],
    ['dp_local', 'dataLocal'],
  ] as const) {
    const value = parallelism && child(parallelism, key);
    if (value) builder.number(slot, valueOf(value));
  }
  if (parallelism) builder.switch('expert_parallel', truth(valueOf(child(parallelism, 'expert'))));
  const gpus = main && gpusOf(main.node);
  if (gpus) builder.bound('gpus_per_pod', gpus);
  builder.switch('multi_node', child(node, 'worker') !== undefined);
  const model = valueOf(nodeAt(root, 'spec.model.name') ?? nodeAt(root, 'spec.model.uri'));
  if (model.kind === 'text') builder.words('model', { text: model.text, place: model.at });
  return builder.size > 0 ? builder : undefined;
}

/** KServe: LLMInferenceService with its own words for degrees, and serving runtimes with containers. */
export const kserve: Dialect = {
  id: 'kserve',
  order: 50,
  title: 'KServe',
  summary:
    'LLMInferenceService with `parallelism` for decode and prefill; inference services with a model for the Hugging Face server, or with containers.',
  recognise: [{ api: /^serving\.kserve\.io\// }],
  read: ({ root }, source) => {
    const spec = child(root, 'spec');
    if (!spec) return [];
    if (valueOf(child(root, 'kind')).kind === 'text' && /^LLMInferenceService/.test(child(root, 'kind')?.text ?? '')) {
      return [role(spec, 'decode', root, source.text), role(child(spec, 'prefill') ?? spec, 'prefill', root, source.text)].filter(
        (builder, index) => builder !== undefined && (index === 0 || child(spec, 'prefill') !== undefined),
      ) as LaunchBuilder[];
    }
    // a runtime is filled in by the service that uses it
    const workers = child(spec, 'workerSpec') !== undefined || nodeAt(spec, 'predictor.workerSpec') !== undefined;
    const served = huggingFaceServer(root, source.text);
    if (served.length > 0) return served;
    return groupLaunches(root, { at: 'spec', unsized: workers || /Runtime$/.test(child(root, 'kind')?.text ?? '') }, source.text, servers);
  },
  engines: [engine, ...servers],
  hardware: 'limits of the container `main`; data ÷ dataLocal pods',
  silent: 'Serving runtimes are templates: the service that uses one sets GPUs and workers.',
};
