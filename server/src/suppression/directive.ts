import { nearest } from '../config/suggest.ts';
import { address } from '../document/comments.ts';
import { ruleIds } from '../rules/catalog.ts';
import { type Span, span } from '../text/span.ts';

/**
 * - `disable-line`: the line that the comment stands on
 * - `disable-next-line`: the next line with words; a code block or a value of several lines that begins there, the whole of it
 * - `disable`: from here on, up to an `enable`
 * - `disable-file`: the document, wherever the comment stands
 */
export type DirectiveKind = 'disable-line' | 'disable-next-line' | 'disable' | 'disable-file' | 'enable';

export const directiveKinds: readonly DirectiveKind[] = ['disable-line', 'disable-next-line', 'disable', 'disable-file', 'enable'];

export interface RuleName {
  readonly name: string;
  readonly span: Span;
}

/** A comment that tells this program what to keep quiet about: `planwright-disable-line gpu-count, capacity: a reason`. */
export interface Directive {
  /** Null where the word behind `planwright-` is none of the known ones. */
  readonly kind: DirectiveKind | null;
  /** For a word that is not known: the one that was most likely meant. */
  readonly meant: DirectiveKind;
  /** The directive's word: `planwright-disable-line`. */
  readonly word: Span;
  /** The directive without its reason: `planwright-disable-line gpu-count, capacity`. */
  readonly span: Span;
  /** The comment, its marks included. */
  readonly comment: Span;
  /** As written; none means every rule. */
  readonly rules: readonly RuleName[];
  readonly reason: string | null;
}

/** A comment that names more is no honest one. */
const mostRules = 2 * ruleIds.length;

const isBlank = (c: string | undefined): boolean => c === ' ' || c === '\t' || c === '\n' || c === '\r';
const isLetter = (c: string | undefined): boolean => c !== undefined && /[A-Za-z]/.test(c);
const isNameCharacter = (c: string | undefined): boolean => c !== undefined && /[A-Za-z0-9_-]/.test(c);

/** Reads the words of a comment, from `words.start`; null where they are not addressed to this program. */
export function parseDirective(text: string, words: Span, comment: Span): Directive | null {
  if (!text.startsWith(address, words.start)) return null;
  const { end } = words;
  const skip = (at: number): number => {
    while (at < end && isBlank(text[at])) at++;
    return at;
  };
  const name = (at: number): number => {
    while (at < end && isNameCharacter(text[at])) at++;
    return at;
  };
  const wordEnd = name(words.start);
  const said = text.slice(words.start + address.length, wordEnd);
  const kind = directiveKinds.find((known) => known === said) ?? null;
  const meant = kind ?? (nearest(said, directiveKinds) as DirectiveKind | undefined) ?? 'disable-line';
  // `planwright-generated` is somebody else's word
  if (!kind && !/^(?:disable|enable|ignore|suppress)/.test(said)) return null;

  const rules: RuleName[] = [];
  let last = wordEnd;
  let at = skip(wordEnd);
  for (let from = at; from < end; ) {
    const to = name(from);
    if (to === from || !isLetter(text[from]) || rules.length >= mostRules) break;
    rules.push({ name: text.slice(from, to), span: span(from, to) });
    last = to;
    at = skip(to);
    if (text[at] !== ',' || at >= end) break;
    at = from = skip(at + 1);
  }
  const rest = text.slice(at, end).trim();
  if (rules.length > 0 && !rest.startsWith(':')) {
    // names without commas between them; a reason would hold other words
    const more = rest === '' ? [] : rest.split(/\s+/);
    if (more.length <= mostRules && more.every((word) => (ruleIds as readonly string[]).includes(word))) {
      for (const word of more) {
        const from = text.indexOf(word, last);
        last = from + word.length;
        rules.push({ name: word, span: span(from, last) });
      }
      at = end;
    }
  }
  const reason = text
    .slice(at, end)
    .trim()
    .replace(/^[:—–-]+\s*/, '')
    .replace(/\s+/g, ' ');
  return {
    kind,
    meant,
    word: span(words.start, wordEnd),
    span: span(words.start, last),
    comment,
    rules,
    reason: reason === '' ? null : reason,
  };
}
