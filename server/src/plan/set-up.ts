import type { Document, Section, Statement } from '../document/document.ts';

/**
 * Whether two statements speak of one set-up by where they stand. A section, an element of a list of mappings and a row inherit from what
 * encloses them and never from their siblings; so do two mappings of a config that set the same key.
 */
export function shareSetUp(document: Document, a: Statement, b: Statement): boolean {
  if (isConfig(a) || isConfig(b)) return isConfig(a) && isConfig(b) && shareMapping(document, a, b);
  // rows of a table that a console drew
  if (a !== b && [a, b].some(({ kind, span }) => kind === 'line' && document.plain[span.start] === '|')) return false;
  if (a.block === b.block && a.cell && b.cell) return a.cell.row === b.cell.row;
  return isIn(a.section, b.section) || isIn(b.section, a.section);
}

/** A key with its value, or a comment beside one. */
const isConfig = ({ kind }: Statement): boolean => kind === 'pair' || kind === 'comment';

function shareMapping(document: Document, a: Statement, b: Statement): boolean {
  const [above, other] = [holders(a), holders(b)];
  const common = above.find((holder) => other.includes(holder)) ?? null;
  const below = (path: readonly Statement[]): readonly Statement[] => path.slice(0, common ? path.indexOf(common) : path.length);
  // an element of a sequence has no key
  if ([...below(above), ...below(other)].some(({ label }) => label === null)) return false;
  const [key, same] = [a, b].map(({ label }) => (label ? document.plain.slice(label.start, label.end) : null));
  return a.parent === b.parent || key === null || key !== same;
}

function holders(statement: Statement): Statement[] {
  const out: Statement[] = [];
  for (let at = statement.parent; at; at = at.parent) out.push(at);
  return out;
}

/** What stands before the first heading holds for all of them. */
function isIn(section: Section | null, holder: Section | null): boolean {
  for (let at = section; at; at = at.parent) if (at === holder) return true;
  return holder === null;
}
