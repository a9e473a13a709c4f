import type { Analysis } from '../analyze.ts';
import type { Finding, Repair } from '../findings.ts';
import type { Span } from '../text/span.ts';

/** Every repair for one finding, the preferred one first. Computed on demand, since most findings are never asked about. */
export function repairsFor(_analysis: Analysis, _finding: Finding): readonly Repair[] {
  return [];
}

/** Every repair that touches `span`: those of its findings, then additions such as a note or a section. */
export function repairsAt(_analysis: Analysis, _span: Span): readonly Repair[] {
  return [];
}

/** All safe repairs as one, or null where there is nothing to repair. Applying it twice changes nothing. */
export function fixAll(_analysis: Analysis, _options: { layout?: Readonly<Record<string, number>> } = {}): Repair | null {
  return null;
}
