import { LaunchBuilder, partValue } from '../builder.ts';
import { commandLaunch, engineOf, textOf } from '../commands.ts';
import { type ConfigNode, child, nodeAt, nodesAt } from '../config-tree.ts';
import type { Dialect } from '../dialect.ts';
import { engines, servers } from '../engines/index.ts';
import { jobs as engine } from '../engines/jobs.ts';
import { containersIn, gpusOf, groupLaunches } from '../kubernetes.ts';
import { slicesOf } from '../tpu-slices.ts';
import { numberOf, valueOf } from '../values.ts';

interface Replicas {
  readonly node: ConfigNode;
  readonly count: ReturnType<typeof numberOf> | { readonly value: number; readonly digits: null };
}

/** The parts of a job and how many pods each has; null where one count cannot be told. */
function replicasOf(root: ConfigNode): Replicas[] | null {
  const out: Replicas[] = [];
  for (const node of [...nodesAt(root, 'spec.pytorchReplicaSpecs.*'), ...nodesAt(root, 'spec.tasks[]')]) {
    const written = child(node, 'replicas');
    const count = written ? numberOf(written) : { value: 1, digits: null };
    if (!count) return null;
    out.push({ node, count });
  }
  return out;
}

/** Jobs that start processes themselves: torchrun on the pods of a PyTorchJob, mpirun on the slots of an MPIJob. */
export const k8sJobs: Dialect = {
  id: 'jobs',
  order: 80,
  title: 'PyTorchJob, MPIJob, Volcano, TrainJob',
  summary: 'Training jobs on Kubernetes: pods with GPUs, and a launcher that counts nodes and processes.',
  recognise: [{ kind: /^(?:PyTorchJob|MPIJob|TrainJob|XGBoostJob|Job|JobSet|PaddleJob)$/ }],
  read: ({ root }, source) => {
    const kind = child(root, 'kind')?.text ?? '';
    if (kind === 'MPIJob') return mpi(root, source.text);
    const parts = replicasOf(root);
    const single = kind === 'Job' && parts?.length === 0 ? nodesAt(root, 'spec.template') : [];
    const all = parts ?? [];
    const pods =
      parts === null || kind === 'TrainJob' || kind === 'JobSet'
        ? undefined
        : all.length > 0
          ? all.reduce((sum, part) => sum + (part.count?.value ?? 0), 0)
          : undefined;
    const out: LaunchBuilder[] = [...gang(root, all), ...trainer(root), ...slicesOf(root)];
    for (const node of [...all.map((part) => part.node), ...single]) {
      for (const container of containersIn(node, source.text)) {
        const gpus = gpusOf(container.node);
        for (const command of container.commands) {
          const found = engineOf(command, engines);
          const launcher = commandLaunch(command, engine, child(node, 'name')?.text ?? node.key);
          const each = nodeAt(root, 'spec.nprocPerNode');
          // the operator hands it to torchrun as PET_NPROC_PER_NODE
          if (each && !launcher.has('gpus_per_node') && /\btorchrun\b|torch\.distributed\.(?:run|launch)/.test(textOf(command)))
            launcher.number('gpus_per_node', valueOf(each));
          if (launcher.size > 0) {
            if (gpus) launcher.bound('gpus_per_pod', gpus);
            if (pods !== undefined && pods > 1) launcher.podsOf(pods);
            // an elastic job takes what it gets
            if (!child(child(root, 'spec') ?? root, 'elasticPolicy')) out.push(launcher);
          }
          if (found && found !== engine && !servers.includes(found)) {
            const builder = commandLaunch(command, found, child(node, 'name')?.text ?? node.key);
            if (single.length > 0 && gpus && !builder.has('nodes') && !builder.has('gpus_per_node'))
              builder.bound('gpus', gpus).bound('gpus_per_pod', gpus);
            out.push(builder);
          }
        }
      }
    }
    // a server in a plain job runs as it does in any other workload
    if (single.length > 0) out.push(...groupLaunches(root, { at: 'spec' }, source.text, servers));
    return out;
  },
  engines: [engine, ...servers],
  hardware: 'limits of a pod × the replicas of its part',
};

/** The processes that a TrainJob starts on each node, and the GPUs of one (kubeflow/trainer). */
function trainer(root: ConfigNode): LaunchBuilder[] {
  const node = nodeAt(root, 'spec.trainer');
  const each = node && child(node, 'numProcPerNode');
  const gpus = node && gpusOf(node, 'resourcesPerNode');
  if (!each || !gpus) return [];
  return [new LaunchBuilder(engine, '', node.span).number('gpus_per_node', valueOf(each)).bound('gpus_per_pod', gpus)];
}

/** The pods that Volcano starts together or not at all, beside those that there are. */
function gang(root: ConfigNode, tasks: readonly Replicas[]): LaunchBuilder[] {
  const least = nodeAt(root, 'spec.minAvailable');
  if (!least || nodeAt(root, 'spec.tasks') === undefined || tasks.some(({ node }) => !child(node, 'replicas'))) return [];
  const pods = tasks.reduce((sum, { count }) => sum + (count?.value ?? 0), 0);
  return [new LaunchBuilder(engine, '', root.span).number('min_available', valueOf(least)).podsOf(pods)];
}

function mpi(root: ConfigNode, text: string): LaunchBuilder[] {
  const builder = new LaunchBuilder(engine, '', root.span);
  const slots = nodeAt(root, 'spec.slotsPerWorker');
  if (slots) builder.number('slots_per_worker', valueOf(slots));
  const workers = nodeAt(root, 'spec.mpiReplicaSpecs.Worker.replicas');
  if (workers) builder.number('pods', valueOf(workers));
  const launcher = nodeAt(root, 'spec.mpiReplicaSpecs.Launcher');
  // the launcher may run processes itself
  const alsoLauncher = nodeAt(root, 'spec.runLauncherAsWorker')?.text === 'true';
  for (const container of launcher && !alsoLauncher ? containersIn(launcher, text) : []) {
    for (const command of container.commands) {
      if (!/\bmpi(?:run|exec)\b/.test(textOf(command)) || /oversubscribe|--host\b|-H\b/.test(textOf(command))) continue;
      const at = command.words.findIndex((word) => /^-{1,2}(?:np|n)$/.test(word.text));
      const value = command.words[at + 1];
      if (at >= 0 && value) builder.number('processes', partValue(value, 0));
    }
  }
  return builder.size > 1 ? [builder] : [];
}
