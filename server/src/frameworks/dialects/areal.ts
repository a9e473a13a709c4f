import { span } from '../../text/span.ts';
import { LaunchBuilder } from '../builder.ts';
import { type ConfigNode, child, nodeAt } from '../config-tree.ts';
import type { Dialect } from '../dialect.ts';
import type { Engine } from '../engine.ts';
import { areal as engine } from '../engines/areal.ts';
import type { Slot } from '../slots.ts';
import { numberOf, valueOf } from '../values.ts';

const letters: Readonly<Record<string, Slot>> = { d: 'dp', p: 'pp', t: 'tp', c: 'cp', e: 'ep' };

/** `megatron:d4p2t2e4`: a letter and its degree, over and over. The form with `attn:` and `ffn:` has two rows and is left alone. */
function backend(text: string, start: number, name: string, engines: Engine): LaunchBuilder | undefined {
  const match = /^(?:(?:fsdp|megatron|archon|sglang|vllm):)?((?:[dptce]\d{1,5})+)$/.exec(text);
  if (!match?.[1]) return undefined;
  const builder = new LaunchBuilder(engines, name, span(start, start + text.length));
  // a degree that the text leaves out is one
  builder.started = { dp: 1, pp: 1, tp: 1, cp: 1 };
  let at = start + text.length - match[1].length;
  for (const [whole, letter = '', digits = ''] of match[1].matchAll(/([dptce])(\d+)/g)) {
    const slot = letters[letter];
    const place = span(at + 1, at + whole.length);
    if (slot) builder.number(slot, { kind: 'number', written: { value: Number(digits), digits: place, at: place, soft: false } });
    at += whole.length;
  }
  return builder;
}

/** `sglang:d4p1t1+megatron:d4p2t1`: generation and training on GPUs of their own; the second has what the first leaves. */
function allocation(node: ConfigNode | undefined): LaunchBuilder[] {
  if (!node || node.children.length > 0) return [];
  const [first = '', second, ...more] = node.text.split('+');
  const rollout = backend(first, node.span.start, 'rollout', engine);
  if (!rollout || more.length > 0) return [];
  if (second === undefined) return [rollout];
  const actor = backend(second, node.span.start + first.length + 1, 'actor', engine);
  if (!actor) return [];
  const { dp, pp, tp, cp } = Object.fromEntries(
    (['dp', 'pp', 'tp', 'cp'] as const).map((slot) => [slot, rollout.build().value(slot) ?? 1]),
  ) as Record<'dp' | 'pp' | 'tp' | 'cp', number>;
  actor.bound('generation_gpus', {
    value: dp * pp * tp * cp,
    place: null,
    editable: false,
    weak: false,
    source: 'derived',
    inputs: [],
    parts: [{ name: first, place: span(node.span.start, node.span.start + first.length) }],
  });
  return [rollout, actor];
}

/** AReaL: compact strings of degrees, on a cluster that trainer and rollout share or split. */
export const areal: Dialect = {
  id: 'areal',
  order: 150,
  title: 'AReaL',
  summary:
    'YAML of AReaL: `rollout.backend` and `actor.backend` as `engine:d4p1t2`, or both in `allocation_mode`, `cluster` with the nodes.',
  recognise: [{ keys: ['cluster.n_gpus_per_node', 'actor.backend|rollout.backend|allocation_mode'] }],
  read: ({ root }) => {
    const out: LaunchBuilder[] = [];
    const own = ['rollout', 'actor', 'critic'].flatMap((name) => {
      const node = nodeAt(root, `${name}.backend`);
      return node && node.children.length === 0 ? (backend(node.text, node.span.start, name, engine) ?? []) : [];
    });
    for (const builder of [...own, ...allocation(nodeAt(root, 'allocation_mode'))]) {
      const { name } = builder;
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
  commands: [/\bareal\.launcher\.\w+/, /\sallocation_mode=\w+:/],
  engines: [engine],
  hardware: '`cluster.n_nodes` × `cluster.n_gpus_per_node`',
  silent: 'Rows of their own for attention and experts (`attn:…|ffn:…`) are left alone: EP multiplies in the second.',
};
