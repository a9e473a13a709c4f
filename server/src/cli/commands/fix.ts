import { FILE_HEADERS_ONLY, formatPatch, structuredPatch } from 'diff';
import { type Analysis, analyze, applyEdits, fixAll, layoutReport, type Repair } from '../../engine.ts';
import { type Opened, openAll } from '../input/documents.ts';
import { reason, type Trouble, UsageError } from '../input/trouble.ts';
import { type Colours, coloursFor } from '../output/colour.ts';
import { toRange } from '../output/range.ts';
import { counted, degreesText, printable } from '../output/text.ts';
import { replaceFile } from '../replace-file.ts';

export interface FixOptions {
  /** `TP=4,EP=8` */
  readonly layout?: string;
  readonly diff?: boolean;
  readonly stdinFilename?: string;
}

/** Degrees that `--layout` may set. */
const degrees = ['tp', 'pp', 'ep', 'dp', 'cp'];

/**
 * Rewrites files in place; `-` reads standard input and writes standard output; with `diff` nothing is written. Resolves to the exit
 * code: 0 done, whether or not there was something to repair; 2 something could not be done.
 */
export async function fix(paths: readonly string[], options: FixOptions, trouble: Trouble): Promise<number> {
  const layout = options.layout === undefined ? undefined : parseLayout(options.layout);
  for await (const opened of openAll(paths, trouble, options)) await fixOne(opened, layout, options, trouble);
  return trouble.failures.length > 0 ? 2 : 0;
}

async function fixOne(
  opened: Opened,
  layout: Readonly<Record<string, number>> | undefined,
  { diff }: FixOptions,
  trouble: Trouble,
): Promise<void> {
  const { path, file, analysis, mark, utf8 } = opened;
  if (!analysis) return;
  const repair = analysis.isPlan ? fixAll(analysis, layout ? { layout } : {}) : null;
  const fixed = repair ? applyEdits(analysis.text, repair.edits) : analysis.text;
  if (fixed !== analysis.text && !utf8) return trouble.fail(`${path}: not UTF-8; left as it is`);
  if (layout && !repair && analysis.isPlan && !allows(analysis, layout)) {
    trouble.fail(`${path}: no valid layout has ${degreesText(layout)}; \`planwright layouts ${path}\` lists those there are`);
  }

  if (diff) process.stdout.write(unifiedDiff(path, mark + analysis.text, mark + fixed, coloursFor(process.stdout)));
  else if (file === null) process.stdout.write(mark + fixed);
  else if (fixed !== analysis.text) {
    try {
      await replaceFile(file, mark + analysis.text, mark + fixed);
    } catch (error) {
      return trouble.fail(`${path}: ${reason(error)}; left as it is`);
    }
  }
  // what is on stdout is for programs where it holds the text or the diff
  const tell = diff || file === null ? process.stderr : process.stdout;
  tell.write(`${told(path, analysis, repair, fixed, diff === true, coloursFor(tell)).join('\n')}\n`);
}

/** What was rewritten, what follows from it, what a person must look at, and what is left. */
function told(path: string, analysis: Analysis, repair: Repair | null, fixed: string, wouldOnly: boolean, colours: Colours): string[] {
  if (!analysis.isPlan) return [`${path}: no plan, left as it is`];
  if (!repair || fixed === analysis.text) return [`${path}: nothing to rewrite${left(analysis)}`];
  const lineOf = (offset: number) => toRange(analysis.lines, { start: offset, end: offset }).start;
  const places = repair.edits.filter(({ span, newText }) => analysis.text.slice(span.start, span.end) !== newText);
  const byLine = new Map<number, string[]>();
  for (const { span, newText } of places) {
    const { line } = lineOf(span.start);
    byLine.set(line, [...(byLine.get(line) ?? []), `${short(analysis.text.slice(span.start, span.end))} → ${short(newText)}`]);
  }
  const after = analyze(fixed, {
    ...(analysis.path !== null && { path: analysis.path }),
    language: analysis.language,
    config: analysis.config,
  });
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

function unifiedDiff(path: string, before: string, after: string, colours: Colours): string {
  if (before === after) return '';
  const patch = formatPatch(structuredPatch(`a/${path}`, `b/${path}`, before, after, '', '', { context: 3 }), FILE_HEADERS_ONLY);
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

/** `TP=4,EP=8`, or as layouts are shown: `TP 4 · EP 8`. */
export function parseLayout(text: string): Readonly<Record<string, number>> {
  const layout: Record<string, number> = {};
  const parts = text.replace(/\s*[=:]\s*|\s+(?=\d)/g, '=').split(/[,\s·]+/);
  for (const part of parts.filter((piece) => piece !== '')) {
    const [, name = '', value = ''] = /^([a-z]+)=?(\d+)$/i.exec(part) ?? [];
    const id = name.toLowerCase();
    const size = Number(value);
    if (!degrees.includes(id) || size < 1 || !Number.isSafeInteger(size))
      throw new UsageError(`--layout: \`${part}\` is none of TP=4, PP=4, EP=8, DP=4, CP=1`);
    if (id in layout) throw new UsageError(`--layout: ${id.toUpperCase()} is given twice`);
    layout[id] = size;
  }
  if (Object.keys(layout).length === 0) throw new UsageError('--layout: say which degrees, such as TP=4,EP=8');
  return layout;
}

/** Whether a valid layout of the plan has these degrees. */
const allows = (analysis: Analysis, layout: Readonly<Record<string, number>>): boolean =>
  layoutReport(analysis).layouts.some(({ degrees }) => Object.entries(layout).every(([id, value]) => (degrees[id] ?? 1) === value));
