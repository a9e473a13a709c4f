import {
  type Analysis,
  analyze,
  applyEdits,
  type Finding,
  fixAll,
  hoverAt,
  inspect,
  layoutReport,
  memoryReport,
  modificationReport,
  outline,
  type Repair,
  repairsFor,
  type Span,
} from '../../server/src/engine.ts';
import type { Case } from './cases.ts';

/** What is wrong with how the engine treats a case. Two failures of one kind are likely one defect. */
export interface Failure {
  readonly kind: string;
  readonly detail: string;
}

/** So much CPU time (in milliseconds) may anything take of a document of at most 100 kB. */
export const slowest = 200;
/** Longer documents are only asked to be read. */
const longest = 100_000;

class Wrong extends Error {
  readonly kind: string;

  constructor(kind: string, detail: string) {
    super(detail);
    this.kind = kind;
  }
}

/** The first thing that is wrong; null where all holds. `thorough` also asks for what is seldom asked for. */
export function judge({ text, language, before }: Pick<Case, 'text' | 'language' | 'before'>, thorough = true): Failure | null {
  try {
    const analysis = timed('analyze', () => analyze(text, { language }));
    checkFindings(analysis);
    if (!analysis.isPlan) return null;
    checkFix(analysis);
    if (!thorough || text.length > longest) return null;
    for (const finding of analysis.findings.slice(0, 3)) for (const repair of repairsFor(analysis, finding)) checkRepair(analysis, repair);
    checkExplanations(analysis);
    if (before !== '') checkPrevious(analysis, before);
    return null;
  } catch (error) {
    if (error instanceof Wrong) return { kind: error.kind, detail: error.message };
    const { name, message, stack } = error as Error;
    const where = /at (?:Object\.|async )?([\w.<>]+) /.exec(stack ?? '')?.[1] ?? '';
    return { kind: `throws: ${name} ${message.replace(/\d+/g, 'N').slice(0, 80)} in ${where}`, detail: stack ?? message };
  }
}

/** Does something, and again where it was slow: what is slow only once was another's fault. */
function timed<T>(what: string, work: () => T): T {
  let least = Number.POSITIVE_INFINITY;
  let result = work as unknown as T;
  for (let round = 0; round < 3 && least > slowest; round++) {
    const began = process.cpuUsage();
    result = work();
    const { user, system } = process.cpuUsage(began);
    least = Math.min(least, (user + system) / 1000);
  }
  if (least > slowest) throw new Wrong(`slow: ${what}`, `${least.toFixed(0)} ms`);
  return result;
}

const nonsense = /NaN|Infinity|undefined|\[object/;

function checkText(kind: string, said: string, own: string): void {
  const found = nonsense.exec(said)?.[0];
  if (found && !own.includes(found)) throw new Wrong(`nonsense in ${kind}`, said);
}

function checkSpan(text: string, { start, end }: Span, kind: string): void {
  if (!Number.isInteger(start) || !Number.isInteger(end) || start < 0 || start > end || end > text.length)
    throw new Wrong(`span of ${kind}`, `${start} to ${end} of ${text.length}`);
}

function checkFindings({ text, findings }: Analysis): void {
  for (const [at, { span, related, message }] of findings.entries()) {
    checkSpan(text, span, 'a finding');
    if (span.start === span.end) throw new Wrong('span of a finding', `empty at ${span.start}: ${message}`);
    for (const place of related) checkSpan(text, place.span, 'a related place');
    if (at > 0 && span.start < (findings[at - 1] as Finding).span.start) throw new Wrong('findings out of order', message);
    checkText('a message', message, text);
  }
}

function checkRepair({ text }: Analysis, { title, edits, byHand }: Repair): void {
  checkText('a title', title, text);
  const sorted = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  for (const [at, { span, newText }] of sorted.entries()) {
    checkSpan(text, span, 'an edit');
    checkText('an edit', newText, text);
    const last = sorted[at - 1];
    if (last && span.start < last.span.end) throw new Wrong('overlapping edits', `${title}: ${span.start} is before ${last.span.end}`);
  }
  for (const place of byHand) checkSpan(text, place.span, 'a place to check by hand');
  if (edits.length > 0 && applyEdits(text, edits) === text) throw new Wrong('a repair that changes nothing', title);
}

const counts = ({ findings }: Analysis): [errors: number, warnings: number] => [
  findings.filter(({ severity }) => severity === 'error').length,
  findings.filter(({ severity }) => severity === 'warning').length,
];

function checkFix(analysis: Analysis): void {
  const repair = timed('fix', () => fixAll(analysis));
  if (!repair || repair.edits.length === 0) return;
  checkRepair(analysis, repair);
  const { language } = analysis;
  const after = analyze(applyEdits(analysis.text, repair.edits), { language });
  const [errors, warnings] = counts(analysis);
  const [left, doubts] = counts(after);
  if (left > errors) throw new Wrong('fix: more errors', `${errors} → ${left}: ${repair.title}`);
  if (left === errors && doubts >= warnings)
    throw new Wrong('fix: no progress', `${errors} errors and ${warnings} warnings → ${left} and ${doubts}: ${repair.title}`);
  const again = fixAll(after);
  if (again && again.edits.length > 0) throw new Wrong('fix: changes more the second time', `${repair.title}; then ${again.title}`);
}

function checkExplanations(analysis: Analysis): void {
  const { text } = analysis;
  for (const { index } of [...text.matchAll(/\d+/g)].slice(0, 40)) {
    const hover = hoverAt(analysis, index);
    if (!hover) continue;
    checkSpan(text, hover.span, 'a hover');
    checkText('a hover', hover.markdown, text);
  }
  timed('outline', () => outline(analysis));
  inspect(analysis);
  memoryReport(analysis);
  layoutReport(analysis);
  checkText('a report', modificationReport(analysis), text);
}

const seen = ({ findings, isPlan }: Analysis): string =>
  JSON.stringify([isPlan, findings.map(({ rule, severity, message, span, related }) => ({ rule, severity, message, span, related }))]);

function checkPrevious(analysis: Analysis, before: string): void {
  const { text, language } = analysis;
  const later = analyze(text, { language, previous: analyze(before, { language }) });
  if (seen(later) !== seen(analysis)) throw new Wrong('read otherwise with the text before', `${seen(later)}\n${seen(analysis)}`);
}
