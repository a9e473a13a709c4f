import type { Expression, NumberExpression } from '../notation/expression.ts';
import type { Token } from '../notation/token.ts';
import type { Sense } from '../vocabulary/labels.ts';
import { nounSense } from '../vocabulary/nouns.ts';
import { plainWords } from '../vocabulary/phrase.ts';
import { fits } from './fits.ts';
import { nounWords } from './noun-words.ts';
import type { Reading } from './reading.ts';
import { wordAt } from './token-tests.ts';

/**
 * Figures that are so many of each of several things, however the sentence puts it: `4 stages with 20 layers each`, `16 nodes × 8 GPUs`,
 * `Nodes: 16 (8 GPUs each)`, `Each replica uses 32 GPUs`. What such a figure is does not depend on the order of the words, so it is looked
 * up as `layers per stage`.
 */
export function ofEach({ items, tokens, label, statement }: Reading): ReadonlyMap<NumberExpression, Sense> {
  const out = new Map<NumberExpression, Sense>();
  const counts = items.flatMap((item): Counted[] =>
    item.kind === 'range'
      ? []
      : item.kind === 'single'
        ? [{ expression: item.expression, times: false }]
        : item.relations.length === 0 && item.sides[0]
          ? factors(item.sides[0])
          : [],
  );
  for (const [index, { expression, times }] of counts.entries()) {
    if (!isCount(expression)) continue;
    const before = counts[index - 1]?.expression;
    const many = before && isCount(before) ? before : undefined;
    const holder =
      eachBefore(tokens, expression) ??
      perBefore(tokens, expression) ??
      (many && (times || isOfEach(tokens, many, expression)) ? holderOf(nounWords(many.words)) : null) ??
      (many && index === 1 && nounWords(many.words) === '' && endsWithEach(expression) ? holderOf(plainWords(label)) : null);
    if (!holder) continue;
    const sense = nounSense(`${bareNoun(nounWords(expression.words))} per ${holder}`);
    if (sense?.strength !== 'strong' || !fits(sense.id, expression.number)) continue;
    // `Each GPU: 16 layers × 1 expert`: its own layers
    if (sense.id === 'experts' && /\b(?:each|every|per)\b/i.test(label)) continue;
    // within a sentence or a comment it may be a test, an example, another cluster
    if (
      sense.id === 'gpus_per_node' &&
      (statement.kind === 'sentence' || statement.kind === 'comment' || many?.span.start !== tokens[0]?.start)
    )
      continue;
    out.set(expression, sense);
    // what each of them has is known: so is how many there are
    const told = many && sense.id === 'gpus_per_node' ? nounSense(nounWords(many.words)) : null;
    if (many && told?.id === 'nodes') out.set(many, { id: 'nodes', strength: 'strong' });
  }
  return out;
}

interface Counted {
  readonly expression: NumberExpression;
  /** It stands behind a sign of multiplication. */
  readonly times: boolean;
}

function factors(side: Expression): Counted[] {
  if (side.kind !== 'operation' || side.operands.length !== 2 || side.operators[0] !== '*') return [];
  return side.operands.flatMap((operand, index) => (operand.kind === 'number' ? [{ expression: operand, times: index > 0 }] : []));
}

const isCount = ({ number, to }: NumberExpression): boolean =>
  to === null &&
  (number.unit === null || number.unit.times) &&
  number.qualifier === 'exact' &&
  Number.isInteger(number.value) &&
  number.value > 0;

const endsWithEach = ({ words }: NumberExpression): boolean => / each$/.test(nounWords(words));

/** Between a count and what each of it has: `of`, `with`, `, each with`, and `each` behind; a bare `of` or `with` tells it too. */
function isOfEach(tokens: readonly Token[], many: NumberExpression, each: NumberExpression): boolean {
  const [from, to] = [many.words.at(-1)?.end ?? many.span.end, each.span.start];
  const between = tokens
    .filter((token) => token.start >= from && token.end <= to)
    .map((token) => (token.kind === 'word' ? token.lower : token.kind === 'punctuation' ? token.text : '#'))
    .join(' ');
  if (/^(?:of|with|having|each (?:of|with|having|holding)|, each (?:of|with|having|holding))(?: exactly)?$/.test(between)) return true;
  return endsWithEach(each) && /^(?:,|\(|:|contain(?:s|ing)?|hold(?:s|ing)?|, with|, of)?$/.test(between);
}

/** `Each replica uses 32 GPUs`, `every stage holds 20 layers`: nothing but a verb or two between. */
function eachBefore(tokens: readonly Token[], { span }: NumberExpression): string | null {
  const first = tokens.findIndex(({ start }) => start >= span.start);
  for (let at = first - 1; at >= 0 && at >= first - 6; at--) {
    if (tokens[at]?.kind !== 'word') return null;
    if (!/^(?:each|every)$/.test(wordAt(tokens, at))) continue;
    const words = tokens.slice(at + 1, first).map((_, index) => wordAt(tokens, at + 1 + index));
    const verb = words.findIndex((word) => verbs.has(word));
    return verb > 0 && verb <= 3 ? holderOf(words.slice(0, verb).join(' ')) : null;
  }
  return null;
}

/** `Per GPU: 16 query heads, 2 KV heads`: told before a colon of all that follow. */
function perBefore(tokens: readonly Token[], { span }: NumberExpression): string | null {
  const first = tokens.findIndex(({ start }) => start >= span.start);
  for (let at = 0; at + 2 < first; at++) {
    const colon = tokens[at + 2];
    if (wordAt(tokens, at) === 'per' && tokens[at + 1]?.kind === 'word' && colon?.kind === 'punctuation' && colon.text === ':')
      return holderOf(wordAt(tokens, at + 1));
  }
  return null;
}

const verbs = new Set(
  'has have gets get holds hold handles handle uses use takes take contains contain keeps keep runs run with owns own processes process computes compute spans span of needs need occupies occupy stores store'.split(
    ' ',
  ),
);

/** `layers` of `layers each`, `layers per stage`: without the words that tell how they are dealt out. */
const bareNoun = (words: string): string =>
  words.replace(/ (?:each|apiece|per .*)$/, '').replace(/^(?:transformer|attention|decoder|local) /, '');

/** `stage` of `pipeline stages`; null where nothing is named. */
function holderOf(words: string): string | null {
  const named = words.replace(/^(?:number of|total) /, '');
  const last = named.split(' ').at(-1) ?? '';
  if (!/^[a-z]+$/.test(last) || named.split(' ').length > 3) return null;
  return named.replace(/s$/, '');
}
