import type { Document, Statement } from '../document/document.ts';
import { labelSense } from '../vocabulary/labels.ts';
import { quantity } from '../vocabulary/quantities.ts';
import { slice } from './reading.ts';

/** `8 × 4 = 32`, with a bounded reach, so that a long line is read in linear time. */
const equation = /\d[^=\n]{0,80}?[×·*x][^=\n]{0,80}= ?\d/;

/**
 * Whether a config is a plan as well: it states what follows from its settings, as a key (`layers_per_stage: 8`) or as an equation in a
 * comment. No framework reads these; they are there for people, and may be wrong.
 */
export function isAnnotated(document: Document): boolean {
  return document.statements.some((statement) => {
    if (statement.kind === 'comment')
      return statement.span.end - statement.span.start < 400 && equation.test(slice(document, statement.span));
    return isDerivedKey(document, statement);
  });
}

/** `layers_per_stage: 8`: a key that no framework reads. */
export function isDerivedKey(document: Document, statement: Statement): boolean {
  const sense = statement.kind === 'pair' && statement.label ? labelSense(slice(document, statement.label)) : null;
  return sense?.strength === 'strong' && quantity(sense.id).group === 'derived';
}
