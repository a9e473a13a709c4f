import type { QuantityId } from '../vocabulary/quantities.ts';

/**
 * What follows from what. The one place where derived values of a plan are computed; check, hover, repair and report read it.
 * Memory in bytes and parameter counts are physics and live there.
 */
export interface Formula {
  readonly result: QuantityId;
  /** `experts ÷ EP`: operands in the order in which authors write them, joined by ÷ or ×. */
  readonly operands: readonly QuantityId[];
  readonly operator: '/' | '*';
  /** The result must be whole: a layer, an expert, a head cannot be split. */
  readonly whole: boolean;
}

const ratio = (result: QuantityId, over: QuantityId, by: QuantityId, whole = true): Formula => ({
  result,
  operands: [over, by],
  operator: '/',
  whole,
});
const product = (result: QuantityId, ...operands: QuantityId[]): Formula => ({ result, operands, operator: '*', whole: false });

export const formulas: readonly Formula[] = [
  ratio('layers_per_stage', 'layers', 'pp'),
  ratio('experts_per_gpu', 'experts', 'ep'),
  ratio('heads_per_rank', 'heads', 'tp'),
  ratio('kv_heads_per_rank', 'kv_heads', 'tp'),
  ratio('hidden_per_rank', 'hidden', 'tp'),
  ratio('ffn_per_rank', 'ffn', 'tp'),
  ratio('batch_per_replica', 'global_batch', 'dp'),
  ratio('gpus_per_stage', 'gpus', 'pp'),
  ratio('gpus_per_replica', 'gpus', 'dp'),
  product('gpus', 'nodes', 'gpus_per_node'),
  product('experts_total', 'layers', 'experts'),
  product('hidden', 'heads', 'head_dim'),
];

/** Megatron-LM arguments.py; DeepSpeed's batch triple. Plans use the words loosely, so it is a doubt at most. */
export const batchIdentity: Formula = product('global_batch', 'micro_batch', 'micro_batches', 'dp');

/** A result as what is multiplied over what it is divided by. */
export interface Derivation {
  readonly result: QuantityId;
  readonly over: readonly QuantityId[];
  readonly by: readonly QuantityId[];
}

const derivation = (result: QuantityId, over: readonly QuantityId[], by: readonly QuantityId[] = []): Derivation => ({ result, over, by });

/**
 * Ways in which authors derive a value, by which the operands of a written equation are known. Beside the formulas there are some that do
 * not bind a plan: a micro-batch need not be the batch over DP, and weights may be cut along more than TP and PP.
 */
export const derivations: readonly Derivation[] = [
  ...[...formulas, batchIdentity].map(({ result, operands, operator }) =>
    operator === '*' ? derivation(result, operands) : derivation(result, operands.slice(0, 1), operands.slice(1)),
  ),
  derivation('micro_batch', ['global_batch'], ['dp']),
  derivation('micro_batch', ['batch_per_replica'], ['micro_batches']),
  derivation('batch_per_replica', ['micro_batch', 'micro_batches']),
  derivation('global_batch', ['batch_per_replica', 'dp']),
  derivation('micro_batches', ['batch_per_replica'], ['micro_batch']),
  derivation('micro_batches', ['global_batch'], ['micro_batch', 'dp']),
  derivation('tokens_per_step', ['global_batch', 'seq_len']),
  derivation('model_weights', ['params', 'bytes_per_param']),
  derivation('mem_weights', ['params', 'bytes_per_param'], ['tp', 'pp']),
  derivation('mem_weights', ['params', 'bytes_per_param'], ['tp', 'pp', 'ep']),
  derivation('mem_weights', ['params', 'bytes_per_param'], ['gpus']),
  derivation('mem_weights', ['params', 'bytes_per_param'], ['tp']),
  derivation('mem_weights', ['params'], ['gpus']),
  derivation('mem_weights', ['model_weights'], ['tp', 'pp']),
  derivation('mem_weights', ['model_weights'], ['tp', 'pp', 'ep']),
  derivation('mem_weights', ['model_weights'], ['gpus']),
  derivation('mem_weights', ['model_weights'], ['tp']),
  derivation('mem_utilization', ['mem_total'], ['gpu_memory']),
  derivation('tflops_effective', ['gpu_tflops', 'mfu']),
  derivation('mfu', ['tflops_effective'], ['gpu_tflops']),
  derivation('throughput', ['gpus', 'throughput_per_gpu']),
  derivation('throughput_per_gpu', ['throughput'], ['gpus']),
  derivation('throughput', ['global_batch', 'seq_len'], ['latency']),
  derivation('throughput', ['global_batch'], ['latency']),
];

export const formulasFor = (result: QuantityId): readonly Formula[] => formulas.filter((formula) => formula.result === result);

export type Values = ReadonlyMap<QuantityId, number>;

/** Undefined where an operand is not known. */
export function computeFormula(formula: Formula, values: Values): number | undefined {
  let total: number | undefined;
  for (const [index, id] of formula.operands.entries()) {
    const value = values.get(id);
    if (value === undefined) return undefined;
    if (total === undefined || index === 0) total = value;
    else if (formula.operator === '*') total *= value;
    else if (value === 0) return undefined;
    else total /= value;
  }
  return total;
}
