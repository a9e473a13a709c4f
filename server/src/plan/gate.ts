/**
 * A cheap look at a text before anything is parsed: a plan names a parallelism, or GPUs beside a degree. A document without these words
 * cannot be one, whatever else it holds.
 */
export function mayBePlan(text: string): boolean {
  return words.test(text);
}

const words = /[Pp]arallel|PARALLEL|并行|\b[TPED]P\b|\b[TPED]P[0-9]|\b[tped]p[ =:_-]{1,2}[0-9]|\b[tped]p_?size/;
