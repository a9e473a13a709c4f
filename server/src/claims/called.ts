import type { Token } from '../notation/token.ts';
import { isDegree } from './figures.ts';
import { type Counted, nounsOf } from './kinds.ts';
import { shown } from './patterns/ratio.ts';
import type { Term } from './side.ts';

/** A figure as its author calls it: `TP 8`, `64 attention heads`, `8 GPUs per node`, `2.00 per GPU-hour`. */
export function called({ line, atom }: Counted): string {
  const { tokens } = line;
  const word = (at: number): string | null => wordAt(tokens, at);
  const symbol = word(atom.first - (tokens[atom.first - 1]?.kind === 'relation' ? 2 : 1));
  if (isDegree(line, atom) && symbol) return `${symbol} ${shown(atom)}`;
  let at = atom.last + 1;
  const words: string[] = [];
  for (const noun of nounsOf(atom)) {
    const text = word(at);
    if (text?.toLowerCase() !== noun) break;
    words.push(text);
    at++;
  }
  const [per, holder] = [word(at), word(at + 1)];
  if (per && /^(?:per|a|an)$/i.test(per) && holder) {
    const sign = tokens[at + 2];
    const joined = sign?.kind === 'operator' && sign.sign === '-' ? word(at + 3) : null;
    words.push(per, joined ? `${holder}-${joined}` : holder);
  }
  if (per && /^(?:each|apiece)$/i.test(per)) words.push(per);
  return [shown(atom), ...words].join(' ');
}

const wordAt = (tokens: readonly Token[], at: number): string | null => {
  const token = tokens[at];
  return token?.kind === 'word' ? token.text : null;
};

/** In the units of its kind, and from there to what is written. */
export const termOf = ({ atom, value }: Counted): Term => ({
  number: atom.number,
  value: value.middle,
  unit: atom.number.value / value.middle,
});
