import type { Item, Single } from '../notation/expression.ts';
import type { Token } from '../notation/token.ts';
import { sameDimension } from '../notation/unit.ts';
import type { Reading } from './reading.ts';

/** `41 GB distributed across 16 GPUs: 2.56 GB per GPU`: a division told in words. */
export interface Distribution {
  readonly whole: Single;
  readonly parts: Single;
  readonly share: Single;
}

export function distributionIn({ items, tokens }: Reading): Distribution | null {
  for (let i = 0; i + 2 < items.length; i++) {
    const [whole, parts, share] = items.slice(i, i + 3) as [Item, Item, Item];
    if (whole.kind !== 'single' || parts.kind !== 'single' || share.kind !== 'single') continue;
    const [a, n, r] = [whole.expression.number, parts.expression.number, share.expression.number];
    if (!a.unit || !r.unit || n.unit || !Number.isInteger(n.value) || n.value < 2 || !sameDimension(a.unit.dimension, r.unit.dimension))
      continue;
    // `140 GB and 40 GB are split over 4 GPUs`: both together
    const before = items[i - 1];
    if (before?.kind === 'single' && before.expression.number.unit && /\band\b/.test(between(tokens, before, whole))) continue;
    if (
      !/\b(?:distributed|split|spread|divided|sharded|partitioned) (?:evenly |equally )?(?:across|over|among|between|by|into)(?: all| the)?$/.test(
        between(tokens, whole, parts),
      )
    )
      continue;
    if (
      !/^[a-z ]{0,30}[:,(=]?(?: ~)?$/.test(between(tokens, parts, share)) ||
      !/^(?:per|each|on each|on every)/.test(share.expression.words.map(({ lower }) => lower).join(' '))
    )
      continue;
    return { whole, parts, share };
  }
  return null;
}

const between = (tokens: readonly Token[], a: Single, b: Single): string =>
  tokens
    .slice(a.last + 1, b.first)
    .map((token) => (token.kind === 'word' ? token.lower : token.kind === 'punctuation' ? token.text : '·'))
    .join(' ')
    .replace(/ ([:,])/g, '$1')
    .trim();
