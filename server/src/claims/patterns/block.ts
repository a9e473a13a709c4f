import { plays, verdictIn, wantsLess, wantsMore } from '../../lexicon/speech.ts';
import { writeLike } from '../../notation/write.ts';
import { slice } from '../../plan/reading.ts';
import { type Atom, comparable, type Line, valueOf } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { unbound } from '../figures.ts';
import { type Order, ordered, orderOfGoal, orderOfMeasure } from '../order.ts';
import type { Page } from '../page.ts';
import { agrees, ratioHolds } from '../ratio.ts';
import { claimOf, isRatio, shown } from './ratio.ts';

/** A line that gives one thing a figure: what its label says, and the figure. */
interface Entry {
  readonly line: Line;
  readonly label: string;
  readonly text: string;
  readonly main: Atom;
}

/** How far apart lines may stand that speak of each other. */
const near = 4;

/** Lines that follow one another: `Target: 8 RPS`, `Projected: 8.1 RPS`, `Margin: 1.3 %`, `Status: met`. */
export function blocks(page: Page): Claim[] {
  return page.loudGroups.flatMap((group) => inGroup(page, group));
}

export function inGroup(page: Page, group: readonly Line[]): Claim[] {
  const out: Claim[] = [];
  const entries = group.map((line) => entryOf(page, line));
  for (const [index, entry] of entries.entries()) {
    if (!entry) continue;
    const around = entries.slice(Math.max(0, index - near), index).filter((other) => other !== null);
    const after = group.slice(index + 1, index + 3);
    if (plays('left', entry.label) || plays('share', entry.label)) out.push(...leftOf(entry, around));
    out.push(...goalOf(page, entry, around, after));
  }
  return out;
}

function entryOf(page: Page, line: Line): Entry | null {
  const { label, body } = line.statement;
  if (!label) return null;
  const main = line.atoms.find(({ number }) => number.digits.start >= body.start);
  if (!main || main.term || line.gaps[line.atoms.indexOf(main)]?.includes('=')) return null;
  return { line, label: slice(page.document, label).toLowerCase(), text: page.text(line.statement), main };
}

/** `Margin: 1.3 %` under a goal and a figure, `Utilization: 49.7 %` under what is used and what is there. */
function leftOf(entry: Entry, around: readonly Entry[]): Claim[] {
  const { main, line } = entry;
  const pair = pairOf(around, main);
  if (!pair || main.to) return [];
  const [a, b] = pair.map(({ main: atom }) => unbound(atom)) as [Atom, Atom];
  if (isRatio(main)) {
    // `68 GB (85 % of 80 GB)`: any figure of those lines may be the base
    const others = pair
      .flatMap((one) => one.line.atoms)
      .filter((atom) => atom !== pair[0].main && comparable(atom, a))
      .map(unbound);
    const base = others.find((other) => ratioHolds(a, other, main.number)) ?? b;
    return [claimOf(line, plays('left', entry.label) ? 'rest' : 'share', a, base, main)];
  }
  if (!comparable(main, a) || !plays('left', entry.label) || main.number.qualifier !== 'exact') return [];
  const [x, y] = [valueOf(a), valueOf(b)];
  const rest = {
    low: Math.max(0, Math.abs(x.middle - y.middle) - (x.high - x.low) - (y.high - y.low)),
    middle: Math.abs(x.middle - y.middle),
    high: Math.abs(x.middle - y.middle) + (x.high - x.low) + (y.high - y.low),
  };
  const holds = agrees(rest, main.number);
  return [
    {
      pattern: 'rest',
      statement: line.statement,
      span: main.number.span,
      holds,
      sure: 'likely',
      says: holds
        ? `holds: between ${shown(a)} and ${shown(b)}`
        : `between ${shown(a)} and ${shown(b)} lie ${shown({ ...main, number: { ...main.number, text: writeLike(rest.middle, main.number) } })}, not ${shown(main)}`,
      figures: [a.number, b.number, main.number],
      correction: { number: main.number, value: rest.middle },
    },
  ];
}

const isBase = (label: string): boolean => plays('goal', label) || plays('available', label) || plays('required', label);
const isFigure = (label: string): boolean => plays('actual', label) || plays('used', label) || plays('required', label);

/** The last two lines before it of which one gives a figure and the other what it is set against. */
function pairOf(around: readonly Entry[], stated: Atom): [Entry, Entry] | null {
  for (let end = around.length - 1; end > 0; end--) {
    for (let start = end - 1; start >= 0; start--) {
      const [x, y] = [around[start] as Entry, around[end] as Entry];
      if (!comparable(x.main, y.main) || x.main.to || y.main.to) continue;
      if (isRatio(stated) && stated.measure === 'x') continue;
      if (isBase(x.label) && isFigure(y.label) && !isBase(y.label)) return [y, x];
      if (isFigure(x.label) && isBase(y.label)) return [x, y];
    }
  }
  return null;
}

/** A goal and the figure beside it, told to be met by a tick or a word on either line or the one below. */
function goalOf(page: Page, entry: Entry, around: readonly Entry[], after: readonly Line[]): Claim[] {
  const other = around.at(-1);
  if (!other || !comparable(unbound(entry.main), unbound(other.main))) return [];
  const roles = (goal: Entry, figure: Entry): boolean =>
    (plays('goal', goal.label) && plays('actual', figure.label)) ||
    (plays('required', goal.label) &&
      (plays('available', figure.label) || plays('actual', figure.label)) &&
      !plays('required', figure.label));
  const [goal, figure] = roles(other, entry) ? [other, entry] : roles(entry, other) ? [entry, other] : [];
  if (!goal || !figure || figure.main.to) return [];
  const order = orderWanted(page, goal, figure);
  if (!order) return [];
  const status = after.find((line) => /^(?:status|result|verdict|check|met|conclusion|状态|结论)/i.test(page.text(line.statement)));
  const verdict = verdictIn(`${entry.text}\n${other.text}`) ?? (status ? verdictIn(page.text(status.statement)) : null);
  if (verdict !== 'met') return [];
  const [a, b] = [unbound(figure.main), unbound(goal.main)];
  const holds = ordered(a, b, order);
  return [
    {
      pattern: 'goal',
      statement: figure.line.statement,
      span: figure.main.number.span,
      holds,
      sure: 'certain',
      says: holds ? `holds: ${shown(a)} meets ${shown(b)}` : `${shown(a)} does not meet ${shown(b)}`,
      figures: [a.number, b.number],
      correction: null,
    },
  ];
}

/** What has to be of the figure: by the sign of the goal, its name, its unit, else by what the lines are about. */
function orderWanted(page: Page, goal: Entry, figure: Entry): Order | null {
  const signed = orderOfGoal(goal.main);
  if (signed) return signed;
  if (plays('required', goal.label) && plays('available', figure.label)) return 'above';
  if (/\b(?:limit|budget|max|maximum|cap|ceiling)\b|上限/.test(goal.label)) return 'below';
  if (/\b(?:min|minimum|floor)\b|下限/.test(goal.label)) return 'above';
  const measure = orderOfMeasure(goal.main);
  if (measure) return measure;
  const subject = `${goal.label} ${figure.label} ${page.title(goal.line.statement.section)}`;
  if (/\b(?:reduction|saving|savings|improvement|gain|speedup)\b|提升|降低/.test(`${subject} ${goal.main.noun.join(' ')}`)) return 'above';
  return wantsLess(subject) ? 'below' : wantsMore(subject) ? 'above' : null;
}
