import {
  type Analysis,
  analyze,
  applyEdits,
  type Finding,
  type FixOptions,
  fixAll,
  forwardRepair,
  outline,
  type Repair,
  repairsFor,
} from '../../server/src/engine.ts';
import type { Case } from './cases.ts';
import { checkExplanations } from './explanations.ts';
import { checkSpan, checkText, Wrong } from './wrong.ts';

/** What is wrong with how the engine treats a case. Two failures of one kind are likely one defect. */
export interface Failure {
  readonly kind: string;
  readonly detail: string;
}

/** So much CPU time (in milliseconds) may anything take of a document of at most 100 kB, and of a longer one in proportion. */
export const slowest = 200;
/** Longer documents are only asked to be read. */
const longest = 100_000;

/** How closely a case is looked at. */
export interface Eye {
  /** Also at what is seldom asked for. */
  readonly thorough: boolean;
  /** Also at how long it takes, of which a busy machine tells nothing. */
  readonly timed: boolean;
}

/** The first thing that is wrong; null where all holds. */
export function judge({ text, language, before }: Pick<Case, 'text' | 'language' | 'before'>, eye: Eye): Failure | null {
  const within = <T>(what: string, work: () => T): T =>
    eye.timed ? timed(what, slowest * Math.max(1, text.length / longest), work) : work();
  try {
    const analysis = within('analyze', () => analyze(text, { language }));
    checkFindings(analysis);
    if (!analysis.isPlan || text.length > longest) return null;
    checkFix(
      analysis,
      within('fix', () => fixAll(analysis)),
      {},
    );
    if (!eye.thorough) return null;
    checkFix(analysis, fixAll(analysis, unsafe), unsafe);
    for (const finding of analysis.findings.slice(0, 3)) for (const repair of repairsFor(analysis, finding)) checkRepair(analysis, repair);
    within('outline', () => outline(analysis));
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
function timed<T>(what: string, budget: number, work: () => T): T {
  let least = Number.POSITIVE_INFINITY;
  let result = work as unknown as T;
  for (let round = 0; round < 3 && least > budget; round++) {
    const began = process.cpuUsage();
    result = work();
    const { user, system } = process.cpuUsage(began);
    least = Math.min(least, (user + system) / 1000);
  }
  if (least > budget) throw new Wrong(`slow: ${what}`, `${least.toFixed(0)} ms`);
  return result;
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

/** With what takes a decision. */
const unsafe: FixOptions = { unsafe: true };

function checkFix(analysis: Analysis, repair: Repair | null, options: FixOptions): void {
  const name = options.unsafe ? 'unsafe fix' : 'fix';
  if (!repair || repair.edits.length === 0) return;
  checkRepair(analysis, repair);
  const { language } = analysis;
  const after = analyze(applyEdits(analysis.text, repair.edits), { language });
  const [errors, warnings] = counts(analysis);
  const [left, doubts] = counts(after);
  if (left > errors) throw new Wrong(`${name}: more errors`, `${errors} → ${left}: ${repair.title}`);
  if (left === errors && doubts >= warnings)
    throw new Wrong(`${name}: no progress`, `${errors} errors and ${warnings} warnings → ${left} and ${doubts}: ${repair.title}`);
  const again = fixAll(after, options);
  if (again && again.edits.length > 0) throw new Wrong(`${name}: changes more the second time`, `${repair.title}; then ${again.title}`);
}

const seen = ({ findings, isPlan }: Analysis): string =>
  JSON.stringify([isPlan, findings.map(({ rule, severity, message, span, related }) => ({ rule, severity, message, span, related }))]);

/** What was read before an edit changes nothing of what is read after it, and an edited number can be followed. */
function checkPrevious(analysis: Analysis, before: string): void {
  const { text, language } = analysis;
  const earlier = analyze(before, { language });
  const later = analyze(text, { language, previous: earlier });
  if (seen(later) !== seen(analysis)) throw new Wrong('read otherwise with the text before', `${seen(later)}\n${seen(analysis)}`);
  const forward = forwardRepair(analysis, earlier);
  if (forward && !('refused' in forward)) checkRepair(analysis, forward);
}
