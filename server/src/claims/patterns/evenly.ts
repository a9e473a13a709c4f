import { figure } from '../../notation/write.ts';
import type { Atom, Line } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { isWhole } from '../figures.ts';
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
  const out: Claim[] = [];
  for (let at = 0; at + 1 < line.atoms.length; at++) {
    const [first, second] = [line.atoms[at] as Atom, line.atoms[at + 1] as Atom];
    if (!isSeveral(first) || !isSeveral(second)) continue;
    const between = line.gaps[at + 1] ?? '';
    // of two figures alone the word may stand behind both: 40 shelves over 16 halls, evenly
    const behind = line.atoms.length === 2 ? (line.gaps[2] ?? '') : '';
    const said = `${between}${behind}`;
    if (!even.test(said) || !deals.test(said) || !by.test(between) || /[;.?？]/.test(between) || denied.test(line.gaps.join(''))) continue;
    if (thingOf(first).length === 0) continue;
    const claim = claimOf(line, first, second, divides.test(said));
    if (claim) out.push(claim);
  }
  return out.length > 0 ? out : told(line);
}

const dividesEvenly =
  /^ (?:[^\s()#,;.]+ ){0,3}(?:divides?|splits?) (?:[^\s()#,;.]+ ){0,2}(?:evenly|equally|exactly|cleanly|without (?:a )?(?:rest|remainder)) /u;
const dividing = /(?:^| )divides? (?:the |all |all the |its |our )?$/u;

/** `With 12 nodes DP becomes 6, and the batch of 512 still divides evenly`: told of none in particular, so that one of them has to divide it. */
function told(line: Line): Claim[] {
  const at = line.atoms.findIndex(
    (atom, index) =>
      isSeveral(atom) &&
      (dividesEvenly.test(line.gaps[index + 1] ?? '') || (dividing.test(line.gaps[index] ?? '') && even.test(line.gaps[index + 1] ?? ''))),
  );
  const whole = line.atoms[at];
  if (!whole || denied.test(line.gaps.join(''))) return [];
  const others = line.atoms.filter((atom) => atom !== whole && isSeveral(atom) && atom.number.value < whole.number.value);
  if (others.length < 2 || others.some(({ number }) => whole.number.value % number.value === 0)) return [];
  const names = [...new Set(others.map(({ number }) => number.text))];
  return [
    {
      pattern: 'each',
      statement: line.statement,
      span: whole.number.digits,
      holds: false,
      sure: 'likely',
      says: `${whole.number.text} is divided evenly by none of ${names.join(', ')}`,
      figures: [whole, ...others].map(({ number }) => number),
      correction: null,
    },
  ];
}

/** Says that there is no rest; what is spread evenly may differ by one. */
const divides = /\b(?:divide[sd]?|divisible)\b|整除/u;
/** From so many each one more or less is even enough: 1,000 requests over 48 replicas. */
const manyEach = 10;

function claimOf(line: Line, first: Atom, second: Atom, strict: boolean): Claim | null {
  const [whole, parts] = first.number.value >= second.number.value ? [first, second] : [second, first];
  const holds = whole.number.value % parts.number.value === 0;
  if (!holds && !strict && whole.number.value >= manyEach * parts.number.value) return null;
  const quotient = figure(whole.number.value / parts.number.value);
  const division = `${whole.number.text} ÷ ${parts.number.text}`;
  return {
    pattern: 'each',
    statement: line.statement,
    span: { start: first.number.digits.start, end: second.number.digits.end },
    holds,
    sure: strict ? 'certain' : 'likely',
    says: holds
      ? `holds: ${division} = ${quotient}`
      : `${whole.number.text} does not go evenly into ${parts.number.text}: ${division} is ${quotient}`,
    figures: [whole.number, parts.number],
    correction: null,
    choices: [...near(whole.number.value, parts.number.value)].map((value) => ({ number: parts.number, value })),
  };
}

/** The whole divisors of `whole` on either side of `parts`, one and the whole itself left out. */
function* near(whole: number, parts: number): Generator<number> {
  if (!Number.isSafeInteger(whole) || whole > mostTried) return;
  for (let below = parts - 1; below > 1; below--)
    if (whole % below === 0) {
      yield below;
      break;
    }
  for (let above = parts + 1; above < whole; above++)
    if (whole % above === 0) {
      yield above;
      break;
    }
}

const mostTried = 1e5;

const isSeveral = (atom: Atom): boolean => isWhole(atom) && atom.number.qualifier !== 'about' && atom.number.value > 1 && !atom.negative;
