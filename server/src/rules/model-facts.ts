import { type Atom, type Line, valueOf } from '../claims/atoms.ts';
import { isPlain } from '../claims/figures.ts';
import { pageOf } from '../claims/page.ts';
import { partAt, thingOf } from '../claims/part.ts';
import type { Document } from '../document/document.ts';
import { Slot } from '../document/kept.ts';
import { matcher } from '../lexicon/matcher.ts';
import { otherShapes } from '../lexicon/shapes.ts';
import { actOf } from '../lexicon/speech.ts';
import { countText, figure, suffixOf } from '../notation/write.ts';
import { type KnownModel, models } from '../physics/models.ts';
import { modelsIn, type Named } from '../plan/named.ts';
import { slice } from '../plan/reading.ts';
import type { Span } from '../text/span.ts';
import type { Issue } from './rule.ts';

/**
 * What a statement says of a published model that it names, against its published shape: `DeepSeek-V3: 671B parameters (37B activated)`,
 * `Llama-3.3-70B (80 layers, 64 heads)`, a row of a table of models. One model a statement, and none that is cut, tuned to another size or
 * set up for a test. Rows whose shape nobody could be named for do not back a doubt.
 */
export function modelFacts(document: Document): Issue[] {
  const page = pageOf(document);
  const told = (index: number): Issue[] => {
    const line = page.lineOf({ index });
    return line ? factsIn(document, line) : [];
  };
  return document.place.of(errs, (index) => told(index).length > 0).flatMap(told);
}

/** Whether a statement says something false of a model that it names. */
const errs = new Slot<boolean>();

const isAnother = matcher(otherShapes);

function factsIn(document: Document, line: Line): Issue[] {
  const { statement } = line;
  const row = statement.cell?.rowLabel ?? null;
  const text = slice(document, statement.span);
  if (text.length > longest || isAnother(text) || (row && isAnother(slice(document, row))) || actOf(text) !== 'asserts') return [];
  const named = statement.cell && row && statement.cell.row > 0 ? modelsIn(document, row) : modelsIn(document, statement.span);
  const [model] = named;
  if (!model || named.some(({ item }) => item !== model.item) || /recalled/.test(model.item.source) || isFamily(model.item)) return [];
  // what one rank holds is no fact about the model
  if (!statement.cell && ofRank.test(text)) return [];
  const header = statement.cell?.header ? ` ${slice(document, statement.cell.header).toLowerCase()} ` : null;
  const out: Issue[] = [];
  for (const [index, atom] of line.atoms.entries()) {
    if (!isPlain(atom) || atom.number.digits.start < model.span.end !== atom.number.digits.end <= model.span.start) continue;
    if (atom.number.digits.start >= model.span.start && atom.number.digits.end <= model.span.end) continue;
    const fact = header !== null ? (line.atoms.length === 1 ? columnOf(header, atom) : null) : factOf(line, index);
    const known = fact ? knownOf(model.item, fact) : null;
    if (fact && known !== null && known.length > 0 && !known.some((value) => near(fact, valueIn(atom), value)))
      out.push(issueOf(atom, model, document, fact, known[0] as number));
  }
  return out;
}

const ofRank = /\b(?:per|each|every|on one|on each|a) (?:gpu|rank|device|card|stage|node|chip)\b|\bstopped at\b|每(?:卡|个? ?gpu)/i;

/** `GPT-2`, which comes in several sizes, each under a longer name. */
const isFamily = ({ name }: KnownModel): boolean =>
  !/\d[bm]\b/i.test(name) && models.some((other) => other.name.startsWith(`${name} `) || other.name.startsWith(`${name}-`));

/** No statement about one model is longer, in UTF-16 code units. */
const longest = 400;

type Fact = 'total' | 'active' | 'layers' | 'heads' | 'kvHeads' | 'experts' | 'topK' | 'hidden' | 'vocab';

const isSize = ({ measure, number }: Atom): boolean =>
  measure === 'B' || (measure === 'count' && number.unit === null && number.magnitude >= 1e9);

/** Figures with a B count billions here. */
const valueIn = (atom: Atom): number => (atom.measure === 'B' ? atom.number.shown * 1e9 : valueOf(atom).middle);

/** What a figure of a sentence is, by the words right behind it, or a name right before it. */
function factOf(line: Line, index: number): Fact | null {
  const atom = line.atoms[index] as Atom;
  const part = partAt(line, index);
  if (part && part.holder !== 'token') return null;
  const [before, behind] = [line.gaps[index] ?? '', line.gaps[index + 1] ?? ''];
  if (isSize(atom)) {
    if (/^ (?:parameters? |params? )?(?:are |is )?(?:active|activated|激活)/u.test(behind)) return 'active';
    if (/(?:^| )(?:active|activated|激活)(?: parameters?| params?)?(?: of| is|:|=)? $/u.test(before)) return 'active';
    return /^ (?:total|parameters?|params?|总参数)/u.test(behind) &&
      !/\b(?:up|expert|attention|embedding|vision|encoder)\b/u.test(before.slice(-24))
      ? 'total'
      : null;
  }
  if (atom.measure !== 'count' || atom.number.unit !== null || atom.number.decimals > 0) return null;
  // 16 layers of it, 32 heads on a rank, 64 experts in the first group: some of them
  if (/^ (?:[^ #()]+ ){0,2}(?:layers?|heads?|experts?) (?:of|on|in|to|into|at|from|for|and then|each)(?: |$)/u.test(behind)) return null;
  const thing = thingOf(atom).join(' ');
  if (/^ (?:- )?layer (?:dense |moe )?(?:transformer|decoder|model|llm|network|stack|language model)\b/u.test(behind)) return 'layers';
  if (/^(?:transformer |decoder |hidden )?layers?(?: (?:transformer|decoder|model))?$/.test(thing)) return 'layers';
  if (/^(?:attention |query |q )?heads?$/.test(thing)) return 'heads';
  if (/^(?:kv|key value) heads?$/.test(thing)) return 'kvHeads';
  if (/^ (?:active|activated) experts?|^ experts? (?:active|activated|(?:per|\/) token)/u.test(behind)) return 'topK';
  if (/^(?:routed )?experts?$/.test(thing)) return 'experts';
  if (/(?:^| )hidden (?:size|dim|dimension)(?: of| is|:|=)? $/u.test(before)) return 'hidden';
  return /(?:^| )vocab(?:ulary)?(?: size)?(?: of| is|:|=)? $/u.test(before) ? 'vocab' : null;
}

const columns: readonly (readonly [RegExp, Fact])[] = [
  [/^ (?:num |number of |# )?(?:hidden |transformer )?layers $/, 'layers'],
  [/^ (?:num |number of |# )?(?:attention |query |q )?heads $/, 'heads'],
  [/^ (?:num |number of |# )?(?:kv|key-value) heads $/, 'kvHeads'],
  [/^ (?:num |number of |# )?(?:routed )?experts $/, 'experts'],
  [/^ (?:hidden (?:size|dim)|d_model|hidden) $/, 'hidden'],
  [/^ vocab(?:ulary)?(?: size)? $/, 'vocab'],
  [/^ (?:total )?(?:params|parameters)(?: \(total\))? $/, 'total'],
  [/^ (?:active|activated)(?: params| parameters)? $/, 'active'],
];

function columnOf(header: string, atom: Atom): Fact | null {
  const plain = header.replace(/[*_`]/g, '').replace(/ +/g, ' ');
  const fact = columns.find(([name]) => name.test(plain))?.[1] ?? null;
  const size = fact === 'total' || fact === 'active';
  return fact !== null && size === isSize(atom) ? fact : null;
}

/** The values that authors may mean, the published one first; null where the shape has no such figure. */
function knownOf({ name, huggingFace, dimensions, publishedTotal, publishedActive }: KnownModel, fact: Fact): number[] | null {
  // sizes as the name rounds them: 30 and 3 of 30B-A3B
  const nominal = [...`${name} ${huggingFace ?? ''}`.matchAll(/(\d+(?:\.\d+)?)[bB]\b/g)].map(([, digits]) => Number(digits) * 1e9);
  const { moe, mla } = dimensions;
  switch (fact) {
    case 'total':
      return [publishedTotal, ...nominal];
    case 'active':
      return publishedActive === null ? null : [publishedActive, ...nominal];
    case 'layers':
      return [dimensions.layers, dimensions.layers + (dimensions.mtpLayers ?? 0)];
    case 'heads':
      return [dimensions.heads];
    case 'kvHeads':
      return mla ? null : [dimensions.kvHeads];
    case 'experts':
      return moe ? [moe.experts, moe.experts + 1, moe.experts + 2] : null;
    case 'topK':
      return moe ? [moe.topK, moe.topK + 1, moe.topK + 2] : null;
    case 'hidden':
      return [dimensions.hidden];
    case 'vocab':
      return [dimensions.vocab];
  }
}

/** Sizes are rounded and counted in more than one way, vocabularies padded; all else is exact. */
const slack: Partial<Record<Fact, number>> = { total: 0.035, active: 0.12, vocab: 0.05 };

const near = (fact: Fact, stated: number, known: number): boolean => Math.abs(stated / known - 1) <= (slack[fact] ?? 0);

const called: Readonly<Record<Fact, (value: number) => string>> = {
  total: (value) => `${countText(value)} parameters`,
  active: (value) => `${countText(value)} active parameters`,
  layers: (value) => `${figure(value)} layers`,
  heads: (value) => `${figure(value)} attention heads`,
  kvHeads: (value) => `${figure(value)} KV heads`,
  experts: (value) => `${figure(value)} experts`,
  topK: (value) => `${figure(value)} active experts`,
  hidden: (value) => `${figure(value)} hidden dimensions`,
  vocab: (value) => `a vocabulary of ${figure(value)}`,
};

/** The model as the author names it. */
const calledIn = (document: Document, span: Span): string =>
  slice(document, span)
    .replace(/^(?:base )?model: */i, '')
    .replace(/(?<=[a-z\d]):.*$|[:.]$/i, '');

const issueOf = (atom: Atom, { item, span }: Named<KnownModel>, document: Document, fact: Fact, known: number): Issue => ({
  rule: 'contradiction',
  severity: 'warning',
  sure: 'likely',
  span: atom.number.digits,
  message: `${calledIn(document, span)} has ${called[fact](known)} (${item.name} as published), not ${atom.number.text}${suffixOf(atom.number)}`,
  layouts: false,
  related: [{ message: 'the model is named here', span }],
  corrections: [],
});
