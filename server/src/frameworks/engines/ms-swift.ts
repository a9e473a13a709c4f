import type { Engine } from '../engine.ts';
import { megatron } from './megatron.ts';

const foreign: ReadonlySet<string> = new Set(['no-steps', 'rollout-batch', 'rollout-steps', 'colocated-nodes', 'dataset-micro']);

/** ms-swift’s `megatron sft`: Megatron-Core with Megatron’s names, and a default of its own for the TP of experts. */
export const msSwift: Engine = {
  ...megatron,
  id: 'ms-swift',
  title: 'ms-swift',
  programs: [/\bmegatron (?:sft|pt|rlhf)(?= |$)/, /\b_megatron\/(?:sft|pt|rlhf)\.py\b/],
  signature: [],
  words: { model: ['model'] },
  // modelscope/ms-swift@006938be swift/megatron/arguments/megatron_args.py
  defaults: { tp: 1, pp: 1, cp: 1, ep: 1, etp: 1 },
  derived: (megatron.derived ?? []).filter(({ slot, from }) => slot !== 'etp' || from[0] !== 'tp'),
  // slime’s rules are about its own arguments, the bridge’s about its data
  constraints: megatron.constraints.filter(({ id }) => !foreign.has(id)),
  undecidable: [],
};
