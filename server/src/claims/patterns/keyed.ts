import type { Statement } from '../../document/document.ts';
import { ceilingKeys, figureKeys, floorKeys, goalKeys, no, verdictKeys, yes } from '../../lexicon/keys.ts';
import { numeral, numeralLike, numerals } from '../../lexicon/numerals.ts';
import { wantsLess, wantsMore } from '../../lexicon/speech.ts';
import { slice } from '../../plan/reading.ts';
import type { Atom } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { type Order, ordered } from '../order.ts';
import type { Page } from '../page.ts';
import { shown } from './ratio.ts';

/** A limit, a figure and a verdict as keys of one mapping: `{limit: 500, seen: 620, met: true}`. */
export function keyed(page: Page): Claim[] {
  const byParent = new Map<Statement, Statement[]>();
  for (const statement of page.document.statements) {
    if (statement.kind !== 'pair' || !statement.label || !statement.parent) continue;
    const known = byParent.get(statement.parent);
    if (known) known.push(statement);
    else byParent.set(statement.parent, [statement]);
  }
  return [...byParent.values()].flatMap((pairs) => (pairs.length >= 3 && pairs.length <= most ? inMapping(page, pairs) : []));
}

const most = 24;

function inMapping(page: Page, pairs: readonly Statement[]): Claim[] {
  const text = (statement: Statement): string => slice(page.document, statement.body).toLowerCase().trim();
  const find = (names: readonly string[]): Statement | null => {
    const found = pairs.filter(({ label }) => label && names.includes(slice(page.document, label).toLowerCase().replaceAll('-', '_')));
    return found.length === 1 ? (found[0] ?? null) : null;
  };
  const verdict = find(verdictKeys);
  const figure = atomOf(page, find(figureKeys));
  const isMet = verdict && (yes as readonly string[]).includes(text(verdict));
  if (!verdict || !figure || (!isMet && !(no as readonly string[]).includes(text(verdict)))) return [];
  const [ceiling, floor, aim] = [ceilingKeys, floorKeys, goalKeys].map((names) => atomOf(page, find(names)));
  const bounds = [ceiling, floor, aim].filter((atom) => atom !== null);
  const bound = bounds[0];
  if (!bound || bounds.length > 1 || bound.measure !== figure.measure) return [];
  const name = pairs
    .map((pair) => (pair === verdict ? '' : text(pair)))
    .join(' ')
    .replaceAll('_', ' ');
  const wanted: Order | null = wantsMore(name) ? 'above' : ceiling ? 'below' : floor ? 'above' : wantsLess(name) ? 'below' : null;
  if (!wanted || (ceiling && wanted === 'above' && bound.number.value === 0)) return [];
  const holds = ordered(figure, bound, isMet ? wanted : wanted === 'below' ? 'above' : 'below');
  return [
    {
      pattern: 'goal',
      statement: figure.statement,
      span: figure.number.span,
      holds,
      // a limit may be met in another way than by its figure alone
      sure: isMet && !(ceiling && wanted === 'above') ? 'certain' : 'likely',
      says: holds
        ? `holds: ${shown(figure)} against ${shown(bound)}`
        : isMet
          ? `${shown(figure)} is not ${wanted} the ${shown(bound)} that is told to be met`
          : `${shown(figure)} is ${wanted} ${shown(bound)}, and told not to meet it`,
      figures: [bound.number, figure.number],
      correction: null,
      verdict: verdict.body,
    },
  ];
}

/** The one figure that a pair gives. */
function atomOf(page: Page, statement: Statement | null): Atom | null {
  const own = statement ? (page.lineOf(statement)?.atoms ?? []).filter(({ number }) => number.digits.start >= statement.body.start) : [];
  return own.length === 1 && own[0] && !own[0].to && !own[0].term ? own[0] : null;
}

const counted = new RegExp(String.raw`^(all )?(?:the |our )?(\d{1,4}|${numerals}) ((?:[a-z-]+ ){0,2}?)([a-z]{2,}s)(?:$|[ ,.;:(])`, 'iu');

/** `node_names:  # all 8 nodes` over a sequence of seven. */
export function listed(page: Page): Claim[] {
  const { statements, plain } = page.document;
  return statements.flatMap((comment) => {
    if (comment.kind !== 'comment') return [];
    const match = counted.exec(slice(page.document, comment.span).trim());
    const key = comment.parent;
    // on the line of the key itself
    if (!match || !key?.label || plain.slice(key.span.start, comment.span.start).includes('\n')) return [];
    const [, all, many, , noun] = match as unknown as [string, string | undefined, string, string, string];
    const stem = noun.toLowerCase().replace(/s$/, '');
    const elements = statements.filter(({ parent, label, kind }) => parent === key && kind === 'pair' && label === null);
    if (elements.length < 2 || !slice(page.document, key.label).toLowerCase().includes(stem)) return [];
    const value = numeral(many) ?? Number(many);
    const holds = value === elements.length;
    return [
      {
        pattern: 'count',
        statement: comment,
        span: comment.span,
        holds,
        sure: all ? 'certain' : 'likely',
        says: holds ? `holds: ${many} are listed` : `${elements.length} are listed here, not ${many}`,
        figures: [],
        correction: null,
        rewrite: rewriteOf(slice(page.document, comment.span), comment.span.start, many, elements.length),
      } satisfies Claim,
    ];
  });
}

function rewriteOf(text: string, start: number, many: string, value: number): Claim['rewrite'] {
  const at = start + text.indexOf(many);
  const said = numeralLike(value, many);
  return said === undefined ? undefined : { span: { start: at, end: at + many.length }, text: said };
}
