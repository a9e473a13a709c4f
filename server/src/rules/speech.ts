import type { Document, Section, Statement } from '../document/document.ts';
import { statementAt } from '../document/places.ts';
import type { RuleId } from '../findings.ts';
import { quotesAnother } from '../lexicon/speech.ts';
import type { Issue } from './rule.ts';

/**
 * What a document quotes, to say that it is wrong or was otherwise, is not its own claim: `Original error: TP 8 × EP 8 = 128`, a line under
 * *Issues found*. Arithmetic inside it may be doubted, and is no error of the document.
 */
export function bySpeech(document: Document, issues: readonly Issue[]): Issue[] {
  return issues
    .filter((issue) => reckons.has(issue.rule) || issue.severity !== 'warning' || !isQuoted(document, issue))
    .map((issue) => heard(document, issue));
}

/** Rules whose findings are wrong by their own characters, whoever writes them. */
const reckons: ReadonlySet<RuleId> = new Set<RuleId>(['arithmetic', 'unit', 'range', 'target', 'framework', 'syntax']);

const heard = (document: Document, issue: Issue): Issue =>
  issue.severity === 'error' && isQuoted(document, issue)
    ? {
        ...issue,
        severity: 'warning',
        sure: 'likely',
        corrections: issue.corrections.map((correction) => ({ ...correction, safe: false })),
      }
    : issue;

function isQuoted(document: Document, { span, rule }: Issue): boolean {
  if (rule === 'framework' || rule === 'syntax') return false;
  const statement = statementAt(document.statements, span.start);
  if (!statement || statement.kind === 'pair' || statement.kind === 'comment') return false;
  const said = (from: number, to: number): boolean =>
    quotesAnother(document.plain.slice(from, Math.min(to, from + 400)).replaceAll('\0', ''));
  if (said(statement.span.start, statement.span.end) || isDenied(document, statement) || inQuotes(document, span.start)) return true;
  const header = statement.cell?.header;
  if (header && said(header.start, header.end)) return true;
  for (let at = statement.parent; at; at = at.parent) if (said(at.span.start, at.span.end)) return true;
  for (let at: Section | null = statement.section; at && at.level > 1; at = at.parent) if (said(at.title.start, at.title.end)) return true;
  return false;
}

/** `Not 8 × 80 GB = 600 GB but 640 GB`. */
const isDenied = ({ plain }: Document, { body }: Statement): boolean =>
  /^\W*(?:not|never|no longer|do not|don['’]t)\b/i.test(plain.slice(body.start, body.start + 40).replaceAll('\0', ''));

/** A quotation that opens before the characters on their line and closes behind them. */
function inQuotes({ plain }: Document, offset: number): boolean {
  const from = plain.lastIndexOf('\n', offset) + 1;
  const until = plain.indexOf('\n', offset);
  const [before, after] = [plain.slice(from, offset), plain.slice(offset, until < 0 ? plain.length : until)];
  return (before.split('"').length % 2 === 0 && after.includes('"')) || (/“[^”]*$/.test(before) && after.includes('”'));
}
