import type { Span } from '../text/span.ts';
import { LaunchBuilder, partValue } from './builder.ts';
import { countStarted, textOf } from './commands.ts';
import { shownDevices } from './devices.ts';
import { jobs } from './engines/jobs.ts';
import { type Lookup, takeNamedFiles } from './named-files.ts';
import type { Command, Script, Word } from './shell.ts';
import { type SlurmRequest, sbatchRequest } from './slurm.ts';

/** What launchers start, held against what the job asks Slurm for: in the header of the script, or by `sbatch` beside a command for it. */
export function againstJob(
  scripts: readonly Script[],
  commands: readonly Command[],
  job: SlurmRequest | undefined,
  lookup: Lookup,
  launches: readonly LaunchBuilder[] = [],
): LaunchBuilder[] {
  const submitted = commands.map(sbatchRequest).filter((request) => request !== undefined);
  const request = job ?? (submitted.length === 1 ? submitted[0] : undefined);
  if (!request) return [];
  const out: LaunchBuilder[] = [];
  // a script of the scheduler's own: what it runs stands in a config beside it
  const [submission] = job ? [] : commands.filter((command) => sbatchRequest(command) !== undefined);
  if (submission && !scripts.some(({ variables }) => variables.has('COMMAND'))) {
    const builder = new LaunchBuilder(jobs, '', submission.at);
    asked(builder, request);
    out.push(builder);
  }
  const held = (builder: LaunchBuilder): void => {
    if (builder.size === 0) return;
    asked(builder, request);
    out.push(builder);
  };
  // what stands behind `salloc` runs in what it was given
  const given = job
    ? commands
    : commands.slice(commands.findIndex((command) => /(?:^|\s)salloc\s/.test(textOf(command))) + 1 || commands.length);
  for (const command of given) {
    const builder = new LaunchBuilder(jobs, '', command.at);
    countStarted(builder, command);
    takeNamedFiles(builder, command, lookup);
    builder.defaults = {};
    if (builder.size > 0) held(builder);
    else held(ofCluster(command.words, command.at));
  }
  // trainers that hand their GPUs to Ray count them in their own keys
  for (const launch of job && out.length === 0 ? launches : []) {
    const builder = new LaunchBuilder(jobs, '', launch.at).switch('ray', true);
    for (const slot of ['nodes', 'gpus_per_node'] as const) {
      const bound = launch.boundOf(slot);
      if (bound?.source === 'written') builder.bound(slot, bound);
    }
    held(builder);
  }
  for (const script of scripts) {
    // the command that a job's own script runs
    const words = script.variables.get('COMMAND');
    const [first] = words ?? [];
    if (!words || !first) continue;
    held(ofCluster(words, first.at));
  }
  return out;
}

/** What a trainer of NeMo-RL is told of its cluster: `cluster.num_nodes=2`. */
function ofCluster(words: readonly Word[], at: Span): LaunchBuilder {
  const builder = new LaunchBuilder(jobs, '', at);
  for (const word of words) {
    const match = /^(?:\+{0,2})cluster\.(num_nodes|gpus_per_node)=/.exec(word.text);
    if (match?.[1]) builder.number(match[1] === 'num_nodes' ? 'nodes' : 'gpus_per_node', partValue(word, match[0].length));
  }
  return builder.switch('ray', true);
}

/** Launchers that start a process for each device; DeepSpeed sets the variable itself. */
const perDevice = /\b(?:torchrun|torch\.distributed\.(?:run|launch)|accelerate launch|(?:swift|megatron) (?:rlhf|sft|pt))\b/;

/** What a launcher starts on a node, held against the devices that its command is shown: `CUDA_VISIBLE_DEVICES=0,1`. */
export function againstShown(commands: readonly Command[], lookup: Lookup): LaunchBuilder[] {
  return commands.flatMap((command) => {
    const devices = perDevice.test(textOf(command)) ? shownDevices(command) : undefined;
    if (!devices) return [];
    const builder = new LaunchBuilder(jobs, '', command.at);
    countStarted(builder, command);
    builder.defaults = {};
    // Accelerate counts the processes of all machines
    if (/\baccelerate launch\b/.test(textOf(command))) takeNamedFiles(builder, command, lookup);
    const all = builder.boundOf('gpus');
    if (all && (builder.value('nodes') ?? 1) === 1) builder.forget('gpus').bound('gpus_per_node', all);
    return builder.has('gpus_per_node') ? [builder.bound('shown_devices', devices)] : [];
  });
}

/** Lightning's trainers, by its names for their hardware; torchrun starts their processes itself. */
const lightning = /\bsrun\b(?!.*\b(?:torchrun|torch\.distributed)\b)(?!.*\s(?:-n|-N|--ntasks\S*|--nodes)\b).*\strainer\.devices=/;

/** Processes of Lightning under `srun`: one task of Slurm for each of its devices. */
export function againstTasks(
  started: readonly { readonly command: Command; readonly builder: LaunchBuilder }[],
  job: SlurmRequest | undefined,
): LaunchBuilder[] {
  const found = started.filter(({ command }) => lightning.test(textOf(command)));
  const tasks = job?.tasksPerNode;
  if (!job || found.length === 0 || (tasks && (tasks.pieces[0]?.start ?? -1) < 0)) return [];
  return found.flatMap(({ command, builder: trainer }) => {
    const builder = new LaunchBuilder(jobs, '', command.at).switch('lightning', true);
    for (const slot of ['nodes', 'gpus_per_node'] as const) {
      const bound = trainer.boundOf(slot);
      if (bound?.source === 'written') builder.bound(slot, bound);
    }
    if (builder.size === 0) return [];
    if (tasks) builder.number('tasks_per_node', partValue(tasks, 0));
    if (job.nodes) builder.number('asked_nodes', partValue(job.nodes, 0));
    return [builder];
  });
}

/** What torchrun starts for a trainer of Lightning whose config, in the same text, says what it is started on. */
export function againstLightning(command: Command, config: LaunchBuilder | undefined): LaunchBuilder[] {
  const text = textOf(command);
  if (!/\b(?:torchrun|torch\.distributed\.run)\b/.test(text) || !/\bmegatron_\w+\.py\b|\strainer\./.test(text)) return [];
  const launcher = new LaunchBuilder(jobs, '', command.at).switch('elastic_env', true);
  countStarted(launcher, command);
  const processes = launcher.boundOf('gpus_per_node');
  const nodes = launcher.value('nodes') ?? launcher.defaults.nodes;
  launcher.defaults = {};
  const own = command.words.map((word) => /^\+{0,2}trainer\.devices=(?=\d)/.exec(word.text) && word).find((word) => word);
  if (own) launcher.number('devices', partValue(own, own.text.indexOf('=') + 1));
  else {
    const stated = config?.boundOf('gpus_per_node');
    if (stated?.source === 'written') launcher.bound('devices', { ...stated, editable: false });
  }
  return processes && nodes !== undefined && launcher.has('devices') ? [launcher] : [];
}

/** What the job asks for, as its launcher is held against it. */
function asked(builder: LaunchBuilder, request: SlurmRequest): void {
  for (const [slot, word] of [
    ['asked_per_node', request.gpusPerNode],
    ['asked_nodes', request.nodes],
  ] as const)
    if (word) builder.number(slot, partValue(word, 0));
}
