import type { Statement } from '../document/document.ts';
import type { Facts } from './model.ts';

/** The `2×` or `2x` that a statement names, where it names exactly one. */
export function timesOf(facts: Facts, statement: Statement): number | undefined {
  const reading = facts.readings[statement.index];
  const found: number[] = [];
  for (const item of reading?.items ?? []) {
    if (item.kind === 'single' && item.expression.number.unit?.times) found.push(item.expression.number.shown);
  }
  return found.length === 1 ? found[0] : undefined;
}
