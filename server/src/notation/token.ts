import type { Span } from '../text/span.ts';

export type Operator = '+' | '-' | '*' | '/' | '^';
export type Relation = '=' | '≈' | '≠' | '<' | '>' | '≤' | '≥' | '→';

export type Token = NumberToken | WordToken | OperatorToken | RelationToken | MarkToken | PunctuationToken;

interface Common extends Span {
  /** Whether blanks (or the start of the statement) stand before it. */
  readonly spaced: boolean;
}

export interface NumberToken extends Common {
  readonly kind: 'number';
  /** Digits, separators and decimal point as written, `1,856` or `58.6`. Its span; a glued suffix is a token of its own. */
  readonly text: string;
  readonly value: number;
  /** Digits after the decimal point as written. */
  readonly decimals: number;
  /** `$80,000` and the like: money is read, never checked. */
  readonly currency: boolean;
}

/** A word as written: letters, digits, `_`, and `.` or `-` inside identifiers only where `identifier` says so. */
export interface WordToken extends Common {
  readonly kind: 'word';
  readonly text: string;
  readonly lower: string;
  /** Glued to the number before it: `MB` in `58.6MB`, `x` in `8x`. */
  readonly glued: boolean;
}

export interface OperatorToken extends Common {
  readonly kind: 'operator';
  readonly operator: Operator;
  /** `x` and `-` are operators only where they stand between operands; the sign as written tells. */
  readonly sign: string;
}

export interface RelationToken extends Common {
  readonly kind: 'relation';
  readonly relation: Relation;
}

/** A tick or a cross: ✓ ✔ ✅ ☑ / ✗ ✘ ❌. */
export interface MarkToken extends Common {
  readonly kind: 'mark';
  readonly good: boolean;
}

export interface PunctuationToken extends Common {
  readonly kind: 'punctuation';
  /** One of `( ) [ ] { } , ; : . ! ? % ~ | " '` … as written; full-width forms folded to ASCII. */
  readonly text: string;
}
