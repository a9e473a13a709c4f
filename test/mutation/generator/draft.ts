import type { DegreeId, QuantityId } from '../../../server/src/vocabulary/quantities.ts';
import type { Facts } from './facts.ts';
import { Page, term } from './page.ts';
import type { Random } from './random.ts';
import { drawStyle, type Style } from './style.ts';
import { degrees } from './words.ts';

/** All that a section of a plan is written from. */
export interface Draft {
  readonly page: Page;
  readonly facts: Facts;
  readonly style: Style;
  readonly random: Random;
}

export function startDraft(facts: Facts, random: Random): Draft {
  const page = new Page();
  for (const [result, operands, operator] of formulas) {
    if (![result, ...operands].every((id) => facts.values.has(id))) continue;
    page.relate(term.of(operator, ...operands.map(term.quantity)), term.quantity(result));
  }
  for (const [total, by] of wholes) {
    if (!facts.values.has(total) || !facts.values.has(by)) continue;
    page.relateWhole(term.of('/', term.quantity(total), term.quantity(by)));
  }
  const product = term.of('*', ...factors(facts).map(term.quantity));
  if (facts.values.has('dp')) page.relate(product, term.quantity('gpus'));
  else page.relateWhole(term.of('/', term.quantity('gpus'), product));
  return { page, facts, style: drawStyle(random, facts.gpu), random };
}

/** Degrees that the plan states, in the order in which this author lists them. */
export const statedDegrees = (facts: Facts): DegreeId[] => degrees.filter((id) => facts.values.has(id));

/** Degrees that multiply to the GPUs. */
export const factors = (facts: Facts): DegreeId[] => statedDegrees(facts).filter((id) => id !== 'ep' || facts.ep === 'factor');

/** What follows from what, as any reader of a plan knows it. */
const formulas: readonly (readonly [QuantityId, readonly QuantityId[], '*' | '/'])[] = [
  ['layers_per_stage', ['layers', 'pp'], '/'],
  ['experts_per_gpu', ['experts', 'ep'], '/'],
  ['heads_per_rank', ['heads', 'tp'], '/'],
  ['kv_heads_per_rank', ['kv_heads', 'tp'], '/'],
  ['hidden_per_rank', ['hidden', 'tp'], '/'],
  ['ffn_per_rank', ['ffn', 'tp'], '/'],
  ['gpus', ['nodes', 'gpus_per_node'], '*'],
  ['experts_total', ['layers', 'experts'], '*'],
  ['batch_per_replica', ['micro_batch', 'micro_batches'], '*'],
  ['global_batch', ['batch_per_replica', 'dp'], '*'],
  ['global_batch', ['micro_batch', 'micro_batches', 'dp'], '*'],
];

const wholes: readonly (readonly [QuantityId, QuantityId])[] = [
  ['layers', 'pp'],
  ['experts', 'ep'],
  ['heads', 'tp'],
  ['kv_heads', 'tp'],
  ['hidden', 'tp'],
  ['ffn', 'tp'],
  ['gpus', 'gpus_per_node'],
  ['global_batch', 'dp'],
];
