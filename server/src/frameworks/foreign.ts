import { type Span, span } from '../text/span.ts';
import type { Engine } from './engine.ts';
import { offsetIn, type Word } from './shell.ts';
import type { Slot } from './slots.ts';

/** An argument that another framework has under this name, and the launched one has not. */
export interface Foreign {
  /** `--tensor-model-parallel-size` */
  readonly flag: string;
  readonly at: Span;
  /** The launched engine's own name of it; null where it has none. */
  readonly own: string | null;
  readonly slot: Slot;
  /** The program is sure to refuse it: the beginning of an own name, where abbreviations are not taken. */
  readonly certain: boolean;
}

/** Engines whose command lines stop at arguments that they do not know (argparse), and the degrees that they have no other spelling for. */
const strict: Readonly<Record<string, readonly Slot[]>> = {
  vllm: ['tp', 'pp', 'ep', 'dp'],
  sglang: ['tp', 'pp', 'ep', 'dp'],
  megatron: ['tp', 'pp', 'ep'],
};

const degreeFlag = /^--((tensor|pipeline|expert|data)[-_](?:model[-_])?parallel(?:[-_](?:s|si|siz|size|degree))?)(?:=|$)/;
const slots: Readonly<Record<string, Slot>> = { tensor: 'tp', pipeline: 'pp', expert: 'ep', data: 'dp' };

/** Degrees of parallelism that the words behind an engine's program give under the name that another framework has for them: `vllm serve … --tensor-model-parallel-size 8`. */
export function foreignFlags(words: readonly Word[], engine: Engine): Foreign[] {
  const degrees = strict[engine.id];
  if (!degrees) return [];
  const out: Foreign[] = [];
  for (const word of words) {
    const match = degreeFlag.exec(word.text);
    const slot = match?.[2] ? slots[match[2]] : undefined;
    const start = match ? offsetIn(word, 0) : -1;
    if (!match?.[1] || !slot || start < 0 || !degrees.includes(slot)) continue;
    const name = match[1].replaceAll('_', '-');
    const known = (engine.numbers[slot] ?? []).map((own) => own.replaceAll('_', '-'));
    // argparse takes the beginning of a name for the whole
    const shorter = known.find((own) => own.startsWith(name));
    if (shorter && (engine.id !== 'megatron' || shorter === name)) continue;
    const spelled = shorter ?? known.find((own) => own.includes('parallel')) ?? known[0];
    out.push({
      flag: `--${match[1]}`,
      at: span(start, start + match[1].length + 2),
      own: spelled ? `--${spelled}` : null,
      slot,
      certain: shorter !== undefined,
    });
  }
  return out;
}
