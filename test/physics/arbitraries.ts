import fc from 'fast-check';
import type { ModelDimensions, PartialDegrees } from '../../server/src/physics/index.ts';

const power = (low: number, high: number): fc.Arbitrary<number> => fc.integer({ min: low, max: high }).map((n) => 2 ** n);

/** Transformers of every kind: grouped or latent attention, dense or mixed, tied or not. */
export const anyModel: fc.Arbitrary<ModelDimensions> = fc
  .record({
    layers: fc.integer({ min: 1, max: 40 }).map((n) => n * 2),
    hidden: power(8, 13),
    heads: power(3, 6),
    ffn: power(9, 14),
    gated: fc.boolean(),
    vocab: fc.integer({ min: 1000, max: 260_000 }),
    tied: fc.boolean(),
    kv: power(0, 3),
    experts: fc.option(power(1, 8)),
    topK: fc.integer({ min: 1, max: 2 }),
    denseFirst: fc.integer({ min: 0, max: 2 }),
    shared: fc.boolean(),
    latent: fc.boolean(),
    bias: fc.boolean(),
    norm: fc.constantFrom('rms' as const, 'layer' as const),
  })
  .map((r) => ({
    layers: r.layers,
    hidden: r.hidden,
    ffn: r.ffn,
    gated: r.gated,
    heads: r.heads,
    kvHeads: Math.max(1, r.heads / r.kv),
    headDim: r.hidden / r.heads,
    vocab: r.vocab,
    tied: r.tied,
    norm: r.norm,
    qkvBias: r.bias,
    ffnBias: r.bias,
    ...(r.experts
      ? { moe: { experts: r.experts, topK: r.topK, ffn: r.ffn / 4, denseFirst: r.denseFirst, sharedFfn: r.shared ? r.ffn / 4 : 0 } }
      : {}),
    ...(r.latent ? { mla: { qLora: 512, kvLora: 256, nope: 64, rope: 32, v: 64 } } : {}),
  }));

/** Degrees that some cluster could run. */
export const anyDegrees: fc.Arbitrary<Required<PartialDegrees> & { readonly [K in keyof PartialDegrees]-?: number }> = fc.record({
  tp: power(0, 3),
  pp: power(0, 3),
  dp: power(0, 5),
  cp: power(0, 1),
  ep: power(0, 4),
  vpp: fc.constant(1),
  etp: fc.constant(1),
});
