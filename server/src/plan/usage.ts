import type { NumberExpression, Single } from '../notation/expression.ts';
import type { WrittenNumber } from '../notation/number.ts';
import type { Token } from '../notation/token.ts';
import type { QuantityId } from '../vocabulary/quantities.ts';
import type { Facts, Mention } from './model.ts';
import { type Reading, slice } from './reading.ts';
import type { Relation } from './relations.ts';
import { main } from './scenario.ts';
import { Sieve } from './sieve.ts';

/** Memory of a GPU that is used, set against what the GPU has. */
interface Usage {
  readonly reading: Reading;
  readonly used: WrittenNumber;
  readonly capacity: WrittenNumber;
  readonly share: WrittenNumber | null;
  /** The words say that it is a GPU's, whatever its value is. */
  readonly usedOf: boolean;
  readonly capacityOf: boolean;
}

/**
 * `8.2 GB (10% of 80 GB)`, `8.2 GB < 80 GB`, `at 8.2 GB per GPU below the 80 GB that a GPU has`: two amounts of memory side by side. The one
 * that the plan states elsewhere tells what the other is.
 */
export function usageEchoes(facts: Facts, relations: readonly Relation[], values: ReadonlyMap<QuantityId, number>): Mention[] {
  const total = values.get('mem_total');
  const memory = values.get('gpu_memory');
  if (total === undefined && memory === undefined) return [];
  const bound = new Map<number, QuantityId>();
  for (const mention of facts.mentions) if (mention.scenario === main) bound.set(mention.number.digits.start, mention.id);
  const out: Mention[] = [];
  for (const { reading, used, capacity, share, usedOf, capacityOf } of [...compared(facts, relations), ...said(facts)]) {
    if ((facts.scenarioOf.get(reading.statement) ?? main) !== main) continue;
    if (allowance.test(slice(facts.document, reading.statement.span))) continue;
    const isUsed = used.value === total || bound.get(used.digits.start) === 'mem_total';
    const isCapacity = capacity.value === memory || bound.get(capacity.digits.start) === 'gpu_memory';
    if (!(isUsed && (isCapacity || capacityOf)) && !(isCapacity && usedOf)) continue;
    const echo = (id: QuantityId, number: WrittenNumber): void => {
      const known = bound.get(number.digits.start);
      if (known !== undefined) return;
      bound.set(number.digits.start, id);
      out.push({
        id,
        strength: 'strong',
        role: 'echo',
        number,
        value: number.value,
        statement: reading.statement,
        scenario: main,
        claim: null,
      });
    };
    echo('mem_total', used);
    echo('gpu_memory', capacity);
    if (share) echo('mem_utilization', share);
  }
  return out;
}

/** What is left to use, or may be used, is less than a GPU has. */
const allowance = /\b(?:usable|available|budget|effective|reserved?|limit|target|requirement|threshold|goal)\b/i;

const isMemory = ({ unit }: WrittenNumber): boolean => unit !== null && unit.dimension.bytes === 1 && unit.dimension.time === 0;

function compared(facts: Facts, relations: readonly Relation[]): Usage[] {
  const out: Usage[] = [];
  for (const { kind, statement, subject, base, stated, order } of relations) {
    const reading = facts.readings[statement.index];
    if (!reading || !isMemory(subject) || !isMemory(base)) continue;
    if (kind === 'share') out.push({ reading, used: subject, capacity: base, share: stated, usedOf: false, capacityOf: true });
    else if (kind === 'order' && order === 'below')
      out.push({
        reading,
        used: subject,
        capacity: base,
        share: null,
        usedOf: /^(?:total |peak |gpu )?memory\b|\bper gpu\b/i.test(reading.label),
        capacityOf: true,
      });
  }
  return out;
}

const amountsIn = ({ items }: Reading): Single[] =>
  items.filter((item): item is Single => item.kind === 'single' && isMemory(item.expression.number));

const inTwo = new Sieve(
  (reading) => (reading.statement.kind === 'sentence' || reading.statement.kind === 'item') && amountsIn(reading).length === 2,
);

/** Two amounts in one sentence, the first `per GPU`, the second what a GPU has. */
function said(facts: Facts): Usage[] {
  const out: Usage[] = [];
  for (const reading of inTwo.of(facts)) {
    const [used, capacity] = amountsIn(reading);
    if (!used || !capacity) continue;
    const between = wordsOf(reading.tokens, used.last + 1, capacity.first);
    const after = wordsOf(reading.tokens, capacity.last + 1, reading.tokens.length);
    if (!/\b(?:below|under|within|less than|out of|of|fits (?:in|into))\b/.test(between)) continue;
    out.push({
      reading,
      used: number(used),
      capacity: number(capacity),
      share: null,
      usedOf: /^(?:of memory )?(?:per|on (?:a|each|every|one)) (?:gpu|card|device|rank)\b/.test(between),
      capacityOf: ownMemory.test(after),
    });
  }
  return out;
}

const ownMemory =
  /^(?:of )?(?:(?:gpu |device )?(?:memory|vram|hbm|capacity)\b|(?:that |which )?(?:a|an|each|every|the|one) (?:[a-z0-9]+ )?(?:gpu|card|device) (?:has|offers|holds)\b|(?:per|of (?:a|an|each|every|one)|on (?:a|an|each|every|one)) (?:[a-z0-9]+ )?(?:gpu|card|device)\b)/;

const number = (item: { readonly expression: NumberExpression }): WrittenNumber => item.expression.number;

const wordsOf = (tokens: readonly Token[], first: number, last: number): string =>
  tokens
    .slice(first, last)
    .map((token) => (token.kind === 'word' ? token.lower : ' '))
    .join(' ')
    .replace(/ +/g, ' ')
    .trim();
