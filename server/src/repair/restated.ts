import type { Analysis } from '../analyze.ts';
import type { Mention } from '../plan/model.ts';
import type { QuantityId } from '../vocabulary/quantities.ts';
import { fixEverything } from './fix-all.ts';

export interface RestatedValue {
  readonly id: QuantityId;
  /** As written, before and after. */
  readonly from: string;
  readonly to: string;
  readonly mention: Mention;
}

/** The mentions that fix-all rewrites, with both figures in the author's style. */
export function restatedValues(analysis: Analysis): RestatedValue[] {
  const repair = fixEverything(analysis);
  if (!repair || !analysis.plan) return [];
  const edits = new Map(repair.edits.map((edit) => [edit.span.start, edit.newText]));
  const out: RestatedValue[] = [];
  for (const mention of analysis.plan.mentions) {
    const newText = edits.get(mention.number.digits.start);
    if (newText === undefined) continue;
    const tail = analysis.text.slice(mention.number.digits.end, mention.number.span.end).trimEnd();
    out.push({ id: mention.id, from: `${mention.number.text}${tail}`, to: `${newText}${tail}`, mention });
  }
  return out;
}
