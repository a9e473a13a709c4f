import type { Statement } from '../document/document.ts';
import { addTo } from '../text/group.ts';

type Placed = { readonly statement: Statement };

const cache = new WeakMap<readonly Placed[], ReadonlyMap<number, readonly Placed[]>>();

/** Those of a list that stand in one block, in their order. The list is gone through once, whatever is asked of it, and must not change. */
export function inBlock<T extends Placed>(list: readonly T[], block: number): readonly T[] {
  let blocks = cache.get(list);
  if (!blocks) {
    const made = new Map<number, T[]>();
    for (const one of list) addTo(made, one.statement.block, one);
    blocks = made;
    cache.set(list, blocks);
  }
  return (blocks.get(block) ?? []) as readonly T[];
}
