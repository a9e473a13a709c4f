import type { Analysis } from '../analyze.ts';
import type { Section } from '../document/document.ts';
import type { Mention } from '../plan/model.ts';
import { slice } from '../plan/reading.ts';
import { main } from '../plan/scenario.ts';
import { covers, type Span } from '../text/span.ts';
import { quantity } from '../vocabulary/quantities.ts';

export interface OutlineItem {
  readonly name: string;
  readonly detail: string;
  /** `section` for headings, `quantity` for a place that defines a quantity of the plan. */
  readonly kind: 'section' | 'quantity';
  readonly span: Span;
  /** Inside `span`: what to select when the item is chosen. */
  readonly selection: Span;
  readonly children: readonly OutlineItem[];
}

interface Node extends OutlineItem {
  readonly children: Node[];
}

/**
 * Headings with the quantities that are defined under them; `headings: false` leaves the quantities alone, for editors that list the headings
 * themselves. Empty for documents that are no plans.
 */
export function outline(analysis: Analysis, { headings = true } = {}): readonly OutlineItem[] {
  const { plan, document } = analysis;
  if (!plan || !analysis.isPlan) return [];
  const roots: Node[] = [];
  const nodes = new Map<Section, Node>();
  /** Where the children of each node begin: of several quantities at one place the first is shown. */
  const taken = new Map<readonly Node[], Set<number>>();
  for (const section of headings ? document.sections : []) {
    const node: Node = {
      name: slice(document, section.title),
      detail: '',
      kind: 'section',
      span: section.span,
      selection: section.title,
      children: [],
    };
    nodes.set(section, node);
    const above = section.parent && nodes.get(section.parent);
    (above ? above.children : roots).push(node);
  }
  for (const mention of plan.mentions) {
    if (mention.role === 'echo' || mention.scenario !== main) continue;
    const node = quantityNode(analysis, mention);
    const above = mention.statement.section && nodes.get(mention.statement.section);
    const siblings = above ? above.children : roots;
    const starts = taken.get(siblings) ?? new Set(siblings.map((other) => other.span.start));
    taken.set(siblings, starts);
    if (!starts.has(node.span.start)) siblings.push(node);
    starts.add(node.span.start);
  }
  return roots;
}

function quantityNode(analysis: Analysis, mention: Mention): Node {
  const span = mention.statement.span;
  const selection = mention.number.span;
  return {
    name: quantity(mention.id).name,
    detail: analysis.text.slice(selection.start, selection.end),
    kind: 'quantity',
    span: covers(span, selection) ? span : selection,
    selection,
    children: [],
  };
}
