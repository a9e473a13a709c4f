/** What the runtime takes beside tensors. Bytes. */
import type { NormalLayout } from './layout.ts';
import type { MemoryInput } from './memory-input.ts';
import { bytesPerWeight } from './precision.ts';
import type { Range } from './range.ts';
import type { TrainerName } from './trainers.ts';

const GiB = 2 ** 30;

/**
 * Runtime beside tensors. Context 0.47 GiB (kernels loaded lazily) to 0.92 GiB, collectives 0.33 to 2 GiB (stas00/ml-engineering
 * training/performance; ai-dynamo/aiconfigurator `systems/h100_sxm.yaml`), serving engines up to 3.5 GiB more (ibid. `other_mem`).
 * Fragmentation and workspaces: runs with a published peak took 1.05 to 1.25 times their passing tensors (docs/physics.md, measured runs).
 * Flat copies: at the step ZeRO-1 and 2 of DeepSpeed flatten the gradients of their share and copy them to fp32 (runtime/zero/stage_1_and_2.py
 * `step`): 4 and 2 bytes beside 12 of the optimizer, in one piece, for which the blocks that activations leave are too small.
 */
export const overheadConstants = {
  context: { low: 0.47 * GiB, high: 0.92 * GiB },
  /** Where all kernels are loaded at the start (before CUDA 11.7): bigscience train/tr11-176B-ml/chronicles-prequel.md, 1573 MiB. */
  eagerContext: { low: 0.92 * GiB, high: 1.54 * GiB },
  collectives: { low: 0.33 * GiB, high: 2 * GiB },
  serving: 3.5 * GiB,
  fragmentation: { low: 0.05, high: 0.25 },
  /** With allocators that grow their segments (`expandable_segments`, PyTorch since 2.1), as frameworks of today set it. */
  fragmentationNow: { low: 0.02, high: 0.1 },
  flatCopies: { low: 1 / 3, high: 1 / 2 },
  /** Gradients that are reduced at once, in parameters. */
  bucket: 5e8,
  /** One group of 1e9 parameters in fp32. */
  subGroup: 4e9,
} as const;

/** The runs of BLOOM are what the wider one was measured on. torchtitan's `run_train.sh` sets `expandable_segments`. */
export const fragmentationOf = (trainer: TrainerName | null | undefined): Range =>
  !trainer || trainer === 'Megatron-DeepSpeed' ? overheadConstants.fragmentation : overheadConstants.fragmentationNow;

/** What the driver holds: the kernels of older programs are loaded at the start. */
export const contextOf = (trainer: TrainerName | null | undefined): Range =>
  trainer === 'Megatron-DeepSpeed' ? overheadConstants.eagerContext : overheadConstants.context;

/** What passes through a GPU in a step, and what stands beside. */
interface Passing {
  readonly gpus: number;
  /** Activations, logits and gathered layers. */
  readonly passing: number;
  /** The optimizer's state. */
  readonly optimizer: number;
  /** Parameters of the token table or the head. */
  readonly table: number;
}

/** Context, collectives, fragmentation, and copies at the step. `likely`: for the figure to reckon with. */
export function trainingOverhead(
  end: 'low' | 'high',
  input: MemoryInput,
  likely: boolean,
  { gpus, passing, optimizer, table }: Passing,
): number {
  const { trainer, zeroStage } = input;
  const flat = flatCopies(end, input, likely) * optimizer;
  // ZeRO-3 steps through groups of parameters (deepspeed/runtime/zero/config.py `sub_group_size`)
  const copies = zeroStage === 3 ? Math.min(flat, end === 'high' ? overheadConstants.subGroup : 0) : flat;
  return (
    contextOf(trainer)[end] +
    (gpus > 1 ? overheadConstants.collectives[end] : 0) +
    fragmentationOf(trainer)[end] * passing +
    copies +
    reduced(end, input, table)
  );
}

/**
 * Gradients on their way in DeepSpeed's pipelines: a bucket of them (runtime/engine.py `MEMORY_OPT_ALLREDUCE_SIZE`), and that of the table
 * before it is added to the others, or in fp32 beside. At the best they take the place of activations.
 */
function reduced(end: 'low' | 'high', { trainer, gradientSums }: MemoryInput, table: number): number {
  if (end === 'low' || trainer !== 'Megatron-DeepSpeed') return 0;
  return (gradientSums ? 4 : 2) * (overheadConstants.bucket + table);
}

/**
 * What an optimizer of DeepSpeed flattens at the step, as a share of its state: always under pipelines, where it was measured, else perhaps.
 * Sums in fp32 are flat from the start (runtime/bf16_optimizer.py).
 */
function flatCopies(end: 'low' | 'high', { trainer, gradientSums, gradientPrecision }: MemoryInput, likely: boolean): number {
  const { low, high } = overheadConstants.flatCopies;
  if (gradientSums) return 0;
  if (trainer === 'Megatron-DeepSpeed') return end === 'low' ? low : high;
  if (end === 'low' || (trainer ? trainer !== 'DeepSpeed' : likely)) return 0;
  return trainer && gradientPrecision === 'fp32' ? low : high;
}

/**
 * Weights that ZeRO-3 or FSDP gathers for the layer at hand: one layer in 16 bits, or two with their gradients. Under pipelining the
 * whole stage stays gathered between micro-batches, with its gradients summed in fp32 (torchtitan `reshard_after_forward: default`), and
 * at the end those of a layer stand in a buffer beside (torch/distributed/fsdp/_fully_shard/_fsdp_collectives.py `foreach_reduce`).
 */
export function gatheredBytes(
  end: 'low' | 'high',
  { trainer, adapters, gradientPrecision }: MemoryInput,
  layout: NormalLayout,
  stageLayers: number,
  rank: number,
  replicas: number,
): number {
  if (layout.denseReplicas * replicas === 1) return 0;
  const layers = Math.max(1, stageLayers);
  if (layout.stages > 1 && (end === 'high' || trainer === 'torchtitan')) {
    if (adapters) return rank * 2;
    const gradient = gradientPrecision ? bytesPerWeight(gradientPrecision) : 4;
    return rank * (2 + gradient) + (end === 'high' ? (rank / layers) * gradient : 0);
  }
  // frozen weights have no gradients
  return end === 'low' ? (rank / layers) * 2 : (rank / layers) * 2 * (adapters ? 2 : 3);
}
