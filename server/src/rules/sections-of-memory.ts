import type { Section } from '../document/document.ts';
import { add, type Interval } from '../notation/interval.ts';
import { resultInterval, type WrittenNumber } from '../notation/number.ts';
import { bytesText } from '../notation/write.ts';
import type { Mention } from '../plan/model.ts';
import { nounWords } from '../plan/noun-words.ts';
import type { Plan } from '../plan/plan.ts';
import { type Reading, slice } from '../plan/reading.ts';
import { main } from '../plan/scenario.ts';
import { labelSense } from '../vocabulary/labels.ts';
import { plainWords } from '../vocabulary/phrase.ts';
import { type QuantityId, quantity } from '../vocabulary/quantities.ts';
import { written } from './related.ts';
import type { Draft } from './rule.ts';

/** What the section of one component comes to. */
interface Component {
  readonly id: QuantityId;
  readonly number: WrittenNumber;
}

/**
 * A total per GPU below what its components come to, where each has a section of its own: `Parameter Memory` ends in 33 GB per GPU,
 * `Activation Memory` in 12 GB, and the total behind them is 30 GB. What else belongs to it could only add to the sum.
 */
export function totalsBelowTheirSections(plan: Plan): Draft[] {
  const out: Draft[] = [];
  for (const total of plan.mentions) {
    if (total.id !== 'mem_total' || total.role === 'echo' || total.scenario !== main || !total.statement.section) continue;
    const components = componentsBefore(plan, total, total.statement.section);
    if (components.length < 2) continue;
    const sum = components.reduce<Interval>((all, { number }) => add(all, resultInterval(number)), { low: 0, middle: 0, high: 0 });
    if (sum.low <= resultInterval(total.number).high * 1.02) continue;
    out.push({
      span: total.number.span,
      severity: 'error',
      message: `${components.map(({ id, number }) => `${quantity(id).name} ${written({ number })}`).join(' and ')} are ${bytesText(sum.middle)} together, more than the total of ${written(total)}`,
      related: components.map(({ id, number }) => ({ message: quantity(id).name, span: number.span })),
    });
  }
  return out;
}

/** The last figure per GPU of each section beside the total's own, up to it, whose title names a component. */
function componentsBefore(plan: Plan, total: Mention, own: Section): Component[] {
  const { document, readings, scenarioOf } = plan.facts;
  const found = new Map<Section, Component>();
  for (const reading of readings) {
    const { section, index } = reading.statement;
    if (index >= total.statement.index) break;
    if (!section || section.parent !== own.parent || scenarioOf.get(reading.statement) !== main) continue;
    const id = labelSense(slice(document, section.title))?.id;
    const number = id && quantity(id).group === 'memory' && id !== 'mem_total' && id !== 'mem_all' ? perGpuFigure(reading) : undefined;
    if (id && number) found.set(section, { id, number });
  }
  const components = [...found.values()];
  return new Set(components.map(({ id }) => id)).size === components.length ? components : [];
}

/** The amount per GPU that a statement comes to. */
function perGpuFigure(reading: Reading): WrittenNumber | undefined {
  const item = reading.items.at(-1);
  const result = item?.kind === 'single' ? item.expression : item?.kind === 'chain' ? item.sides.at(-1) : undefined;
  if (result?.kind !== 'number' || result.number.unit?.dimension.bytes !== 1 || result.number.unit.dimension.time !== 0) return undefined;
  return perGpu.test(nounWords(result.words)) || perGpu.test(plainWords(reading.label)) ? result.number : undefined;
}

const perGpu = /\bper (?:gpu|card|device)\b/;
