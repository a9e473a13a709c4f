import { type Analysis, analyze, sameOptions } from '../analyze.ts';
import type { Finding, Severity } from '../findings.ts';
import { applyEdits, type TextEdit } from '../text/edit.ts';

/** A document with edits applied, read again. */
export interface Outcome {
  readonly after: Analysis;
  /** What is wrong afterwards and was not before, or was less. */
  readonly brought: readonly Finding[];
  /** Less is wrong than before. */
  readonly better: boolean;
}

/** So many outcomes are kept with a document: a repair is tried where it is made and where it is offered, and often for several findings. */
const mostKept = 12;

/** A text that was tried. */
interface Tried {
  readonly edits: ReadonlySet<string>;
  readonly after: Analysis;
  readonly outcome: Outcome | null;
}

const kept = new WeakMap<Analysis, Map<string, Tried>>();

/** Null where the edits change nothing, or make something else of a plan. */
export function outcomeOf(analysis: Analysis, edits: readonly TextEdit[]): Outcome | null {
  const text = applyEdits(analysis.text, edits);
  if (text === analysis.text) return null;
  const known = kept.get(analysis) ?? new Map<string, Tried>();
  kept.set(analysis, known);
  const key = JSON.stringify(edits);
  let tried = known.get(key);
  if (!tried) {
    const written = new Set(edits.map((edit) => JSON.stringify(edit)));
    const after = analyze(text, { ...sameOptions(analysis), previous: nearest(analysis, written, [...known.values()]) });
    tried = { edits: written, after, outcome: outcomeAs(analysis, after, edits) };
    const [oldest] = known.keys();
    if (known.size >= mostKept && oldest !== undefined) known.delete(oldest);
  }
  // what was asked for last is given up last
  known.delete(key);
  known.set(key, tried);
  return tried.outcome;
}

/** Of a text and those that were made of it the one of which most is left: one layout writes much that another one wrote. */
function nearest(analysis: Analysis, edits: ReadonlySet<string>, tried: readonly Tried[]): Analysis {
  let [best, most] = [analysis, 0];
  for (const { edits: others, after } of tried) {
    if (!after.plan) continue;
    let saved = -others.size;
    for (const edit of others) if (edits.has(edit)) saved += 2;
    if (saved > most) [best, most] = [after, saved];
  }
  return best;
}

function outcomeAs(analysis: Analysis, after: Analysis, edits: readonly TextEdit[]): Outcome | null {
  // a page that lays out no plan is heard because of what is wrong in it: mended, it is silent
  if (analysis.plan?.isPlan && !after.plan?.isPlan) return null;
  const moved = movedBy(edits);
  const known = new Map<string, number>();
  for (const { rule, severity, span } of analysis.findings.filter(isCounted)) {
    const place = `${rule} ${after.lines.lineOf(moved(span.start))}`;
    known.set(place, (known.get(place) ?? 0) + weight[severity]);
  }
  // the same figure may be told of more surely, since more of its kind hold now: that is nothing new, and no worse
  const told = new Map(analysis.findings.map((finding) => [saidOf(finding, moved(finding.span.start)), weight[finding.severity]]));
  const brought: Finding[] = [];
  let left = 0;
  for (const finding of after.findings.filter(isCounted)) {
    const place = `${finding.rule} ${after.lines.lineOf(finding.span.start)}`;
    const counts = Math.min(weight[finding.severity], told.get(saidOf(finding, finding.span.start)) ?? Number.POSITIVE_INFINITY);
    const open = (known.get(place) ?? 0) - counts;
    if (open < 0) brought.push(finding);
    known.set(place, open);
    left += counts;
  }
  return { after, brought, better: left < wrong(analysis) };
}

/** What is said of a place, without what else speaks for it. */
const saidOf = ({ rule, message }: Finding, start: number): string => `${rule} ${start} ${message.split(';')[0]}`;

/** Whether a repair holds what it promises: less is wrong, and nothing that was not wrong before. */
export const holdsGood = (outcome: Outcome | null): outcome is Outcome => outcome?.better === true && outcome.brought.length === 0;

/** A doubt that becomes an error is something new; an error that becomes a doubt is not. No document has a thousand of one kind on a line. */
const weight: Readonly<Record<Severity, number>> = { hint: 1, warning: 1e3, error: 1e6 };

/** What is only worth knowing is told of plans of which nothing is false, so it comes with every good repair. */
const isCounted = ({ rule }: Finding): boolean => rule !== 'efficiency';

const wrong = ({ findings }: Analysis): number => findings.filter(isCounted).reduce((total, { severity }) => total + weight[severity], 0);

/** The edits that bring the first text back from the second. */
export function inverse(text: string, edits: readonly TextEdit[]): TextEdit[] {
  const moved = movedBy(edits);
  return edits.map(({ span, newText }) => {
    const start = moved(span.start);
    return { span: { start, end: start + newText.length }, newText: text.slice(span.start, span.end) };
  });
}

/** Where an offset of the text before stands in the text after the edits. */
export function movedBy(edits: readonly TextEdit[]): (offset: number) => number {
  const sorted = [...edits].sort((a, b) => a.span.start - b.span.start);
  return (offset) => {
    let shift = 0;
    for (const { span, newText } of sorted) {
      if (span.end > offset) return span.start < offset ? span.start + shift : offset + shift;
      shift += newText.length - (span.end - span.start);
    }
    return offset + shift;
  };
}
