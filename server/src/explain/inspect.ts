import type { Analysis } from '../analyze.ts';
import type { Verdict } from '../notation/compare.ts';
import { numbersOf } from '../notation/expression.ts';
import type { WrittenNumber } from '../notation/number.ts';
import type { Mention } from '../plan/model.ts';
import type { Plan } from '../plan/plan.ts';
import { addTo } from '../text/group.ts';
import type { Span } from '../text/span.ts';
import { type QuantityId, quantity } from '../vocabulary/quantities.ts';

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

const verdicts: Readonly<Record<Verdict, 'held' | 'failed' | 'unknown'>> = {
  holds: 'held',
  fails: 'failed',
  scale: 'failed',
  unknown: 'unknown',
};
const units: Readonly<Record<string, string>> = {
  bytes: 'B',
  'bytes/s': 'B/s',
  'flop/s': 'FLOP/s',
  flop: 'FLOP',
  seconds: 's',
  'per-second': '1/s',
  ratio: '1',
};

/** A written equation, or a relation in words, with what became of it. */
export interface Equation {
  readonly span: Span;
  readonly verdict: 'held' | 'failed' | 'unknown';
  readonly numbers: readonly WrittenNumber[];
}

/** What a plan states of its figures, in its order. */
export function equationsOf(plan: Plan): Equation[] {
  const equations = plan.facts.claims.map((claim) => ({
    span:
      claim.kind === 'parenthesis'
        ? { start: Math.min(claim.left.span.start, claim.right.span.start), end: Math.max(claim.left.span.end, claim.right.span.end) }
        : claim.span,
    verdict: verdicts[claim.verdict],
    numbers: [...numbersOf(claim.left), ...numbersOf(claim.right)].map(({ number }) => number).concat(claim.repeats ?? []),
  }));
  const relations = plan.relations.map(({ span, holds, subject, base, stated }) => ({
    span,
    verdict: holds ? ('held' as const) : ('failed' as const),
    numbers: [subject, base].concat(stated ?? []),
  }));
  return [...equations, ...relations].sort((a, b) => a.span.start - b.span.start);
}

/** The SI base unit of a measure; null for counts. */
export const unitOf = (measure: string): string | null => units[measure] ?? null;

/** What was understood of a document: every number that is a quantity, and every equation with its verdict. */
export function inspect(analysis: Analysis): InspectDocument {
  const { plan, text } = analysis;
  if (!plan) return { claims: { recognised: 0, held: 0, failed: 0, unknown: 0 }, scenarios: [], equations: [] };
  const all = equationsOf(plan);
  const count = (verdict: string): number => all.filter((equation) => equation.verdict === verdict).length;
  const scenarios = new Map<string, Map<QuantityId, Mention[]>>();
  const others = plan.facts.mentions.filter((mention) => mention.scenario !== 'plan' && mention.strength === 'strong');
  for (const mention of [...plan.mentions, ...others]) {
    let byId = scenarios.get(mention.scenario);
    if (!byId) {
      byId = new Map();
      scenarios.set(mention.scenario, byId);
    }
    addTo(byId, mention.id, mention);
  }
  return {
    claims: { recognised: all.length, held: count('held'), failed: count('failed'), unknown: count('unknown') },
    scenarios: [...scenarios].map(([name, byId]) => ({
      name,
      quantities: [...byId].map(([id, mentions]) => ({
        id,
        value: name === 'plan' ? (plan.values.get(id) ?? mentions[0]?.value ?? 0) : (mentions[0]?.value ?? 0),
        unit: unitOf(quantity(id).measure),
        mentions: mentions.map((mention) => ({
          span: mention.number.span,
          text: text.slice(mention.number.span.start, mention.number.span.end),
          role: mention.role,
        })),
      })),
    })),
    equations: all.map(({ span, verdict }) => ({ span, text: text.slice(span.start, span.end), verdict })),
  };
}
