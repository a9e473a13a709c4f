import { resultInterval, type WrittenNumber } from '../notation/number.ts';
import { bytesText } from '../notation/write.ts';
import type { Interval } from '../notation/interval.ts';
import { meets } from '../notation/interval.ts';
import { listedBefore } from '../plan/local-formulas.ts';
import type { Plan } from '../plan/plan.ts';
import type { Reading } from '../plan/reading.ts';
import { main } from '../plan/scenario.ts';
import { plainWords } from '../vocabulary/phrase.ts';
import { rewritten, written } from './related.ts';
import type { Draft } from './rule.ts';

const noPart = /\b(?:capacity|limit|available|headroom|target|budget|per token|free|remaining|utilization|required|minimum|maximum|peak|bandwidth|buffer size|single|each|saved?|reduction|total)\b/;

/** A total that is not the sum of the memory components listed above it. Said only where every line of the list is a part. */
export function falseSums(plan: Plan): Draft[] {
  const out: Draft[] = [];
  for (const total of plan.mentions) {
    if ((total.id !== 'mem_total' && total.id !== 'mem_all') || total.role === 'echo' || total.scenario !== main) continue;
    const known = listedBefore(plan, total.statement, total);
    if (known.length < 2) continue;
    const parts = listed(plan, total.statement.block, total.statement.index, total.statement.parent);
    if (!parts || parts.length < 2) continue;
    const sum = parts.reduce<Interval>((all, part) => ({ low: all.low + part.low, middle: all.middle + part.middle, high: all.high + part.high }), { low: 0, middle: 0, high: 0 });
    if (meets(sum, resultInterval(total.number)) || Math.abs(sum.middle - total.value) < total.value * 0.02) continue;
    const value = sum.middle;
    out.push({
      span: total.number.span,
      // parts that the list does not name may make up the rest
      severity: value > total.value || parts.length >= 4 ? 'error' : 'warning',
      message: `the parts above add up to ${bytesText(value)}, not ${written(total)}`,
      related: known.map((part) => ({ message: written(part), span: part.number.span })),
      corrections: [{ title: `Change ${written(total)} to ${rewritten(total.number, value)}`, preferred: true, safe: false, quantities: new Map([[total.id, value]]) }],
    });
  }
  return out;
}

/** The byte figures of the lines above the total in its list; null where one of them is no part of a sum. */
function listed(plan: Plan, block: number, before: number, parent: Reading['statement']['parent']): Interval[] | null {
  const parts: Interval[] = [];
  for (const reading of plan.facts.readings) {
    const { statement } = reading;
    if (statement.block !== block || statement.index >= before || statement.parent !== parent) continue;
    if (noPart.test(plainWords(reading.label))) return null;
    const item = reading.items[0];
    if (!item) continue;
    if (item.kind === 'range') {
      if (item.to.unit?.dimension.bytes !== 1) return null;
      parts.push({ low: partInterval(item.from).low, middle: (item.from.value + item.to.value) / 2, high: partInterval(item.to).high });
      continue;
    }
    const number = item.kind === 'single' ? item.expression.number : undefined;
    if (number?.unit?.dimension.bytes !== 1 || number.unit.dimension.time !== 0) return null;
    parts.push(partInterval(number));
  }
  return parts;
}

/** A part of a sum as printed: to half a unit in its last place, a whole one where it is only about right. */
function partInterval(number: WrittenNumber): Interval {
  const scale = number.magnitude * (number.unit?.scale ?? 1);
  const slack = 10 ** -number.decimals * (number.qualifier === 'about' ? 1 : 0.5);
  return { low: (number.shown - slack) * scale, middle: number.value, high: (number.shown + slack) * scale };
}
