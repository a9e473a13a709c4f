import type { QuantityId } from '../vocabulary/quantities.ts';

/** Shares of a rank: the words behind the number say so, whatever the label is. */
export const perRank: ReadonlySet<QuantityId> = new Set<QuantityId>([
  'hidden_per_rank',
  'ffn_per_rank',
  'heads_per_rank',
  'kv_heads_per_rank',
  'experts_per_gpu',
  'layers_per_stage',
  'batch_per_replica',
]);

/** What a quantity is called once it is divided: `Hidden dimensions: 512 ÷ 2 = 256 per GPU`. */
export const shareOf: Partial<Record<QuantityId, QuantityId>> = {
  hidden: 'hidden_per_rank',
  ffn: 'ffn_per_rank',
  heads: 'heads_per_rank',
  kv_heads: 'kv_heads_per_rank',
  experts: 'experts_per_gpu',
  layers: 'layers_per_stage',
};

/** The whole that a share is one of. */
export const wholeOf: ReadonlyMap<QuantityId, QuantityId> = new Map(
  Object.entries(shareOf).map(([whole, share]) => [share, whole as QuantityId]),
);
