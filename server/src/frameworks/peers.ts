import type { LaunchBuilder } from './builder.ts';
import type { Slot } from './slots.ts';

/**
 * Launches of one document that speak of one another: the two roles of a disaggregated server, a trainer and the launcher's config beside it.
 * Told only where there is one of each.
 */
export function joinPeers(builders: readonly LaunchBuilder[]): void {
  joinRoles(builders);
  joinLauncher(builders);
  joinDeepspeed(builders);
  joinStarter(builders);
  joinJob(builders);
}

/** Prefill and decode of SGLang: what decode has to share with prefill. */
function joinRoles(builders: readonly LaunchBuilder[]): void {
  const servers = builders.filter(({ engine }) => engine.id === 'sglang');
  const of = (mode: string) => servers.filter((builder) => builder.wordsOf('role')?.text === mode);
  const [prefill, ...morePrefill] = of('prefill');
  const [decode, ...moreDecode] = of('decode');
  if (!prefill || !decode || morePrefill.length > 0 || moreDecode.length > 0) return;
  if (prefill.wordsOf('model')?.text !== decode.wordsOf('model')?.text) return;
  share(prefill, 'page_size', decode, 'peer_page');
  share(prefill, 'tp', decode, 'peer_tp');
}

/** A trainer of Hugging Face and the config of Accelerate that starts it. */
function joinLauncher(builders: readonly LaunchBuilder[]): void {
  const launchers = builders.filter(({ engine }) => engine.id === 'accelerate');
  const trainers = builders.filter(({ engine }) => engine.id === 'hf-trainer');
  const [launcher] = launchers;
  const [trainer] = trainers;
  if (!launcher || !trainer || launchers.length > 1 || trainers.length > 1) return;
  if (!trainer.has('gpus')) share(launcher, 'gpus', trainer, 'gpus');
  share(launcher, 'grad_accum', trainer, 'engine_steps');
}

/** A trainer of Hugging Face and the config of DeepSpeed that it is handed. */
function joinDeepspeed(builders: readonly LaunchBuilder[]): void {
  const [config, ...more] = builders.filter(({ engine }) => engine.id === 'deepspeed');
  const trainers = builders.filter(({ engine }) => engine.id === 'hf-trainer');
  const [trainer] = trainers;
  if (!config || !trainer || more.length > 0 || trainers.length > 1 || !trainer.wordsOf('deepspeed')) return;
  if (!trainer.has('engine_steps')) share(config, 'grad_accum', trainer, 'engine_steps');
  if (!trainer.has('engine_batch')) share(config, 'micro_batch', trainer, 'engine_batch');
}

/** DeepSpeed’s launcher and the config that it hands to a script: the GPUs of the one are the other’s. */
function joinStarter(builders: readonly LaunchBuilder[]): void {
  const all = builders.filter(({ engine }) => engine.id === 'deepspeed');
  const configs = all.filter((builder) => builder.has('global_batch') || builder.has('micro_batch'));
  const starters = all.filter((builder) => builder.has('gpus_per_node'));
  const [[config], [starter]] = [configs, starters];
  if (!config || !starter || config === starter || configs.length > 1 || starters.length > 1 || all.length > 2) return;
  for (const slot of ['global_batch', 'micro_batch', 'grad_accum'] as const) if (!starter.has(slot)) share(config, slot, starter, slot);
}

/** A job that is submitted with a config of NeMo-RL beside it: the cluster of the config is the job's. */
function joinJob(builders: readonly LaunchBuilder[]): void {
  const submitted = builders.filter((builder) => builder.engine.id === 'jobs' && !started.some((slot) => builder.has(slot)));
  const policies = builders.filter(({ engine }) => engine.id.startsWith('nemo-rl-'));
  const [job] = submitted;
  const [policy] = policies;
  if (!job || !policy || submitted.length > 1) return;
  for (const slot of ['nodes', 'gpus_per_node'] as const)
    if (policies.every((other) => other.value(slot) === policy.value(slot))) share(policy, slot, job, slot);
}

const started = ['nodes', 'gpus_per_node', 'gpus'] as const;

function share(from: LaunchBuilder, slot: Slot, to: LaunchBuilder, as: Slot): void {
  const bound = from.boundOf(slot);
  if (bound) to.bound(as, { ...bound, editable: false });
}
