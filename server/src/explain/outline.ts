import type { Analysis } from '../analyze.ts';
import type { Span } from '../text/span.ts';

export interface OutlineItem {
  readonly name: string;
  readonly detail: string;
  /** `section` for headings, `quantity` for a place that defines a quantity of the plan. */
  readonly kind: 'section' | 'quantity';
  readonly span: Span;
  /** Inside `span`: what to select when the item is chosen. */
  readonly selection: Span;
  readonly children: readonly OutlineItem[];
}

export function outline(_analysis: Analysis): readonly OutlineItem[] {
  return [];
}
