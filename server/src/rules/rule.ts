import type { Side } from '../claims/side.ts';
import type { Finding, Related, RuleId, Severity, Sureness } from '../findings.ts';
import type { WrittenNumber } from '../notation/number.ts';
import type { Plan } from '../plan/plan.ts';
import type { TextEdit } from '../text/edit.ts';
import type { Span } from '../text/span.ts';
import type { QuantityId } from '../vocabulary/quantities.ts';

/** A number and what it should say, in SI base units. */
export interface Change {
  readonly number: WrittenNumber;
  readonly value: number;
}

/**
 * A way to settle a finding. What it changes is named by quantity where the plan is to be restated, by number where only that place is wrong.
 */
export interface Correction {
  readonly title: string;
  readonly preferred: boolean;
  /** Right in every reading: may be applied without asking. */
  readonly safe: boolean;
  /** The rest of the plan says that this number is wrong and what it should be. */
  readonly supported?: boolean;
  /** One of several that only the author can choose from: no sign that this number is the wrong one. */
  readonly choice?: boolean;
  readonly numbers?: readonly Change[];
  /** New values of quantities: every place that depends on them is rewritten. */
  readonly quantities?: ReadonlyMap<QuantityId, number>;
  /** Text to put in beside, such as a missing factor. */
  readonly insertions?: readonly TextEdit[];
}

/** A finding with what the repair room needs to settle it. */
export interface Issue extends Finding {
  readonly corrections: readonly Correction[];
  /** The figures of the false statement, each with what it would have to be; where the finding is of one. */
  readonly sides?: () => readonly Side[];
  /** Offer every valid layout for the plan's GPUs: `preferred` where a layout is the likely answer, `offered` behind another correction. */
  readonly layouts: false | 'offered' | 'preferred';
}

export interface Draft {
  readonly span: Span;
  readonly message: string;
  readonly severity?: Severity;
  /** As is usual for the severity, unless told. */
  readonly sure?: Sureness;
  readonly related?: readonly Related[];
  readonly corrections?: readonly Correction[];
  readonly sides?: Issue['sides'];
  readonly layouts?: Issue['layouts'];
}

export type Report = (draft: Draft) => void;

/** One rule, one file. It reads the plan and reports; it changes nothing and knows no editor. */
export interface Rule {
  readonly id: RuleId;
  readonly severity: Severity;
  check(plan: Plan, report: Report): void;
}
