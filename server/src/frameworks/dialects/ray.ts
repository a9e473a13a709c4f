import { LaunchBuilder } from '../builder.ts';
import { type Config, type ConfigNode, child, embeddedConfigs, nodeAt, nodesAt, rootOf } from '../config-tree.ts';
import type { Dialect, PodGroup } from '../dialect.ts';
import { servers } from '../engines/index.ts';
import { jobs } from '../engines/jobs.ts';
import { vllm } from '../engines/vllm.ts';
import { groupLaunches, isFolded, scriptCommands, sizeOf } from '../kubernetes.ts';
import { truth, valueOf } from '../values.ts';
import { llmConfigs } from './ray-serve.ts';

const clusters = ['spec', 'spec.rayClusterConfig', 'spec.rayClusterSpec', 'spec.template.spec'] as const;
/** Without its autoscaler a cluster keeps the replicas that are written, whatever they may grow to. */
const group = (at: string, grows: boolean): PodGroup => ({
  at,
  parts: [
    { at: 'headGroupSpec' },
    {
      at: 'workerGroupSpecs[]',
      count: 'replicas',
      absent: 0,
      least: 'minReplicas',
      most: 'maxReplicas',
      grows,
      hosts: 'numOfHosts',
      off: 'suspend',
    },
  ],
});

/** KubeRay starts the autoscaler where it is asked for; other controllers have scalers of their own. */
function growing(cluster: ConfigNode): boolean {
  const kind = child(rootOf(cluster), 'kind')?.text ?? '';
  const scaler = child(cluster, 'enableInTreeAutoscaling');
  return !/^Ray(?:Cluster|Service|Job)$/.test(kind) || (scaler !== undefined && truth(valueOf(scaler)) !== false);
}

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

/** What a trainer counts for itself in its own keys, held against the pods of the cluster that its job makes. */
function onCluster(root: ConfigNode, launches: readonly LaunchBuilder[], text: string): LaunchBuilder[] {
  const cluster = nodeAt(root, 'spec.rayClusterSpec');
  const shape = group('spec.rayClusterSpec', false);
  if (!cluster || growing(cluster)) return [];
  const size = sizeOf(cluster, shape, text);
  // pods that differ, or that hide their GPUs from Ray
  if (!size?.perPod || size.gpus.value !== size.perPod.value * size.pods || nodesAt(cluster, '*.rayStartParams.num_gpus').length > 0)
    return [];
  const pods = { ...size.perPod, value: size.pods, place: null, editable: false, source: 'derived' as const };
  return launches.slice(0, 1).flatMap((launch) => {
    const builder = new LaunchBuilder(jobs, '', launch.at).switch('ray', true);
    for (const slot of ['nodes', 'gpus_per_node'] as const) {
      const bound = launch.boundOf(slot);
      if (bound?.source === 'written') builder.bound(slot, bound);
    }
    return builder.size > 0 && size.perPod ? [builder.bound('asked_per_node', size.perPod).bound('asked_nodes', pods)] : [];
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
    out.push(...onCluster(root, out, source.text));
    for (const at of clusters) {
      const cluster = nodeAt(root, at);
      if (!cluster || nodesAt(cluster, 'headGroupSpec').length === 0) continue;
      const shape = group(at, growing(cluster));
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
