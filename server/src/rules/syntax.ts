import type { Document } from '../document/document.ts';
import { largestConfig } from '../document/pairs.ts';
import { type Span, span } from '../text/span.ts';
import type { Issue } from './rule.ts';

/**
 * YAML, JSON or TOML that does not parse, one problem a line: the others mostly follow from the first. The rest of the document is still read
 * and checked.
 */
export function syntaxIssues({ language, text, problems }: Document): Issue[] {
  // that a text is too long to parse is no mistake of its author
  if (language === 'markdown' || language === 'text' || problems.length === 0 || text.length > largestConfig) return [];
  const issues: Issue[] = [];
  const length = text.trimEnd().length;
  for (const { span: at, message } of [...problems].sort((a, b) => a.span.start - b.span.start)) {
    const place = visible(text, at, length);
    const last = issues.at(-1)?.span;
    if (!place || (last && !/[\n\r]/.test(text.slice(last.start, place.start)))) continue;
    issues.push({ rule: 'syntax', severity: 'error', message, span: place, related: [], corrections: [], layouts: false });
  }
  return issues;
}

/** A span of one character at least, on one line; the end of the text has none of its own, so it is the last one before. */
function visible(text: string, { start, end }: Span, length: number): Span | null {
  const from = Math.min(start, length - 1);
  if (from < 0) return null;
  let to = from + 1;
  while (to < Math.min(end, length) && text[to] !== '\n' && text[to] !== '\r') to++;
  return span(from, to);
}
