import { isSymbol } from '../notation/symbols.ts';
import type { Atom, Line } from './atoms.ts';

/** `≤ 80 GB`, `more than 12`: a bound, and no figure of what is. */
export const isBound = ({ number: { qualifier } }: Atom): boolean => qualifier !== 'exact' && qualifier !== 'about';

/** A figure on its own, above zero: no range, no term of a product or sum, no difference, no bound. */
export const isPlain = (atom: Atom): boolean => atom.to === null && !atom.term && !atom.negative && atom.number.value > 0 && !isBound(atom);

/** A number of whole things: no unit, no magnitude, no decimals, no range, no term. */
export const isWhole = ({ measure, number, to, term }: Atom): boolean =>
  measure === 'count' && number.unit === null && number.decimals === 0 && number.magnitude === 1 && to === null && !term;

/** The figure without the sign or word that makes a bound of it. */
export const unbound = (atom: Atom): Atom => (isBound(atom) ? { ...atom, number: { ...atom.number, qualifier: 'exact' } } : atom);

/** `TP 8`, `EP=16`, `16-way EP`. */
export function isDegree({ tokens }: Line, atom: Atom): boolean {
  if (atom.measure !== 'count' || atom.number.unit !== null) return false;
  const sign = tokens[atom.first - 1];
  const before = tokens[atom.first - (sign?.kind === 'relation' ? 2 : 1)];
  return (before?.kind === 'word' && isSymbol(before.text)) || (atom.noun[0] === 'way' && isSymbol(atom.noun[1] ?? ''));
}
