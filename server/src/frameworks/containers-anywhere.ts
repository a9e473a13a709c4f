import type { LaunchBuilder } from './builder.ts';
import { commandLaunch, engineOf } from './commands.ts';
import { type ConfigNode, child, descendants, nodeAt } from './config-tree.ts';
import { selectedAccelerator } from './devices.ts';
import type { Engine } from './engine.ts';
import { containerOf, gpusOf } from './kubernetes.ts';

/** As many containers as anybody puts into the values of one chart. */
const most = 60;

/**
 * Containers in the values of a chart that no dialect knows: a map with an image, arguments and mostly resources, wherever it stands. What
 * makes pods of them is the chart's own, so that only a single engine in it is held against its GPUs.
 */
export function containersAnywhere(root: ConfigNode, text: string, servers: readonly Engine[]): LaunchBuilder[] {
  const found = [root, ...descendants(root)]
    .filter((node) => child(node, 'image') !== undefined && (child(node, 'args') ?? child(node, 'command')) !== undefined)
    .slice(0, most);
  const out: { node: ConfigNode; builder: LaunchBuilder }[] = [];
  for (const node of found) {
    const container = containerOf(node, text);
    const image = container.image || (nodeAt(node, 'image.repository')?.text ?? '');
    for (const command of container.commands) {
      const bare = command.words[0]?.text.startsWith('-') ?? false;
      const engine = engineOf(command, servers) ?? (bare ? servers.find((candidate) => candidate.image?.test(`${image}:`)) : undefined);
      if (engine) out.push({ node, builder: commandLaunch(command, engine, node.key) });
    }
  }
  const [only] = out;
  const gpus = only && out.length === 1 ? gpusOf(only.node) : undefined;
  if (only && gpus) only.builder.bound('gpus', gpus).bound('gpus_per_pod', gpus);
  const selected = selectedAccelerator(root);
  if (only && selected && out.length === 1 && !only.builder.wordsOf('accelerator')) only.builder.words('accelerator', selected);
  return out.map(({ builder }) => builder);
}
