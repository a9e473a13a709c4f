import { type Span, span } from '../text/span.ts';
import type { LaunchBuilder } from './builder.ts';
import { literal, type Word } from './shell.ts';
import type { Slot } from './slots.ts';

/** What a batch script asks Slurm for. */
export interface SlurmRequest {
  readonly nodes: Word | undefined;
  readonly gpusPerNode: Word | undefined;
}

const directive = /^[ \t]*#SBATCH[ \t]+(.*)$/gm;
const options: readonly (readonly ['nodes' | 'gpusPerNode', RegExp])[] = [
  ['nodes', /(?:^|\s)(?:--nodes[= ]|-N ?)(\d{1,5})(?=\s|$)/],
  ['gpusPerNode', /(?:^|\s)(?:--gpus-per-node[= ]|--gres[= ]gpu:)(?:[A-Za-z][\w-]*:)?(\d{1,3})(?=\s|$)/],
];

/** The `#SBATCH` lines of a script; the last of each option counts. */
export function slurmRequest(text: string, at: Span): SlurmRequest | undefined {
  const script = text.slice(at.start, Math.min(at.end, at.start + 20_000));
  if (!script.includes('#SBATCH')) return undefined;
  const found: { nodes: Word | undefined; gpusPerNode: Word | undefined } = { nodes: undefined, gpusPerNode: undefined };
  for (const line of script.matchAll(directive)) {
    const words = line[1] ?? '';
    const from = at.start + line.index + line[0].length - words.length;
    for (const [name, pattern] of options) {
      const match = pattern.exec(words);
      if (match?.[1]) found[name] = literal(match[1], from + match.index + match[0].length - match[1].length);
    }
  }
  return found;
}

/** What Slurm puts into the environment of the script. */
export function slurmEnvironment({ nodes, gpusPerNode }: SlurmRequest): Map<string, Word> {
  const out = new Map<string, Word>();
  if (nodes) for (const name of ['SLURM_NNODES', 'SLURM_JOB_NUM_NODES']) out.set(name, nodes);
  if (gpusPerNode) for (const name of ['SLURM_GPUS_ON_NODE', 'SLURM_GPUS_PER_NODE']) out.set(name, gpusPerNode);
  return out;
}

/** A job's only launch runs on all that the job asks for, unless its launcher says otherwise. */
export function onSlurm(builder: LaunchBuilder, { nodes, gpusPerNode }: SlurmRequest): void {
  if (builder.has('gpus')) return;
  const give = (slot: Slot, word: Word | undefined): void => {
    const piece = word?.pieces[0];
    if (!piece || builder.has(slot)) return;
    const digits = span(piece.start, piece.start + piece.text.length);
    builder.number(slot, { kind: 'number', written: { value: Number(piece.text), digits, at: digits, soft: false } });
  };
  give('nodes', nodes);
  give('gpus_per_node', gpusPerNode);
}
