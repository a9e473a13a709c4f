import type { Statement } from '../document/document.ts';
import type { Interval } from '../notation/interval.ts';
import { add, meets } from '../notation/interval.ts';
import { resultInterval, type WrittenNumber } from '../notation/number.ts';
import { bytesText } from '../notation/write.ts';
import { inBlock } from '../plan/by-block.ts';
import { listedBefore } from '../plan/local-formulas.ts';
import type { Mention } from '../plan/model.ts';
import type { Plan } from '../plan/plan.ts';
import { slice } from '../plan/reading.ts';
import { main } from '../plan/scenario.ts';
import { addTo } from '../text/group.ts';
import { phrase, plainWords } from '../vocabulary/phrase.ts';
import { rewritten, written } from './related.ts';
import type { Draft } from './rule.ts';

const noPart =
  /\b(?:capacity|limit|available|headroom|target|budget|per token|free|remaining|utilization|required|minimum|maximum|peak|bandwidth|buffer size|single|each|saved?|reduction|total)\b/;

/** A total that is not the sum of the memory components listed above it. Said only where every line of the list is a part. */
export function falseSums(plan: Plan): Draft[] {
  const out: Draft[] = [];
  for (const total of plan.mentions) {
    if ((total.id !== 'mem_total' && total.id !== 'mem_all') || total.role === 'echo' || total.scenario !== main) continue;
    const known = listedBefore(plan, total.statement, total);
    if (known.length < 2) continue;
    const parts = listed(plan, total.statement);
    if (!parts || parts.length < 2) continue;
    const sums = possibleSums(parts, labelOf(plan, total.statement));
    const [sum] = sums;
    const least = lowestSum(plan, parts, total);
    if (least) out.push(least);
    if (
      !sum ||
      sums.some(
        (candidate) => meets(candidate, resultInterval(total.number)) || Math.abs(candidate.middle - total.value) < total.value * 0.02,
      )
    )
      continue;
    const value = sum.middle;
    out.push({
      span: total.number.span,
      // parts that the list does not name may make up the rest
      severity: value > total.value || parts.length >= 4 ? 'error' : 'warning',
      message: `the parts above add up to ${bytesText(value)}, not ${written(total)}`,
      related: known.map((part) => ({ message: written(part), span: part.number.span })),
      corrections: [
        {
          title: `Change ${written(total)} to ${rewritten(total.number, value)}`,
          preferred: true,
          safe: false,
          quantities: new Map([[total.id, value]]),
        },
      ],
    });
  }
  return out;
}

/** A line of a list or a cell of a column that is summed. */
interface Part {
  /** Its label without what stands in parentheses: lines that share it, `Activations (1k)` and `Activations (8k)`, exclude each other. */
  readonly name: string;
  readonly amount: Interval;
  /** Lower and upper end where the line gives a range. */
  readonly range?: { readonly low: number; readonly high: number };
  readonly number: WrittenNumber;
}

/** The byte figures of the lines above the total in its list or column; null where one of them is no part of a sum. */
function listed(plan: Plan, total: Statement): Part[] | null {
  const parts: Part[] = [];
  for (const reading of inBlock(plan.facts.readings, total.block)) {
    const { statement } = reading;
    if (statement.index >= total.index || statement.parent !== total.parent) continue;
    if (total.cell && (statement.cell?.column !== total.cell.column || statement.cell.row === 0)) continue;
    const label = labelOf(plan, statement);
    if (noPart.test(plainWords(label))) return null;
    const name = phrase(label).words;
    const item = reading.items[0];
    if (!item) continue;
    if (item.kind === 'range') {
      if (item.to.unit?.dimension.bytes !== 1) return null;
      parts.push({
        name,
        amount: { low: partInterval(item.from).low, middle: (item.from.value + item.to.value) / 2, high: partInterval(item.to).high },
        range: { low: item.from.value, high: item.to.value },
        number: item.to,
      });
      continue;
    }
    const number = item.kind === 'single' ? item.expression.number : undefined;
    if (number?.unit?.dimension.bytes !== 1 || number.unit.dimension.time !== 0) return null;
    parts.push({ name, amount: partInterval(number), number });
  }
  return parts;
}

/**
 * A total that takes the lower ends of the ranges among its parts: `15-20 GB` of activations counted as 15. What a GPU has to hold is the upper
 * end; about a total that says least, minimum or typical nothing is said.
 */
function lowestSum(plan: Plan, parts: readonly Part[], total: Mention): Draft | null {
  const open = parts.filter(({ range }) => range !== undefined);
  const words = plainWords(slice(plan.facts.document, total.statement.span));
  if (open.length === 0 || total.number.unit === null || /\b(?:min|minimum|least|lower|average|typical|from|baseline)\b/.test(words))
    return null;
  if (plan.facts.readings[total.statement.index]?.items[0]?.kind === 'range') return null;
  const [low, high] = [(part: Part) => part.range?.low ?? part.amount.middle, (part: Part) => part.range?.high ?? part.amount.middle].map(
    (end) => parts.reduce((all, part) => all + end(part), 0),
  ) as [number, number];
  if (Math.abs(low / total.value - 1) > 0.012 || high < total.value * 1.05) return null;
  return {
    span: total.number.span,
    severity: 'warning',
    message: `${written(total)} takes the lower end of what is given as a range; with the upper one the parts add up to ${bytesText(high)}`,
    related: open.map(({ number }) => ({ message: written({ number }), span: number.span })),
  };
}

const labelOf = (plan: Plan, { label, cell }: Statement): string => {
  const name = cell?.rowLabel ?? label;
  return name ? slice(plan.facts.document, name) : '';
};

/**
 * The sums that may be meant, the likeliest first. Of parts that exclude each other the largest counts, or the smallest where the total says
 * so; an author may also have added all of them.
 */
function possibleSums(parts: readonly Part[], total: string): Interval[] {
  const groups = new Map<string, Interval[]>();
  for (const { name, amount } of parts) addTo(groups, name, amount);
  const all = addUp(parts.map(({ amount }) => amount));
  const several = [...groups].filter(([name, amounts]) => name !== '' && amounts.length > 1);
  if (several.length === 0) return [all];
  const choose = (pick: (amounts: readonly Interval[]) => Interval): Interval =>
    addUp([...groups].flatMap(([name, amounts]) => (name === '' ? amounts : [pick(amounts)])));
  const most = choose((amounts) => amounts.reduce((a, b) => (b.middle > a.middle ? b : a)));
  const least = choose((amounts) => amounts.reduce((a, b) => (b.middle < a.middle ? b : a)));
  const words = plainWords(total);
  if (/\b(?:max|maximum|peak|worst)\b/.test(words)) return [most];
  return /\bmin(?:imum)?\b/.test(words) ? [least] : [most, least, all];
}

const addUp = (amounts: readonly Interval[]): Interval => amounts.reduce(add, { low: 0, middle: 0, high: 0 });

/** A part of a sum as printed: to half a unit in its last place, a whole one where it is only about right. */
function partInterval(number: WrittenNumber): Interval {
  const scale = number.magnitude * (number.unit?.scale ?? 1);
  const slack = 10 ** -number.decimals * (number.qualifier === 'about' ? 1 : 0.5);
  return { low: (number.shown - slack) * scale, middle: number.value, high: (number.shown + slack) * scale };
}
