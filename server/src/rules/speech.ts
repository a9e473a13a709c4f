import type { Document, Section, Statement } from '../document/document.ts';
import { quotesAnother } from '../lexicon/speech.ts';
import type { Issue } from './rule.ts';

/**
 * What a document quotes, to say that it is wrong or was otherwise, is not its own claim: `Original error: TP 8 × EP 8 = 128`, a line under
 * *Issues found*. Arithmetic inside it may be doubted, and is no error of the document.
 */
export function bySpeech(document: Document, issues: readonly Issue[]): Issue[] {
  return issues.map((issue) =>
    issue.severity === 'error' && isQuoted(document, issue) ? { ...issue, severity: 'warning', sure: 'likely' } : issue,
  );
}

function isQuoted(document: Document, { span, rule }: Issue): boolean {
  if (rule === 'framework' || rule === 'syntax') return false;
  const statement = statementAt(document.statements, span.start);
  if (!statement || statement.kind === 'pair' || statement.kind === 'comment') return false;
  const said = (from: number, to: number): boolean =>
    quotesAnother(document.plain.slice(from, Math.min(to, from + 400)).replaceAll('\0', ''));
  if (said(statement.span.start, statement.span.end)) return true;
  for (let at = statement.parent; at; at = at.parent) if (said(at.span.start, at.span.end)) return true;
  for (let at: Section | null = statement.section; at && at.level > 1; at = at.parent) if (said(at.title.start, at.title.end)) return true;
  return false;
}

/** The statement that holds an offset; statements stand in order. */
function statementAt(statements: readonly Statement[], offset: number): Statement | undefined {
  let low = 0;
  let high = statements.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((statements[middle] as Statement).span.start <= offset) low = middle;
    else high = middle - 1;
  }
  return statements[low];
}
