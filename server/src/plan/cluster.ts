import type { Item, NumberExpression, Single } from '../notation/expression.ts';
import type { Token } from '../notation/token.ts';
import { nounSense } from '../vocabulary/nouns.ts';
import { plainWords } from '../vocabulary/phrase.ts';
import type { Reading } from './reading.ts';

/** `768 A100 GPUs in 48 nodes of 16`, `32 nodes with 8 GPUs each (256 in total)`: a cluster told in a sentence, an equation in words. */
export interface ClusterPhrase {
  readonly gpus: Single;
  readonly nodes: Single;
  readonly perNode: Single;
}

export function clusterPhrase({ items, tokens }: Reading): ClusterPhrase | null {
  if (items.length < 3) return null;
  for (const [index, item] of items.entries()) {
    const next = items[index + 1];
    if (!counts(item, 'nodes') || !isCount(next) || !/^(?:of|with|\(|,? each with)$/.test(between(tokens, item, next))) continue;
    const noun = wordsOf(next.expression);
    if (noun !== '' && !/^(?:[a-z0-9]+ )?(?:gpus?|accelerators?|devices?|cards?|npus?)(?: (?:each|per node))?$/.test(noun)) continue;
    const before = items[index - 1];
    if (counts(before, 'gpus') && /^(?:in|on|across|over|\()$/.test(between(tokens, before, item)))
      return { gpus: before, nodes: item, perNode: next };
    const after = items[index + 2];
    if (counts(after, 'gpus') && /\b(?:total|in all)\b/.test(wordsOf(after.expression))) return { gpus: after, nodes: item, perNode: next };
  }
  return null;
}

const wordsOf = (expression: NumberExpression): string => plainWords(expression.words.map((word) => word.text).join(' '));

const isCount = (item: Item | undefined): item is Single =>
  item?.kind === 'single' &&
  (item.expression.number.unit === null || item.expression.number.unit.times) &&
  Number.isInteger(item.expression.number.value);

const counts = (item: Item | undefined, id: 'nodes' | 'gpus'): item is Single =>
  isCount(item) && nounSense(wordsOf(item.expression))?.id === id;

/** What joins two numbers, the noun of the first left out. */
const between = (tokens: readonly Token[], a: Single, b: Single): string =>
  tokens
    .slice(a.last + 1, b.first)
    .filter((token) => !a.expression.words.some((word) => word.start === token.start))
    .map((token) => (token.kind === 'word' ? token.lower : token.kind === 'punctuation' ? token.text : ' '))
    .join(' ');
