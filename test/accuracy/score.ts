import { claimsOf } from '../../server/src/claims/find.ts';
import { type Analysis, why } from '../../server/src/engine.ts';
import { equationsOf } from '../../server/src/explain/inspect.ts';
import type { Labelled, Mistake } from './labels.ts';
import { names, read, type Said, said, standsOn } from './said.ts';
import { type Judged, noTally, type Tally } from './tally.ts';

/** What was made of one document. */
export interface Scored {
  readonly document: Labelled;
  readonly analysis: Analysis;
  readonly said: readonly Said[];
  readonly tally: Tally;
  /** A line for each mistake that was missed and each finding that meets no label. */
  readonly notes: readonly string[];
}

/**
 * Reads a labelled document and counts. An error is true where its own range meets a line of a labelled mistake, a doubt where it meets a
 * labelled doubt, else false; related lines justify nothing. A mistake is found where an error or warning stands on one of its lines, or
 * on a related line while naming one of its lines.
 */
export function score(document: Labelled): Scored {
  const analysis = read(document.file, document.text);
  const found = said(analysis);
  const tally = noTally();
  const notes: string[] = [];
  tally.documents = 1;
  tally.plans = analysis.isPlan ? 1 : 0;
  countFigures(analysis, tally);
  countMistakes(document, found, tally, notes);
  for (const finding of found) {
    const verdict = judge(document, finding);
    tally[finding.severity === 'error' ? 'errors' : 'warnings'][verdict]++;
    tally.sure[finding.sure] ??= { true: 0, doubt: 0, false: 0 };
    (tally.sure[finding.sure] as Judged)[verdict]++;
    if (verdict !== 'false') continue;
    notes.push(
      `${finding.severity === 'error' ? 'FALSE?  ' : 'warning?'} ${document.file}:${finding.from} ${finding.rule}: ${finding.message}`,
    );
    if (document.traps?.some(({ line }) => standsOn(finding, [line]))) tally.trapAlarms++;
  }
  return { document, analysis, said: found, tally, notes };
}

export function judge({ errors, warnings }: Labelled, finding: Said): keyof Judged {
  if (errors.some(({ lines }) => standsOn(finding, lines))) return 'true';
  return warnings.some(({ lines }) => standsOn(finding, lines)) ? 'doubt' : 'false';
}

function countMistakes({ file, errors, warnings }: Labelled, found: readonly Said[], tally: Tally, notes: string[]): void {
  const isFound = ({ lines, related = [] }: Mistake): boolean =>
    found.some((finding) => standsOn(finding, lines) || (standsOn(finding, related) && names(finding, lines)));
  for (const mistake of errors) {
    if (!mistake.determinate) continue;
    const hit = isFound(mistake) ? 1 : 0;
    tally.kinds[mistake.kind] ??= { n: 0, found: 0 };
    for (const count of [tally.determinate, tally.kinds[mistake.kind], mistake.mechanical ? tally.mechanical : undefined]) {
      if (!count) continue;
      count.n++;
      count.found += hit;
    }
    if (!hit) notes.push(`missed   ${file}:${mistake.lines.join(',')} ${mistake.kind}: ${mistake.claim} => ${mistake.truth}`);
  }
  for (const doubt of warnings) {
    tally.doubts.n++;
    if (isFound(doubt)) tally.doubts.found++;
  }
}

function countFigures(analysis: Analysis, tally: Tally): void {
  for (const figure of why(analysis, { start: 0, end: analysis.text.length })) {
    tally.figures.written++;
    if (figure.mentions.length > 0) tally.figures.read++;
    if (figure.claims.length + figure.equations.length > 0) tally.figures.held++;
  }
  const count = (pattern: string, verdict: 'holds' | 'broken' | 'unknown'): void => {
    const counts = tally.claims[pattern] ?? { holds: 0, broken: 0, unknown: 0 };
    counts[verdict]++;
    tally.claims[pattern] = counts;
  };
  if (analysis.language === 'markdown' || analysis.language === 'text')
    for (const { pattern, holds } of claimsOf(analysis.document)) count(pattern, holds ? 'holds' : 'broken');
  if (analysis.plan)
    for (const { verdict } of equationsOf(analysis.plan))
      count('equation', verdict === 'held' ? 'holds' : verdict === 'failed' ? 'broken' : 'unknown');
}
