import { countText, figure } from '../notation/write.ts';
import { namedModel } from '../plan/named.ts';
import { slice } from '../plan/reading.ts';
import type { QuantityId } from '../vocabulary/quantities.ts';
import { quantity } from '../vocabulary/quantities.ts';
import { rewritten, statedAt, written } from './related.ts';
import type { Rule } from './rule.ts';

/** A plan that names a model of the catalog and states another shape: a slip, or a model of its own under a known name. */
export const modelCatalog: Rule = {
  id: 'contradiction',
  severity: 'warning',
  check(plan, report) {
    const named = namedModel(plan);
    if (!named) return;
    const { dimensions } = named.item;
    const name = slice(plan.facts.document, named.span);
    const shape: readonly (readonly [QuantityId, number | undefined])[] = [
      ['layers', dimensions.layers],
      ['hidden', dimensions.hidden],
      ['heads', dimensions.heads],
      ['kv_heads', dimensions.mla ? undefined : dimensions.kvHeads],
      ['experts', dimensions.moe?.experts],
      // experts have a width of their own, and either may be called the FFN's
      ['ffn', dimensions.moe ? undefined : dimensions.ffn],
      ['vocab', dimensions.vocab],
      ['params', named.item.publishedTotal],
    ];
    for (const [id, known] of shape) {
      const stated = statedAt(plan, id);
      if (known === undefined || !stated || stated.role === 'echo' || stated.strength === 'weak' || near(id, stated.value, known)) continue;
      // `FFN (hidden=28672)`: the width inside the feed-forward blocks
      if (id === 'hidden' && (stated.value === dimensions.ffn || stated.value === dimensions.moe?.ffn)) continue;
      report({
        span: stated.number.digits,
        message: `${name} has ${has(id, known)}, not ${written(stated)}`,
        related: [{ message: `the model is named here`, span: named.span }],
        corrections: [
          {
            title: `Change ${written(stated)} to ${rewritten(stated.number, known)}`,
            preferred: false,
            safe: false,
            numbers: [{ number: stated.number, value: known }],
          },
        ],
      });
    }
  },
};

/** Sizes are rounded and counted in more than one way, vocabularies padded; all else is exact. */
const near = (id: QuantityId, stated: number, known: number): boolean =>
  stated === known || ((id === 'params' || id === 'vocab') && Math.abs(stated / known - 1) <= 0.05);

function has(id: QuantityId, known: number): string {
  switch (id) {
    case 'params':
      return `${countText(known)} parameters`;
    case 'hidden':
      return `${figure(known)} hidden dimensions`;
    case 'ffn':
      return `an FFN of ${figure(known)}`;
    case 'vocab':
      return `a vocabulary of ${figure(known)}`;
    default:
      return `${figure(known)} ${quantity(id).name}`;
  }
}
