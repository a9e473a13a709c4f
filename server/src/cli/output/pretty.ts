import type { Analysis, Finding, Severity } from '../../engine.ts';
import type { Colours } from './colour.ts';
import { frame, type Mark } from './frame.ts';
import { toRange } from './range.ts';
import { type Checked, type Report, remedies, type Totals } from './report.ts';
import { counted, printable } from './text.ts';

/** Of the places that belong to a finding, so many are shown. */
const mostRelated = 6;
/** Of the repairs of a finding, so many are named. */
const mostRepairs = 3;

/** Findings for a person to read: the message, the lines, what would repair it, and a sum at the end. */
export function prettyReport(write: (text: string) => void, colours: Colours): Report {
  const paints: Readonly<Record<Severity, (text: string) => string>> = { error: colours.red, warning: colours.yellow, hint: colours.cyan };

  function add({ path, analysis }: Checked): void {
    if (!analysis?.isPlan) return;
    const ordered = [...analysis.findings].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
    for (const finding of ordered) write(`${describe(path, analysis, finding).join('\n')}\n\n`);
  }

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
      `${indent.slice(1)}${colours.blue('-->')} ${path}:${start.line}:${start.column}`,
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

  return {
    add,
    end: (totals) => write(`${summary(totals, colours)}\n`),
  };
}

/** `3 errors, 2 warnings in 1 plan; 37 claims checked, 34 hold` */
export function summary({ errors, warnings, hints, silenced, documents, plans, claims, held }: Totals, colours: Colours): string {
  if (plans === 0) return documents === 0 ? 'no files to check' : `no plan among ${counted(documents, 'file')}`;
  const counts = [
    errors > 0 && colours.red(counted(errors, 'error')),
    warnings > 0 && colours.yellow(counted(warnings, 'warning')),
    hints > 0 && colours.cyan(counted(hints, 'hint')),
  ].filter((part) => part !== false);
  const found = counts.length > 0 ? counts.join(', ') : colours.green('no findings');
  const checked = claims === 0 ? '' : `; ${counted(claims, 'claim')} checked, ${held === claims ? 'all hold' : `${held} hold`}`;
  const hidden = silenced === 0 ? '' : colours.dim(` (${counted(silenced, 'finding')} silenced by comments)`);
  return `${found} in ${counted(plans, 'plan')}${checked}${hidden}`;
}
