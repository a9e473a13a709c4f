/** What stages of a pipeline keep for the micro-batches that are under way. */
import { microBatchesInFlight } from './activations.ts';
import type { NormalLayout } from './layout.ts';
import type { MemoryInput } from './memory-input.ts';
import type { TrainerName } from './trainers.ts';

/** Pipelines of DeepSpeed. */
const byDeepSpeed = (trainer: TrainerName | null | undefined): boolean => trainer === 'Megatron-DeepSpeed' || trainer === 'DeepSpeed';

/** Micro-batches in flight. An unstated schedule may be interleaved, two chunks a stage at the least. */
export function inFlight(end: 'low' | 'high', input: MemoryInput, stage: number, layout: NormalLayout, microBatches: number): number {
  const { schedule, trainer } = input;
  const { stages, chunks } = layout;
  // GPipe keeps them all: as many as stages at the least, four times as many for a small bubble. arXiv:1811.06965 §2.3.
  if (schedule === 'gpipe' && !Number.isFinite(microBatches)) return inFlight(end, input, stage, layout, (end === 'low' ? 1 : 4) * stages);
  if (!schedule && !layout.chunksStated && stages > 1 && end === 'high')
    return microBatchesInFlight('interleaved', stage, stages, microBatches, 2);
  // earlier releases had a buffer more (deepspeed/runtime/pipe/schedule.py `num_pipe_buffers`)
  if (byDeepSpeed(trainer) && schedule === '1f1b' && stages > 1 && end === 'high') return Math.min(stages - stage + 1, microBatches);
  return microBatchesInFlight(schedule ?? (chunks > 1 ? 'interleaved' : '1f1b'), stage, stages, microBatches, chunks);
}

/**
 * Hidden states of a micro-batch that a pipeline keeps beside what its layers keep: what a stage hands on (deepspeed/runtime/pipe/engine.py
 * `pipe_buffers`; torch/distributed/pipelining/stage.py `fwd_cache`), in PyTorch also buffers to receive every micro-batch and its gradient
 * in (ibid. `_prepare_forward_infra`).
 */
export function handedOn(
  end: 'low' | 'high',
  { trainer }: MemoryInput,
  stage: number,
  layout: NormalLayout,
  flying: number,
  microBatches: number,
): number {
  const torch = trainer === 'torchtitan';
  if (layout.stages === 1 || (!torch && !byDeepSpeed(trainer))) return 0;
  const last = stage === layout.stages - 1;
  const outputs = last ? 0 : flying;
  if (!torch || end === 'low' || !Number.isFinite(microBatches)) return outputs;
  return outputs + microBatches * (stage > 0 && !last ? 2 : 1) * layout.chunks;
}
