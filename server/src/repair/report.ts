import type { Analysis } from '../analyze.ts';

/** The modifications that the plan needs, as a markdown document. */
export function modificationReport(_analysis: Analysis): string {
  return '';
}
