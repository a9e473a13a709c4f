import type { Analysis } from '../analyze.ts';
import type { Repair } from '../findings.ts';

/** Paragraphs and sections that a repaired plan should carry. */
export function additions(_analysis: Analysis): readonly Repair[] {
  return [];
}
