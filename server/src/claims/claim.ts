import type { Statement } from '../document/document.ts';
import type { Sureness } from '../findings.ts';
import type { WrittenNumber } from '../notation/number.ts';
import type { Span } from '../text/span.ts';
import type { Side } from './side.ts';

/**
 * - `share`: one figure is a part of another: `9.7 of 80 GB (12 %)`
 * - `change`: from one figure to another: `24 min → 18 min (−25 %)`
 * - `order`: one is below or above the other: `39 GB < 68 GB ✓`
 * - `goal`: a figure beside what was asked for, told to be met
 * - `room`: what is asked for and what is there, told to fit
 * - `affirmation`: all of a list are as they should be
 * - `rest`: what a figure leaves of another: headroom, margin
 * - `sum`: parts and their total
 * - `count`: a range and how many it holds: `layers 0-19 (20 layers)`
 * - `sequence`: ranges that follow one another without gap or overlap
 * - `each`: so much of each, so much in all
 * - `rate`: an amount, a rate and a time: `3 M tokens at 5,100 tok/s take 9.8 min`
 * - `given`: an equation over names that have their values beside it: `CP_SIZE=2`, `2 × CP_SIZE = 4`; or behind an arrow
 * - `row`: a relation that the rows of a table share
 * - `same`: one thing stated twice
 * - `shape`: sizes of matrices that are multiplied, and calls told over and over with the same ones
 * - `unit`: a figure in a unit that what its label names is never measured in
 */
export type PatternId =
  | 'share'
  | 'change'
  | 'order'
  | 'goal'
  | 'room'
  | 'affirmation'
  | 'rest'
  | 'sum'
  | 'count'
  | 'sequence'
  | 'each'
  | 'rate'
  | 'given'
  | 'row'
  | 'same'
  | 'shape'
  | 'unit';

/** What a document claims of its figures. A claim knows figures, units and dimensions; what they are of it does not know. */
export interface Claim {
  readonly pattern: PatternId;
  readonly statement: Statement;
  /** The characters that are held to account. */
  readonly span: Span;
  readonly holds: boolean;
  readonly sure: Sureness;
  /** What follows, and what is stated: `9.7 GB of 80 GB is 12.1 %, not 21 %`; where it holds, what was recomputed. */
  readonly says: string;
  /** The figures that it rests on, in the order of the document. */
  readonly figures: readonly WrittenNumber[];
  /** Other places that say so, where figures alone do not tell. */
  readonly places?: readonly { readonly message: string; readonly span: Span }[];
  /** The figure that should read otherwise, and its value in SI base units. */
  readonly correction: { readonly number: WrittenNumber; readonly value: number } | null;
  /** What should stand in place of characters that are no figure: `four`, `1:4`, `green`. */
  readonly rewrite?: { readonly span: Span; readonly text: string } | undefined;
  /** Values that a figure may have instead, the nearest first: one of them is to be chosen. */
  readonly choices?: readonly { readonly number: WrittenNumber; readonly value: number }[];
  /** Where it is told to be met, if not beside the figures. */
  readonly verdict?: Span;
  /** The figures of a broken claim, each with what it would have to be: any of them may be the wrong one. */
  readonly sides?: () => readonly Side[];
}
