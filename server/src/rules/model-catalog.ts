import { figure } from '../notation/write.ts';
import { namedModel } from '../plan/named.ts';
import type { QuantityId } from '../vocabulary/quantities.ts';
import { quantity } from '../vocabulary/quantities.ts';
import { statedAt, written } from './related.ts';
import type { Rule } from './rule.ts';

/** A plan that names a model of the catalog and states another shape: a slip, or a model of its own under a known name. */
export const modelCatalog: Rule = {
  id: 'contradiction',
  severity: 'warning',
  check(plan, report) {
    const named = namedModel(plan);
    if (!named) return;
    const { dimensions, name } = named.item;
    const shape: readonly (readonly [QuantityId, number | undefined])[] = [
      ['layers', dimensions.layers], ['hidden', dimensions.hidden], ['heads', dimensions.heads], ['kv_heads', dimensions.kvHeads], ['experts', dimensions.moe?.experts],
    ];
    for (const [id, known] of shape) {
      const stated = statedAt(plan, id);
      if (known === undefined || !stated || stated.role === 'echo' || stated.strength === 'weak' || stated.value === known) continue;
      // `FFN (hidden=28672)`: the width inside the feed-forward blocks
      if (id === 'hidden' && (stated.value === dimensions.ffn || stated.value === dimensions.moe?.ffn)) continue;
      report({
        span: stated.number.digits,
        message: `${name} has ${figure(known)} ${quantity(id).name.replace('hidden size', 'hidden dimensions')}, not ${written(stated)}`,
        related: [{ message: `the model is named here`, span: named.span }],
        corrections: [{ title: `Change ${written(stated)} to ${figure(known)}`, preferred: false, safe: false, numbers: [{ number: stated.number, value: known }] }],
      });
    }
  },
};
