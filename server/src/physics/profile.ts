/**
 * The smallest and the largest model that a document may mean. Unknown dimensions widen the interval; a stated total that its own
 * dimensions cannot give keeps its size, and the dimensions only say how it is split.
 */

import { Memo } from '../text/memo.ts';
import { completeDimensions, type ModelDimensions, most, type PartialDimensions, unstated } from './dimensions.ts';
import { spokenCount } from './figures.ts';
import { countParameters, groupTotal } from './parameters.ts';
import { exactly, type Range, sizeable } from './range.ts';
import { type StageParameters, stageParameters } from './stages.ts';

/** A shape, and the total that it has to add up to. */
export interface Profile {
  readonly dimensions: ModelDimensions;
  /** Parameters to scale the shape to; null where the shape speaks for itself. */
  readonly total: number | null;
}

export interface ModelProfile {
  readonly low: Profile;
  readonly high: Profile;
  /** What the document says. */
  readonly stated: number | null;
  /** What its dimensions give; null where they are not known. */
  readonly fromDimensions: Range | null;
  /** The shape was made up from the total: layers and hidden size are typical, not stated. */
  readonly typicalShape: boolean;
  /** What was assumed, most important first. */
  readonly assumptions: readonly string[];
}

/** A stated total within this of what the dimensions give is the same model under a rounded name ("70B" for 70.55e9). */
const sameModel = 0.05;

/**
 * Hidden size over layers in published models: Llama, GPT-3, Mistral and Qwen lie between 64 (Qwen2.5-32B 80, Llama-3.2-1B 128) and
 * 205 (BLOOM-176B).
 */
const aspect = { low: 64, high: 205 };

/** Share of the parameters in routed experts, over the published mixtures of experts with 8 or more experts. */
export const routedShare: Range = { low: 0.7, high: 0.99 };

export interface ProfileInput {
  readonly model?: PartialDimensions | null | undefined;
  readonly parameters?: number | null | undefined;
  readonly activeParameters?: number | null | undefined;
}

/** Null where neither a total nor layers and hidden size are known. */
export const modelProfile = ({ model, parameters, activeParameters }: ProfileInput): ModelProfile | null =>
  profiles.of(JSON.stringify({ model, parameters, activeParameters }));

/** Many layouts are weighed for one model. */
const profiles = new Memo((input): ModelProfile | null => profileOf(JSON.parse(input) as ProfileInput), 64);

function profileOf(input: ProfileInput): ModelProfile | null {
  const statedTotal = sizeable(input.parameters);
  const variants = input.model ? completeDimensions(input.model) : null;
  if (!variants) return statedTotal === null ? null : typicalProfile(input, statedTotal);

  const counted = variants.map((variant) => ({ ...variant, total: countParameters(variant.dimensions).total }));
  counted.sort((a, b) => a.total - b.total);
  const first = counted[0];
  const last = counted.at(-1);
  if (!first || !last) return null;
  const fromDimensions = { low: first.total, high: last.total };
  if (statedTotal === null) {
    const assumptions =
      first === last
        ? []
        : [
            `${join(unknowns(input.model ?? {}))} not stated: the dimensions give ${spokenCount(first.total)} to ${spokenCount(last.total)} parameters`,
          ];
    return {
      low: { dimensions: first.dimensions, total: null },
      high: { dimensions: last.dimensions, total: null },
      stated: null,
      fromDimensions,
      typicalShape: false,
      assumptions,
    };
  }
  const near = counted.filter((c) => Math.abs(c.total - statedTotal) <= sameModel * statedTotal);
  const low = near[0];
  const high = near.at(-1);
  if (low && high) {
    return {
      low: { dimensions: low.dimensions, total: null },
      high: { dimensions: high.dimensions, total: null },
      stated: statedTotal,
      fromDimensions,
      typicalShape: false,
      assumptions: low.assumed.length > 0 ? [`the stated ${spokenCount(statedTotal)} parameters go with: ${low.assumed.join(', ')}`] : [],
    };
  }
  const between = statedTotal > first.total && statedTotal < last.total;
  return {
    low: { dimensions: first.dimensions, total: statedTotal },
    high: { dimensions: last.dimensions, total: statedTotal },
    stated: statedTotal,
    fromDimensions,
    typicalShape: false,
    assumptions: between
      ? []
      : [
          `${spokenCount(statedTotal)} parameters are stated, but the dimensions give ${span(fromDimensions)}: the stated total is used, split as the dimensions say`,
        ],
  };
}

/** A shape made from the total alone. */
function typicalProfile(input: ProfileInput, total: number): ModelProfile {
  const model = input.model ?? {};
  const experts = sizeable(model.moe?.experts) ?? 0;
  const active = sizeable(input.activeParameters);
  const mixture = experts > 1 || (active !== null && active < 0.9 * total);
  // The backbone that tokens pass: all of a dense model, the active parameters of a mixture.
  const backbone = active ?? (mixture ? total / 8 : total);
  const shape = (ratio: number, unstatedVocab: number, share: number): Profile => {
    const layers = Math.min(
      sizeable(model.layers) ?? Math.max(1, Math.round(layersOf(backbone, sizeable(model.hidden), ratio))),
      most.layers,
    );
    const hidden = sizeable(model.hidden) ?? Math.sqrt(backbone / (12 * layers));
    const heads = sizeable(model.heads) ?? Math.max(1, Math.round(hidden / (sizeable(model.headDim) ?? 128)));
    const vocab = Math.min(sizeable(model.vocab) ?? unstatedVocab, most.vocab);
    const dense: ModelDimensions = {
      layers: Math.ceil(layers),
      hidden,
      ffn: sizeable(model.ffn) ?? 4 * hidden,
      gated: model.gated ?? false,
      heads,
      kvHeads: sizeable(model.kvHeads) ?? heads,
      headDim: sizeable(model.headDim) ?? hidden / heads,
      vocab,
      tied: model.tied ?? true,
    };
    if (!mixture) return { dimensions: dense, total };
    const count = Math.max(2, experts || 8);
    const topK = Math.min(count, sizeable(model.moe?.topK) ?? 2);
    const perWidth = dense.layers * (dense.gated ? 3 : 2) * hidden;
    const ffn = sizeable(model.moe?.ffn) ?? (share * total) / (perWidth * count);
    const bare: ModelDimensions = { ...dense, moe: { experts: count, topK, ffn } };
    // What is neither routed nor accounted for by attention and embedding stands in as shared experts.
    const counted = countParameters(bare);
    const sharedFfn = Math.max(0, ((1 - share) * total - (counted.total - counted.routed)) / perWidth);
    return { dimensions: { ...dense, moe: { experts: count, topK, ffn, sharedFfn } }, total };
  };
  const floor = active !== null && active < total ? Math.max(0, 1 - active / total) : routedShare.low;
  const ceiling = Math.max(floor, routedShare.high);
  const percent = (share: number): number => Math.round(share * 100);
  return {
    low: shape(aspect.high, unstated.vocab.low, ceiling),
    high: shape(aspect.low, unstated.vocab.high, floor),
    stated: total,
    fromDimensions: null,
    typicalShape: true,
    assumptions: [
      ...(mixture ? [`share of routed experts not stated: ${percent(floor)} to ${percent(ceiling)} % of the parameters`] : []),
      `layers and hidden size not stated: hidden ÷ layers between ${aspect.low} and ${aspect.high}, as in published models`,
    ],
  };
}

/** Layers of a backbone of `12Lh²` parameters, by its hidden size where known, else by the ratio of hidden size to layers. */
const layersOf = (backbone: number, hidden: number | null, ratio: number): number =>
  hidden ? backbone / (12 * hidden * hidden) : Math.cbrt(backbone / (12 * ratio * ratio));

/** Parameters of every stage of a profile, scaled to its total where it has one. */
export function profileStages(profile: Profile, stages: number, chunks: number, perStage?: readonly number[] | null): StageParameters[] {
  const parts = stageParameters(profile.dimensions, stages, { chunks, perStage: perStage ?? null });
  if (profile.total === null) return parts;
  // A tied table has a second copy on the last of several stages: part of memory, not of the total.
  const copy = profile.dimensions.tied && stages > 1 ? profile.dimensions.vocab * profile.dimensions.hidden : 0;
  const sum = parts.reduce((acc, p) => acc + groupTotal(p), 0) - copy;
  const routed = parts.reduce((acc, p) => acc + p.routed, 0);
  const rest = sum - routed;
  if (routed > 0 && profile.total > rest) {
    // What attention, norms, router and embedding leave over is in the experts.
    const factor = (profile.total - rest) / routed;
    return parts.map((p) => ({ ...p, routed: p.routed * factor }));
  }
  const embedding = parts.reduce((acc, p) => acc + p.embedding, 0) - copy;
  const inLayers = sum - embedding;
  if (profile.total > embedding && inLayers > 0) {
    const factor = (profile.total - embedding) / inLayers;
    return parts.map((p) => ({
      ...p,
      sharded: p.embedding + (p.sharded - p.embedding) * factor,
      replicated: p.replicated * factor,
      routed: p.routed * factor,
    }));
  }
  const factor = profile.total / sum;
  return parts.map((p) => ({
    ...p,
    sharded: p.sharded * factor,
    replicated: p.replicated * factor,
    routed: p.routed * factor,
    embedding: p.embedding * factor,
  }));
}

/** The stated total as an interval, or what the dimensions give. */
export function profileTotal(profile: ModelProfile): Range {
  if (profile.low.total !== null) return exactly(profile.low.total);
  return { low: countParameters(profile.low.dimensions).total, high: countParameters(profile.high.dimensions).total };
}

function unknowns(model: PartialDimensions): string[] {
  const missing: string[] = [];
  if (model.gated === null || model.gated === undefined) missing.push('FFN type');
  if (!model.ffn && !model.moe?.ffn) missing.push('FFN width');
  if (!model.vocab) missing.push('vocabulary');
  if (model.tied === null || model.tied === undefined) missing.push('tied embeddings');
  return missing;
}

const join = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

const span = (range: Range): string =>
  spokenCount(range.low) === spokenCount(range.high) ? spokenCount(range.low) : `${spokenCount(range.low)} to ${spokenCount(range.high)}`;
