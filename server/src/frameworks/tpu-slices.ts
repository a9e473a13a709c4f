import { LaunchBuilder } from './builder.ts';
import { type ConfigNode, child, descendants, nodeAt, nodesAt } from './config-tree.ts';
import { jobs } from './engines/jobs.ts';
import { numberOf } from './values.ts';

/** Topologies that one machine has whole: of v5e and v6e, and the cubes of v4, v5p and Ironwood. */
const oneHost = /^(?:1x1|2x2|2x2x1)$/;

/** What the pods of an object ask for, held against the TPU slice that their node selector names; nothing where both agree. */
export function slicesOf(root: ConfigNode): LaunchBuilder[] {
  const kind = child(root, 'kind')?.text ?? '';
  if (kind === 'JobSet') return nodesAt(root, 'spec.replicatedJobs[]').flatMap((job) => ofPods(nodeAt(job, 'template.spec'), true));
  if (kind === 'Job') return ofPods(child(root, 'spec'), true);
  return /^(?:Pod|Deployment|StatefulSet)$/.test(kind) ? ofPods(child(root, 'spec'), false) : [];
}

function ofPods(spec: ConfigNode | undefined, many: boolean): LaunchBuilder[] {
  if (!spec) return [];
  const all = descendants(spec);
  const topologies = all.filter(({ key, text }) => key === 'cloud.google.com/gke_tpu_topology' && /^\d+(?:x\d+){1,2}$/.test(text));
  const limits = all.filter(({ key, parent }) => key === 'google.com/tpu' && parent?.key === 'limits');
  const [topology, limit] = [topologies[0], limits[0]];
  const chips = numberOf(limit);
  const pods = many ? parallelism(spec) : 1;
  if (!topology || !limit || !chips || pods === undefined || topologies.length > 1 || limits.length > 1) return [];
  const slice = topology.text.split('x').reduce((size, side) => size * Number(side), 1);
  const asked = chips.value * pods;
  // pods of other objects may hold the rest of a slice of several hosts
  if (asked === slice || (!many && asked < slice && !oneHost.test(topology.text))) return [];
  const bound = { editable: false, weak: false, source: 'written' as const, inputs: [], parts: [] };
  return [
    new LaunchBuilder(jobs, '', spec.span)
      .bound('asked_chips', { ...bound, value: asked, place: chips.digits ?? limit.span })
      .bound('slice_chips', { ...bound, value: slice, place: topology.span })
      .switch('hosts', many && !oneHost.test(topology.text)),
  ];
}

/** Pods of a job that run at once: 1 where nothing is said, undefined where it cannot be told. */
function parallelism(spec: ConfigNode): number | undefined {
  const written = child(spec, 'parallelism');
  return written ? numberOf(written)?.value : 1;
}
