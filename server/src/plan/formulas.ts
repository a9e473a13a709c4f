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

const ratio = (result: QuantityId, over: QuantityId, by: QuantityId, whole = true): Formula => ({ result, operands: [over, by], operator: '/', whole });
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

/**
 * Ways in which authors derive a value that do not bind a plan (a micro-batch need not be the batch over DP), but by which the operands
 * of a written equation are known.
 */
export const bindingFormulas: readonly Formula[] = [
  ...formulas,
  ratio('micro_batch', 'global_batch', 'dp', false),
  ratio('micro_batch', 'batch_per_replica', 'micro_batches', false),
  ratio('mem_weights', 'params', 'gpus', false),
  ratio('mem_utilization', 'mem_total', 'gpu_memory', false),
  ratio('mem_weights', 'model_weights', 'tp', false),
  product('batch_per_replica', 'micro_batch', 'micro_batches'),
  product('global_batch', 'batch_per_replica', 'dp'),
  batchIdentity,
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
