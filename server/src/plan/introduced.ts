import type { Document, Statement } from '../document/document.ts';
import { statementAt } from '../document/places.ts';
import type { Launch } from '../frameworks/launch.ts';
import type { Slot } from '../frameworks/slots.ts';
import { addTo } from '../text/group.ts';
import type { Mention } from './model.ts';
import type { Plan } from './plan.ts';
import { slice } from './reading.ts';

/** A figure with which a page announces a launch that has another one. */
export interface Announced {
  readonly mention: Mention;
  readonly launch: Launch;
  readonly slot: Slot;
  /** What the launch has. */
  readonly value: number;
}

/**
 * What a page says of a launch right before it: the sentence that ends with a colon above a fence (`Set the tensor parallel size to 8:`), or the
 * heading under which it is the only one (`### 4 nodes (32 GPUs)`). The launch is the truth, as it is beside a comment; a sentence that tells of
 * more than one set-up is left alone.
 */
export function announcedOtherwise(plan: Plan): Announced[] {
  const { launches, whole } = plan.launches;
  const { document } = plan.facts;
  if (whole || launches.length === 0) return [];
  const places = launches.map((launch) => fenceOf(document, launch));
  const inBlock = counted(places.map((first) => first?.block));
  const inSection = counted(places.map((first) => first?.section?.index));
  return launches.flatMap((launch, at) => {
    const first = places[at];
    // of several launches in one fence each may be meant
    if (!first || (inBlock.get(first.block) ?? 0) > 1) return [];
    const heading = inSection.get(first.section?.index) === 1 ? headingOf(document, first) : null;
    return [introOf(document, first), heading].flatMap((intro) => (intro ? departing(plan, launch, intro) : []));
  });
}

function counted<T>(all: readonly T[]): Map<T, number> {
  const out = new Map<T, number>();
  for (const one of all) out.set(one, (out.get(one) ?? 0) + 1);
  return out;
}

/** The first statement of the fence that holds a launch. */
function fenceOf({ statements }: Document, { at: place }: Launch): Statement | null {
  let at = statementAt(statements, place.end - 1);
  if (!at || (at.fence === null && at.kind !== 'line')) return null;
  for (let before = statements[at.index - 1]; before?.block === at.block && before.fence === at.fence; before = statements[at.index - 1])
    at = before;
  return at;
}

function introOf(document: Document, first: Statement): Statement | null {
  const before = document.statements[first.index - 1];
  if (!before || before.fence !== null || (before.kind !== 'sentence' && before.kind !== 'item')) return null;
  return /[:：]\s*$/.test(
    document.text
      .slice(before.span.start, first.span.start)
      .replace(/(?:```|~~~).*$/s, '')
      .replace(/[*_]+\s*$/, ''),
  )
    ? before
    : null;
}

function headingOf(document: Document, first: Statement): Statement | null {
  for (let at = document.statements[first.index - 1]; at && at.section === first.section; at = document.statements[at.index - 1])
    if (at.kind === 'heading') return at;
  return null;
}

/** Words with which a sentence tells of another set-up as well, or of a bound. */
const several =
  /\b(?:instead|rather|not|no|without|vs\.?|versus|compared|or|up to|at (?:least|most)|min(?:imum)?|max(?:imum)?|if|unless|would|could|previous|default|change[ds]?|increase[ds]?|decrease[ds]?|reduce[ds]?|scale[ds]?|from|than|each|both|respectively|requires?|supports?|available)\b|如果|默认|至少|最多|从|或/i;

const slots = new Set<string>(['tp', 'pp', 'ep', 'dp', 'cp', 'nodes', 'gpus', 'gpus_per_node']);

function departing(plan: Plan, launch: Launch, intro: Statement): Announced[] {
  const { document, mentions } = plan.facts;
  const text = slice(document, intro.span);
  if (text.length > 300 || several.test(text)) return [];
  const told = new Map<string, Mention[]>();
  for (const mention of mentions) if (mention.statement === intro && slots.has(mention.id)) addTo(told, mention.id, mention);
  return [...told].flatMap(([id, all]): Announced[] => {
    const [mention] = all;
    const slot = id as Slot;
    const value = mention && valueOf(launch, slot);
    if (!mention || value === undefined || value === null || all.some(({ value }) => value !== mention.value)) return [];
    return value === mention.value || (slot === 'gpus' && launch.room.includes(mention.value)) ? [] : [{ mention, launch, slot, value }];
  });
}

/** What the launch itself says. Of GPUs only where it counts them, since a server may take some of those that are there. */
function valueOf(launch: Launch, slot: Slot): number | null {
  const bound = launch.get(slot);
  if (!bound || bound.weak || bound.source === 'default' || bound.source === 'comment' || bound.source === 'model') return null;
  if (
    slot === 'gpus' &&
    bound.source !== 'written' &&
    !(launch.get('nodes')?.source === 'written' && launch.get('gpus_per_node')?.source === 'written')
  )
    return null;
  return slot === 'gpus' || bound.source === 'written' ? bound.value : null;
}
