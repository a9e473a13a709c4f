import { span } from '../../text/span.ts';
import { LaunchBuilder } from '../builder.ts';
import { child, type ConfigNode, nodeAt } from '../config-tree.ts';
import type { Dialect } from '../dialect.ts';
import type { Engine } from '../engine.ts';
import { areal as engine } from '../engines/areal.ts';
import { numberOf, valueOf } from '../values.ts';
import type { Slot } from '../slots.ts';

const letters: Readonly<Record<string, Slot>> = { d: 'dp', p: 'pp', t: 'tp', c: 'cp', e: 'ep' };

/** `megatron:d4p2t2e4`: a letter and its degree, over and over. The form with `attn:` and `ffn:` has two rows and is left alone. */
function backend(node: ConfigNode | undefined, name: string, engines: Engine): LaunchBuilder | undefined {
  if (!node || node.children.length > 0) return undefined;
  const match = /^(?:fsdp|megatron|archon|sglang|vllm):((?:[dptce]\d{1,5})+)$/.exec(node.text);
  if (!match?.[1]) return undefined;
  const builder = new LaunchBuilder(engines, name, node.span);
  let at = node.span.start + node.text.length - match[1].length;
  for (const [whole, letter = '', digits = ''] of match[1].matchAll(/([dptce])(\d+)/g)) {
    const slot = letters[letter];
    const place = span(at + 1, at + whole.length);
    if (slot) builder.number(slot, { kind: 'number', written: { value: Number(digits), digits: place, at: place, soft: false } });
    at += whole.length;
  }
  return builder;
}

/** AReaL: compact strings of degrees, on a cluster that trainer and rollout share or split. */
export const areal: Dialect = {
  id: 'areal',
  title: 'AReaL',
  summary: 'YAML of AReaL: `rollout.backend` and `actor.backend` as `engine:d4p1t2`, `cluster` with the nodes.',
  recognise: [{ keys: ['cluster.n_gpus_per_node', 'actor.backend|rollout.backend|allocation_mode'] }],
  read: ({ root }) => {
    const out: LaunchBuilder[] = [];
    for (const name of ['rollout', 'actor', 'critic']) {
      const builder = backend(nodeAt(root, `${name}.backend`), name, engine);
      if (!builder) continue;
      const model = valueOf(nodeAt(root, `${name}.path`) ?? nodeAt(root, 'actor.path'));
      if (model.kind === 'text') builder.words('model', { text: model.text, place: model.at });
      const cluster = child(root, 'cluster');
      const nodes = cluster && numberOf(child(cluster, 'n_nodes'));
      const perNode = cluster && numberOf(child(cluster, 'n_gpus_per_node'));
      if (nodes) builder.number('nodes', { kind: 'number', written: nodes });
      if (perNode) builder.number('gpus_per_node', { kind: 'number', written: perNode });
      out.push(builder);
    }
    return out;
  },
  engines: [engine],
  hardware: '`cluster.n_nodes` × `cluster.n_gpus_per_node`',
  silent: 'Rows of their own for attention and experts (`attn:…|ffn:…`) are left alone: EP multiplies in the second.',
};
