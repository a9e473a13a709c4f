import { type Analysis, type AnalyzeOptions, analyze, applyEdits, type Finding, repairsFor } from '../../server/src/engine.ts';

/** `arithmetic ⟦2 + 2 = 5⟧` */
export const show = (text: string, { rule, span }: Finding): string => `${rule} ⟦${text.slice(span.start, span.end)}⟧`;

export const findings = (analysis: Analysis): string[] => analysis.findings.map((finding) => show(analysis.text, finding));

export const silenced = (analysis: Analysis): string[] => analysis.suppressed.map(({ finding }) => show(analysis.text, finding));

export const read = (text: string, options: AnalyzeOptions = { language: 'markdown' }): Analysis => analyze(text, options);

/** A plan in which `lines` stand; it has no findings of its own. */
export const plan = (...lines: string[]): string =>
  ['# Plan', '', 'Tensor parallel: 8', '', 'Pipeline parallel: 4', '', ...lines, ''].join('\n');

export const yaml = (...lines: string[]): string => ['tensor_parallel: 8', 'pipeline_parallel: 4', ...lines, ''].join('\n');

/** The first repair of a finding with that title, applied. */
export function applied(analysis: Analysis, finding: Finding, title: RegExp): string {
  const repair = repairsFor(analysis, finding).find((candidate) => title.test(candidate.title));
  if (!repair)
    throw new Error(
      `no repair ${title} among ${repairsFor(analysis, finding)
        .map((each) => each.title)
        .join(', ')}`,
    );
  return applyEdits(analysis.text, repair.edits);
}
