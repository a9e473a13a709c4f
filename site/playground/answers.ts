/** What the playground asks of the engine, as plain data. Pure: the page has it answered in a worker, tests without one. */
import {
  type Analysis,
  analyze,
  applyEdits,
  explore,
  type Finding,
  hoverAt,
  type Repair,
  readAs,
  repairsFor,
  restateExplored,
  writtenEdits,
} from '../../server/src/engine.ts';
import type { Document, Question, Reply, Told } from './messages.ts';

let last: Analysis | null = null;

/** The same text is read once. */
function read({ text, language }: Document): Analysis {
  if (last?.text !== text || last.language !== language) last = analyze(text, { language });
  return last;
}

/** As many fixes of one finding as anybody looks through. */
const mostFixes = 6;

export function answer(question: Question): Reply {
  const analysis = read(question);
  switch (question.kind) {
    case 'check':
      return {
        kind: 'check',
        plan: analysis.isPlan,
        readAs: analysis.isPlan ? readAs(analysis) : '',
        found: analysis.findings.map((finding) => told(analysis, finding)),
      };
    case 'at':
      return { kind: 'at', text: hoverAt(analysis, question.offset)?.markdown ?? null };
    case 'explore':
      return { kind: 'explore', state: explore(analysis, question.change) };
    case 'restate': {
      const repair = restateExplored(analysis, question.change);
      if ('refused' in repair) return { kind: 'restate', after: null, refused: repair.refused };
      return { kind: 'restate', after: applied(analysis, repair), refused: null };
    }
  }
}

function told(analysis: Analysis, finding: Finding): Told {
  const { rule, severity, message, span } = finding;
  const fixes = [...repairsFor(analysis, finding)].slice(0, mostFixes);
  return {
    rule,
    severity,
    message,
    ...span,
    line: analysis.lines.lineOf(span.start) + 1,
    fixes: fixes.map((repair) => ({ title: repair.title, preferred: repair.preferred, after: applied(analysis, repair) })),
  };
}

const applied = (analysis: Analysis, repair: Repair): string => applyEdits(analysis.text, writtenEdits(analysis, repair));
