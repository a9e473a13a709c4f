import { type Analysis, type Finding, readAs, type Severity } from '../../engine.ts';
import type { Colours } from './colour.ts';
import { frame, type Mark } from './frame.ts';
import { toRange } from './range.ts';
import { remedies } from './remedies.ts';
import type { Checked } from './report.ts';
import { printable } from './text.ts';
import { counted } from './words.ts';

/** Of the places that belong to a finding, so many are shown. */
const mostRelated = 6;
/** Of the repairs of a finding, so many are named. */
const mostRepairs = 3;

/** What a person is shown of a document. */
export interface PrettyDocument {
  readonly text: string;
  /** Of a plan without findings, what it was read as; '' for others. */
  readonly read: string;
}

/** The findings of a document for a person to read: the message, the lines, what would repair it. */
export function prettyDocument(colours: Colours): (document: Checked) => PrettyDocument {
  const paints: Readonly<Record<Severity, (text: string) => string>> = { error: colours.red, warning: colours.yellow, hint: colours.cyan };

  return ({ path, analysis, findings }) => {
    if (!analysis?.isPlan) return { text: '', read: '' };
    const ordered = [...findings].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
    const text = ordered.map((finding) => `${describe(path, analysis, finding).join('\n')}\n\n`).join('');
    return { text, read: analysis.findings.length === 0 ? `${printable(path)}: read as ${printable(readAs(analysis))}` : '' };
  };

  function describe(path: string, analysis: Analysis, finding: Finding): string[] {
    const paint = paints[finding.severity];
    const { start } = toRange(analysis.lines, finding.span);
    const related = finding.related.slice(0, mostRelated);
    const marks: Mark[] = [
      { span: finding.span, label: '', primary: true },
      ...related.map(({ span, message }) => ({ span, label: printable(message), primary: false })),
    ];
    const { lines, gutter } = frame(analysis, marks, colours, paint);
    const indent = ' '.repeat(gutter + 1);
    const note = (text: string) => `${indent}${colours.blue('=')} ${text}`;
    return [
      `${colours.bold(paint(`${finding.severity}[${finding.rule}]`))}${colours.bold(`: ${printable(finding.message)}`)}`,
      `${indent.slice(1)}${colours.blue('-->')} ${printable(path)}:${start.line}:${start.column}`,
      ...lines,
      ...(finding.related.length > mostRelated ? [note(`and ${counted(finding.related.length - mostRelated, 'more place')}`)] : []),
      ...repairLines(analysis, finding).map(note),
    ];
  }

  function repairLines(analysis: Analysis, finding: Finding): string[] {
    const repairs = remedies(analysis, finding);
    const named = repairs.slice(0, mostRepairs);
    return [
      ...named.map(
        ({ title, preferred, tier }, at) =>
          `${colours.green(at === 0 ? 'fix:' : 'or: ')} ${printable(title)}${colours.dim(` (${preferred ? 'preferred, ' : ''}${tier})`)}`,
      ),
      ...(repairs.length > named.length ? [colours.dim(`and ${counted(repairs.length - named.length, 'other way')} to repair it`)] : []),
    ];
  }
}
