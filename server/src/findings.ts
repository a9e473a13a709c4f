import type { TextEdit } from './text/edit.ts';
import type { Span } from './text/span.ts';

export type RuleId =
  | 'arithmetic'
  | 'gpu-count'
  | 'divisibility'
  | 'derived-value'
  | 'contradiction'
  | 'unit'
  | 'capacity'
  | 'target'
  | 'range'
  | 'parameter-count'
  | 'memory-model'
  | 'pipeline-bubble'
  | 'throughput'
  | 'placement'
  | 'efficiency'
  | 'framework'
  | 'suppression'
  | 'syntax';

export type Severity = 'error' | 'warning' | 'hint';

/**
 * How sure it is that the document claims this and that it is false.
 * - `certain`: false in every reading of one statement, or of two that plainly speak of each other
 * - `likely`: the reading is inferred
 * - `ask`: another reading is at hand
 */
export type Sureness = 'certain' | 'likely' | 'ask';

/** Of findings whose rule says no more than how grave they are. */
export const usualSureness: Readonly<Record<Severity, Sureness>> = { error: 'certain', warning: 'likely', hint: 'ask' };

export interface Related {
  readonly message: string;
  readonly span: Span;
}

/** A statement of the document that disagrees with a formula, another statement, a constraint or its own arithmetic. */
export interface Finding {
  readonly rule: RuleId;
  readonly severity: Severity;
  /** The rule's own word, whatever severity the settings give it. */
  readonly sure: Sureness;
  /** Plain words: what is stated, what follows from it. One line, no markdown. */
  readonly message: string;
  /** Exactly the characters at fault; never empty. */
  readonly span: Span;
  readonly related: readonly Related[];
}

/**
 * - `fix`: settles one finding
 * - `layout`: rewrites the plan to another valid layout
 * - `insert`: adds a paragraph or section
 * - `suppress`: writes a comment that silences a finding
 */
export type RepairKind = 'fix' | 'layout' | 'insert' | 'suppress';

/**
 * - `safe`: one figure of a statement that refutes itself, whose other side stands elsewhere too: may be applied without looking
 * - `layout`: another cluster, or another way to spread the model over it: a decision
 * - `check by hand`: likely right, to be looked at
 */
export type RepairTier = 'safe' | 'layout' | 'check by hand';

export interface Repair {
  readonly kind: RepairKind;
  /** `Use TP 4 · PP 4 · EP 8 · DP 4` */
  readonly title: string;
  /** What follows from it, one line a fact (`7.3 GB per GPU (11 % of 64 GB)`). */
  readonly consequences: readonly string[];
  /** The one that a single key press applies; at most one for a finding. */
  readonly preferred: boolean;
  /** Only what is safe is part of `fix all`, of saving, and of `planwright fix`. */
  readonly tier: RepairTier;
  /** Sorted, not overlapping. */
  readonly edits: readonly TextEdit[];
  /** Places that depend on what changed and cannot be recomputed: for a person to look at. */
  readonly byHand: readonly Related[];
  /** Findings that it settles. */
  readonly settles: readonly Finding[];
}
