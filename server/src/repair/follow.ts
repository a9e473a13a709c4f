import type { Analysis } from '../analyze.ts';
import type { Finding } from '../findings.ts';
import { figureLike } from '../notation/write.ts';
import type { Issue } from '../rules/rule.ts';
import type { TextEdit } from '../text/edit.ts';
import { outcomeOf } from './accept.ts';

/**
 * The edits, and the percentages and factors that were right before them and follow from the figures that they change: with `117.2 MB (2× the
 * parameters)` corrected to 351.6 MB the factor becomes 6×. Figures that are more than a ratio of others are left alone.
 */
export function withRatios(analysis: Analysis, edits: readonly TextEdit[]): readonly TextEdit[] {
  let all = edits;
  for (let round = 0; round < mostRounds; round++) {
    const outcome = outcomeOf(analysis, all);
    const more = (outcome?.brought ?? []).flatMap((finding) => ratioOf(finding, all));
    if (more.length === 0) return all;
    all = [...all, ...more].sort((a, b) => a.span.start - b.span.start);
  }
  return all;
}

/** A ratio of a ratio of a ratio is told by nobody. */
const mostRounds = 2;

function ratioOf(finding: Finding, edits: readonly TextEdit[]): TextEdit[] {
  const [correction, ...others] = (finding as Issue).corrections ?? [];
  const [change, ...more] = correction?.numbers ?? [];
  if (finding.rule !== 'arithmetic' || !change || others.length + more.length > 0) return [];
  const { number, value } = change;
  if (!number.unit?.percent && !number.unit?.times) return [];
  const start = before(edits, number.digits.start);
  const newText = figureLike(value, number);
  return start === null || newText === undefined || newText === number.text
    ? []
    : [{ span: { start, end: start + number.digits.end - number.digits.start }, newText }];
}

/** Where an offset of the text after the edits stood before them; null within what they wrote. */
function before(edits: readonly TextEdit[], offset: number): number | null {
  let shift = 0;
  for (const { span, newText } of [...edits].sort((a, b) => a.span.start - b.span.start)) {
    const start = span.start + shift;
    if (offset < start) break;
    if (offset < start + newText.length) return null;
    shift += newText.length - (span.end - span.start);
  }
  return offset - shift;
}
