import type { Document } from '../document/document.ts';
import type { Issue } from './rule.ts';

const most = 20;

/** YAML, JSON or TOML that does not parse. The rest of the document is still read and checked. */
export function syntaxIssues(document: Document): Issue[] {
  if (document.language === 'markdown' || document.language === 'text') return [];
  return document.problems.slice(0, most).filter(({ span }) => span.end > span.start).map(({ span, message }) => ({
    rule: 'syntax', severity: 'error', message, span, related: [], corrections: [], layouts: false,
  }));
}
