/**
 * Layouts for a plan that states none: every way to spread the model that fits, ranked by the time of a step and by what guides say. Apart
 * from repair, which changes as little as it can of what is stated. Pure arithmetic: knows no documents.
 */
import { layerActivation } from '../physics/activations.ts';
import { completeDimensions, type PartialDimensions } from '../physics/dimensions.ts';
import {
  layerTime,
  layoutRules,
  leastStepTime,
  ruleOf,
  type StepLayout,
  type StepMachine,
  type StepModel,
  stepModel,
  stepSeconds,
  stepTime,
  updateTime,
} from '../physics/step-time.ts';
import { divisors } from './layouts.ts';

export interface AdviceRequest {
  readonly gpus: number;
  readonly model: PartialDimensions;
  readonly machine: StepMachine;
  /** Bytes that a GPU may use. */
  readonly capacity: number;
  readonly globalBatch: number;
  readonly sequence: number;
  /** Degrees that the plan states: kept. */
  readonly stated?: { readonly [K in 'tp' | 'pp' | 'cp' | 'ep' | 'dp' | 'microBatch' | 'vpp']?: number | undefined };
  readonly limit?: number;
}

export interface AdvisedLayout extends StepLayout {
  readonly seconds: number;
  readonly bubble: number;
  readonly tokensPerGpu: number;
  readonly score: number;
  /** Bytes by the quick formula that ranked it. */
  readonly memory: number;
  /** Layers that the switches of uneven stages add: none, embedding and loss as one layer each, or a list of its own. */
  readonly stages: 'even' | 'loss' | 'embedding and loss' | 'list';
}

/** How much the rules of thumb weigh beside the logarithm of the time. */
const ruleWeight = 0.04;

/** Memory that a layout is planned up to: what is left over is for what no formula knows. */
export const filled = 0.95;

/** Runtime and collectives that no layout avoids. */
const runtime = 5e9;

/** All layouts that fit, best first. */
export function adviseLayouts(request: AdviceRequest): AdvisedLayout[] {
  const dims = completeDimensions(request.model)?.[0]?.dimensions;
  if (!dims || request.gpus < 1 || !Number.isSafeInteger(request.gpus) || request.gpus > 1_000_000) return [];
  const model = stepModel(dims);
  const quick = new QuickMemory(model);
  const limit = request.limit ?? 24;
  const near = ranked(request, model, quick, candidates(request, model, quick, false), limit);
  if (near.length >= limit) return near;
  // TP beyond the fast link comes last, however it is weighed
  return [...near, ...ranked(request, model, quick, candidates(request, model, quick, true), limit - near.length)];
}

/** Every way to lay the model out that can fit, with a score that it does not go below; TP on the fast link, or all beyond. */
function candidates(request: AdviceRequest, model: StepModel, quick: QuickMemory, far: boolean): Candidate[] {
  const { stated = {}, gpus, globalBatch, sequence, machine } = request;
  const { tensor, stages, shards, experts } = choices(request, model, far);
  const found: Candidate[] = [];
  const microBatch = stated.microBatch ?? 1;
  const work = {
    globalBatch,
    sequence,
    mostMicroBatch: stated.microBatch ?? Math.max(...microBatches),
    mostChunks: stated.vpp ?? Math.max(...interleavings),
  };
  for (const tp of tensor) {
    for (const pp of stages) {
      const layout = { tp, pp, cp: 1, ep: 1, dp: 1, vpp: 1, microBatch, recompute: 0 };
      for (const cp of shards) {
        const dp = gpus / (tp * pp * cp);
        if (!Number.isInteger(dp) || globalBatch % dp !== 0 || (stated.dp !== undefined && stated.dp !== dp)) continue;
        for (const ep of experts) {
          if ((tp * cp * dp) % ep !== 0) continue;
          // one for all: there are thousands
          layout.cp = cp;
          layout.ep = ep;
          layout.dp = dp;
          // a larger micro-batch and more chunks keep more
          const recompute = quick.recompute(layout, globalBatch / dp / microBatch, sequence, request.capacity);
          if (recompute === null) continue;
          const seconds = leastStepTime(model, machine, layout, work, recompute);
          const rules = layoutRules(model, machine, layout);
          found.push({
            tp,
            pp,
            cp,
            ep,
            dp,
            rules,
            recompute,
            least: Math.log(seconds) + ruleWeight * (rules + ruleOf.recompute * recompute),
          });
        }
      }
    }
  }
  return found;
}

/** Degrees to weigh: stated ones are kept; the others divide GPUs, heads and experts. */
function choices({ stated = {}, gpus, sequence, machine }: AdviceRequest, { dims }: StepModel, far: boolean) {
  const own = (name: 'tp' | 'pp' | 'cp' | 'ep', values: readonly number[]): readonly number[] =>
    stated[name] === undefined ? values : [stated[name]];
  const within = divisors(gpus);
  const heads = (t: number): boolean =>
    dims.heads % t === 0 && (dims.mla !== undefined || dims.kvHeads % t === 0 || t % dims.kvHeads === 0);
  return {
    tensor: own(
      'tp',
      within.filter((t) => t <= 64 && heads(t)),
    ).filter((t) => t > machine.domain === far),
    stages: own(
      'pp',
      within.filter((p) => p <= Math.min(dims.layers, 64)),
    ),
    shards: own(
      'cp',
      within.filter((c) => c <= 16 && sequence / c >= 1024),
    ),
    experts: own('ep', dims.moe ? divisors(dims.moe.experts).filter((ep) => ep <= 512) : [1]),
  };
}

interface Degrees {
  readonly tp: number;
  readonly pp: number;
  readonly cp: number;
  readonly ep: number;
  readonly dp: number;
}

interface Candidate extends Degrees {
  /** What guides say of it with nothing recomputed. */
  readonly rules: number;
  /** The share of recompute without which not even its smallest micro-batch fits. */
  readonly recompute: number;
  /** A score that none of its micro-batches and chunks goes below. */
  readonly least: number;
}

/** The best of the candidates: once none that is left can beat the last of the list, nobody looks on. */
function ranked(request: AdviceRequest, model: StepModel, quick: QuickMemory, candidates: Candidate[], limit: number): AdvisedLayout[] {
  const found: AdvisedLayout[] = [];
  for (const candidate of candidates.sort((a, b) => a.least - b.least)) {
    const worst = found[limit - 1]?.score ?? Number.POSITIVE_INFINITY;
    if (candidate.least >= worst) break;
    const best = bestOf(request, model, quick, candidate, worst);
    if (!best) continue;
    let at = found.length;
    while (at > 0 && (found[at - 1]?.score ?? 0) > best.score) at--;
    found.splice(at, 0, best);
    if (found.length > limit) found.pop();
  }
  return found;
}

/** The same layout with its time worked out anew: with another share of recompute. */
export function timed(request: AdviceRequest, layout: AdvisedLayout): AdvisedLayout {
  const dims = completeDimensions(request.model)?.[0]?.dimensions;
  if (!dims) return layout;
  const { globalBatch, sequence, machine, gpus } = request;
  const { seconds, bubble } = stepTime(stepModel(dims), machine, layout, globalBatch, sequence);
  return { ...layout, seconds, bubble, tokensPerGpu: (globalBatch * sequence) / seconds / gpus };
}

/** The best micro-batch and interleaving of one set of degrees; null where none has a better score than `worst`. */
function bestOf(request: AdviceRequest, model: StepModel, quick: QuickMemory, candidate: Candidate, worst: number): AdvisedLayout | null {
  const { globalBatch, sequence, machine, capacity, stated = {}, gpus } = request;
  const { tp, pp, cp, ep, dp, rules, recompute: least } = candidate;
  const perReplica = globalBatch / dp;
  const update = updateTime(model, machine, candidate);
  const at = { tp, pp, cp, ep, dp, vpp: 1, microBatch: 1, recompute: 0 };
  let best: Weighed | null = null;
  // the longest step that is still better, were no more recomputed than must be
  const longest = (score: number): number => Math.exp(score - ruleWeight * (rules + ruleOf.recompute * least));
  let most = longest(worst);
  for (const microBatch of stated.microBatch ? [stated.microBatch] : microBatches) {
    if (perReplica % microBatch !== 0) continue;
    const batches = perReplica / microBatch;
    const layer = layerTime(model, machine, candidate, (microBatch * sequence) / cp, sequence);
    for (const vpp of stated.vpp ? [stated.vpp] : quick.chunks(pp, batches)) {
      at.vpp = vpp;
      at.microBatch = microBatch;
      at.recompute = least;
      if (stepSeconds(model, machine, at, globalBatch, sequence, layer, update) >= most) continue;
      const recompute = quick.recompute(at, batches, sequence, capacity);
      if (recompute === null) continue;
      at.recompute = recompute;
      const seconds = stepSeconds(model, machine, at, globalBatch, sequence, layer, update);
      const score = Math.log(seconds) + ruleWeight * (rules + ruleOf.recompute * recompute);
      if (score >= (best?.score ?? worst)) continue;
      best = { at: { ...at }, seconds, score };
      most = longest(score);
    }
  }
  if (!best) return null;
  const { at: found, score } = best;
  const { seconds, bubble } = stepTime(model, machine, found, globalBatch, sequence);
  const tokensPerGpu = (globalBatch * sequence) / seconds / gpus;
  const memory = quick.held(found, perReplica / found.microBatch, sequence, capacity);
  return { ...found, seconds, bubble, score, memory, tokensPerGpu, stages: stagesOf(model.layers, pp * found.vpp) };
}

interface Weighed extends Pick<AdvisedLayout, 'seconds' | 'score'> {
  readonly at: StepLayout;
}

const microBatches = [1, 2, 4, 8];
const interleavings = [2, 3, 4, 5, 6, 8, 10, 12];

/** No interleaving, and the one with which stages wait least: full chunks and a small bubble. Interleaved stages run micro-batches in groups of PP. */
function chunksFor(layers: number, pp: number, batches: number): readonly number[] {
  if (pp === 1 || batches % pp !== 0) return [1];
  const cost = (vpp: number): number => Math.ceil((layers + 1) / (pp * vpp)) * vpp * (1 + (pp - 1) / (vpp * batches));
  let best = 1;
  for (const vpp of interleavings) if (pp * vpp <= layers + 2 && cost(vpp) < cost(best)) best = vpp;
  return best === 1 ? [1] : [1, best];
}

/** Megatron-LM `account_for_loss_in_pipeline_split`, `account_for_embedding_in_pipeline_split`, `pipeline_model_parallel_layout`. */
function stagesOf(layers: number, chunks: number): AdvisedLayout['stages'] {
  if (layers % chunks === 0) return 'even';
  if ((layers + 1) % chunks === 0) return 'loss';
  return (layers + 2) % chunks === 0 ? 'embedding and loss' : 'list';
}

/** State and activations in closed form, and the share of recompute that makes them fit; and what else of the pipeline many candidates share. */
class QuickMemory {
  readonly #chunks = new Map<number, readonly number[]>();
  readonly #kept = new Map<number, { readonly none: number; readonly full: number }>();
  private readonly model: StepModel;

  constructor(model: StepModel) {
    this.model = model;
  }

  /** Chunks a stage that are worth weighing. */
  chunks(pp: number, batches: number): readonly number[] {
    const key = pp * 2 ** 24 + batches;
    let known = this.#chunks.get(key);
    if (!known) {
      known = chunksFor(this.model.layers, pp, batches);
      this.#chunks.set(key, known);
    }
    return known;
  }

  /** Bytes per token and layer, all kept or all recomputed. */
  private kept(tp: number): { readonly none: number; readonly full: number } {
    let known = this.#kept.get(tp);
    if (!known) {
      const { dims, mixed } = this.model;
      const options = {
        tp,
        expertTensor: 1,
        sequenceParallel: tp > 1,
        flashAttention: true,
        kernels: 'fused',
        recompute: 'none',
        dropout: false,
        sequence: 1,
      } as const;
      const none = (1 - mixed) * layerActivation(dims, false, options) + (mixed > 0 ? mixed * layerActivation(dims, true, options) : 0);
      known = { none, full: (2 * dims.hidden) / tp };
      this.#kept.set(tp, known);
    }
    return known;
  }

  /** Bytes of weights, gradients and the optimizer's states. */
  private state({ tp, pp, cp, ep, dp }: Degrees): number {
    const { dense, experts } = this.model;
    const own = dense / (tp * pp);
    const routed = experts / (ep * pp);
    return 4 * (own + routed) + 12 * (own / (dp * cp) + routed / Math.max(1, (tp * cp * dp) / ep));
  }

  /** Bytes of activations and logits where a share of the layers is recomputed. */
  private passing({ tp, pp, cp, vpp, microBatch }: StepLayout, batches: number, sequence: number, share: number): number {
    const { layers, vocab } = this.model;
    const tokens = (microBatch * sequence) / cp;
    const inFlight = vpp > 1 ? Math.min(pp + (pp - 1) / vpp, batches) : Math.min(pp, batches);
    const { none, full } = this.kept(tp);
    const logits = pp === 1 ? (tokens * vocab * 4) / tp : 0;
    return tokens * ((layers / pp) * inFlight * ((1 - share) * none + share * full) + share * none) + logits;
  }

  /** The share of the layers to recompute so that it fits; null where not even all of them do. */
  recompute(layout: StepLayout, batches: number, sequence: number, capacity: number): number | null {
    const free = capacity * filled - runtime - this.state(layout);
    const full = this.passing(layout, batches, sequence, 1);
    if (full > free) return null;
    const all = this.passing(layout, batches, sequence, 0);
    return all <= free ? 0 : Math.min(1, (all - free) / (all - full));
  }

  /** Bytes that a GPU holds. */
  held(layout: StepLayout, batches: number, sequence: number, capacity: number): number {
    if (layout.recompute > 0) return capacity * filled;
    return runtime + this.state(layout) + this.passing(layout, batches, sequence, 0);
  }
}
