import { LaunchBuilder } from '../builder.ts';
import { type Config, child, embeddedConfigs, nodeAt, nodesAt } from '../config-tree.ts';
import type { Dialect, PodGroup } from '../dialect.ts';
import { servers } from '../engines/index.ts';
import { vllm } from '../engines/vllm.ts';
import { groupLaunches, isFolded, scriptCommands, sizeOf } from '../kubernetes.ts';
import { valueOf } from '../values.ts';
import { llmConfigs } from './ray-serve.ts';

const clusters = ['spec', 'spec.rayClusterConfig', 'spec.rayClusterSpec', 'spec.template.spec'] as const;
const group = (at: string): PodGroup => ({
  at,
  parts: [
    { at: 'headGroupSpec' },
    {
      at: 'workerGroupSpecs[]',
      count: 'replicas',
      absent: 0,
      least: 'minReplicas',
      most: 'maxReplicas',
      hosts: 'numOfHosts',
      off: 'suspend',
    },
  ],
});

/** Applications that hand their degrees to vLLM by variables, as KubeRay's sample does. */
function environments({ root }: Config): LaunchBuilder[] {
  return nodesAt(root, 'applications[].runtime_env.env_vars').flatMap((variables) => {
    const model = valueOf(child(variables, 'MODEL_ID'));
    const tp = child(variables, 'TENSOR_PARALLELISM');
    if (model.kind !== 'text' || !tp) return [];
    const builder = new LaunchBuilder(vllm, '', variables.span)
      .number('tp', valueOf(tp))
      .number('pp', valueOf(child(variables, 'PIPELINE_PARALLELISM')));
    return [builder.words('model', { text: model.text, place: model.at })];
  });
}

/** Ray on Kubernetes: head and workers make one cluster; the engine is started on the head or named in `serveConfigV2`. */
export const ray: Dialect = {
  id: 'ray',
  order: 30,
  title: 'RayCluster, RayService',
  summary: 'KubeRay objects and AIBrix fleets of them: a head, groups of workers, an engine on all of their GPUs.',
  recognise: [{ kind: /^(?:RayCluster|RayService|RayJob|RayClusterFleet|RayClusterReplicaSet)$/ }],
  read: ({ root }, source) => {
    const out: LaunchBuilder[] = [];
    // what a RayJob runs on its cluster; servers are started on the head
    const entry = nodeAt(root, 'spec.entrypoint');
    if (entry && valueOf(entry).kind === 'text')
      for (const command of scriptCommands(source.text, entry.span, new Map(), isFolded(source.text, entry.span.start)))
        out.push(...source.launch(command, ''));
    for (const at of clusters) {
      const cluster = nodeAt(root, at);
      if (!cluster || nodesAt(cluster, 'headGroupSpec').length === 0) continue;
      const shape = group(at);
      for (const builder of groupLaunches(root, shape, source.text, servers)) out.push(builder.switch('grouped', true));
      const serve = nodeAt(root, 'spec.serveConfigV2');
      const size = sizeOf(cluster, shape, source.text);
      const text = serve && valueOf(serve).kind !== 'none' ? serve : undefined;
      const configs = text ? embeddedConfigs(source.text, text.span) : [];
      const launches = configs.flatMap((config) => [...llmConfigs(config.root), ...environments(config)]);
      for (const builder of launches) {
        // several models share the cluster
        if (size && launches.length === 1) builder.bound('gpus', size.gpus).room(size.options).switch('grouped', true);
        out.push(builder);
      }
    }
    return out;
  },
  engines: [vllm],
  hardware: 'limits of the head + limits of each worker group × its `replicas` (at least `minReplicas`) × `numOfHosts`',
};
