/** What the playground and its engine say to each other: plain data. */
import type { ExploreState, Language } from '../../server/src/engine.ts';

export const languages = ['markdown', 'yaml', 'json', 'toml', 'shell'] as const satisfies readonly Language[];
export type PageLanguage = (typeof languages)[number];

export interface Document {
  readonly text: string;
  readonly language: PageLanguage;
}

export type Question = Document &
  (
    | { readonly kind: 'check' }
    | { readonly kind: 'at'; readonly offset: number }
    | { readonly kind: 'explore'; readonly change: unknown }
    | { readonly kind: 'restate'; readonly change: unknown }
  );

export interface Fix {
  readonly title: string;
  readonly preferred: boolean;
  /** The whole document afterwards. */
  readonly after: string;
}

export interface Told {
  readonly rule: string;
  readonly severity: 'error' | 'warning' | 'hint';
  readonly message: string;
  /** Offsets in UTF-16 code units, as a text area counts. */
  readonly start: number;
  readonly end: number;
  /** Counted from 1. */
  readonly line: number;
  readonly fixes: readonly Fix[];
}

export type Reply =
  | { readonly kind: 'check'; readonly plan: boolean; readonly readAs: string; readonly found: readonly Told[] }
  | { readonly kind: 'at'; readonly text: string | null }
  | { readonly kind: 'explore'; readonly state: ExploreState | null }
  | { readonly kind: 'restate'; readonly after: string | null; readonly refused: string | null };
