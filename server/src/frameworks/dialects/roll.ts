import { LaunchBuilder } from '../builder.ts';
import { type ConfigNode, child, nodeAt } from '../config-tree.ts';
import type { Dialect } from '../dialect.ts';
import type { Engine } from '../engine.ts';
import { megatron } from '../engines/megatron.ts';
import { rollout } from '../engines/verl.ts';
import type { Bound } from '../launch.ts';
import { valueOf } from '../values.ts';

/** `list(range(0,32))`, `list(range(0, 8)) + list(range(16,24))`, `"[0,1,2,3]"`: how many devices. */
function devices(node: ConfigNode | undefined): Bound | undefined {
  if (!node || node.children.length > 0) return undefined;
  const { text } = node;
  if (!/^[\w\s()+,[\]-]{1,200}$/.test(text)) return undefined;
  let count = 0;
  for (const part of text.split('+')) {
    const range = /^\s*list\(range\((\d+)\s*,\s*(\d+)\)\)\s*$/.exec(part) ?? /^\s*list\(range\(()(\d+)\)\)\s*$/.exec(part);
    if (range) count += Number(range[2]) - Number(range[1] || 0);
    else if (/^\s*\[[\d,\s]*\]\s*$/.test(part)) count += part.split(',').filter((item) => /\d/.test(item)).length;
    else return undefined;
  }
  return count > 0 ? { value: count, place: node.span, editable: false, weak: false, source: 'written', inputs: [], parts: [] } : undefined;
}

const engineOf = (strategy: string): Engine | undefined =>
  /^megatron/.test(strategy) ? megatron : /^(?:vllm|sglang)/.test(strategy) ? rollout : undefined;

/** ROLL: a block per role, with its devices as Python text. */
export const roll: Dialect = {
  id: 'roll',
  order: 140,
  title: 'ROLL',
  summary: 'YAML of ROLL: every role has a strategy with an engine’s arguments and a mapping to devices.',
  recognise: [{ keys: ['actor_train.strategy_args|actor_infer.strategy_args'] }],
  read: (config) => {
    const out: LaunchBuilder[] = [];
    for (const role of config.root.children) {
      const strategy = valueOf(nodeAt(role, 'strategy_args.strategy_name'));
      const engine = strategy.kind === 'text' ? engineOf(strategy.text) : undefined;
      if (!engine) continue;
      const builder = new LaunchBuilder(engine, role.key, role.span).map(nodeAt(role, 'strategy_args.strategy_config'));
      const gpus = devices(child(role, 'device_mapping'));
      if (gpus) builder.bound('gpus', gpus);
      const model = valueOf(nodeAt(role, 'model_args.model_name_or_path') ?? nodeAt(config.root, 'pretrain'));
      if (model.kind === 'text') builder.words('model', { text: model.text, place: model.at });
      out.push(builder);
    }
    return out;
  },
  engines: [megatron, rollout],
  hardware: '`device_mapping` of each role: `list(range(0,16))`',
  silent: '`num_gpus_per_worker` is overridden by TP × PP and not looked at.',
};
