/** What Adafactor keeps in place of a second moment for each parameter. */
import type { ModelDimensions } from './dimensions.ts';
import { countParameters, moeLayers } from './parameters.ts';

/**
 * Bytes per parameter, in fp32: of every matrix of `n × m` the sums of its rows and of its columns, `4 (n + m)` in place of `4 n m`; vectors
 * keep all. No first moment, as is the default. arXiv:1804.04235 §3 and §6; torch `optim/_adafactor.py` (`row_var`, `col_var`); optax
 * `scale_by_factored_rms`.
 */
export function factoredMoments(dims: ModelDimensions): number {
  const { hidden: h, vocab, layers, moe } = dims;
  const ffn = (width: number): number => (width > 0 ? (dims.gated ? 3 : 2) * (h + width) : 0);
  const mixed = moeLayers(dims);
  const norms = (dims.normsPerLayer ?? 2) * h;
  const experts = moe ? moe.experts * ffn(moe.ffn) + ffn(moe.sharedFfn ?? 0) + ffn(moe.residualFfn ?? 0) + h + moe.experts : 0;
  const tables = (dims.tied ? 1 : 2) * (vocab + h);
  const sums = layers * (attentionSums(dims) + norms) + (layers - mixed) * ffn(dims.ffn) + mixed * experts + tables + h;
  return (4 * sums) / countParameters(dims).total;
}

/** Rows and columns of the matrices of one layer's attention. */
function attentionSums({ hidden: h, heads: a, kvHeads: k, headDim: d, mla }: ModelDimensions): number {
  if (!mla) return 2 * (h + a * d) + 2 * (h + k * d);
  const { qLora, kvLora, nope, rope, v } = mla;
  const query = qLora > 0 ? h + 2 * qLora + a * (nope + rope) : h + a * (nope + rope);
  return query + h + kvLora + rope + kvLora + a * (nope + v) + a * v + h;
}
