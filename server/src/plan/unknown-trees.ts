import { type Document, isScript, type Statement } from '../document/document.ts';
import { labelSense } from '../vocabulary/labels.ts';
import { slice } from './reading.ts';

/** Parts of a tree that load a server or look at a model, and lay nothing out. */
const elsewhere = /bench|eval|dataset|client|request|accura|perf\b|perf_|load_?gen|metric|threshold/i;
/** Keys that mean one thing wherever they stand: `tensor_parallel_size`. */
const plain = /parallel/i;

/**
 * Pairs of a configuration that no dialect knows which say nothing of one plan: keys of several meanings (`batch_size`) below a part that is
 * no layout, and the elements of a list of maps that share keys, each of which is a set-up of its own (`- {node: 0, tp_size: 16}`).
 */
export function leftOut(document: Document): ReadonlySet<Statement> {
  const out = new Set<Statement>();
  if (document.language === 'markdown' || document.language === 'rst' || document.language === 'text' || isScript(document.language))
    return out;
  const shared = elementsAlike(document);
  for (const statement of document.statements) {
    if (statement.kind !== 'pair' || !statement.label) continue;
    const label = slice(document, statement.label);
    for (let at = statement.parent; at; at = at.parent) {
      const apart = at.label ? elsewhere.test(slice(document, at.label)) && !plain.test(label) : shared.has(at);
      if (!apart) continue;
      out.add(statement);
      break;
    }
  }
  return out;
}

/** Elements of lists that name a quantity which another element of their list names, too. */
function elementsAlike(document: Document): ReadonlySet<Statement> {
  const owners = new Map<Statement | null, Map<string, Set<Statement>>>();
  for (const statement of document.statements) {
    const element = statement.parent;
    if (statement.kind !== 'pair' || !statement.label || !element || element.label) continue;
    const label = slice(document, statement.label);
    if (!labelSense(label)) continue;
    const lists = owners.get(element.parent) ?? new Map<string, Set<Statement>>();
    owners.set(element.parent, lists);
    const having = lists.get(label) ?? new Set<Statement>();
    lists.set(label, having.add(element));
  }
  const out = new Set<Statement>();
  for (const lists of owners.values())
    for (const having of lists.values()) if (having.size > 1) for (const element of having) out.add(element);
  return out;
}
