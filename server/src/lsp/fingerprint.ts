import type { Analysis } from '../engine.ts';

/**
 * A name for each finding that outlives edits elsewhere in the document: its rule, the characters at fault and which of several equal ones
 * it is. No line number, no offset.
 */
export function fingerprints(analysis: Pick<Analysis, 'text' | 'findings'>): string[] {
  const seen = new Map<string, number>();
  return analysis.findings.map(({ rule, span }) => {
    const key = `${rule}\0${analysis.text.slice(span.start, span.end)}`;
    const nth = seen.get(key) ?? 0;
    seen.set(key, nth + 1);
    return fingerprintOf(`${key}\0${nth}`);
  });
}

/** FNV-1a, 32 bits, in hexadecimal. */
export function fingerprintOf(text: string): string {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return (h >>> 0).toString(16).padStart(8, '0');
}
