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
    return hash(`${key}\0${nth}`);
  });
}

/** Names a set of diagnostics by its content, so that an editor that holds the same one need not be sent it again. */
export function resultIdOf(items: readonly unknown[]): string {
  const content = JSON.stringify(items);
  return `${items.length}-${content.length}-${hash(content)}`;
}

/** FNV-1a, 32 bits, in hexadecimal. */
function hash(text: string): string {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return (h >>> 0).toString(16).padStart(8, '0');
}
