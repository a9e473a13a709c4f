import type { Document, Statement } from '../document/document.ts';
import type { Verdict } from '../notation/compare.ts';
import type { Chain, Expression, NumberExpression } from '../notation/expression.ts';
import type { WrittenNumber } from '../notation/number.ts';
import type { Relation } from '../notation/token.ts';
import type { Span } from '../text/span.ts';
import type { Strength } from '../vocabulary/labels.ts';
import type { QuantityId } from '../vocabulary/quantities.ts';
import type { Reading } from './reading.ts';
import type { Scenario } from './scenario.ts';

/** A place where the document writes a quantity. */
export interface Mention {
  readonly id: QuantityId;
  /** A `weak` mention may be something else: it takes part in a repair where its value agrees, and never in a finding. */
  readonly strength: Strength;
  /** `definition`: stated outright; `derived`: stated as the result of an equation; `echo`: an operand, or a repetition in a sentence. */
  readonly role: 'definition' | 'derived' | 'echo';
  readonly number: WrittenNumber;
  /** SI base units. */
  readonly value: number;
  readonly statement: Statement;
  readonly scenario: Scenario;
  /** The claim whose operand or result it is. */
  readonly claim: Claim | null;
}

/** A written equation: `left` comes to `right`. */
export interface Claim {
  /** `equation`: with a sign of equality; `parenthesis`: a result with its derivation behind it, `256 (16 × 16)`; `below`: one in the item below. */
  readonly kind: 'equation' | 'parenthesis' | 'below';
  readonly statement: Statement;
  readonly scenario: Scenario;
  readonly left: Expression;
  readonly right: Expression;
  /** The equation's characters: from the first operand to the result. For a parenthesis the result alone. */
  readonly span: Span;
  readonly verdict: Verdict;
  /** What the right side should read, in its own unit. */
  readonly expected: number | undefined;
  /** What the result is, where that is known. */
  readonly target: QuantityId | null;
  /** Names of the operands, where another side of the chain gives them: `EP × TP × PP = 16 × 4 × 1`. */
  readonly names: readonly string[] | null;
  /** The same result once more, before the parenthesis that the equation stands in: `512 (64 × 8 = 512)`. */
  readonly repeats?: WrittenNumber;
  /** `≈` where the author only says about. */
  readonly approximate: boolean;
}

/** `A < B`, `A ≥ B`, with the tick that stands behind it, if any. */
export interface Inequality {
  readonly statement: Statement;
  readonly scenario: Scenario;
  readonly left: NumberExpression;
  readonly relation: Relation;
  readonly right: NumberExpression;
  readonly span: Span;
  readonly ticked: boolean;
}

/** `A → B` or `from A to B`. */
export interface Change {
  readonly reading: Reading;
  readonly from: NumberExpression;
  readonly to: NumberExpression;
}

/** Everything that was read out of a document, before it is checked. */
export interface Facts {
  readonly document: Document;
  readonly readings: readonly Reading[];
  readonly mentions: readonly Mention[];
  readonly claims: readonly Claim[];
  readonly inequalities: readonly Inequality[];
  readonly scenarioOf: ReadonlyMap<Statement, Scenario>;
}

export type { Chain };
