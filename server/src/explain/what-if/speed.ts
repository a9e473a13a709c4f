import { figure } from '../../notation/write.ts';
import { type Bubble, pipelineBubble, scheduleBubble } from '../../physics/bubble.ts';
import { expertParallelBytes, tensorParallelBytes } from '../../physics/communication.ts';
import { worldSize } from '../../physics/layout.ts';
import { estimateMemory, type MemoryEstimate } from '../../physics/memory.ts';
import { type StepModel, stepModel, stepTime } from '../../physics/step-time.ts';
import type { Plan } from '../../plan/plan.ts';
import { practiceOf } from '../../plan/practice.ts';
import { rateFactor } from '../layout-advice.ts';
import { type AssumedMachine, type Base, baseOf, dimensionsFor, machineFor } from './base.ts';
import { numberIds } from './control-ids.ts';
import { inputOf, readChosen, type Setting, settingOf } from './setting.ts';

/** A forecast of one step. */
export interface Speed {
  /** Tokens per second and GPU; `low` and `high` by the factor that holds in the median of published runs. */
  readonly tokensPerGpu: number;
  readonly low: number;
  readonly high: number;
  readonly seconds: number;
}

/** What forecasts of one plan share. */
export interface Forecast {
  readonly speed: (setting: Setting, recomputed: number) => Speed | null;
  readonly assumptions: readonly string[];
}

const none: Forecast = { speed: () => null, assumptions: [] };

/** Prepares forecasts; those of a plan that serves, or whose model or machine is not known, are null. */
export function forecastFor(base: Base, setting: Setting): Forecast {
  if (base.input.mode === 'inference') return none;
  const dims = dimensionsFor(base);
  const assumed = machineFor(base, setting.precision);
  if (!dims || !assumed) return none;
  const model = stepModel(dims);
  const sequence = base.input.sequenceLength;
  return {
    speed: (at, recomputed) => speedOf(base, model, assumed, at, recomputed),
    assumptions: [
      ...(assumed.assumption ? [assumed.assumption] : []),
      ...(base.globalBatch === null ? ['a global batch of four sequences for each GPU'] : []),
      ...(isWhole(base, setting) ? ['as many micro-batches as stages'] : []),
      ...(sequence === null || sequence === undefined ? [`sequences of ${figure(usualSequence)} tokens`] : []),
    ],
  };
}

const usualSequence = 4096;

/** Share of the forward pass that is run again. Selective: 2.7 % of all operations of a step, which is three forward passes (arXiv:2205.05198 §5). */
export const recomputedShare = { none: 0, selective: 0.08, full: 1 } as const;

/** By what is chosen, else by what the estimate of memory takes for granted. */
export function recomputeShare({ recompute }: Setting, estimate: MemoryEstimate | null): number {
  const usual = estimate?.defaults.find(({ field }) => field === 'recompute')?.value;
  return recomputedShare[recompute ?? (usual === 'full' || usual === 'selective' ? usual : 'none')];
}

/**
 * Tokens per second and GPU that a training step comes to on these values of a plan; null where the plan does not tell all that the forecast
 * needs: the model, an accelerator of the catalog, the batch and the length of a sequence.
 */
export function rateOf(plan: Plan, values: Plan['values'] = plan.values): number | null {
  const base = baseOf(plan);
  if (!base) return null;
  const moved = numberIds.filter((id) => values.get(id) !== plan.values.get(id));
  const chosen = readChosen(Object.fromEntries(moved.map((id) => [id, values.get(id)])));
  const setting = settingOf(base, chosen);
  const forecast = forecastFor(base, setting);
  const input = inputOf(base, chosen, setting);
  // under another reading of EP the same degrees make other GPUs
  const others = setting.relaid && setting.gpus !== (values.get('gpus') ?? base.gpus);
  if (!input || others || forecast.assumptions.length > 0) return null;
  return forecast.speed(setting, recomputeShare(setting, estimateMemory(input, { assume: true })))?.tokensPerGpu ?? null;
}

/**
 * Where EP is a factor of its own its ranks share out a replica's micro-batch: to the step they are replicas that experts are folded into.
 */
function speedOf(base: Base, model: StepModel, { machine }: AssumedMachine, setting: Setting, recompute: number): Speed | null {
  const { tp, pp, cp, ep, dp, vpp, micro_batches, micro_batch, seq_len } = setting;
  if (dp === null) return null;
  // a plan whose degrees make other GPUs than it states runs on as many as they make
  const gpus = worldSize({ tp, pp, cp, ep, dp }, base.meaning);
  const globalBatch = base.globalBatch ?? (micro_batches && micro_batch ? micro_batches * micro_batch * dp : 4 * gpus);
  const count = micro_batches ?? (isWhole(base, setting) ? pp : null);
  const size = count ? globalBatch / (dp * count) : (micro_batch ?? 1);
  const beside = base.meaning === 'factor' ? ep : 1;
  const layout = { tp, pp, cp, ep, dp: dp * beside, vpp, microBatch: size / beside, recompute };
  const sequence = seq_len ?? usualSequence;
  const { seconds } = stepTime(model, machine, layout, globalBatch, sequence);
  const tokensPerGpu = (globalBatch * sequence) / seconds / gpus;
  if (!Number.isFinite(tokensPerGpu) || tokensPerGpu <= 0) return null;
  return { tokensPerGpu, low: tokensPerGpu / rateFactor, high: tokensPerGpu * rateFactor, seconds };
}

/** What is called a micro-batch is all that a replica gets: how many it is dealt in is not said. */
const isWhole = ({ globalBatch }: Base, { dp, pp, micro_batch, micro_batches }: Setting): boolean =>
  pp > 1 && micro_batches === null && micro_batch !== null && dp !== null && globalBatch === micro_batch * dp;

/** Idle time of the pipeline; null without one, and where the number of micro-batches is not known. */
export function bubbleOf(base: Base, { pp, vpp, micro_batches }: Setting): Bubble | null {
  if (pp < 2 || micro_batches === null || base.input.mode === 'inference') return null;
  const { schedule } = practiceOf(base.plan);
  return schedule === 'zero-bubble' || schedule === 'dualpipe'
    ? scheduleBubble(schedule, pp, micro_batches)
    : pipelineBubble(pp, micro_batches, vpp);
}

/** Bytes that one GPU sends for each layer and micro-batch. */
export interface Traffic {
  readonly tensor: number | null;
  readonly expert: number | null;
}

export function trafficOf(base: Base, { tp, ep, cp, micro_batch, seq_len }: Setting): Traffic {
  const dims = dimensionsFor(base);
  if (!dims || base.input.mode === 'inference' || micro_batch === null || seq_len === null) return { tensor: null, expert: null };
  const tokens = (micro_batch * seq_len) / cp;
  return {
    tensor: tp > 1 ? tensorParallelBytes(tokens, dims.hidden, tp) : null,
    expert: ep > 1 && dims.moe ? expertParallelBytes(tokens, dims.hidden, dims.moe.topK, ep) : null,
  };
}
