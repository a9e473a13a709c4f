import { kindOf } from '../../lexicon/counted.ts';
import { instances as names, occupies } from '../../lexicon/instances.ts';
import { matcher } from '../../lexicon/matcher.ts';
import { isSymbol } from '../../notation/symbols.ts';
import { figure } from '../../notation/write.ts';
import { singular } from '../../text/singular.ts';
import type { Atom, Line } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { isPlain } from '../figures.ts';
import { nounsOf } from '../kinds.ts';
import type { Page } from '../page.ts';
import { sidesOfProduct, type Term } from '../side.ts';

/**
 * Copies of a model, what each of them is split over, and the GPUs of all: `3 replicas at TP 8 use 24 GPUs`, `4 instances of TP 2 × PP 2 (16 GPUs)`.
 * GPUs that are only there may be more; those that are used are the product, or a multiple of it where the page tells of stages elsewhere.
 */
export function instancesIn(page: Page, line: Line): Claim[] {
  const parts = partsOf(line);
  if (!parts) return [];
  const { copies, degrees, gpus } = parts;
  const product = [copies, ...degrees].reduce((all, { number }) => all * number.value, 1);
  const stated = gpus.number.value;
  const isOpen = !degrees.some((atom) => symbolOf(line, atom) === 'pp') && staged.test(page.document.plain);
  const isTaken = taken(line, gpus);
  const holds = stated === product;
  const possible = isTaken ? isOpen && stated % product === 0 : stated >= product;
  if (!holds && possible) return [];
  return [claimOf(line, parts, product)];
}

interface Parts {
  readonly copies: Atom;
  readonly degrees: readonly Atom[];
  readonly gpus: Atom;
}

/** What may split a copy further, or multiply it, beside what the line tells. */
const staged = /pipeline|\bPP\b|\bpp\d|流水/;
const others = new Set(['dp', 'cp', 'sp', 'edp', 'mp', 'fsdp', 'hsdp', 'usp', 'pcp', 'dcp', 'dep', 'tep', 'vp', 'vpp']);

const symbolOf = ({ tokens }: Line, atom: Atom): string | null => {
  const sign = tokens[atom.first - 1];
  const word = tokens[atom.first - (sign?.kind === 'relation' ? 2 : 1)];
  return word?.kind === 'word' && isSymbol(word.text) ? word.lower : null;
};

/** One number of copies, one of GPUs, and the degrees; null where the line counts more of them, or tells of each. */
function partsOf(line: Line): Parts | null {
  const [copies, degrees, gpus]: [Atom[], Atom[], Atom[]] = [[], [], []];
  for (const atom of line.atoms) {
    if (!isPlain(atom) || atom.measure !== 'count' || atom.number.unit || atom.number.magnitude !== 1 || atom.number.qualifier !== 'exact')
      return null;
    const symbol = symbolOf(line, atom);
    if (symbol !== null && others.has(symbol)) return null;
    if (symbol === 'tp' || symbol === 'pp') degrees.push(atom);
    else if (symbol === null) {
      const noun = singular(nounsOf(atom).at(-1) ?? '');
      if (names.has(noun)) copies.push(atom);
      else if (kindOf(noun) === 'gpu') gpus.push(atom);
      else return null;
    }
  }
  const [copy, gpu] = [copies[0], gpus[0]];
  if (!copy || !gpu || copies.length > 1 || gpus.length > 1 || degrees.length === 0 || degrees.length > 2) return null;
  const symbols = new Set(degrees.map((atom) => symbolOf(line, atom)));
  return symbols.has('tp') && symbols.size === degrees.length && !line.gaps.some((gap) => told.test(gap))
    ? { copies: copy, degrees, gpus: gpu }
    : null;
}

/** Of each of them, of another set-up, or of a bound. */
const told =
  /(?:^| )(?:each|every|per|apiece|or|vs|versus|instead|than|from|not|if|up|least|most|more|fewer|another|other|add|adding|spare|idle) /;

const uses = matcher(occupies);

/** The words between say that all of them are used; GPUs behind `on` or `of` may be those that are there. */
function taken({ gaps, atoms }: Line, gpus: Atom): boolean {
  const before = gaps[atoms.indexOf(gpus)] ?? '';
  const behind = gaps[atoms.indexOf(gpus) + 1] ?? '';
  return uses(before) || /[(=→,] $/.test(before) || /^ (?:gpus? |npus? )?(?:in (?:all|total)|total)\b/.test(behind);
}

function claimOf(line: Line, { copies, degrees, gpus }: Parts, product: number): Claim {
  const factors = [copies, ...degrees];
  const text = factors.map((atom) =>
    atom === copies ? `${atom.number.text} ${nounsOf(atom).join(' ')}` : `${symbolOf(line, atom)?.toUpperCase()} ${atom.number.text}`,
  );
  const holds = gpus.number.value === product;
  const term = ({ number }: Atom): Term => ({ number, value: number.value, unit: 1 });
  const says = `${text.join(' × ')} is ${figure(product)} GPUs`;
  return {
    pattern: 'each',
    statement: line.statement,
    span: gpus.number.digits,
    holds,
    sure: 'likely',
    says: holds ? `holds: ${says}` : `${says}, not ${gpus.number.text}`,
    figures: [...factors, gpus].map(({ number }) => number),
    correction: { number: gpus.number, value: product },
    sides: () =>
      sidesOfProduct(
        term(gpus),
        factors.map((atom) => ({ ...term(atom), exponent: 1 as const })),
      ),
  };
}
