/** What the what-if page and the extension say to each other. */
import type { ExploreState } from '../../server/src/engine.ts';

/** Values that were chosen, by the names of the controls. */
export type Change = Readonly<Record<string, number | string>>;

export type FromPage =
  /** What would follow? Answered with the same number. */
  { readonly kind: 'explore'; readonly change: Change; readonly asked: number } | { readonly kind: 'use'; readonly change: Change };

export type ToPage =
  | { readonly kind: 'state'; readonly name: string; readonly state: ExploreState | null; readonly asked: number }
  /** The document is other than it was: whoever shows something of it asks again. */
  | { readonly kind: 'changed' }
  /** How it goes with *Use this layout*. */
  | { readonly kind: 'said'; readonly text: string };
