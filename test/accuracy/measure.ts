import type { Labelled } from './labels.ts';
import { measureMutations, mutationsOf, sample } from './mutation.ts';
import { type Scored, score } from './score.ts';

export { readSet } from './labels.ts';
export { reportJson, reportText } from './report.ts';
export { unlabelled } from './unlabelled.ts';

export interface Sample {
  /** Of the changes of right claims so many are tried: 0 for none, 1 for all. */
  readonly share: number;
  readonly seed: number;
}

/** Scores every document, then changes figures of right claims. */
export function measure(documents: readonly Labelled[], { share, seed }: Sample): { scored: Scored[]; notes: string[] } {
  const scored = documents.map(score);
  const notes = scored.flatMap((each) => each.notes);
  if (share > 0)
    for (const each of scored) {
      const all = mutationsOf(each.document);
      measureMutations(each, share < 1 ? sample(all, share, seed) : all, notes);
    }
  return { scored, notes };
}
