import type { Statement } from '../document/document.ts';
import { roundLike } from '../notation/write.ts';
import { addTo } from '../text/group.ts';
import type { QuantityId } from '../vocabulary/quantities.ts';
import type { Mention } from './model.ts';
import type { Plan } from './plan.ts';
import { timesOf } from './times.ts';

/**
 * How this document derives its own memory figures, read off the figures: gradients equal to the weights, an optimizer of `2×`, a total that
 * is the sum of its list, a share of the GPU's memory. A repair follows them, so that a table stays a table after one of its cells changed.
 */
export interface LocalFormula {
  readonly result: QuantityId;
  readonly inputs: readonly QuantityId[];
  readonly compute: (value: (id: QuantityId) => number) => number;
  /** In words: `weights + activations + gradients + optimizer states`. */
  readonly text: string;
}

const components: readonly QuantityId[] = [
  'mem_weights',
  'mem_activations',
  'mem_gradients',
  'mem_optimizer',
  'mem_kv_cache',
  'mem_overhead',
];

export function localFormulas(plan: Pick<Plan, 'mentions' | 'values' | 'facts'>): LocalFormula[] {
  const out: LocalFormula[] = [];
  const value = (id: QuantityId): number | undefined => plan.values.get(id);
  const weights = value('mem_weights');
  if (weights !== undefined && value('mem_gradients') === weights) {
    out.push({ result: 'mem_gradients', inputs: ['mem_weights'], compute: (of) => of('mem_weights'), text: 'as the weights' });
  }
  const optimizer = value('mem_optimizer');
  const factor = optimizerFactor(plan);
  if (
    weights !== undefined &&
    optimizer !== undefined &&
    factor !== undefined &&
    Math.abs(optimizer - factor * weights) <= weights * 0.005
  ) {
    out.push({
      result: 'mem_optimizer',
      inputs: ['mem_weights'],
      compute: (of) => factor * of('mem_weights'),
      text: `${factor} × weights`,
    });
  }
  const sum = totalOf(plan);
  if (sum) out.push(sum);
  const total = value('mem_total');
  const capacity = value('gpu_memory');
  const share = value('mem_utilization');
  if (
    total !== undefined &&
    capacity !== undefined &&
    share !== undefined &&
    Math.abs(total / capacity - share) <= Math.max(0.0006, share * 0.01)
  ) {
    out.push({
      result: 'mem_utilization',
      inputs: ['mem_total', 'gpu_memory'],
      compute: (of) => of('mem_total') / of('gpu_memory'),
      text: 'memory used ÷ memory per GPU',
    });
  }
  return out;
}

/** `Optimizer States: ~117.2MB (2× parameters for Adam)`: the factor that the statement itself names. */
function optimizerFactor(plan: Pick<Plan, 'mentions' | 'facts'>): number | undefined {
  const mention = plan.mentions.find((candidate) => candidate.id === 'mem_optimizer');
  return mention && timesOf(plan.facts, mention.statement);
}

/** A total that is the sum of the components listed with it. */
function totalOf(plan: Pick<Plan, 'mentions' | 'values'>): LocalFormula | undefined {
  for (const total of plan.mentions) {
    if ((total.id !== 'mem_total' && total.id !== 'mem_all') || total.role === 'echo') continue;
    const parts = listedBefore(plan, total.statement, total);
    if (parts.length < 2) continue;
    const sum = parts.reduce((all, part) => all + part.value, 0);
    const slack = (total.number.unit?.scale ?? 1) * 10 ** -total.number.decimals * 0.51;
    if (Math.abs(sum - total.value) > slack) continue;
    // a reader adds up what he sees
    const shown = (of: (id: QuantityId) => number): number => parts.reduce((all, { id, number }) => all + roundLike(of(id), number), 0);
    return { result: total.id, inputs: parts.map(({ id }) => id), compute: shown, text: 'the sum of its parts' };
  }
  return undefined;
}

/** The components of memory in the block of `statement`, up to `total`, the first of each that is not in the statement itself. */
export function listedBefore(plan: Pick<Plan, 'mentions'>, statement: Statement, total: Mention): Mention[] {
  const seen = new Set<QuantityId>();
  return componentsIn(plan.mentions, statement.block).filter((mention) => {
    if (mention.statement === statement || mention.number.digits.start > total.number.digits.start || seen.has(mention.id)) return false;
    seen.add(mention.id);
    return true;
  });
}

const listed = new WeakMap<readonly Mention[], ReadonlyMap<number, readonly Mention[]>>();

/** Of each component in a block the first mention, and the first in another statement: one of them is in any other statement. */
function componentsIn(mentions: readonly Mention[], block: number): readonly Mention[] {
  let blocks = listed.get(mentions);
  if (!blocks) {
    const made = new Map<number, Mention[]>();
    for (const mention of mentions) {
      if (!components.includes(mention.id) || mention.claim?.kind === 'equation') continue;
      const known = (made.get(mention.statement.block) ?? []).filter(({ id }) => id === mention.id);
      if (known.length < 2 && known[0]?.statement !== mention.statement) addTo(made, mention.statement.block, mention);
    }
    blocks = made;
    listed.set(mentions, blocks);
  }
  return blocks.get(block) ?? [];
}
