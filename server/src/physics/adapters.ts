/** What adapters (LoRA) add to a model and train. */
import type { ModelDimensions } from './dimensions.ts';
import { countParameters, moeLayers } from './parameters.ts';
import type { Range } from './range.ts';

/** Share of the parameters, where no rank is stated: rank 8 on two matrices a layer to rank 128 on all. arXiv:2106.09685 §4.2. */
const unstated: Range = { low: 0.0005, high: 0.02 };

/**
 * Share of the parameters that adapters of a rank add: `rank · (inputs + outputs)` a matrix, arXiv:2106.09685 §4.1. At least on queries and values;
 * at most on every matrix of a layer, experts included. There the two matrices that many loaders fuse have twice the rank, as PEFT adapts
 * them: peft v0.21.0 peft/utils/transformers_weight_conversion.py `_convert_peft_config_moe`.
 */
export function adapterShare(dims: ModelDimensions, rank: number | null | undefined): Range {
  if (!rank) return unstated;
  const { hidden: h, heads, kvHeads, headDim, gated, moe } = dims;
  const query = h + heads * headDim;
  const key = h + kvHeads * headDim;
  const matrices = (width: number): number => (width > 0 ? (gated ? 3 : 2) * (h + width) : 0);
  const expert = (width: number): number => (gated ? 2 * (h + 2 * width) + (width + h) : 2 * (h + width));
  const sparse = moeLayers(dims);
  const experts = moe ? moe.experts * expert(moe.ffn) + matrices(moe.sharedFfn ?? 0) + matrices(moe.residualFfn ?? 0) : 0;
  const most = dims.layers * 2 * (query + key) + (dims.layers - sparse) * matrices(dims.ffn) + sparse * experts;
  const { total } = countParameters(dims);
  const share = (added: number): number => Math.min(unstated.high, (rank * added) / total);
  return { low: share(dims.layers * (query + key)), high: share(most) };
}
