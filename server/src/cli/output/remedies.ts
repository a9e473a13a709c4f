import { type Analysis, type Finding, inspect, type Repair, repairsFor } from '../../engine.ts';
import { type Checked, nothing, type Tally } from './report.ts';

/** Repairs worth naming beside a finding: all but the comments that silence it. */
export const remedies = (analysis: Analysis, finding: Finding): Repair[] =>
  repairsFor(analysis, finding).filter(({ kind }) => kind !== 'suppress');

/** What a document adds to the totals. */
export function tallyOf({ analysis, findings, suppressed, known }: Checked): Tally {
  if (!analysis?.isPlan) return nothing;
  const of = (level: Finding['severity']): number => findings.filter(({ severity }) => severity === level).length;
  const { held, failed } = inspect(analysis).claims;
  return {
    errors: of('error'),
    warnings: of('warning'),
    hints: of('hint'),
    silenced: suppressed.length,
    known,
    plans: 1,
    claims: held + failed,
    held,
  };
}
