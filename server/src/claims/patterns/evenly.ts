import { isSymbol } from '../../notation/symbols.ts';
import { figure } from '../../notation/write.ts';
import type { Atom, Line } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { thingOf } from '../part.ts';

/**
 * A whole number told to go into another without rest: `128 experts divide evenly by 24`, `32 heads split evenly over 12 chips`. Two counts
 * of a sentence and the word for it, nothing else.
 */
const even = /\b(?:evenly|equally|exactly|cleanly|perfectly|without (?:a )?(?:rest|remainder))\b|均匀|整除|平均/u;
const deals =
  /\b(?:divide[sd]?|divisible|split|splits|spread|distributed|sharded|partitioned|map|maps|fit|fits|dealt|go|goes)\b|整除|分配|分到|切分/u;
const denied = /\b(?:not|n't|never|cannot|can't|no|if|unless|whether|must|should|need|needs|require[sd]?|only)\b|不|未|如果|必须|需要/u;
const by = /\b(?:by|over|across|among|into|in|onto|on|between|with|to)\b|÷|\/|到|在/u;

export function evenlys(line: Line): Claim[] {
  const counts = line.atoms.filter(isWhole);
  if (counts.length !== 2 || line.atoms.length !== 2) return [];
  const [first, second] = counts as [Atom, Atom];
  const [before, between, behind] = line.gaps as [string, string, string];
  const all = `${before}${between}${behind}`;
  if (!even.test(all) || !deals.test(all) || denied.test(all) || /[?？]/.test(all) || !by.test(`${between}${behind}`)) return [];
  // two things that are dealt out, and a plain sentence
  if (thingOf(first).length === 0 && !isNamed(line, first)) return [];
  const [whole, parts] = first.number.value >= second.number.value ? [first, second] : [second, first];
  const rest = whole.number.value % parts.number.value;
  return [
    {
      pattern: 'each',
      statement: line.statement,
      span: { start: first.number.digits.start, end: second.number.digits.end },
      holds: rest === 0,
      sure: 'certain',
      says:
        rest === 0
          ? `holds: ${whole.number.text} ÷ ${parts.number.text} = ${whole.number.value / parts.number.value}`
          : `${whole.number.text} does not go evenly into ${parts.number.text}: ${whole.number.text} ÷ ${parts.number.text} is ${figure(whole.number.value / parts.number.value)}`,
      figures: [whole.number, parts.number],
      correction: null,
    },
  ];
}

const isWhole = ({ measure, number, to, term, negative }: Atom): boolean =>
  measure === 'count' &&
  number.unit === null &&
  number.decimals === 0 &&
  number.magnitude === 1 &&
  number.qualifier !== 'about' &&
  number.value > 1 &&
  to === null &&
  !term &&
  !negative;

/** `TP 16`, `EP=24`. */
function isNamed({ tokens }: Line, atom: Atom): boolean {
  const sign = tokens[atom.first - 1];
  const word = tokens[atom.first - (sign?.kind === 'relation' ? 2 : 1)];
  return word?.kind === 'word' && isSymbol(word.text);
}
