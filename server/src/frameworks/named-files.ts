import type { LaunchBuilder } from './builder.ts';
import { textOf } from './commands.ts';
import { type ConfigNode, nodeAt } from './config-tree.ts';
import { takeOptions } from './dialects/trtllm.ts';
import type { Command } from './shell.ts';
import type { Slot } from './slots.ts';
import { valueOf } from './values.ts';

/** A file that a command names, as a configuration; undefined where it cannot be had. */
export type Lookup = (name: string) => ConfigNode | undefined;

/** Paths of a named file that give a slot, where the command itself does not. */
type Numbers = Readonly<Partial<Record<Slot, readonly string[]>>>;

/** The config of `accelerate launch`: all processes together, and the steps that DeepSpeed is told. */
const launcherNumbers: Numbers = {
  gpus: ['num_processes'],
  nodes: ['num_machines'],
  engine_steps: ['deepspeed_config.gradient_accumulation_steps'],
};

/** The config of DeepSpeed that a trainer is handed. */
const deepspeedNumbers: Numbers = {
  engine_steps: ['gradient_accumulation_steps'],
  engine_batch: ['train_micro_batch_size_per_gpu'],
  zero_stage: ['zero_optimization.stage'],
};

/** The same where DeepSpeed itself is all that is known of the launch. */
const engineNumbers: Numbers = {
  global_batch: ['train_batch_size'],
  micro_batch: ['train_micro_batch_size_per_gpu'],
  grad_accum: ['gradient_accumulation_steps'],
  zero_stage: ['zero_optimization.stage'],
};

/** A recipe of TRL’s scripts. */
const recipeNumbers: Numbers = {
  micro_batch: ['per_device_train_batch_size'],
  grad_accum: ['gradient_accumulation_steps'],
  generations: ['num_generations'],
  generation_steps: ['steps_per_generation'],
  generation_batch: ['generation_batch_size'],
};

/** The value of a flag on a command line; of several the last. */
function flag(command: Command, name: RegExp): string | undefined {
  let found: string | undefined;
  for (const [index, word] of command.words.entries()) {
    const match = name.exec(word.text);
    if (!match) continue;
    const value = match[1] === undefined ? command.words[index + 1] : word;
    if (value && !value.unknown) found = match[1] ?? value.text;
  }
  return found;
}

function take(builder: LaunchBuilder, root: ConfigNode, numbers: Numbers): void {
  for (const [slot, paths] of Object.entries(numbers)) {
    if (builder.has(slot as Slot)) continue;
    for (const path of paths ?? []) {
      const node = nodeAt(root, path);
      if (node) builder.number(slot as Slot, valueOf(node));
    }
  }
}

/** What the files that a command names say of its launch. */
export function takeNamedFiles(builder: LaunchBuilder, command: Command, lookup: Lookup): void {
  const file = (name: string | undefined): ConfigNode | undefined => (name === undefined ? undefined : lookup(name));
  if (builder.engine.id === 'tensorrt-llm') {
    const named = builder.wordsOf('options')?.text;
    const root = file(named);
    if (root) takeOptions(builder, root);
    else if (named !== undefined) builder.closed = false;
    return;
  }
  if (/\baccelerate launch\b/.test(textOf(command))) {
    const root = file(flag(command, /^--config[-_]file(?:=(.*))?$/));
    if (root) take(builder, root, launcherNumbers);
  }
  const deepspeed = file(flag(command, /^--deepspeed(?:_config)?(?:=(.*))?$/));
  if (deepspeed && builder.engine.id === 'deepspeed') take(builder, deepspeed, engineNumbers);
  if (builder.engine.id !== 'hf-trainer' && builder.engine.id !== 'llama-factory') return;
  if (deepspeed) take(builder, deepspeed, deepspeedNumbers);
  const recipe = file(flag(command, /^--config(?:=(.*))?$/));
  if (recipe) take(builder, recipe, recipeNumbers);
}
