import { FILE_HEADERS_ONLY, formatPatch, structuredPatch } from 'diff';
import { type Analysis, leftToDecide, type Repair } from '../../engine.ts';
import type { Colours } from './colour.ts';
import { toRange } from './range.ts';
import { printable } from './text.ts';
import { counted } from './words.ts';

/** A document before and after a repair; the same where there was nothing to repair. */
export interface Rewrite {
  readonly before: Analysis;
  readonly repair: Repair | null;
  readonly after: Analysis;
}

/** What was rewritten, what follows from it, what a person must look at, and what is left. */
export function describeChanges(
  name: string,
  { before: analysis, repair, after }: Rewrite,
  wouldOnly: boolean,
  colours: Colours,
): readonly string[] {
  const path = printable(name);
  if (!analysis.isPlan) return [`${path}: no plan, left as it is`];
  if (!repair || after.text === analysis.text) return [`${path}: nothing to rewrite${left(analysis)}`, ...decisions(after, colours)];
  const lineOf = (offset: number) => toRange(analysis.lines, { start: offset, end: offset }).start;
  const places = repair.edits.filter(({ span, newText }) => analysis.text.slice(span.start, span.end) !== newText);
  const byLine = new Map<number, string[]>();
  for (const { span, newText } of places) {
    const { line } = lineOf(span.start);
    byLine.set(line, [...(byLine.get(line) ?? []), `${short(analysis.text.slice(span.start, span.end))} → ${short(newText)}`]);
  }
  return [
    colours.bold(`${path}: ${wouldOnly ? 'would rewrite' : 'rewrote'} ${counted(places.length, 'place')}${left(after)}`),
    `  ${printable(repair.title)}`,
    ...repair.consequences.map((line) => `    ${printable(line)}`),
    ...[...byLine].map(([line, changes]) => `  line ${line}: ${changes.join(', ')}`),
    ...(repair.byHand.length > 0 ? [colours.yellow('  look at these yourself:')] : []),
    ...[...repair.byHand]
      .sort((a, b) => a.span.start - b.span.start)
      .map(({ span, message }) => {
        const { line, column } = lineOf(span.start);
        return `    ${path}:${line}:${column}: ${printable(message)}`;
      }),
    ...decisions(after, colours),
  ];
}

/** What is not done without being asked for, and how to ask for it. */
function decisions(after: Analysis, colours: Colours): string[] {
  const { layout, byHand } = leftToDecide(after);
  return [
    ...(layout
      ? [`  ${colours.dim('layout to choose:')} ${printable(layout)} ${colours.dim('(--layout best, or --layout DEGREES)')}`]
      : []),
    ...(byHand > 0 ? [`  ${colours.dim(`${counted(byHand, 'repair')} to check by hand (--unsafe-fixes)`)}`] : []),
  ];
}

function left({ findings }: Analysis): string {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  if (errors + warnings === 0) return '';
  const parts = [errors > 0 && counted(errors, 'error'), warnings > 0 && counted(warnings, 'warning')].filter(Boolean);
  return `; ${parts.join(' and ')} left, which \`planwright check\` shows`;
}

function short(text: string): string {
  const line = printable(text.replace(/\s+/g, ' ').trim());
  return line === '' ? '(nothing)' : line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

/** As git writes names that hold quotes, backslashes or control characters: between quotes, those characters escaped. */
const quoted = (name: string): string =>
  /["\\\x00-\x1f\x7f]/.test(name)
    ? `"${name.replace(/["\\\x00-\x1f\x7f]/g, (part) => (part === '"' || part === '\\' ? `\\${part}` : `\\${part.charCodeAt(0).toString(8).padStart(3, '0')}`))}"`
    : name;

export function unifiedDiff(path: string, before: string, after: string, colours: Colours): string {
  if (before === after) return '';
  const patch = formatPatch(
    structuredPatch(quoted(`a/${path}`), quoted(`b/${path}`), before, after, '', '', { context: 3 }),
    FILE_HEADERS_ONLY,
  );
  if (!colours.isColorSupported) return patch;
  const paint = (line: string) =>
    /^(\+\+\+|---)/.test(line)
      ? colours.bold(line)
      : line.startsWith('+')
        ? colours.green(line)
        : line.startsWith('-')
          ? colours.red(line)
          : line.startsWith('@@')
            ? colours.cyan(line)
            : line;
  return patch.split('\n').map(paint).join('\n');
}
