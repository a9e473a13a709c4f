import type { Section } from '../document/document.ts';
import { add, type Interval } from '../notation/interval.ts';
import { resultInterval, type WrittenNumber } from '../notation/number.ts';
import { bytesText } from '../notation/write.ts';
import type { Mention } from '../plan/model.ts';
import { nounWords } from '../plan/noun-words.ts';
import type { Plan } from '../plan/plan.ts';
import { type Reading, slice } from '../plan/reading.ts';
import { main } from '../plan/scenario.ts';
import { Sieve } from '../plan/sieve.ts';
import { addTo } from '../text/group.ts';
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
  const sections = componentSections(plan);
  for (const total of plan.mentions) {
    if (total.id !== 'mem_total' || total.role === 'echo' || total.scenario !== main || !total.statement.section) continue;
    const components = componentsBefore(sections.get(total.statement.section.parent) ?? [], total);
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

/** A section whose title names a component, and its figures per GPU in the order of the document. */
interface ComponentSection {
  readonly id: QuantityId;
  readonly figures: { readonly index: number; readonly number: WrittenNumber }[];
}

/** By the section that they stand in, in the order of the document. */
function componentSections({ facts }: Plan): Map<Section | null, ComponentSection[]> {
  const { document, scenarioOf } = facts;
  const known = new Map<Section, ComponentSection | null>();
  const out = new Map<Section | null, ComponentSection[]>();
  for (const reading of perGpuFigures.of(facts)) {
    const { section, index } = reading.statement;
    if (!section || scenarioOf.get(reading.statement) !== main || known.get(section) === null) continue;
    const number = perGpuFigure(reading);
    if (!number) continue;
    let own = known.get(section);
    if (!own) {
      const id = labelSense(slice(document, section.title))?.id;
      const named = id && quantity(id).group === 'memory' && id !== 'mem_total' && id !== 'mem_all';
      own = named ? { id, figures: [] } : null;
      known.set(section, own);
      if (own) addTo(out, section.parent, own);
    }
    own?.figures.push({ index, number });
  }
  return out;
}

/** The last figure before the total of each section; none where two sections are of one component. */
function componentsBefore(sections: readonly ComponentSection[], total: Mention): Component[] {
  const seen = new Set<QuantityId>();
  const out: Component[] = [];
  for (const { id, figures } of sections) {
    const [first] = figures;
    if (!first || first.index >= total.statement.index) break;
    if (seen.has(id)) return [];
    seen.add(id);
    out.push({ id, number: lastBefore(figures, total.statement.index) });
  }
  return out;
}

/** Of figures whose first stands before `index` the last that does. */
function lastBefore(figures: ComponentSection['figures'], index: number): WrittenNumber {
  let [low, high] = [0, figures.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((figures[middle]?.index ?? index) < index) low = middle;
    else high = middle - 1;
  }
  return (figures[low] as ComponentSection['figures'][number]).number;
}

/** The amount per GPU that a statement comes to. */
function perGpuFigure(reading: Reading): WrittenNumber | undefined {
  const item = reading.items.at(-1);
  const result = item?.kind === 'single' ? item.expression : item?.kind === 'chain' ? item.sides.at(-1) : undefined;
  if (result?.kind !== 'number' || result.number.unit?.dimension.bytes !== 1 || result.number.unit.dimension.time !== 0) return undefined;
  return perGpu.test(nounWords(result.words)) || perGpu.test(plainWords(reading.label)) ? result.number : undefined;
}

const perGpuFigures = new Sieve((reading) => perGpuFigure(reading) !== undefined);

const perGpu = /\bper (?:gpu|card|device)\b/;
