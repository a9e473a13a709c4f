import type { LaunchBuilder } from '../builder.ts';
import { child, nodeAt } from '../config-tree.ts';
import type { Dialect } from '../dialect.ts';
import { engines } from '../engines/index.ts';
import { acceleratorsOf, boundOf } from '../hardware.ts';
import { environmentOf, scriptCommands } from '../kubernetes.ts';
import { numberOf, valueOf } from '../values.ts';

export const dstack: Dialect = {
  id: 'dstack',
  order: 340,
  title: 'dstack',
  summary: 'A dstack task or service: `resources.gpu`, `nodes`, a list of commands.',
  recognise: [{ keys: ['type', 'commands', 'resources.gpu'] }],
  read: ({ root }, source) => {
    const out: LaunchBuilder[] = [];
    const gpu = valueOf(nodeAt(root, 'resources.gpu'));
    const found = gpu.kind === 'text' ? acceleratorsOf(gpu.text, gpu.at) : null;
    const nodes = child(root, 'nodes') ? numberOf(child(root, 'nodes')) : undefined;
    for (const item of child(root, 'commands')?.children ?? []) {
      for (const command of scriptCommands(source.text, item.span, environmentOf(root), false)) {
        for (const builder of source.launch(command, '')) {
          if (found?.counted && !child(root, 'nodes')) {
            builder.bound('gpus', boundOf(found)).switch('single', true);
            builder.words('accelerator', { text: found.name, place: found.place });
          } else if (found?.counted && nodes) {
            const parts = [
              { name: `${found.count} GPUs per node`, place: found.place },
              ...(nodes.digits ? [{ name: `${nodes.value} nodes`, place: nodes.digits }] : []),
            ];
            builder.bound('gpus', {
              value: found.count * nodes.value,
              place: null,
              editable: false,
              weak: false,
              source: 'derived',
              inputs: [],
              parts,
            });
          }
          out.push(builder);
        }
      }
    }
    return out;
  },
  engines,
  hardware: '`resources.gpu: H100:8` × `nodes`',
};
