import type { Document } from '../document/document.ts';
import { largestText } from '../text/limits.ts';
import { type Span, span } from '../text/span.ts';
import type { Correction, Issue } from './rule.ts';

const configs: ReadonlySet<string> = new Set(['yaml', 'json', 'toml']);

/**
 * YAML, JSON or TOML that does not parse, one problem a line: the others mostly follow from the first. The rest of the document is still read
 * and checked.
 */
export function syntaxIssues(document: Document): Issue[] {
  const { language, text, problems } = document;
  // that a text is too long to parse is no mistake of its author
  if (!configs.has(language) || problems.length === 0 || text.length > largestText) return [];
  const issues: Issue[] = [];
  const length = text.trimEnd().length;
  for (const { span: at, message } of [...problems].sort((a, b) => a.span.start - b.span.start)) {
    const comma = /^Missing , /.test(message) ? commaPlace(document, at.start) : null;
    const place = comma ?? visible(text, at, length);
    const last = issues.at(-1)?.span;
    if (!place || (last && !/[\n\r]/.test(text.slice(last.start, place.start)))) continue;
    const corrections: Correction[] = comma
      ? [{ title: 'Put a comma here', preferred: true, safe: false, insertions: [{ span: span(comma.end, comma.end), newText: ',' }] }]
      : [];
    issues.push({ rule: 'syntax', severity: 'error', sure: 'certain', message, span: place, related: [], corrections, layouts: false });
  }
  return issues;
}

/** A missing comma is seen at the next key, but belongs behind the last character of the value before it. */
function commaPlace({ statements, text }: Document, at: number): Span | null {
  let end = 0;
  for (const { kind, span: whole } of statements)
    if (kind === 'pair' && whole.end <= at && whole.start < at) end = Math.max(end, whole.end);
  if (end === 0) return null;
  for (let i = end; i < at && /[\]}"' \t]/.test(text[i] ?? ''); i++) if (!/[ \t]/.test(text[i] ?? '')) end = i + 1;
  return span(end - 1, end);
}

/** A span of one character at least, on one line; the end of the text has none of its own, so it is the last one before. */
function visible(text: string, { start, end }: Span, length: number): Span | null {
  const from = Math.min(start, length - 1);
  if (from < 0) return null;
  let to = from + 1;
  while (to < Math.min(end, length) && text[to] !== '\n' && text[to] !== '\r') to++;
  return span(from, to);
}
