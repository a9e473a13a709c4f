import { singular } from '../text/singular.ts';
import type { Atom, Line } from './atoms.ts';
import { isPlain, unbound } from './figures.ts';
import { thingOf } from './part.ts';
import { words } from './phrases.ts';

/**
 * A whole that is dealt out: so much in all, so many that share it, so much for each of them. `64 experts over 8 GPUs, 8 per GPU`,
 * `16 layers in 4 stages of 4 layers each`, `12 nodes of 8 GPUs, 96 in total`. The nouns tell which of three figures is which; the small
 * words between tell whether the three must agree, or whether copies and further factors may stand behind them.
 */
export interface Deal {
  readonly all: Atom;
  readonly many: Atom;
  readonly each: Atom;
  /** Told as an equation: dealt out without rest, or a result behind a sign. */
  readonly strict: boolean;
  /** The whole is some times what the others make: copies may explain it. */
  readonly copies?: true;
}

/** A figure on its own; `over 8 GPUs` deals out, and is no bound here. */
export const standsAlone = (line: Line, index: number): boolean => {
  const atom = line.atoms[index] as Atom;
  const dealt = atom.number.qualifier === 'above' && /\bover $/.test(line.gaps[index] ?? '');
  return isPlain(dealt ? unbound(atom) : atom) && isAmount(atom);
};

/** Neither a ratio nor a figure in the letters of a name. */
export const isAmount = ({ measure, number }: Atom): boolean =>
  measure !== '%' && measure !== 'x' && (measure !== 'count' || !/[a-z]/i.test(number.text));

/** Whether the thing is named behind the figure before the first small word: `GPUs` of `H100 GPUs across`. */
export const counts = (atom: Atom, what: string): boolean => thingOf(atom).some((word) => singular(word) === what);

/** Between the whole and those that share it. */
export const dealt = new RegExp(
  `^ ${words}(?:, )?(?:split|splits|divided|divides|partitioned|sharded|cut|grouped|arranged|organi[sz]ed|parted|packed|chunked)? ?(?:evenly |equally )?(?:in|into|over|across|among|between|onto|on|by|\\p{Script=Han}*(?:分成|分为|分到|分布在|拆成|切成)) ${words}$`,
  'u',
);
/** Words that leave nothing over. */
export const wholly = /(?:split|divided|divides|partitioned|sharded|grouped|arranged|packed|chunked|\binto|分成|分为|拆成|切成)/u;

export const inAll = new RegExp(`^ ${words}(?:in total|in all|altogether|total|overall|combined|共|总)`, 'u');

/** What is counted with it, or left out. */
export const besides =
  /\b(?:with|without|including|incl|excluding|plus|minus|except|after|before|left|remain\w*|spare|free|healthy|usable|used|last|rest|other)\b|剩|余|最后/u;
