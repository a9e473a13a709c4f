/** Published models by their shape: what a plan leaves open, where what it states is the shape of one of them and of no other. */
import { Memo } from '../text/memo.ts';
import type { ModelDimensions, PartialDimensions } from './dimensions.ts';
import { figure } from './figures.ts';
import { type KnownModel, models } from './models.ts';

export interface KnownShape {
  readonly model: KnownModel;
  /** The stated dimensions with those of the model in the places that they leave open. */
  readonly dimensions: PartialDimensions;
  /** What was filled in: `vocabulary 128,256`. */
  readonly filled: readonly string[];
}

/** Width, layers and heads, and all else that is stated, are those of the model. Null where two models that differ in what is open fit. */
export const knownShape = (stated: PartialDimensions): KnownShape | null => shapes.of(JSON.stringify(stated));

const shapes = new Memo((text): KnownShape | null => find(JSON.parse(text) as PartialDimensions), 32);

/** What a shape has to state to be told by it. */
const telling = ['layers', 'hidden', 'heads'] as const;
const compared = [...telling, 'ffn', 'kvHeads', 'headDim', 'vocab', 'gated', 'tied'] as const;

function find(stated: PartialDimensions): KnownShape | null {
  if (stated.mla || !telling.every((name) => typeof stated[name] === 'number')) return null;
  const fitting = models.filter(({ dimensions }) => fits(stated, dimensions));
  const [model] = fitting;
  if (!model || !fitting.every(({ dimensions }) => alike(dimensions, model.dimensions))) return null;
  const filled = compared.flatMap((name) => (isOpen(stated[name]) ? (words[name]?.(model.dimensions) ?? []) : []));
  if (filled.length === 0) return null;
  const moe = model.dimensions.moe ? { moe: { ...model.dimensions.moe, ...closed(stated.moe ?? {}) } } : {};
  return { model, dimensions: { ...model.dimensions, ...closed(stated), ...moe }, filled };
}

const isOpen = (value: unknown): boolean => value === null || value === undefined;

const closed = <T extends object>(values: T): Partial<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => !isOpen(value))) as Partial<T>;

/** Vocabularies are padded: one that is some rows larger is the same. */
const sameVocab = (a: number, b: number): boolean => Math.abs(a / b - 1) <= 0.02;

function fits(stated: PartialDimensions, known: ModelDimensions): boolean {
  const same = compared.every(
    (name) => isOpen(stated[name]) || (name === 'vocab' ? sameVocab(stated.vocab as number, known.vocab) : stated[name] === known[name]),
  );
  const { experts, topK, ffn } = stated.moe ?? {};
  if (isOpen(experts)) return same && !known.moe && !known.mla;
  const mixture = experts === known.moe?.experts && (isOpen(topK) || topK === known.moe?.topK) && (isOpen(ffn) || ffn === known.moe?.ffn);
  return same && mixture && !known.mla;
}

const alike = (a: ModelDimensions, b: ModelDimensions): boolean =>
  compared.every((name) => (name === 'vocab' ? sameVocab(a.vocab, b.vocab) : a[name] === b[name])) &&
  a.moe?.ffn === b.moe?.ffn &&
  a.moe?.topK === b.moe?.topK;

const words: { readonly [K in (typeof compared)[number]]?: (dims: ModelDimensions) => string } = {
  ffn: ({ ffn }) => `FFN width ${figure(ffn)}`,
  kvHeads: ({ kvHeads }) => `${kvHeads} KV heads`,
  vocab: ({ vocab }) => `vocabulary ${figure(vocab)}`,
  gated: ({ gated }) => (gated ? 'gated FFN' : 'FFN of two matrices'),
  tied: ({ tied }) => (tied ? 'tied embeddings' : 'untied embeddings'),
};
