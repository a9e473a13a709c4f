import {
  type Analysis,
  analyze,
  applyEdits,
  type Finding,
  fixAll,
  type Repair,
  repairsFor,
  type Severity,
} from '../../server/src/engine.ts';

/** A promise that a repair of a document breaks. */
export interface Broken {
  readonly promise: 'nothing new' | 'settles' | 'idempotent' | 'no other byte' | 'there and back' | 'throws';
  readonly line: number;
  readonly title: string;
  readonly detail: string;
}

/** Of a document so many findings are looked at: pages with hundreds of them are lists. */
const mostFindings = 12;

const weight: Readonly<Record<Severity, number>> = { hint: 1, warning: 1e3, error: 1e6 };

/**
 * Tries every repair of a document, and all of them at once, and reads what comes out as a document of its own: nothing is wrong that was not,
 * the finding is gone or milder, once more changes nothing, and what is no part of the edits stays byte for byte. `tried` counts repairs.
 */
export function brokenPromises(path: string, text: string): { readonly tried: number; readonly broken: readonly Broken[] } {
  const read = (content: string): Analysis => analyze(content, { path });
  const analysis = read(text);
  if (!analysis.isPlan) return { tried: 0, broken: [] };
  const broken: Broken[] = [];
  let tried = 0;
  const seen = new Set<string>();
  for (const finding of analysis.findings.slice(0, mostFindings)) {
    const line = analysis.lines.lineOf(finding.span.start) + 1;
    const note = (promise: Broken['promise'], title: string, detail: string): void => void broken.push({ promise, line, title, detail });
    let repairs: readonly Repair[] = [];
    try {
      repairs = repairsFor(analysis, finding).filter(({ kind }) => kind !== 'suppress');
    } catch (error) {
      note('throws', finding.message, String(error));
    }
    for (const repair of repairs) {
      const key = JSON.stringify(repair.edits);
      if (seen.has(key)) continue;
      seen.add(key);
      tried++;
      const wrong = changedBeside(analysis, repair);
      if (wrong) note('no other byte', repair.title, wrong);
      const after = read(applyEdits(text, repair.edits));
      const [brought] = newlyWrong(analysis, after, repair);
      if (brought) note('nothing new', repair.title, `${brought.severity} ${brought.rule}: ${brought.message}`);
      const counts = countsIn(analysis, repair);
      const left = after.findings.filter(isCounted).reduce((sum, one) => sum + counts(one), 0);
      if (repair.kind !== 'insert' && left >= total(analysis)) note('settles', repair.title, finding.message);
      // the same may be said of several places of one line
      const there = movedBy(repair)(finding.span.start);
      const again = after.findings.flatMap((other) => (same(other, finding) && other.span.start === there ? repairsFor(after, other) : []));
      const twice = again.find(({ title, edits }) => title === repair.title && applyEdits(after.text, edits) !== after.text);
      if (twice) note('idempotent', repair.title, 'is offered for the same finding again');
    }
  }
  const all = fixAll(analysis);
  if (all) {
    tried++;
    const after = read(applyEdits(text, all.edits));
    const note = (promise: Broken['promise'], detail: string): void =>
      void broken.push({ promise, line: 0, title: `fix all: ${all.title}`, detail });
    const [brought] = newlyWrong(analysis, after, all);
    if (brought) note('nothing new', `${brought.severity} ${brought.rule}: ${brought.message}`);
    const twice = fixAll(after);
    if (twice) note('idempotent', twice.title);
  }
  return { tried, broken };
}

const same = (a: Finding, b: Finding): boolean => a.rule === b.rule && a.message === b.message;

const isCounted = ({ rule }: Finding): boolean => rule !== 'efficiency';

const total = ({ findings }: Analysis): number => findings.filter(isCounted).reduce((sum, { severity }) => sum + weight[severity], 0);

/** What a finding weighs afterwards: no more than before where the same is told more surely, of figures of which more hold now. */
function countsIn(before: Analysis, repair: Repair): (finding: Finding) => number {
  const moved = movedBy(repair);
  const said = ({ rule, message }: Finding, start: number): string => `${rule} ${start} ${message.split(';')[0]}`;
  const told = new Map(before.findings.map((finding) => [said(finding, moved(finding.span.start)), weight[finding.severity]]));
  return (finding) => Math.min(weight[finding.severity], told.get(said(finding, finding.span.start)) ?? Number.POSITIVE_INFINITY);
}

/** Findings of a rule on a line that had less of it before. Lines are followed through the edits. */
export function newlyWrong(before: Analysis, after: Analysis, repair: Repair): Finding[] {
  const moved = movedBy(repair);
  const known = new Map<string, number>();
  for (const { rule, severity, span } of before.findings.filter(isCounted)) {
    const place = `${rule} ${after.lines.lineOf(moved(span.start))}`;
    known.set(place, (known.get(place) ?? 0) + weight[severity]);
  }
  const counts = countsIn(before, repair);
  return after.findings.filter(isCounted).filter((finding) => {
    const { rule, span } = finding;
    const place = `${rule} ${after.lines.lineOf(span.start)}`;
    const left = (known.get(place) ?? 0) - counts(finding);
    known.set(place, left);
    return left < 0;
  });
}

/** Where an offset stands after the edits. */
function movedBy({ edits }: Repair): (offset: number) => number {
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

/** Edits replace figures and put text in; they take no line away, and none but an insertion adds one. Null where that holds. */
function changedBeside({ text }: Analysis, { kind, edits }: Repair): string | null {
  let last = 0;
  for (const { span, newText } of [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end)) {
    if (span.start < last || span.end > text.length) return `an edit at ${span.start} meets another, or the end`;
    last = span.end;
    const old = text.slice(span.start, span.end);
    if (/[\r\n]/.test(old)) return `takes away ${JSON.stringify(old)}`;
    if (kind !== 'insert' && /[\r\n]/.test(newText) && old !== '') return `puts lines in place of ${old}`;
    if (old === newText) return `writes ${old} over itself`;
  }
  return null;
}
