import { type Span, span } from '../text/span.ts';
import type { LaunchBuilder } from './builder.ts';
import { type Command, literal, offsetIn, type Word } from './shell.ts';
import type { Slot } from './slots.ts';

/** What a batch script asks Slurm for; undefined where it does not say, or says a range. */
export interface SlurmRequest {
  readonly nodes: Word | undefined;
  readonly gpusPerNode: Word | undefined;
  /** GPUs of the whole job. */
  readonly gpus: Word | undefined;
  readonly tasks: Word | undefined;
  readonly tasksPerNode: Word | undefined;
}

type Asked = 'nodes' | 'tasks' | 'tasksPerNode' | 'gpus' | 'gpusPerNode' | 'gres' | 'gpusPerTask';

const names: Readonly<Record<string, Asked>> = {
  '-N': 'nodes',
  '--nodes': 'nodes',
  '-n': 'tasks',
  '--ntasks': 'tasks',
  '--ntasks-per-node': 'tasksPerNode',
  '--tasks-per-node': 'tasksPerNode',
  '-G': 'gpus',
  '--gpus': 'gpus',
  '--gpus-per-node': 'gpusPerNode',
  '--gres': 'gres',
  '--gpus-per-task': 'gpusPerTask',
};

/** A word of a directive with the offset of its first character. */
interface Option {
  readonly text: string;
  readonly at: number;
}

/**
 * The `#SBATCH` lines of a script as sbatch 22.05 reads them: at the left edge, up to the first line that is neither blank nor a comment, up
 * to an unquoted `#`, and of a heterogeneous job those of its first component, where `srun` runs. The last of each option counts.
 */
export function slurmRequest(text: string, at: Span): SlurmRequest | undefined {
  const script = text.slice(at.start, Math.min(at.end, at.start + 20_000));
  if (!script.includes('#SBATCH')) return undefined;
  const found = new Map<Asked, Word | null>();
  const margin = /^[ \t]*(?=\S)/m.exec(script)?.[0] ?? '';
  let offset = at.start;
  let asks = false;
  for (const raw of script.split('\n')) {
    const start = offset;
    offset += raw.length + 1;
    const line = raw.startsWith(margin) ? raw.slice(margin.length) : raw;
    if (line.startsWith('#SBATCH')) {
      const options = optionsOf(line, 7, start + raw.length - line.length);
      if (options.some(({ text: word }) => word === 'hetjob' || word === 'packjob')) break;
      take(options, found);
      asks = true;
    } else if (line.trim() !== '' && !line.trimStart().startsWith('#')) break;
  }
  return asks ? settled(found) : undefined;
}

/** The options of `sbatch --nodes=2 --gres=gpu:4 job.sh` on a command line, which win over those of the script. */
export function sbatchRequest(command: Command): SlurmRequest | undefined {
  const at = command.words.findIndex((word) => /(?:^|\/)(?:sbatch|salloc)$/.test(word.text));
  if (at < 0) return undefined;
  const options = command.words.slice(at + 1).map((word) => ({ text: word.unknown ? '?' : word.text, at: offsetIn(word, 0) }));
  const found = new Map<Asked, Word | null>();
  take(options, found);
  return found.size > 0 ? settled(found) : undefined;
}

/** The words of a directive from `from` on, their quotes left out. */
function optionsOf(line: string, from: number, offset: number): Option[] {
  const out: Option[] = [];
  let i = from;
  while (i < line.length) {
    while (i < line.length && /\s/.test(line[i] ?? '')) i++;
    if (i >= line.length || line[i] === '#') break;
    const at = i;
    let word = '';
    let quote = '';
    for (; i < line.length; i++) {
      const c = line[i] ?? '';
      if (quote !== '') {
        if (c === quote) quote = '';
        else word += c;
      } else if (c === '"' || c === "'") quote = c;
      else if (/\s/.test(c) || c === '#') break;
      else word += c;
    }
    out.push({ text: word, at: offset + at });
    if (line[i] === '#') break;
  }
  return out;
}

function take(options: readonly Option[], found: Map<Asked, Word | null>): void {
  for (let i = 0; i < options.length; i++) {
    const option = options[i];
    if (!option) continue;
    const match = /^(--[a-z-]+)(=?)|^(-[A-Za-z])/.exec(option.text);
    const asked = match ? names[match[1] ?? match[3] ?? ''] : undefined;
    if (!match) continue;
    const inside = option.text.length > match[0].length || match[2] === '=';
    const next = options[i + 1];
    const value = inside ? option.text.slice(match[0].length) : next && !next.text.startsWith('-') ? next.text : undefined;
    const at = inside ? option.at + match[0].length : (next?.at ?? option.at);
    // an option that is not known may take the next word for its value
    if (!inside && value !== undefined) i++;
    if (asked) found.set(asked, value === undefined ? null : countIn(asked, value, at));
  }
}

/** `3`, `h100:8`, `gpu:a100:4`; null for a range, a list or anything else. */
function countIn(asked: Asked, value: string, at: number): Word | null {
  const pattern =
    asked === 'gres' ? /(?:^|,)(?:gres[:/])?gpu:(?:[A-Za-z][\w.-]*:)?(\d{1,3})(?=,|\(|$)/ : /^(?:[A-Za-z][\w.-]*:)?(\d{1,6})$/;
  const match = pattern.exec(value);
  return match?.[1] ? literal(match[1], at + match.index + match[0].length - match[1].length) : null;
}

const numberOf = (word: Word | null | undefined): number | undefined => (word ? Number(word.text) : undefined);
const worked = (value: number, from: Word): Word => ({
  ...from,
  text: String(value),
  pieces: [{ text: String(value), start: -1, soft: false }],
});

/** The options together: fewer tasks than nodes lower the nodes, GPUs of a task or of the job are spread over the nodes. */
function settled(found: ReadonlyMap<Asked, Word | null>): SlurmRequest {
  const get = (asked: Asked): Word | undefined => found.get(asked) ?? undefined;
  const tasks = get('tasks');
  let nodes = get('nodes');
  if (nodes && tasks && Number(tasks.text) < Number(nodes.text)) nodes = tasks;
  if (nodes && found.has('tasks') && !tasks) nodes = undefined;
  const count = numberOf(nodes);
  let tasksPerNode = get('tasksPerNode');
  const total = numberOf(tasks);
  if (!tasksPerNode && tasks && total && count && total % count === 0) tasksPerNode = worked(total / count, tasks);
  let gpusPerNode = get('gpusPerNode') ?? get('gres');
  const perTask = get('gpusPerTask');
  if (!gpusPerNode && perTask && tasksPerNode) gpusPerNode = worked(Number(perTask.text) * Number(tasksPerNode.text), perTask);
  let gpus = get('gpus');
  if (gpus && count && !gpusPerNode && Number(gpus.text) % count === 0) gpusPerNode = worked(Number(gpus.text) / count, gpus);
  // two counts that do not go together: sbatch refuses, or gives the one that the site prefers
  if (gpus && gpusPerNode && count && Number(gpus.text) !== Number(gpusPerNode.text) * count) gpus = undefined;
  return { nodes, gpusPerNode, gpus, tasks, tasksPerNode };
}

/** What Slurm puts into the environment of the script. */
export function slurmEnvironment({ nodes, gpusPerNode, gpus, tasks, tasksPerNode }: SlurmRequest): Map<string, Word> {
  const out = new Map<string, Word>();
  const put = (word: Word | undefined, ...variables: string[]): void => {
    if (word) for (const name of variables) out.set(name, word);
  };
  put(nodes, 'SLURM_NNODES', 'SLURM_JOB_NUM_NODES');
  put(gpusPerNode, 'SLURM_GPUS_ON_NODE', 'SLURM_GPUS_PER_NODE');
  put(gpus, 'SLURM_GPUS');
  put(tasksPerNode, 'SLURM_NTASKS_PER_NODE');
  const all = nodes && tasksPerNode ? Number(nodes.text) * Number(tasksPerNode.text) : undefined;
  put(tasks ?? (all !== undefined && tasksPerNode ? worked(all, tasksPerNode) : undefined), 'SLURM_NTASKS', 'SLURM_NPROCS');
  return out;
}

/** A job's only launch runs on all that the job asks for, unless its launcher says otherwise. */
export function onSlurm(builder: LaunchBuilder, { nodes, gpusPerNode, gpus }: SlurmRequest): void {
  if (builder.has('gpus')) return;
  const give = (slot: Slot, word: Word | undefined): void => {
    const piece = word?.pieces[0];
    if (!piece || builder.has(slot)) return;
    const digits = piece.start < 0 ? null : span(piece.start, piece.start + piece.text.length);
    builder.number(slot, { kind: 'number', written: { value: Number(piece.text), digits, at: digits ?? word.at, soft: false } });
  };
  if (gpus && !nodes && !builder.has('nodes') && !builder.has('gpus_per_node')) return give('gpus', gpus);
  give('nodes', nodes);
  give('gpus_per_node', gpusPerNode);
}
