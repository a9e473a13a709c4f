/**
 * How long a training step takes on a layout: compute at a usual efficiency, traffic over the link that each group spans, the pipeline's
 * bubble. For ranking layouts; as a forecast it is right within the factor that docs/physics.md measures.
 *
 * Sources: arXiv:2104.04473 §3 (bubble, volumes), arXiv:2205.05198 §4.2.2 (volumes of sequence parallelism), arXiv:2412.19437 §3.2
 * (node-limited all-to-all), stas00/ml-engineering network/README.md @744d01e (links).
 */
import type { ModelDimensions } from './dimensions.ts';
import { attentionParameters, groupTotal, moeLayers } from './parameters.ts';

/** What the step runs on. Bytes and FLOP per second. */
export interface StepMachine {
  readonly peak: number;
  readonly peakBf16: number;
  readonly memoryBandwidth: number;
  /** Of the fast link, one direction. */
  readonly link: number;
  /** GPUs that share it. */
  readonly domain: number;
  /** Between such domains, for each GPU, one direction. */
  readonly network: number;
  /** Elements of products take a byte or less. */
  readonly narrow: boolean;
}

export interface StepLayout {
  readonly tp: number;
  readonly pp: number;
  readonly cp: number;
  readonly ep: number;
  readonly dp: number;
  readonly vpp: number;
  readonly microBatch: number;
  /** Share of the forward pass that is run again. */
  readonly recompute: number;
}

/** What of a model decides the time of a step, for each layer or as a whole. */
export interface StepModel {
  readonly dims: ModelDimensions;
  readonly layers: number;
  readonly hidden: number;
  readonly vocab: number;
  /** Width of all query heads. */
  readonly queries: number;
  /** Elements that a token leaves for later ones, per layer. */
  readonly keys: number;
  /** Routed experts, and those of them that a token visits; none of a dense model. */
  readonly expertCount: number;
  readonly topK: number;
  readonly attention: number;
  readonly denseFfn: number;
  /** Of the experts, per token: the routed ones that it visits, and those that all share. */
  readonly routed: number;
  readonly shared: number;
  /** Share of the layers that hold experts. */
  readonly mixed: number;
  readonly dense: number;
  readonly experts: number;
}

/** Typical efficiencies, set beforehand: see docs/physics.md for what they come to on published runs. */
export const stepConstants = {
  /** Share of the peak that large products reach, in 16 bits and below. */
  efficiency: 0.72,
  narrowEfficiency: 0.58,
  attention: 0.5,
  /** Share of a link's rate that collectives reach. */
  links: 0.75,
  /** Tokens of an expert at which its products reach half of their efficiency. */
  expertTokens: 384,
  /** Shares of traffic that compute does not hide. */
  exposedTensor: 0.45,
  exposedExpert: 0.8,
  exposedContext: 0.35,
  /** Seconds of launches for a dense and a mixed layer, forward and backward. */
  launch: 60e-6,
  mixedLaunch: 250e-6,
  /** Bytes that norms, activations and residuals move per token and hidden element. */
  elementwise: 120,
} as const;

export function stepModel(dims: ModelDimensions): StepModel {
  const matrices = dims.gated ? 3 : 2;
  const attention = groupTotal(attentionParameters(dims));
  const denseFfn = matrices * dims.hidden * dims.ffn;
  const moe = dims.moe;
  const mixedLayers = moeLayers(dims);
  const routed = moe ? matrices * dims.hidden * moe.ffn * moe.topK : 0;
  const shared = moe ? matrices * dims.hidden * ((moe.sharedFfn ?? 0) + (moe.residualFfn ?? 0)) : 0;
  const table = dims.vocab * dims.hidden * (dims.tied ? 1 : 2);
  const experts = dims.counted ? dims.counted.routed : moe ? mixedLayers * moe.experts * matrices * dims.hidden * moe.ffn : 0;
  const dense = dims.counted
    ? dims.counted.total - dims.counted.routed
    : dims.layers * attention + (dims.layers - mixedLayers) * denseFfn + mixedLayers * shared + table;
  const { layers, hidden, vocab } = dims;
  return {
    dims,
    layers,
    hidden,
    vocab,
    queries: dims.heads * dims.headDim,
    keys: dims.mla ? dims.mla.kvLora + dims.mla.rope : 2 * dims.kvHeads * dims.headDim,
    expertCount: moe?.experts ?? 0,
    topK: moe?.topK ?? 0,
    attention,
    denseFfn,
    routed,
    shared,
    mixed: mixedLayers / layers,
    dense,
    experts,
  };
}

type Degrees = Pick<StepLayout, 'tp' | 'pp' | 'cp' | 'ep' | 'dp'>;

const linkOf = (machine: StepMachine, span: number): number =>
  (span <= machine.domain ? machine.link : machine.network) * stepConstants.links;

/** Seconds of one layer for the tokens of a micro-batch, forward and backward: its products, and what goes beside them. */
export interface LayerTime {
  readonly compute: number;
  readonly beside: number;
}

export function layerTime(model: StepModel, machine: StepMachine, layout: Degrees, tokens: number, sequence: number): LayerTime {
  const { hidden } = model;
  const { tp, cp, ep } = layout;
  const c = stepConstants;
  const rate = machine.peak * (machine.narrow ? c.narrowEfficiency : c.efficiency);
  const products = (6 * tokens) / tp;
  // tokens that one local expert sees
  const seen = model.expertCount > 0 ? (tokens * ep * model.topK) / (tp * model.expertCount) : 1;
  const dense = (products * (model.attention + (1 - model.mixed) * model.denseFfn + model.mixed * model.shared)) / rate;
  const experts = (products * model.mixed * model.routed) / (rate * (seen / (seen + c.expertTokens)));
  const scores = (((3 * 4 * model.queries * sequence) / 2) * tokens) / tp / (machine.peakBf16 * c.attention);
  const moved = (c.elementwise * tokens * hidden) / tp / machine.memoryBandwidth;
  const launches = c.launch + model.mixed * c.mixedLaunch;
  const volume = tokens * hidden * 2;
  const tensor = tp > 1 ? (((10 - 5 * model.mixed) * volume * (tp - 1)) / tp / linkOf(machine, tp)) * c.exposedTensor : 0;
  const expert = expertTraffic(model, machine, layout, tokens);
  const context = cp > 1 ? ((3 * tokens * model.keys * 2 * (cp - 1)) / tp / linkOf(machine, tp * cp)) * c.exposedContext : 0;
  return { compute: dense + experts + scores + moved, beside: launches + tensor + expert + context };
}

/** Seconds of the gradients' reduction and of the optimizer. */
export interface UpdateTime {
  readonly reduced: number;
  readonly optimizer: number;
}

export function updateTime(model: StepModel, machine: StepMachine, { tp, pp, cp, ep, dp }: Degrees): UpdateTime {
  const held = model.dense / (tp * pp) + model.experts / (ep * pp);
  const replicas = dp * cp;
  return {
    reduced: replicas > 1 ? (4 * held * (replicas - 1)) / replicas / linkOf(machine, tp * replicas) : 0,
    optimizer: (28 * held) / replicas / machine.memoryBandwidth,
  };
}

/** Seconds of one step, and the share that stages stand idle. */
export interface StepTime {
  readonly seconds: number;
  readonly bubble: number;
}

export function stepTime(model: StepModel, machine: StepMachine, layout: StepLayout, globalBatch: number, sequence: number): StepTime {
  const { pp, cp, dp, vpp, microBatch } = layout;
  const layer = layerTime(model, machine, layout, (microBatch * sequence) / cp, sequence);
  const idle = (pp - 1) / (vpp * Math.max(1, globalBatch / (dp * microBatch)));
  return {
    seconds: stepSeconds(model, machine, layout, globalBatch, sequence, layer, updateTime(model, machine, layout)),
    bubble: idle / (1 + idle),
  };
}

/** The same from its parts: a layer's time is that of all chunks, an update's that of all micro-batches. */
export function stepSeconds(
  model: StepModel,
  machine: StepMachine,
  { tp, pp, cp, dp, vpp, microBatch, recompute }: StepLayout,
  globalBatch: number,
  sequence: number,
  { compute, beside }: LayerTime,
  { reduced, optimizer }: UpdateTime,
): number {
  const tokens = (microBatch * sequence) / cp;
  const batches = Math.max(1, globalBatch / (dp * microBatch));
  const layers = Math.ceil((model.layers + 1) / (pp * vpp)) * vpp;
  const layer = compute * (1 + recompute / 3) + beside;
  const between = pp > 1 ? ((4 * vpp * tokens * model.hidden * 2) / tp / (machine.network * stepConstants.links)) * 0.5 : 0;
  const busy = batches * (layers * layer + between);
  const exposed = Math.max(0.1 * reduced, reduced - 0.5 * busy);
  return busy * (1 + (pp - 1) / (vpp * batches)) + exposed + optimizer;
}

/**
 * A time that no micro-batch up to the largest and no number of chunks goes below on these degrees: products at their best, no more recomputed
 * than the smallest micro-batch asks for, the smallest bubble.
 */
export function leastStepTime(
  model: StepModel,
  machine: StepMachine,
  layout: Degrees,
  work: {
    readonly globalBatch: number;
    readonly sequence: number;
    readonly mostMicroBatch: number;
    readonly mostChunks: number;
  },
  recompute: number,
): number {
  const { pp, cp, dp } = layout;
  const perReplica = Math.max(1, work.globalBatch / dp);
  const microBatch = Math.min(work.mostMicroBatch, perReplica);
  const { compute, beside } = layerTime(model, machine, layout, (microBatch * work.sequence) / cp, work.sequence);
  const busy = ((perReplica / microBatch) * (model.layers + 1) * (compute * (1 + recompute / 3) + beside)) / pp;
  const { reduced, optimizer } = updateTime(model, machine, layout);
  return busy * (1 + (pp - 1) / (work.mostChunks * perReplica)) + 0.1 * reduced + optimizer;
}

/** Four all-to-alls a layer. A token goes to each node once, however many of its experts are there. */
function expertTraffic(model: StepModel, machine: StepMachine, { tp, ep }: Pick<StepLayout, 'tp' | 'ep'>, tokens: number): number {
  const { topK } = model;
  if (model.expertCount === 0 || ep === 1) return 0;
  const c = stepConstants;
  const own = (tokens / tp) * model.hidden * 2;
  const local = Math.min(ep, machine.domain);
  const within = (own * topK * (local - 1)) / local / (machine.link * c.links);
  const nodes = Math.ceil(ep / machine.domain);
  const across = nodes > 1 ? (own * Math.min(topK, nodes) * (nodes - 1)) / nodes / (machine.network * c.links) : 0;
  return model.mixed * 4 * Math.max(within, across) * c.exposedExpert;
}

/** What guides hold against a layout: doubling a degree, EP beyond the fast link, all of the layers recomputed, TP beyond the fast link. */
export const ruleOf = { tensor: 2, pipeline: 1, context: 1.5, farExperts: 3, recompute: 4, farTensor: 12 } as const;

/** What guides say of layouts, as a number: TP, PP and CP small, EP in the fast domain, nothing recomputed. */
export function layoutRules(model: StepModel, machine: StepMachine, layout: StepLayout): number {
  const { tp, pp, cp, ep, recompute } = layout;
  const experts = model.expertCount;
  const spread = experts > 1 ? Math.abs(Math.log2(Math.min(machine.domain, experts) / ep)) : 0;
  const far = (ep > machine.domain ? ruleOf.farExperts : 0) + (tp > machine.domain ? ruleOf.farTensor : 0);
  const small = ruleOf.tensor * Math.log2(tp) + ruleOf.pipeline * Math.log2(pp) + ruleOf.context * Math.log2(cp);
  return small + spread + ruleOf.recompute * recompute + far;
}
