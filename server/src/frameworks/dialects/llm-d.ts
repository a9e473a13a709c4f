import { LaunchBuilder } from '../builder.ts';
import { commandLaunch, engineOf } from '../commands.ts';
import { type ConfigNode, child, nodeAt, nodesAt } from '../config-tree.ts';
import type { Dialect } from '../dialect.ts';
import { servers } from '../engines/index.ts';
import { kserve as engine } from '../engines/kserve.ts';
import { containersIn, gpusOf, isFolded, scriptCommands } from '../kubernetes.ts';
import { valueOf } from '../values.ts';

const roles = ['prefill', 'decode'] as const;

/** llm-d's modelservice chart: degrees under `parallelism`, engines in the containers. */
export const llmD: Dialect = {
  id: 'llm-d',
  order: 310,
  title: 'llm-d',
  summary: 'Helm values of the llm-d modelservice chart: `prefill` and `decode` with `parallelism` and containers.',
  recognise: [
    { keys: ['decode.parallelism|prefill.parallelism|decode.containers|prefill.containers', 'modelArtifacts|routing|multinode'] },
    { keys: ['scenario'], without: ['services'] },
  ],
  read: ({ root }, source) => {
    const out: LaunchBuilder[] = [];
    for (const top of [root, ...nodesAt(root, 'scenario[]')]) {
      for (const name of roles) {
        const role = child(top, name);
        if (!role) continue;
        const model = valueOf(nodeAt(top, 'modelArtifacts.name') ?? nodeAt(top, 'common.model.name'));
        const containers = containersIn(role, source.text);
        const parallelism = child(role, 'parallelism');
        const commands = containers.flatMap((container) => container.commands.map((command) => ({ command, container })));
        const custom = nodeAt(role, 'vllm.customCommand');
        if (custom && custom.text !== '')
          for (const command of scriptCommands(source.text, custom.span, new Map(), isFolded(source.text, custom.span.start)))
            commands.push({ command, container: { node: role, name, commands: [], environment: new Map(), image: '' } });
        if (parallelism) {
          const spread = child(parallelism, 'workers') ?? child(parallelism, 'pipeline') ?? child(parallelism, 'data');
          const many = spread !== undefined || !/^(?:false|)$/i.test(child(top, 'multinode')?.text ?? '');
          out.push(withModel(degrees(parallelism, role, name, containers[0]?.node).switch('multi_node', many), model));
        }
        for (const { command, container } of commands) {
          const found = engineOf(command, servers);
          if (!found) continue;
          const builder = commandLaunch(command, found, name);
          const gpus = gpusOf(container.node);
          if (gpus && containers.length === 1 && !parallelism) builder.bound('gpus', gpus).bound('gpus_per_pod', gpus);
          if (parallelism || valueOf(child(top, 'multinode')).kind !== 'none') builder.closed = false;
          out.push(withModel(builder, model));
        }
      }
    }
    return out;
  },
  engines: [engine, ...servers],
  hardware: 'tensor × dataLocal GPUs per pod, which the chart asks for itself; limits where they are written',
  silent: 'Sizes that the environment computes (`$LWS_GROUP_SIZE`) are not known.',
};

function degrees(parallelism: ConfigNode, role: ConfigNode, name: string, container: ConfigNode | undefined): LaunchBuilder {
  const builder = new LaunchBuilder(engine, name, role.span);
  for (const [slot, key] of [
    ['tp', 'tensor'],
    ['dp_local', 'dataLocal'],
  ] as const) {
    const value = child(parallelism, key);
    if (value) builder.number(slot, valueOf(value));
  }
  // `data` is set by the groups of pods, whose number the chart works out
  builder.number('dp', { kind: 'unknown' });
  const gpus = container && gpusOf(container);
  if (gpus) builder.bound('gpus_per_pod', gpus);
  return builder;
}

function withModel(builder: LaunchBuilder, model: ReturnType<typeof valueOf>): LaunchBuilder {
  if (model.kind === 'text' && !builder.wordsOf('model')) builder.words('model', { text: model.text, place: model.at });
  return builder;
}
