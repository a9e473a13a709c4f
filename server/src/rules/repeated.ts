import type { Document } from '../document/document.ts';
import { statementAt } from '../document/places.ts';
import type { Related } from '../findings.ts';
import type { Issue } from './rule.ts';

/** As many places as a reader looks at. */
const most = 3;

/**
 * One mistake at several places: the same words about launches of a page, or about rows of one table that differ in their figures alone. Each
 * finding shows where the others are, so that the reader sees that one change is wanted and not several.
 */
export function linkRepeated(document: Document, issues: readonly Issue[]): Issue[] {
  const alike = new Map<string, Issue[]>();
  for (const issue of issues) {
    const key = keyOf(document, issue);
    if (key) alike.set(key, [...(alike.get(key) ?? []), issue]);
  }
  if ([...alike.values()].every((same) => same.length < 2)) return [...issues];
  return issues.map((issue) => {
    const same = alike.get(keyOf(document, issue) ?? '') ?? [];
    const others = same.filter((other) => other !== issue && other.span.start !== issue.span.start).slice(0, most);
    const related: Related[] = others.map(({ span }) => ({ message: 'the same mistake', span }));
    return related.length > 0 ? { ...issue, related: [...issue.related, ...related] } : issue;
  });
}

function keyOf(document: Document, { rule, message, span }: Issue): string | undefined {
  if (rule === 'framework') return message;
  if (rule !== 'gpu-count') return undefined;
  const block = blockAt(document, span.start);
  return block === undefined ? undefined : `${block} ${message.replace(/\d[\d.,]*/g, '#')}`;
}

/** The table that stands at the offset. */
function blockAt({ statements }: Document, offset: number): number | undefined {
  const found = statementAt(statements, offset);
  return found?.kind === 'cell' ? found.block : undefined;
}
