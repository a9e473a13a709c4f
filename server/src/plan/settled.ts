import { labelSense } from '../vocabulary/labels.ts';
import { plainWords } from '../vocabulary/phrase.ts';
import { degreeIds, isDegree, type QuantityId } from '../vocabulary/quantities.ts';
import type { Mention } from './model.ts';
import type { Plan } from './plan.ts';
import { slice } from './reading.ts';
import { main } from './scenario.ts';

/** Labels under which a layout is set down. */
const layoutLabel = /\b(?:layout|configuration|config|parallelism|degrees?|strategy|set ?up|mapping)s?$|并行|配置|布局/;

/**
 * Whether the place is one where a plan sets a value down: under the quantity's own label, under that of a layout, in a table, a config,
 * a heading. A sentence, and a list item that is one, may tell of a test, of a part, of what another team runs.
 */
export function isSettled(plan: Plan, { id, statement, claim }: Mention): boolean {
  if (claim?.verdict === 'holds') return true;
  if (
    statement.kind === 'heading' ||
    statement.kind === 'cell' ||
    statement.kind === 'pair' ||
    statement.kind === 'comment' ||
    statement.kind === 'line'
  )
    return true;
  if (!statement.label) return false;
  const label = slice(plan.facts.document, statement.label);
  return labelSense(label)?.id === id || layoutLabel.test(plainWords(label));
}

/** What changes with the size of a set-up. */
const scaled: readonly QuantityId[] = [...degreeIds.filter((id) => id !== 'sp'), 'gpus'];

const cache = new WeakMap<Plan, boolean>();

/**
 * Whether two or more of the degrees and the GPUs have more than one value in sentences and items: the document tells several set-ups
 * without headings. A slip is one number.
 */
export function tellsSetups(plan: Plan): boolean {
  let known = cache.get(plan);
  if (known === undefined) {
    const torn = scaled.filter(
      (id) =>
        new Set(
          plan.facts.mentions
            .filter(
              (mention) =>
                mention.id === id &&
                mention.scenario === main &&
                (mention.claim === null || mention.claim.verdict === 'holds') &&
                (id === 'gpus' ? !isShare(plan, mention) : mention.strength === 'strong'),
            )
            .map(({ value }) => value),
        ).size > 1,
    );
    known = torn.length > 1;
    cache.set(plan, known);
  }
  return known;
}

/** `groups of 8 GPUs each`: the size of a part is not that of a set-up. */
const isShare = (plan: Plan, { number }: Mention): boolean =>
  /^\s?(?:GPUs?|ranks?|devices?|cards?) (?:each|per|in each)\b/.test(
    plan.facts.document.plain.slice(number.span.end, number.span.end + 30),
  );

export const isOfLayout = (id: QuantityId): boolean => id === 'gpus' || isDegree(id);
