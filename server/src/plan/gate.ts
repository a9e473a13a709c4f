/**
 * A cheap look at a text before anything is parsed: a plan names a parallelism, or GPUs beside a degree. A document without these words
 * cannot be one, whatever else it holds.
 */
export function mayBePlan(text: string): boolean {
  return words.test(text);
}

const words = /parallel|并行|\b(?:[TPEDC]P)[ =:_-]?[0-9]|\b(?:tp|pp|ep|dp)[ =:_-]{1,2}[0-9]|\b(?:tp|pp|ep|dp)_?size/i;
