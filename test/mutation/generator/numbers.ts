import type { QuantityId } from '../../../server/src/vocabulary/quantities.ts';
import type { Facts } from './facts.ts';
import type { Figure } from './page.ts';
import type { Style } from './style.ts';

export function grouped(value: number, style: Pick<Style, 'grouped'>): string {
  const text = String(value);
  return style.grouped && value >= 1000 ? text.replace(/\B(?=(?:\d{3})+$)/g, ',') : text;
}

export function valueOf(facts: Facts, id: QuantityId): number {
  const value = facts.values.get(id);
  if (value === undefined) throw new Error(`${id} is not part of this plan`);
  return value;
}

/** A count, exact. */
export function count(facts: Facts, style: Style, id: QuantityId, form?: string): Figure {
  return whole(id, valueOf(facts, id), style, form);
}

export function whole(id: string, value: number, style: Style, form?: string): Figure {
  return { id, text: grouped(value, style), shown: value, scale: 1, half: 0, ...(form ? { form } : {}) };
}

/** A whole number that was measured: its last digits may be rounded. */
export function rounded(id: string, value: number, style: Style, form?: string): Figure {
  const zeros = /0*$/.exec(String(value))?.[0].length ?? 0;
  return { ...whole(id, value, style, form), half: 0.5 * 10 ** zeros };
}

/** A count without separators, as in identifiers and code. */
export const bare = (id: string, value: number, form?: string): Figure => ({
  id,
  text: String(value),
  shown: value,
  scale: 1,
  half: 0,
  ...(form ? { form } : {}),
});

/** A measured value: `decimals` digits of `value / scale`. */
export function measured(id: string, value: number, scale: number, decimals: number, form?: string): Figure {
  const text = (value / scale).toFixed(decimals);
  const shown = Number(text);
  return { id, text, shown, scale, half: 0.5 * 10 ** -decimals * scale, ...(form ? { form } : {}) };
}

/** What a reader takes `~58.6` for: a unit of its last digit that is no zero, or 5 %. */
export function about(figure: Figure): Figure {
  const digits = figure.text.replace(/[,.]/g, '').replace(/^0+/, '');
  const zeros = /0*$/.exec(digits)?.[0].length ?? 0;
  const decimals = figure.text.includes('.') ? figure.text.length - figure.text.indexOf('.') - 1 : 0;
  const last = 10 ** (Math.min(zeros, digits.length - 1) - decimals);
  return { ...figure, half: Math.max(last, figure.shown * 0.05) * figure.scale };
}
