import { expertsBeyondDomain, unstatedExpertTensor } from './expert-advice.ts';
import { fewMicroBatches, unevenStages } from './pipeline-advice.ts';
import { copiedKvHeads, narrowRanks, paddedRows } from './rank-advice.ts';
import { mostlyEmpty } from './room-advice.ts';
import type { Rule } from './rule.ts';

/** What works and may well be meant so, but costs: small matrix products, copies, idle stages, slow links. */
export const efficiency: Rule = {
  id: 'efficiency',
  severity: 'hint',
  check(plan, report) {
    for (const find of [
      fewMicroBatches,
      unevenStages,
      copiedKvHeads,
      narrowRanks,
      paddedRows,
      unstatedExpertTensor,
      expertsBeyondDomain,
      mostlyEmpty,
    ]) {
      for (const draft of find(plan)) report(draft);
    }
  },
};
