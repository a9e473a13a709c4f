import type { Analysis } from '../analyze.ts';
import type { Span } from '../text/span.ts';

export interface InspectDocument {
  /** Equations and derived values found, by what became of them. */
  readonly claims: { readonly recognised: number; readonly held: number; readonly failed: number; readonly unknown: number };
  readonly scenarios: readonly {
    readonly name: string;
    readonly quantities: readonly {
      readonly id: string;
      readonly value: number;
      readonly unit: string | null;
      readonly mentions: readonly { readonly span: Span; readonly text: string; readonly role: 'definition' | 'derived' | 'echo' }[];
    }[];
  }[];
  readonly equations: readonly { readonly span: Span; readonly text: string; readonly verdict: 'held' | 'failed' | 'unknown' }[];
}

export function inspect(_analysis: Analysis): InspectDocument {
  return { claims: { recognised: 0, held: 0, failed: 0, unknown: 0 }, scenarios: [], equations: [] };
}
