import { actOf, plays, verdictIn, wantsLess, wantsMore } from '../../lexicon/speech.ts';
import { type Atom, borrowing, comparable, type Line } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { unbound } from '../figures.ts';
import { type Order, ordered, orderOfGoal, orderOfMeasure } from '../order.ts';
import type { Page } from '../page.ts';
import { gap, words } from '../phrases.ts';
import { shown } from './ratio.ts';

const goalWord =
  '(?:target|goal|requirement|required|limit|budget|slo|sla|needed|need|max|maximum|min|minimum|threshold|constraint|cap|capacity|available|目标|要求|上限)';
const sign = gap('W(<|≤|>|≥) W');
const below = gap(
  `W(?:[(,] )?W(?:well |far |safely |comfortably |just |still |is |stays |all )*(?:below|under|within|less than|lower than|fits in|fits within|inside|no more than|at most|不超过|低于|小于) W(?:${goalWord} (?:of|at|:) )?`,
);
const above = gap(
  `W(?:[(,] )?W(?:well |far |safely |comfortably |just |still |is )*(?:exceeds|exceeding|exceed|above|over|beats|surpasses|surpassing|more than|greater than|higher than|at least|超过|高于|大于) W(?:${goalWord} (?:of|at|:) )?`,
);
const toGoal = gap(String.raw`W(?:\(|,|;|\||vs\.?|versus|against) W${goalWord} W(?:[:=] |is |of )?(?:[<>≤≥] )?`);
const toFigure = gap(
  String.raw`W(?:\(|,|;|\||→|—|–) W(?:achieved|actual|measured|projected|expected|estimated|observed|got|now|current|we have|实测|实际|预计) W(?:[:=] |is )?`,
);
/** `450 ms meets the 400 ms SLO`. */
const meets = gap('W(?:meets|meet|satisfies|satisfy|satisfying|meeting|fulfils|fulfills|满足|达到) W');
/** `below the limit of 76 GB`. */
const goalBefore = new RegExp(`(?:^| )${goalWord} (?:of |at |: )?$`, 'iu');
const behindGoal = new RegExp(`^ ${words}${goalWord}`, 'iu');

/** `39.2 GB < 68 GB ✓`, `1.6 s (well below the 10 s requirement)`, `65 % (target: ≥ 70 %) ✓`. */
export function orders(page: Page, line: Line): Claim[] {
  if (line.atoms.length < 2) return [];
  const text = page.text(line.statement);
  const act = actOf(text);
  if (act === 'supposes' || act === 'asks') return [];
  const verdict = verdictIn(text);
  const out: Claim[] = [];
  for (let at = 0; at + 1 < line.atoms.length; at++) {
    const claim = between(line, at, verdict, `${text} ${page.title(line.statement.section)}`);
    if (claim && (act === 'asserts' || claim.holds)) out.push(claim);
  }
  return out;
}

function between(line: Line, at: number, verdict: 'met' | 'missed' | null, subject: string): Claim | null {
  const [x, y] = [line.atoms[at] as Atom, line.atoms[at + 1] as Atom];
  const space = line.gaps[at + 1] ?? '';
  const [a, b] = / x /.test(space) ? [x, y] : [borrowing(x, y), borrowing(y, x)];
  if (a.term || b.term || !comparable(a, b) || a.measure === 'x') return null;
  const written = sign.exec(space);
  if (written) {
    if (verdict === 'missed') return null;
    const strict = written[1] === '<' || written[1] === '>';
    const order: Order = written[1] === '<' || written[1] === '≤' ? 'below' : 'above';
    const goal = verdict === 'met' || behindGoal.test(line.gaps[at + 2] ?? '') || behindGoal.test(` ${b.noun.join(' ')} `);
    // in a formula, a bound or a question nobody says that it is so
    return goal ? claim(line, a, b, order, 'certain', strict) : null;
  }
  if (verdict === 'missed') return null;
  const side = below.test(space) ? 'below' : above.test(space) ? 'above' : null;
  if (side) {
    // behind a comma the goal has to be named before its figure: `85 %, more than 90 % is required` tells of two
    const goal =
      goalBefore.test(space) ||
      (!space.includes(',') && (behindGoal.test(line.gaps[at + 2] ?? '') || behindGoal.test(` ${b.noun.join(' ')} `)));
    return goal ? claim(line, unbound(a), unbound(b), side, 'certain', false) : null;
  }
  if (meets.test(space) && behindGoal.test(line.gaps[at + 2] ?? '')) {
    const order = orderOfGoal(b) ?? orderOfMeasure(b);
    return order ? claim(line, unbound(a), unbound(b), order, 'certain', false) : null;
  }
  const [figure, goal] = toGoal.test(space) ? [a, b] : toFigure.test(space) ? [b, a] : [];
  if (!figure || !goal || verdict !== 'met') return null;
  const order =
    orderOfGoal(goal) ??
    (plays('available', space) ? 'below' : null) ??
    orderOfMeasure(goal) ??
    (wantsLess(subject) ? 'below' : wantsMore(subject) ? 'above' : null);
  return order ? claim(line, unbound(figure), unbound(goal), order, orderOfGoal(goal) ? 'certain' : 'likely', false) : null;
}

function claim(line: Line, a: Atom, b: Atom, order: Order, sure: Claim['sure'], strict: boolean): Claim {
  const holds = ordered(a, b, order, strict);
  return {
    pattern: 'order',
    statement: line.statement,
    span: { start: a.number.digits.start, end: Math.max((a.to ?? a.number).span.end, (a.to ?? a.number).digits.end) },
    holds,
    sure,
    says: holds ? `holds: ${shown(a)} is ${order} ${shown(b)}` : `${shown(a)} is not ${order} ${shown(b)}`,
    figures: [a.number, b.number],
    correction: null,
  };
}
