/**
 * Parallel degrees, and what they mean.
 *
 * `TP × PP × EP × DP = GPUs` is not one rule but several: whether EP multiplies depends on the framework. Memory depends on none of
 * that, only on the four integers of a {@link NormalLayout}, so every reading is brought to those first.
 */

/**
 * What an expert parallel degree means.
 * - `folded`: EP adds no GPUs; `ETP × EP` divides `TP × CP × DP`, so EP may exceed DP.
 *   Megatron-Core `parallel_state.py` (`world % (ETP·EP·PP)`), Megatron-Bridge, torchtitan `parallel_dims.py`, DeepSpeed AutoEP.
 * - `inside-data`: EP adds no GPUs and divides DP. DeepSpeed-MoE `groups.py`, ColossalAI, DeepSeek-V3 (arXiv:2412.19437 §3.2).
 * - `factor`: EP is an axis of its own and multiplies. MaxText `ici_expert_parallelism`, and most plans written by hand.
 * - `derived`: EP follows from the others: vLLM `EP = TP × DP`; TensorRT-LLM `moe_tp × moe_ep = TP`; SGLang `ep × moe_dp = tp`.
 */
export type EpMeaning = 'folded' | 'inside-data' | 'factor' | 'derived';

export const epMeanings: readonly EpMeaning[] = ['factor', 'folded', 'inside-data', 'derived'];

/** Parallel degrees. All are whole and at least 1. */
export interface Degrees {
  /** Tensor parallel: ranks that share every layer's matrices. */
  readonly tp: number;
  /** Pipeline parallel: stages that share the layers. */
  readonly pp: number;
  /** Data parallel, as stated. Under `factor` the dense weights have `DP × EP` replicas. */
  readonly dp: number;
  /** Context parallel: ranks that share one sequence. */
  readonly cp: number;
  /** Expert parallel. */
  readonly ep: number;
  /** Virtual pipeline: layer chunks per stage. Does not change the GPU count. */
  readonly vpp: number;
  /** Expert tensor parallel: ranks that share one expert's matrices. */
  readonly etp: number;
}

export type DegreeName = keyof Degrees;

/** Degrees as a document states them: any may be missing. */
export type PartialDegrees = { readonly [K in DegreeName]?: number | null | undefined };

const one = (value: number | null | undefined): number => value ?? 1;

const isDegree = (value: number): boolean => Number.isSafeInteger(value) && value >= 1;

/**
 * GPUs that the degrees need under one meaning of EP. Missing degrees count as 1.
 * Megatron-Core `parallel_state.py`; MaxText `base.yml` (mesh product); vLLM `parallel.py`.
 */
export function worldSize(degrees: PartialDegrees, meaning: EpMeaning): number {
  const dense = one(degrees.tp) * one(degrees.pp) * one(degrees.cp) * one(degrees.dp);
  return meaning === 'factor' ? dense * one(degrees.ep) : dense;
}

/** The data parallel degree that fills `gpus` under one meaning of EP, or null where it is not whole. The stated DP is not looked at. */
export function dataParallelSize(degrees: PartialDegrees, gpus: number, meaning: EpMeaning): number | null {
  const dp = gpus / worldSize({ ...degrees, dp: 1 }, meaning);
  return isDegree(dp) ? dp : null;
}

/**
 * Whether `gpus` GPUs satisfy the degrees under one meaning of EP, that meaning's own divisibility rule included.
 * A missing DP may take any whole value; a missing ETP may be 1 or TP, the two defaults in use (torchtitan, Megatron-Core).
 */
export function acceptsReading(degrees: PartialDegrees, gpus: number, meaning: EpMeaning): boolean {
  const dp = degrees.dp ?? dataParallelSize(degrees, gpus, meaning);
  if (dp === null) return false;
  const size = worldSize(degrees, meaning) * (degrees.dp === null || degrees.dp === undefined ? dp : 1);
  return (
    size === gpus && isDegree(one(degrees.pp)) && keepsRule(meaning, one(degrees.tp), one(degrees.cp), one(degrees.ep), dp, degrees.etp)
  );
}

/** Whether the degrees of one stage are whole and keep the reading's own rule. */
function keepsRule(meaning: EpMeaning, tp: number, cp: number, ep: number, dp: number, etp: number | null | undefined): boolean {
  if (!isDegree(tp) || !isDegree(cp) || !isDegree(ep) || !isDegree(dp) || !isDegree(etp ?? 1)) return false;
  const stage = tp * cp * dp;
  switch (meaning) {
    case 'factor':
      return true;
    case 'inside-data':
      return dp % ep === 0;
    case 'folded':
      return etp === null || etp === undefined ? stage % ep === 0 : stage % (etp * ep) === 0;
    case 'derived':
      return ep === 1 || ep === stage || tp % ep === 0;
  }
}

/** The meanings of EP under which the degrees make exactly `gpus` GPUs. Empty: wrong under every reading. */
export function acceptsWorldSize(degrees: PartialDegrees, gpus: number): EpMeaning[] {
  return epMeanings.filter((meaning) => acceptsReading(degrees, gpus, meaning));
}

/**
 * Expert tensor parallel degrees that an unstated ETP may stand for: TP (Megatron-Core's default) or 1 (torchtitan's, and NVIDIA's
 * advice). Where EP is an axis of its own, the tensor axis divides the experts as well (MaxText).
 */
export function expertTensorChoices(degrees: PartialDegrees, meaning: EpMeaning = 'folded'): number[] {
  if (degrees.etp !== null && degrees.etp !== undefined) return [degrees.etp];
  const tp = one(degrees.tp);
  // Without expert parallelism the tensor axis divides experts like everything else.
  return tp === 1 || meaning === 'factor' || one(degrees.ep) === 1 ? [tp] : [tp, 1];
}

/**
 * What memory depends on. `stages × denseShards × denseReplicas = stages × expertShards × expertReplicas = gpus`.
 */
export interface NormalLayout {
  readonly gpus: number;
  readonly stages: number;
  /** Chunks of layers per stage; 1 where not stated. */
  readonly chunks: number;
  readonly chunksStated: boolean;
  /** GPUs that share one stage's attention, dense FFN and embedding. */
  readonly denseShards: number;
  /** GPUs that share one stage's routed experts. */
  readonly expertShards: number;
  /** GPUs that hold the same dense weights: what ZeRO and the distributed optimizer divide by. */
  readonly denseReplicas: number;
  /** GPUs that hold the same experts: expert data parallel. */
  readonly expertReplicas: number;
  /** Ranks that share one sequence. */
  readonly contextShards: number;
  /** Of `expertShards`, the ranks that share one expert's matrices. */
  readonly expertTensor: number;
  /** Of `expertShards`, the ranks that hold different experts. */
  readonly expertParallel: number;
  /** The stated data parallel degree: replicas that a stated batch is divided over. */
  readonly dataParallel: number;
  /** Replicas that a batch may be divided over: where EP is a factor, MaxText divides it over EP as well (`base.yml`). */
  readonly widestData: number;
}

/**
 * Brings degrees under one meaning of EP to the integers that memory depends on. DP is taken from `gpus` where it is not stated.
 * Null where the degrees cannot be laid out under that meaning (see {@link acceptsReading}).
 * Expert data parallel is `world ÷ (ETP × EP × PP)`: Megatron-Core `parallel_state.py`, torchtitan `efsdp`.
 */
export function normaliseLayout(
  degrees: PartialDegrees,
  meaning: EpMeaning,
  options: { readonly gpus?: number | null | undefined } = {},
): NormalLayout | null {
  const dp = degrees.dp ?? (options.gpus ? dataParallelSize(degrees, options.gpus, meaning) : 1);
  if (dp === null) return null;
  const tp = one(degrees.tp);
  const pp = one(degrees.pp);
  const cp = one(degrees.cp);
  if (!isDegree(pp) || !keepsRule(meaning, tp, cp, one(degrees.ep), dp, degrees.etp)) return null;
  const gpus = tp * pp * cp * dp * (meaning === 'factor' ? one(degrees.ep) : 1);
  const perStage = gpus / pp;
  let ep = one(degrees.ep);
  let etp = degrees.etp ?? tp;
  if (meaning === 'derived') {
    // vLLM shares experts over TP × DP; TensorRT-LLM and SGLang inside TP, tensor-sharing each expert over what EP leaves of it.
    const wide = ep === tp * dp * cp;
    etp = wide ? 1 : tp / ep;
    if (ep === 1) {
      etp = tp;
      ep = 1;
    }
  } else if (degrees.etp === null || degrees.etp === undefined) {
    if (perStage % (etp * ep) !== 0) etp = 1;
  }
  const expertShards = etp * ep;
  if (perStage % expertShards !== 0) return null;
  return {
    gpus,
    stages: pp,
    chunks: one(degrees.vpp),
    chunksStated: degrees.vpp !== null && degrees.vpp !== undefined,
    denseShards: tp,
    expertShards,
    denseReplicas: perStage / tp,
    expertReplicas: perStage / expertShards,
    contextShards: cp,
    expertTensor: etp,
    expertParallel: ep,
    dataParallel: dp,
    widestData: meaning === 'factor' ? dp * ep : dp,
  };
}
