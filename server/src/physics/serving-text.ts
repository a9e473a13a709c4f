/** What a served model keeps on one GPU, as formulas with their figures filled in. */
import { weightBytes } from './checkpoints.ts';
import type { ModelDimensions } from './dimensions.ts';
import { billions, bytes, figure } from './figures.ts';
import { kvBytesPerToken } from './kvcache.ts';
import type { NormalLayout } from './layout.ts';
import type { MemoryInput } from './memory-input.ts';
import { mtpParameters } from './parameters.ts';
import { bytesPerElement, bytesPerWeight } from './precision.ts';
import type { Range } from './range.ts';
import { attentionRanks, draftOf, servedCache } from './serving-figures.ts';
import type { StageParameters } from './stages.ts';

/** A stage of a served model, as formulas speak of it. */
export interface ServedStage {
  readonly input: MemoryInput;
  readonly dims: ModelDimensions;
  readonly layout: NormalLayout;
  readonly part: StageParameters;
  readonly stage: number;
}

/** `1 B, 2 B in tables + vision tower of 0.42e9 × 2 B`; `0.53 B in experts, 2 B elsewhere` where a checkpoint is mixed. */
export function servedWeightsText({ input, dims, layout, part, stage }: ServedStage): string {
  const { routed, attention, dense, table } = weightBytes(input.precision ?? 'bf16', dims, { mixedAttention: input.mixedAttention });
  const text = ({ low, high }: Range): string => (low === high ? figure(low) : `${figure(low)}–${figure(high)}`);
  const mixed = part.routed > 0 && text(routed) !== text(attention);
  const layers = mixed
    ? `${text(routed)} B in experts, ${text(attention)} B elsewhere`
    : text(dense) === text(attention)
      ? `${text(dense)} B`
      : `${text(dense)} B, attention ${text(attention)} B`;
  const last = stage === layout.stages - 1;
  const draft = last ? draftOf(input) : null;
  const ranks = Math.min(layout.denseShards, input.draftTensor ?? layout.denseShards);
  return [
    layers,
    ...(part.embedding > 0 && !mixed && figure(table) !== text(dense) ? [`, ${figure(table)} B in tables`] : []),
    ...(attentionRanks(input, layout) < layout.denseShards ? [`, attention whole on each of ${input.attentionReplicas} replicas`] : []),
    ...(stage === 0 && dims.vision ? [` + a vision tower of ${billions(dims.vision)} × 2 B`] : []),
    ...(input.drafts && last
      ? [
          ` + ${billions(mtpParameters({ ...dims, mtpLayers: dims.mtpLayers ?? 1 }))}${layout.denseShards > 1 ? ` ÷ TP ${layout.denseShards}` : ''} that draft tokens`,
        ]
      : []),
    ...(draft
      ? [
          ` + a draft model of ${billions(draft.model.publishedTotal)} × ${figure(bytesPerWeight(draft.format))} B${ranks > 1 ? ` ÷ ${ranks}` : ''}`,
        ]
      : []),
  ].join('');
}

/** The cache of `sequences`, `tokens` long, each in words; `length` is the longest of them. */
export function servedCacheText(
  { input, dims, layout, part, stage }: ServedStage,
  words: { readonly sequences: string; readonly tokens: string; readonly length: number },
): { formula: string; source: string } {
  const last = stage === layout.stages - 1;
  const layers = part.layers + (input.drafts && last ? (dims.mtpLayers ?? 1) : 0);
  const ranks = attentionRanks(input, layout);
  const element = bytesPerElement(input.kvPrecision ?? 'bf16');
  const window = input.keepsWholeSequences ? undefined : dims.slidingWindow;
  const windowed = window ? (layers / dims.layers) * window.layers : 0;
  const tokens =
    window && windowed > 0 && words.length > window.window
      ? `(${figure(layers - windowed)} layers × ${words.tokens} tokens + ${figure(windowed)} layers × ${figure(window.window)})`
      : `${words.tokens} tokens × ${layers} layers`;
  const own = dims.cache
    ? mixedText({ input, dims, layout, part, stage }, words.tokens, layers, words.length)
    : dims.mla
      ? `${tokens} × (${dims.mla.kvLora} + ${dims.mla.rope}) × ${figure(element)} B`
      : `${tokens} × 2 × ${figure(Math.max(1, dims.kvHeads / ranks))} KV heads × ${figure(dims.headDim)} × ${figure(element)} B`;
  const draft = last ? draftOf(input)?.model : undefined;
  const beside = draft
    ? servedCache(input, dims, layout, { layers, last }, words.length) -
      servedCache({ ...input, draftModel: null }, dims, layout, { layers, last }, words.length)
    : 0;
  const parts = [
    `${words.sequences} × ${own}`,
    layout.contextShards > 1 ? ` ÷ CP ${layout.contextShards}` : '',
    (input.decodeContext ?? 1) > 1 ? ` ÷ DCP ${input.decodeContext}` : '',
    draft ? ` + ${bytes(beside)} of the draft model` : '',
  ];
  return { formula: parts.join(''), source: dims.cache ? mixedSource : dims.mla ? 'arXiv:2405.04434 §2.1.2' : plainSource };
}

const plainSource = '2 · layers · KV heads · head dim · bytes';
const mixedSource = 'ai-dynamo/aiconfigurator sdk @095f58a51';

/** Layers that keep different things: bytes of every token, of those in the window, and states that do not grow. */
function mixedText({ input, dims, layout }: ServedStage, tokens: string, layers: number, length: number): string {
  const { windowed = 0, windowFixed = 0, window = 0, state = 0 } = dims.cache ?? {};
  const elementBytes = bytesPerElement(input.kvPrecision ?? 'bf16');
  const tp = attentionRanks(input, layout);
  const share = layers / dims.layers;
  const narrow = window > 0 && length > window && !input.keepsWholeSequences;
  const ranks = dims.mla ? 1 : Math.max(1, Math.min(tp, dims.kvHeads));
  const ofWindow = ((windowed * elementBytes) / ranks) * share;
  const all = kvBytesPerToken(dims, { elementBytes, tp, layers });
  const entries = windowFixed * share;
  const short = (narrow ? ofWindow : 0) + (length > window ? entries : 0);
  const each = (narrow ? all - ofWindow : all) + (length > window ? 0 : entries);
  const parts = [
    `${tokens} tokens × ${figure(each)} B over ${layers} layers`,
    ...(short > 0 ? [`${figure(window)} × ${figure(short)} B in windows`] : []),
    ...(state > 0 ? [`${bytes((state / tp) * share)} of states`] : []),
  ];
  return parts.length > 1 ? `(${parts.join(' + ')})` : parts.join('');
}
