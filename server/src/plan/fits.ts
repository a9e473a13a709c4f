import type { WrittenNumber } from '../notation/number.ts';
import { bytesOrBillions } from '../notation/unit.ts';
import { type QuantityId, quantity } from '../vocabulary/quantities.ts';

/** What no model and no cluster has more of: a larger figure under such a label counts something else, as a layer's parameters. */
const most: Partial<Record<QuantityId, number>> = {
  layers: 4096,
  heads: 4096,
  kv_heads: 4096,
  head_dim: 65_536,
  layers_per_stage: 4096,
  heads_per_rank: 4096,
  kv_heads_per_rank: 4096,
  experts: 65_536,
  experts_per_gpu: 65_536,
  experts_top_k: 4096,
  shared_experts: 4096,
  nodes: 1e6,
  gpus_per_node: 4096,
};

/** Whether a number can be a value of the quantity, by its unit. */
export function fits(id: QuantityId, number: WrittenNumber, words = ''): boolean {
  const unit = number.unit;
  const measure = quantity(id).measure;
  if (id === 'bytes_per_param')
    return unit === null ? number.value <= 8 : unit.dimension.bytes === 1 && unit.dimension.time === 0 && unit.scale === 1;
  // millions of tokens are no batch of sequences
  if (id === 'global_batch' && number.magnitude >= 1e6) return false;
  if (unit === bytesOrBillions && measure === 'bytes') return false;
  if (unit?.times) return id === 'gpus' && words !== '';
  switch (measure) {
    case 'count':
      if (unit !== null) return false;
      return id === 'params' || id === 'params_active'
        ? number.value >= 1e5
        : Number.isInteger(number.value) && number.value > 0 && number.value <= (most[id] ?? 1e9);
    case 'ratio':
      return unit?.percent === true;
    case 'bytes':
      return unit !== null && unit.dimension.bytes === 1 && unit.dimension.time === 0;
    case 'bytes/s':
      return unit !== null && unit.dimension.bytes === 1;
    case 'flop/s':
    case 'flop':
      return unit !== null && unit.dimension.flop === 1;
    case 'seconds':
      return unit !== null && unit.dimension.time === 1 && unit.dimension.bytes === 0;
    case 'per-second':
      return unit !== null && unit.dimension.time === -1 && unit.dimension.bytes === 0 && unit.dimension.flop === 0;
  }
}
