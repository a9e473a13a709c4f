import type { LineIndex, Span } from '../../engine.ts';
import type { Colours } from './colour.ts';
import { printable, width } from './text.ts';

/** A place to point at: the characters at fault, or a place that belongs to them. */
export interface Mark {
  readonly span: Span;
  readonly label: string;
  readonly primary: boolean;
}

/** Lines of a document with a row of `^` under the characters at fault and of `-` under those that belong to them. */
export interface Source {
  readonly text: string;
  readonly lines: LineIndex;
}

export interface Frame {
  readonly lines: readonly string[];
  /** Width of the line numbers. */
  readonly gutter: number;
}

/** A marked stretch of one line: offsets, `end` at most the line's end. */
interface Stretch {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly mark: Mark;
}

/** Lines longer than this many characters are shown in part. */
const longest = 140;
/** Of a place that runs over more lines than this only the first ones are shown. */
const mostLines = 3;

/**
 * ```
 *    |
 * 29 | Tensor Parallelism (TP):   8
 *    |                            - tensor parallel size
 * ...
 * 33 | Total GPUs: 512 (8 × 4 × 16 × 4 = 512)
 *    |                                   ^^^
 * ```
 */
export function frame(source: Source, marks: readonly Mark[], colours: Colours, paint: (text: string) => string): Frame {
  const stretches = marks
    .flatMap((mark) => stretchesOf(source.lines, mark))
    .sort((a, b) => a.line - b.line || Number(b.mark.primary) - Number(a.mark.primary));
  const gutter = String((stretches.at(-1)?.line ?? 0) + 1).length;
  const bar = (label = '') => colours.blue(`${label.padStart(gutter)} |`);
  const out = [bar()];
  let previous: { line: number; from: number } | undefined;
  for (const { line, start, end, mark } of stretches) {
    const { from, to } = windowOf(source, line, start, end);
    if (previous && line > previous.line + 1) out.push(colours.blue('...'));
    if (previous?.line !== line || previous.from !== from)
      out.push(`${bar(String(line + 1))} ${shownPart(source, line, from, to)}`.trimEnd());
    previous = { line, from };
    const lead = shownPart(source, line, from, start, false);
    const marked = Math.max(1, width(printable(clip(source, line, from) + source.text.slice(from, end))) - width(lead));
    const row = mark.primary ? paint('^'.repeat(marked)) : colours.blue('-'.repeat(marked));
    const label = mark.label ? ` ${mark.primary ? paint(mark.label) : colours.blue(mark.label)}` : '';
    out.push(`${bar()} ${' '.repeat(width(lead))}${row}${label}`);
  }
  return { lines: out, gutter };
}

/** `…` where the part does not begin at the line's start. */
const clip = ({ lines }: Source, line: number, from: number): string => (from > lines.startOf(line) ? '…' : '');

function shownPart(source: Source, line: number, from: number, to: number, closed = true): string {
  const rest = closed && to < source.lines.endOf(line) ? '…' : '';
  return printable(clip(source, line, from) + source.text.slice(from, to) + rest);
}

/** The part of a line to show for a stretch: all of it, or what surrounds the stretch. Never cuts a surrogate pair in two. */
function windowOf({ text, lines }: Source, line: number, start: number, end: number): { from: number; to: number } {
  const [first, last] = [lines.startOf(line), lines.endOf(line)];
  if (last - first <= longest) return { from: first, to: last };
  const about = Math.max(0, Math.floor((longest - (end - start)) / 2));
  const from = Math.max(first, start - about);
  const to = Math.min(last, Math.max(from + longest, start + 1));
  const splits = (at: number) =>
    at > first && at < last && /[\udc00-\udfff]/.test(text[at] ?? '') && /[\ud800-\udbff]/.test(text[at - 1] ?? '');
  return { from: splits(from) ? from - 1 : from, to: splits(to) ? to + 1 : to };
}

function stretchesOf(lines: LineIndex, mark: Mark): Stretch[] {
  const first = lines.lineOf(mark.span.start);
  const last = Math.max(first, lines.lineOf(Math.max(mark.span.start, mark.span.end - 1)));
  const out: Stretch[] = [];
  for (let line = first; line <= Math.min(last, first + mostLines - 1); line++) {
    const start = line === first ? mark.span.start : lines.startOf(line);
    const end = Math.min(mark.span.end, lines.endOf(line), start + longest);
    const isLast = line === last || line === first + mostLines - 1;
    out.push({ line, start, end: Math.max(start, end), mark: isLast ? mark : { ...mark, label: '' } });
  }
  return out;
}
