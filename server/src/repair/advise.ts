/**
 * Layouts for a plan that states none: every way to spread the model that fits, ranked by the time of a step and by what guides say. Apart
 * from repair, which changes as little as it can of what is stated. Pure arithmetic: knows no documents.
 */
import { layerActivation } from '../physics/activations.ts';
import { completeDimensions, type PartialDimensions } from '../physics/dimensions.ts';
import {
  layoutRules,
  leastStepTime,
  type StepLayout,
  type StepMachine,
  type StepModel,
  stepModel,
  stepTime,
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

/** Runtime and collectives that no layout avoids. */
const runtime = 5e9;

/** All layouts that fit, best first. */
export function adviseLayouts(request: AdviceRequest): AdvisedLayout[] {
  const dims = completeDimensions(request.model)?.[0]?.dimensions;
  if (!dims || request.gpus < 1 || !Number.isSafeInteger(request.gpus) || request.gpus > 1_000_000) return [];
  const model = stepModel(dims);
  const { stated = {}, gpus } = request;
  const own = (name: 'tp' | 'pp' | 'cp' | 'ep', values: readonly number[]): readonly number[] =>
    stated[name] === undefined ? values : [stated[name]];
  const powers = divisors(gpus);
  const heads = (t: number): boolean =>
    dims.heads % t === 0 && (dims.mla !== undefined || dims.kvHeads % t === 0 || t % dims.kvHeads === 0);
  const tensor = own(
    'tp',
    powers.filter((t) => t <= Math.min(64, request.machine.domain) && heads(t)),
  );
  const experts = dims.moe ? divisors(dims.moe.experts).filter((ep) => ep <= 512) : [1];
  const candidates: Candidate[] = [];
  const work = {
    globalBatch: request.globalBatch,
    sequence: request.sequence,
    mostMicroBatch: stated.microBatch ?? Math.max(...microBatches),
    mostChunks: stated.vpp ?? Math.max(...interleavings),
  };
  for (const tp of tensor) {
    for (const pp of own(
      'pp',
      powers.filter((p) => p <= Math.min(dims.layers, 64)),
    )) {
      if (gpus % (tp * pp) !== 0) continue;
      for (const cp of own(
        'cp',
        powers.filter((c) => c <= 16 && request.sequence / c >= 1024),
      )) {
        const dp = gpus / (tp * pp * cp);
        if (!Number.isInteger(dp) || request.globalBatch % dp !== 0 || (stated.dp !== undefined && stated.dp !== dp)) continue;
        for (const ep of own('ep', experts)) {
          if ((tp * cp * dp) % ep !== 0) continue;
          const layout = { tp, pp, cp, ep, dp, vpp: 1, microBatch: 1, recompute: 0 };
          const rules = layoutRules(model, request.machine, layout);
          candidates.push({
            tp,
            pp,
            cp,
            ep,
            dp,
            least: Math.log(leastStepTime(model, request.machine, layout, work)) + ruleWeight * rules,
          });
        }
      }
    }
  }
  return ranked(request, model, candidates);
}

interface Degrees {
  readonly tp: number;
  readonly pp: number;
  readonly cp: number;
  readonly ep: number;
  readonly dp: number;
}

interface Candidate extends Degrees {
  /** A score that none of its micro-batches and chunks goes below. */
  readonly least: number;
}

/** The best of the candidates: once none that is left can beat the last of the list, nobody looks on. */
function ranked(request: AdviceRequest, model: StepModel, candidates: Candidate[]): AdvisedLayout[] {
  const limit = request.limit ?? 24;
  const quick = new QuickMemory(model);
  const found: AdvisedLayout[] = [];
  for (const candidate of candidates.sort((a, b) => a.least - b.least)) {
    const worst = found[limit - 1];
    if (worst && candidate.least >= worst.score) break;
    const best = bestOf(request, model, quick, candidate);
    if (!best || (worst && best.score >= worst.score)) continue;
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

/** The best micro-batch and interleaving of one set of degrees. */
function bestOf(request: AdviceRequest, model: StepModel, quick: QuickMemory, degrees: Degrees): AdvisedLayout | null {
  const { globalBatch, sequence, machine, capacity, stated = {}, gpus } = request;
  const { tp, pp, cp, ep, dp } = degrees;
  const perReplica = globalBatch / dp;
  let best: AdvisedLayout | null = null;
  for (const microBatch of stated.microBatch ? [stated.microBatch] : microBatches) {
    if (perReplica % microBatch !== 0) continue;
    const batches = perReplica / microBatch;
    for (const vpp of stated.vpp ? [stated.vpp] : chunksFor(model.dims.layers, pp, batches)) {
      const room = quick.room({ tp, pp, cp, ep, dp, vpp, microBatch, recompute: 0 }, batches, sequence, capacity);
      if (!room) continue;
      const layout: StepLayout = { tp, pp, cp, ep, dp, vpp, microBatch, recompute: room.recompute };
      const { seconds, bubble } = stepTime(model, machine, layout, globalBatch, sequence);
      const score = Math.log(seconds) + ruleWeight * layoutRules(model, machine, layout);
      if (best && best.score <= score) continue;
      const tokensPerGpu = (globalBatch * sequence) / seconds / gpus;
      best = { ...layout, seconds, bubble, tokensPerGpu, score, memory: room.memory, stages: stagesOf(model.dims.layers, pp * vpp) };
    }
  }
  return best;
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

/** State and activations in closed form, and the share of recompute that makes them fit. */
class QuickMemory {
  readonly #kept = new Map<number, { readonly none: number; readonly full: number }>();
  private readonly model: StepModel;

  constructor(model: StepModel) {
    this.model = model;
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

  /** Null where not even full recompute makes it fit. */
  room(
    { tp, pp, cp, ep, dp, vpp, microBatch }: StepLayout,
    batches: number,
    sequence: number,
    capacity: number,
  ): { readonly recompute: number; readonly memory: number } | null {
    const { dense, experts, dims } = this.model;
    const own = dense / (tp * pp);
    const routed = experts / (ep * pp);
    const replicas = dp * cp;
    const expertReplicas = Math.max(1, (tp * cp * dp) / ep);
    const state = 4 * (own + routed) + 12 * (own / replicas + routed / expertReplicas);
    const tokens = (microBatch * sequence) / cp;
    const inFlight = vpp > 1 ? Math.min(pp + (pp - 1) / vpp, batches) : Math.min(pp, batches);
    const layers = dims.layers / pp;
    const { none, full } = this.kept(tp);
    const logits = pp === 1 ? (tokens * dims.vocab * 4) / tp : 0;
    const at = (share: number): number => tokens * (layers * inFlight * ((1 - share) * none + share * full) + share * none) + logits;
    const free = capacity * 0.95 - runtime - state;
    if (at(1) > free) return null;
    const all = at(0);
    if (all <= free) return { recompute: 0, memory: runtime + state + all };
    const recompute = Math.min(1, (all - free) / (all - at(1)));
    return { recompute, memory: capacity * 0.95 };
  }
}
