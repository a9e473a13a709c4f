import { type Analysis, analyze, applyEdits, fixAll, repairsFor } from '../../server/src/engine.ts';

export const read = (...lines: string[]): Analysis => analyze(`${lines.join('\n')}\n`, { language: 'markdown' });

/** `contradiction «8»`, for every finding. */
export const found = (analysis: Analysis): string[] =>
  analysis.findings.map(({ rule, span }) => `${rule} «${analysis.text.slice(span.start, span.end)}»`);

/** The lines that the preferred repair of the first finding changes, as they read then. */
export function mended(analysis: Analysis): string[] {
  const [finding] = analysis.findings;
  const repair = finding && repairsFor(analysis, finding).find(({ preferred }) => preferred);
  return repair ? changedLines(analysis.text, applyEdits(analysis.text, repair.edits)) : [];
}

export function fixed(analysis: Analysis): string[] {
  const repair = fixAll(analysis);
  return repair ? changedLines(analysis.text, applyEdits(analysis.text, repair.edits)) : [];
}

function changedLines(before: string, after: string): string[] {
  const old = before.split('\n');
  return after.split('\n').filter((line, index) => line !== old[index]);
}
