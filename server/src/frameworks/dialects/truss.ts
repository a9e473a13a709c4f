import { LaunchBuilder } from '../builder.ts';
import { commandLaunch, engineOf } from '../commands.ts';
import { nodeAt } from '../config-tree.ts';
import type { Dialect } from '../dialect.ts';
import { servers } from '../engines/index.ts';
import { tensorrtLlm } from '../engines/tensorrt-llm.ts';
import { acceleratorsOf, boundOf } from '../hardware.ts';
import { isFolded, scriptCommands } from '../kubernetes.ts';
import { valueOf } from '../values.ts';

export const truss: Dialect = {
  id: 'truss',
  order: 320,
  title: 'Truss',
  summary: 'The config of a Truss: `resources.accelerator` and a start command or a TensorRT-LLM build.',
  recognise: [{ keys: ['resources.accelerator', 'docker_server|trt_llm|model_name|model_metadata'] }],
  read: ({ root }, source) => {
    const out: LaunchBuilder[] = [];
    const accelerator = valueOf(nodeAt(root, 'resources.accelerator'));
    const found = accelerator.kind === 'text' ? acceleratorsOf(accelerator.text, accelerator.at) : null;
    const start = nodeAt(root, 'docker_server.start_command');
    const commands =
      start && start.text !== '' ? scriptCommands(source.text, start.span, new Map(), isFolded(source.text, start.span.start)) : [];
    const launched = commands.flatMap((command) => {
      const engine = engineOf(command, servers);
      return engine ? [commandLaunch(command, engine, '')] : [];
    });
    for (const path of ['trt_llm.runtime', 'trt_llm.build']) {
      const node = nodeAt(root, path);
      if (!node) continue;
      const builder = new LaunchBuilder(tensorrtLlm, '', node.span).map(node).map(nodeAt(node, 'patch_kwargs'));
      for (const [slot, key] of [
        ['tp', 'tensor_parallel_count'],
        ['pp', 'pipeline_parallel_count'],
      ] as const) {
        const value = nodeAt(node, key);
        if (value) builder.number(slot, valueOf(value));
      }
      if (builder.has('tp')) launched.push(builder);
    }
    for (const builder of launched) {
      if (found && launched.length === 1) {
        builder.bound('gpus', boundOf(found)).bound('gpus_per_pod', boundOf(found)).switch('single', true);
        builder.words('accelerator', { text: found.name, place: found.place });
      }
      out.push(builder);
    }
    return out;
  },
  engines: servers,
  hardware: '`resources.accelerator: H100:8`',
};
