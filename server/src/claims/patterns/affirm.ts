import type { Section, Statement } from '../../document/document.ts';
import { Slot } from '../../document/kept.ts';
import { matcher } from '../../lexicon/matcher.ts';
import { numeral, numerals } from '../../lexicon/numerals.ts';
import { checkNouns, goalNouns, met, neutral, others } from '../../lexicon/verdicts.ts';
import type { Line } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import type { Page } from '../page.ts';
import { clauseAt, firstFew, isAsserted, spoken } from '../spoken.ts';
import { leadOf, type VerdictList, verdictLists } from '../verdicts.ts';

/**
 * `All requirements met`, `all 5 findings fixed`: said of a list that the document gives, and refuted by an item of it. The list is the
 * nearest one before that is of such things; where it does not lie near, or most of it is not met anyway, nothing is said.
 */
const english = new RegExp(
  String.raw`(?:^|[ ,;:(✓])(?:all|every|each of)(?: of)?(?: the| our| its| these)? (?:(#\d+|${numerals}|\d+) )?((?:[\p{L}-]+ ){0,2}?)([\p{L}-]+) (?:(?:are|is|were|was|have been|has been|now|fully|clearly|thus|then|successfully) )*(${met.filter((word) => /[a-z]/.test(word)).join('|')})(?= |$)`,
  'u',
);
const chinese = new RegExp(
  String.raw`(?:所有|全部) ?(?:(#\d+|[一两二三四五六七八九十]+) ?[项个条]?)?()(${goalNouns.filter((word) => !/[a-z]/.test(word)).join('|')}|问题)(?:均|都|全部|已|皆)*(${met.filter((word) => !/[a-z]/.test(word)).join('|')})`,
  'u',
);
const plural = (words: readonly string[]): string[] => [...words, ...words.filter((word) => /[a-z]$/.test(word)).map((word) => `${word}s`)];
const isGoal = matcher(plural(goalNouns));
const isAboutGoals = matcher(plural([...goalNouns, ...checkNouns]));
const isElsewhere = matcher(others);
const restricted =
  /(?:^| )(?:but|except|other|others|else|remaining|apart|besides|save|now|finally|since|meanwhile|again|new|revised|updated|optimi[sz]ed|proposed|previous|former|earlier|old|last (?:year|month|quarter|release|time)|除)(?= |$)|以外|之外|现在|目前/u;

export function affirmations(page: Page): Claim[] {
  const lists = verdictLists(page);
  if (lists.length === 0) return [];
  const all = firstFew(page.loud, (line) => {
    const match = matchOf(page, line);
    return match && { line, match };
  });
  return all.flatMap(({ line, match }) => affirmed(page, line, match, lists) ?? []);
}

/** What the line affirms of all of something; null where it does not, or does not assert it. */
function matchOf(page: Page, line: Line): RegExpExecArray | null {
  const { statement } = line;
  const match = affirmedIn(page, line);
  if (!match) return null;
  const [text, said] = [page.text(statement), match.input];
  // `Phase 4 begins when:` over a list, and a box that is not ticked
  if (statement.kind === 'item' && (!isAsserted(leadOf(page, statement).toLowerCase()) || isUnticked(page, statement))) return null;
  // `closed by Friday` is a plan
  if (/^ ?(?:by|until|till|next|tomorrow|within) /.test(said.slice(match.index + match[0].length))) return null;
  const clause = clauseAt(said, match.index + 1);
  return !isAsserted(clause) || restricted.test(clause) || /[✗✘❌✖⚠]/u.test(text) ? null : match;
}

const affirming = new Slot<RegExpExecArray | null>();

/** What is said of all of something, asserted or not. */
export const affirmedIn = (page: Page, line: Line): RegExpExecArray | null =>
  line.statement.place.of(affirming, () => wordsOfAll(page, line));

function wordsOfAll(page: Page, line: Line): RegExpExecArray | null {
  const text = page.text(line.statement);
  if (line.statement.cell || text.length > longest || !/all|every|each|所有|全部/i.test(text) || nearlyAll.test(text)) return null;
  const said = spoken(page, line);
  return english.exec(said) ?? chinese.exec(said);
}

function affirmed(page: Page, line: Line, match: RegExpExecArray, lists: readonly VerdictList[]): Claim | null {
  const { statement } = line;
  const [, count, kind, noun, word] = match as unknown as [string, string | undefined, string, string, string];
  const many =
    count === undefined
      ? null
      : count.startsWith('#')
        ? (line.atoms[Number(count.slice(1))]?.number.value ?? null)
        : (numeral(count) ?? Number(count));
  const list = nearest(page, statement, lists, { kind, noun, word, many });
  if (!list) return null;
  const refuting = list.items.filter(({ verdict, excused }) => verdict === 'missed' && !excused);
  if (list.items.some(({ verdict, excused }) => verdict === 'missed' && excused) && refuting.length === 0) return null;
  return claimOf(
    statement,
    `${noun} ${/[a-z]/.test(word) ? 'are ' : ''}${word}`,
    list,
    refuting,
    list.section === statement.section && many === list.items.length,
  );
}

/** `- [ ] all checks passed`. */
const isUnticked = ({ document }: Page, { span }: Statement): boolean =>
  /\[ \]\s*(?:[*_`]*)$/.test(document.text.slice(Math.max(0, span.start - 8), span.start)) || document.text.startsWith('[ ]', span.start);

/** `not all`, `nearly all`. */
const nearlyAll = /\b(?:not|nearly|almost|hardly|about) (?:all|every)\b|并非|不是所有|几乎/i;
const longest = 240;

/** The nearest list before the statement that is of such things; a heading may also speak of the list under it. */
interface Told {
  /** Words before the noun: `latency` of `all latency targets`. */
  readonly kind: string;
  readonly noun: string;
  readonly word: string;
  readonly many: number | null;
}

function nearest(page: Page, statement: Statement, lists: readonly VerdictList[], { kind, noun, word, many }: Told): VerdictList | null {
  const stem = noun.replace(/s$/, '');
  const goal = isGoal(noun);
  const kinds = kind.split(' ').filter((each) => each !== '' && !neutral.has(each));
  const fits = (list: VerdictList): boolean => {
    if (list.first <= statement.index && statement.index <= list.last) return false;
    if (many !== null && list.items.length !== many) return false;
    const missed = list.items.filter(({ verdict }) => verdict === 'missed').length;
    return (
      missed * 2 <= list.items.length &&
      kinds.every((each) => list.about.includes(each)) &&
      (goal ? isAboutGoals(list.about) : list.about.includes(stem) && says(list, word))
    );
  };
  const under = statement.kind === 'heading' ? lists.find((list) => list.section === statement.section && fits(list)) : undefined;
  if (under) return under;
  const before = lists.findLast((list) => list.last < statement.index && fits(list));
  if (!before || (before.section !== statement.section && isApart(page, before.section))) return null;
  return before;
}

/** `all runs completed`: a list that tells of each whether it was completed, in that word. */
const says = (list: VerdictList, word: string): boolean =>
  list.about.includes(word) ||
  list.items.some(({ verdict, text }) => verdict === 'met' && text.toLowerCase().includes(word)) ||
  (/^(?:pass|passed|passes|green|met|通过)$/.test(word) && list.items.every(({ text }) => /[✓✔✅☑✗✘❌✖]/u.test(text)));

/** A heading above says that the list is of another set-up. */
function isApart(page: Page, section: Section | null): boolean {
  for (let at = section; at && at.level > 1; at = at.parent) if (isElsewhere(page.title(at))) return true;
  return false;
}

function claimOf(statement: Statement, said: string, list: VerdictList, refuting: VerdictList['items'], sure: boolean): Claim {
  const [first] = refuting;
  const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 59).trimEnd()}…` : text).replace(/\s+/g, ' ');
  return {
    pattern: 'affirmation',
    statement,
    span: statement.span,
    holds: !first,
    sure: sure ? 'certain' : 'likely',
    says: first
      ? `not all ${said}: of ${list.items.length} in the list, ${refuting.length} ${refuting.length === 1 ? 'is' : 'are'} not, "${short(first.text)}"`
      : `holds: all ${list.items.length} are`,
    figures: [],
    places: refuting.map(({ text, statement: { span } }) => ({ message: short(text), span })),
    correction: null,
  };
}
