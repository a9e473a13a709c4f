import { matcher } from '../../lexicon/matcher.ts';
import { numeral, numerals } from '../../lexicon/numerals.ts';
import { verdictIn } from '../../lexicon/speech.ts';
import { devices, pieces } from '../../lexicon/things.ts';
import { allOfThem, matches, matchVerbs } from '../../lexicon/verdicts.ts';
import { singular } from '../../text/singular.ts';
import type { Atom, Line } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { isPlain, isWhole } from '../figures.ts';
import type { Page, Table } from '../page.ts';
import { thingOf } from '../part.ts';
import { words } from '../phrases.ts';
import { sidesOfProduct, termOf } from '../side.ts';
import { clauseAt, isAsserted, spoken } from '../spoken.ts';
import type { Grid } from './grid.ts';
import { shown } from './ratio.ts';

/**
 * Two counts that a statement says are one: `8 parts for 8 GPUs (perfect match)`, `16 layers → 16 GPUs in 1:1 mapping`, `64 modules = 64 GPUs
 * ✓`, `one expert per GPU: 16 experts on 16 GPUs`, `8/8 GPUs used, all of them`.
 */
export function matchesOf(page: Page, line: Line): Claim[] {
  const whole = line.atoms.filter((atom) => isWhole(atom) && isPlain(atom) && atom.number.qualifier === 'exact');
  if (whole.length < 2 || line.statement.kind === 'heading') return [];
  const said = spoken(page, line);
  if (isDenied.test(said) || !isAsserted(clauseAt(said, said.indexOf('#')).replace('对应', ''))) return [];
  const found = allUsed(line) ?? onePer(line, whole) ?? told(line);
  return found ? [found] : [];
}

const isDenied =
  /\b(?:not|n't|no longer|never|cannot|mismatch\w*|unless|each|every|twice|half|times|instead|without|fails?|except|old|new|newer|now|earlier|previously|formerly|planned|future|later|otherwise|others?|another)\b|[✗✘❌✖⚠]|不|未|每/u;
const isMatch = matcher(matches);
const isVerb = matcher(matchVerbs);
const isAll = matcher(allOfThem);
const between = new RegExp(
  `^ (?:${words})(?:for|on|to|onto|over|across|with|and|in|→|->|=|${matchVerbs.join('|')}|(?:on|for|to) (?:the )?) (?:${words})$`,
  'u',
);
const equates = new RegExp(`^ (?:${words})(?:${matchVerbs.join('|')}) (?:${words})$`, 'u');
const signed = new RegExp(`^ (?:${words})= $`, 'u');

/** `8 parts match 8 GPUs`, `8 parts for 8 GPUs (1:1)`, `64 shards = 64 GPUs ✓`. */
function told(line: Line): Claim | null {
  // a third figure may stand between them: two of them on each
  if (line.atoms.length !== 2) return null;
  const [first, second] = line.atoms as [Atom, Atom];
  const space = line.gaps[1] ?? '';
  const [x, y] = [thingOf(first).at(-1), thingOf(second).at(-1)];
  if (x === undefined || y === undefined || singular(x) === singular(y)) return null;
  const piece = pieces.has(singular(x)) && thingOf(second).some((word) => devices.has(singular(word)));
  const words = line.gaps.join(' ');
  if (between.test(space) && isMatch(words)) return claimOf(line, first, second, 'certain');
  if (!piece) return null;
  if (equates.test(space)) return claimOf(line, first, second, 'certain');
  // 64 shards = 64 GPUs ✓, counts match (64 shards = 64 GPUs)
  return signed.test(space) && (/ ✓ /.test(words) || isVerb(words)) ? claimOf(line, first, second, 'likely') : null;
}

/** `| GPUs | 8 | 8 | ✅ match |`: the only two counts of a row that is told to match. */
export function matchedRows(page: Page, { rows }: Table, grid: Grid): Claim[] {
  return rows.flatMap((row, at) => {
    const counts = (grid[at] ?? []).flatMap((atom, column) => (column > 0 && atom && isWhole(atom) && isPlain(atom) ? [atom] : []));
    const figures = row.slice(1).filter((line) => line !== undefined && line.atoms.length > 0).length;
    const [a, b] = counts as [Atom, Atom];
    const said = row.map((line) => (line ? ` ${page.text(line.statement).toLowerCase()} ` : '')).join('|');
    const line = row.find((one) => one?.atoms.includes(b));
    if (counts.length !== 2 || figures !== 2 || !line || !isMatch(said) || isDenied.test(said) || verdictIn(said) !== 'met') return [];
    return thingOf(a).length + thingOf(b).length === 0 || thingOf(a)[0] === thingOf(b)[0] ? [claimOf(line, a, b, 'certain')] : [];
  });
}

const onePerWords = new RegExp(
  `(?:^| )(?:exactly )?(${numerals}) ([\\p{L}-]+) (?:per|on each|on every|for each) ([\\p{L}-]+) (?!per )`,
  'u',
);
/** What may stand between, so that one for each is more than one of each. */
const isSpread =
  /\b(?:at most|up to|copies|copy|replica\w*|replicat\w*|redundan\w*|duplicat\w*|layers?|stages?|dp|data parallel\w*|shared|spare|groups?)\b/u;

/** `one expert per GPU: 16 experts on 16 GPUs`. */
function onePer(line: Line, whole: readonly Atom[]): Claim | null {
  const text = line.gaps.join(' ');
  const match = onePerWords.exec(text);
  if (!match || isSpread.test(text)) return null;
  const [, many, part, holder] = match as unknown as [string, string, string, string];
  const [parts, holders] = [part, holder].map((noun) =>
    whole.filter((atom) => thingOf(atom).some((word) => singular(word) === singular(noun))),
  );
  const [a, b] = [parts?.[0], holders?.[0]];
  const by = numeral(many);
  if (!a || !b || a === b || by === undefined || parts?.length !== 1 || holders?.length !== 1 || whole.length !== 2) return null;
  return claimOf(line, a, b, 'likely', by);
}

/** `8/8 GPUs used, all of them`. */
function allUsed(line: Line): Claim | null {
  for (let at = 0; at + 1 < line.atoms.length; at++) {
    const [part, of] = [line.atoms[at] as Atom, line.atoms[at + 1] as Atom];
    if (!isWhole(part) || !isWhole(of) || !/^ (?:\/|of(?: the| our| all)?|out of) $/.test(line.gaps[at + 1] ?? '')) continue;
    const clause = /^ ((?:[^\s(),;:.—–]+ ){1,4})[(,;:—–] ([^(),;:.—–]+?) ?(?:\)|[,;.]|✓|$)/u.exec(line.gaps[at + 2] ?? '')?.[2];
    if (
      clause !== undefined &&
      clause.split(' ').length <= 5 &&
      isAll(clause) &&
      !/ /.test(clause.replace(/^.*?(?:them|idle|left|unused|used|use|gpus)/, ''))
    ) {
      return claimOf(line, part, of, 'certain');
    }
  }
  return null;
}

function claimOf(line: Line, a: Atom, b: Atom, sure: Claim['sure'], by = 1): Claim {
  const holds = a.number.value === b.number.value * by;
  const name = (atom: Atom): string => `${shown(atom)} ${thingOf(atom).join(' ')}`.trim();
  const result = a.first > b.first ? a : b;
  return {
    pattern: 'each',
    statement: line.statement,
    span: result.number.digits,
    holds,
    sure,
    says: holds ? `holds: ${name(a)} and ${name(b)}` : `${name(a)} and ${name(b)} are not ${by === 1 ? 'one for one' : `${by} for one`}`,
    figures: [a.number, b.number],
    correction: null,
    sides: () =>
      result === a
        ? sidesOfProduct(termOf(a), [{ ...termOf(b), exponent: 1 }], by)
        : sidesOfProduct(termOf(b), [{ ...termOf(a), exponent: 1 }], 1 / by),
  };
}
