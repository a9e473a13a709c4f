import type { Document } from '../document/document.ts';
import type { TextEdit } from '../text/edit.ts';
import type { LineIndex } from '../text/lines.ts';
import { span } from '../text/span.ts';
import type { Directive, RuleName } from './directive.ts';

/** Takes a comment out, with the blanks before it; with its whole line where nothing else stands on it. */
export function removeComment({ text }: Document, lines: LineIndex, { comment }: Directive): TextEdit {
  const first = lines.lineOf(comment.start);
  const last = lines.lineOf(comment.end);
  const before = text.slice(lines.startOf(first), comment.start);
  const behind = text.slice(comment.end, lines.endOf(last));
  if (before.trim() === '' && behind.trim() === '') {
    // the last line has no end of its own: the one before it goes
    const start = last + 1 < lines.count || first === 0 ? lines.startOf(first) : lines.endOf(first - 1);
    return { span: span(start, lines.startOf(last + 1)), newText: '' };
  }
  return { span: span(comment.start - (before.length - before.trimEnd().length), comment.end), newText: '' };
}

/** Takes one of several rules out of a list, with its comma. */
export function removeName({ rules }: Directive, rule: RuleName): TextEdit {
  const at = rules.indexOf(rule);
  const next = rules[at + 1];
  const previous = rules[at - 1];
  const range = next ? span(rule.span.start, next.span.start) : span(previous?.span.end ?? rule.span.start, rule.span.end);
  return { span: range, newText: '' };
}
