import type { LaunchBuilder } from '../builder.ts';
import { child, nodeAt } from '../config-tree.ts';
import type { Dialect } from '../dialect.ts';
import { engines } from '../engines/index.ts';
import { alternatives } from '../hardware.ts';
import { environmentOf, isFolded, scriptCommands } from '../kubernetes.ts';
import { literal, type Word } from '../shell.ts';
import { numberOf } from '../values.ts';

/** SkyPilot: accelerators per node, nodes, and a script that sees both in its environment. */
export const skypilot: Dialect = {
  id: 'skypilot',
  order: 330,
  title: 'SkyPilot',
  summary: 'A SkyPilot task: `resources.accelerators`, `num_nodes` and a script under `run`.',
  recognise: [{ keys: ['resources.accelerators|resources.any_of|resources.cloud|resources.infra|resources.ordered', 'run|setup|service'] }],
  read: ({ root }, source) => {
    const run = child(root, 'run');
    if (!run || run.text === '') return [];
    const choices = alternatives(nodeAt(root, 'resources.accelerators'));
    const nodesAt = child(root, 'num_nodes');
    const nodes = nodesAt ? numberOf(nodesAt) : undefined;
    const environment = new Map<string, Word>(environmentOf(root));
    const perNode = choices && new Set(choices.map(({ count }) => count)).size === 1 ? choices[0] : undefined;
    if (perNode?.counted)
      environment.set('SKYPILOT_NUM_GPUS_PER_NODE', { ...literal(String(perNode.count), perNode.place.start), at: perNode.place });
    if (nodes?.digits) environment.set('SKYPILOT_NUM_NODES', literal(String(nodes.value), nodes.digits.start));
    else if (!nodesAt)
      environment.set('SKYPILOT_NUM_NODES', { text: '1', unknown: false, pieces: [{ text: '1', start: -1, soft: false }], at: run.span });
    const commands = scriptCommands(source.text, run.span, environment, isFolded(source.text, run.span.start));
    const found = commands.flatMap((command) => source.launch(command, '').map((builder) => ({ command, builder })));
    const out: LaunchBuilder[] = [];
    for (const { command, builder } of found) {
      const picked = [...command.environment.keys()].includes('CUDA_VISIBLE_DEVICES') || /CUDA_VISIBLE_DEVICES/.test(run.text);
      const servers = found.filter((other) => other.builder.engine.id === builder.engine.id).length;
      if (choices?.every(({ counted }) => counted) && !picked && servers === 1 && (!nodesAt || nodes)) {
        const count = nodes?.value ?? 1;
        const options = choices.map((choice) => choice.count * count);
        const first = choices[0];
        if (first) {
          const single = count === 1 && choices.length === 1;
          builder.bound('gpus', {
            value: Math.max(...options),
            place: single ? first.place : null,
            editable: single,
            weak: false,
            source: 'derived',
            inputs: [],
            parts: choices.map((choice) => ({ name: `${choice.name}:${choice.count}`, place: choice.place })),
          });
          builder.room([...new Set(options)]);
          if (count > 1) builder.podsOf(count);
          // a word about the degree in the script says that it is meant
          builder.switch('single', count === 1 && options.length === 1 && !/#[^\n]*(?:\btp\b|tensor|GPUs?\b)/i.test(run.text));
          builder.switch('joins', /\bray (?:start|status)\b|run_cluster/.test(run.text));
          const kinds = new Set(choices.map(({ name }) => name));
          if (kinds.size === 1) builder.words('accelerator', { text: first.name, place: first.place });
        }
      }
      out.push(builder);
    }
    return out;
  },
  engines,
  hardware: '`resources.accelerators: H100:8` × `num_nodes`; of several choices the largest',
  silent: 'Scripts that pick GPUs by `CUDA_VISIBLE_DEVICES`, and files with several engines.',
};
