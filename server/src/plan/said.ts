import type { Document, Statement } from '../document/document.ts';
import { Slot } from '../document/kept.ts';
import type { Span } from '../text/span.ts';
import { slice } from './reading.ts';

/** What a document says in words rather than figures: switches that are on or off, choices that are made. */

/** Longer than anything that states one thing. */
const longest = 400;

/**
 * A statement in one spelling: lower case, hyphens and underscores as blanks, with what it stands under: the row of its table, the key or the
 * item that it is part of.
 */
export const spoken = (document: Document, statement: Statement): string =>
  statement.place.of(oneSpelling, () => spell(document, statement));

const oneSpelling = new Slot<string>();

function spell(document: Document, statement: Statement): string {
  const own = slice(document, { start: statement.span.start, end: Math.min(statement.span.end, statement.span.start + longest) });
  const { cell, parent } = statement;
  const lead = (span: Span | null | undefined): string => (span && span.end - span.start < 60 ? `${slice(document, span)}: ` : '');
  const above = cell ? lead(cell.rowLabel) : parent ? `${lead(parent.parent?.label)}${lead(parent.label)}` : '';
  return `${above}${own}`
    .replace(/ZeRO/g, 'zero')
    .toLowerCase()
    .replace(/[_\-–—‑]/g, ' ')
    .replace(/[ \t\n]+/g, ' ')
    .trim();
}

/** Said of what is only thought about. */
const doubtful =
  /\b(?:consider(?:ed)?|optional(?:ly)?|could|may|might|can|possibl[ey]|would|if|unless|alternatively|fallback|fall back|todo|not required|not needed|when|versus|vs|compared|unlike|instead|rather than)\b/;
const refusedBefore = /\b(?:no|not|without|disable[ds]?|disabling|never|avoids?|skip(?:ped|s)?|drop(?:ped|s)?)(?: [a-z]+){0,2} ?$/;
const refusedAfter = /^[a-z ]{0,14}[:=]?\s*(?:is |are )?(?:false|off|disabled|none|no|not|n\/a|✗|❌|0)(?![\w.])/;

/** The part of a sentence that `at` stands in: between commas, semicolons, full stops and parentheses. */
export function clauseAt(text: string, at: number): { readonly text: string; readonly start: number } {
  const ends = (index: number): boolean => {
    const char = text[index];
    if (char === ';' || char === '(' || char === ')' || char === '·') return true;
    return (char === ',' || char === '.') && !/\d/.test(text[index + 1] ?? '');
  };
  let start = at;
  while (start > 0 && !ends(start - 1)) start--;
  let end = at;
  while (end < text.length && !ends(end)) end++;
  return { text: text.slice(start, end), start };
}

/** Whether a statement says that something is so: yes, no, or nothing that can be relied on. */
export function says(
  text: string,
  pattern: RegExp,
): { readonly yes: boolean; readonly clause: string; readonly match: RegExpExecArray } | null {
  const match = pattern.exec(text);
  if (!match || doubtful.test(text)) return null;
  const clause = clauseAt(text, match.index);
  const before = clause.text.slice(0, match.index - clause.start);
  const after = text.slice(match.index + match[0].length);
  return { yes: !refusedBefore.test(before) && !refusedAfter.test(after), clause: clause.text, match };
}

/** The one value that all places agree on; null where there is none or they differ. */
export class Agreed<T> {
  readonly #values = new Set<T>();

  add(value: T | null | undefined): void {
    if (value !== null && value !== undefined) this.#values.add(value);
  }

  get value(): T | null {
    const [only] = this.#values;
    return this.#values.size === 1 && only !== undefined ? only : null;
  }
}
