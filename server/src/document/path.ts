import type { Document, Statement } from './document.ts';

/** The keys that lead to a statement, joined by dots: `parallelism.tensor`. Elements of sequences add nothing to it. */
export function path(statement: Statement, document: Document): string {
  const keys: string[] = [];
  for (let at: Statement | null = statement; at; at = at.parent) {
    if (at.label) keys.push(document.plain.slice(at.label.start, at.label.end).replaceAll('\0', ''));
  }
  return keys.reverse().join('.');
}
