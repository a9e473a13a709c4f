import type { LaunchBuilder } from '../builder.ts';
import { embeddedConfigs, nodesAt } from '../config-tree.ts';
import type { Dialect, PodGroup } from '../dialect.ts';
import { servers } from '../engines/index.ts';
import { tensorrtLlm } from '../engines/tensorrt-llm.ts';
import { groupLaunches } from '../kubernetes.ts';
import { takeOptions } from './trtllm.ts';

/** ai-dynamo/dynamo@2a6da14c deploy/operator/api/v1alpha1/dynamocomponentdeployment_types.go:209 */
const twoNodes = { key: 'multinode', count: 2 } as const;

const groups: readonly PodGroup[] = [
  { at: 'spec.services.*', size: ['multinode.nodeCount'], sizeOf: twoNodes, gpus: ['resources.limits.gpu', 'resources.requests.gpu'] },
  { at: 'spec.components[]', size: ['multinode.nodeCount'], sizeOf: twoNodes, gpus: ['resources.limits.gpu', 'resources.requests.gpu'] },
];

/** NVIDIA Dynamo: a graph of services, each on one pod or on several nodes. */
export const dynamo: Dialect = {
  id: 'dynamo',
  order: 40,
  title: 'Dynamo',
  summary: 'DynamoGraphDeployment: services with GPUs per node and a count of nodes; engine options may stand in a ConfigMap beside it.',
  recognise: [{ kind: /^Dynamo(?:GraphDeployment|ComponentDeployment)$/ }],
  read: ({ root }, source) => {
    const out: LaunchBuilder[] = [];
    for (const group of groups) {
      for (const builder of groupLaunches(root, group, source.text, servers)) {
        if (builder.engine === tensorrtLlm)
          optionsFile(
            builder,
            source.text,
            source.siblings.flatMap((config) => nodesAt(config.root, 'data.*')),
          );
        out.push(builder);
      }
    }
    return out;
  },
  engines: servers,
  hardware: '`resources.limits.gpu` × `multinode.nodeCount` of each service',
  silent: 'Elastic expert parallelism keeps spare GPUs on purpose.',
};

/** `--extra-engine-args /configs/decode.yaml` and a ConfigMap with `decode.yaml` in the same file. */
function optionsFile(
  builder: LaunchBuilder,
  text: string,
  files: readonly { readonly key: string; readonly span: { readonly start: number; readonly end: number } }[],
): void {
  const named = builder.wordsOf('options')?.text;
  if (!named) return;
  const name = named.slice(named.lastIndexOf('/') + 1).replaceAll('-', '_');
  const file = files.find((candidate) => candidate.key === name);
  const config = file ? embeddedConfigs(text, file.span)[0] : undefined;
  if (config) takeOptions(builder, config.root);
  else builder.closed = false;
}
