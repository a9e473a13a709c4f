import type { Recompute } from '../../physics/activations.ts';
import { worldSize } from '../../physics/layout.ts';
import type { MemoryInput } from '../../physics/memory-input.ts';
import type { NumberFormat } from '../../physics/precision.ts';
import type { QuantityId } from '../../vocabulary/quantities.ts';
import type { Base } from './base.ts';
import { type NumberId, numberIds } from './control-ids.ts';

export const recomputes: readonly Recompute[] = ['none', 'selective', 'full'];
export const formats: readonly NumberFormat[] = ['fp32', 'bf16', 'fp16', 'fp8', 'mxfp8', 'int8', 'int4', 'nvfp4', 'mxfp4', 'fp4'];

/**
 * What somebody has chosen, beside what the plan states. Of `dp` and `gpus` one follows from the other: replicas fill the GPUs, unless their
 * number is chosen.
 */
export type Chosen = { readonly [K in NumberId]?: number } & { readonly recompute?: Recompute; readonly precision?: NumberFormat };

/** No cluster and no sequence is larger. */
const most = 10_000_000;

/** What came from outside, without what makes no sense. */
export function readChosen(given: unknown): Chosen {
  const out: { -readonly [K in keyof Chosen]: Chosen[K] } = {};
  if (typeof given !== 'object' || given === null) return out;
  const has = given as Readonly<Record<string, unknown>>;
  for (const id of numberIds) {
    const value = has[id];
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 && value <= most) out[id] = value;
  }
  const recompute = recomputes.find((word) => word === has.recompute);
  const precision = formats.find((word) => word === has.precision);
  if (recompute) out.recompute = recompute;
  if (precision) out.precision = precision;
  if (out.dp !== undefined) delete out.gpus;
  return out;
}

/** A whole choice: what the plan states, what was chosen, and what follows. */
export interface Setting {
  readonly tp: number;
  readonly pp: number;
  readonly vpp: number;
  readonly ep: number;
  readonly cp: number;
  /** Null where the other degrees do not divide the GPUs. */
  readonly dp: number | null;
  readonly gpus: number;
  /** Sequences; null where the plan says nothing of it. */
  readonly micro_batch: number | null;
  readonly micro_batches: number | null;
  /** Tokens; of a range its longer end. */
  readonly seq_len: number | null;
  readonly recompute: Recompute | null;
  readonly precision: NumberFormat | null;
  /** A degree or the GPUs are other than stated: replicas were worked out. */
  readonly relaid: boolean;
}

const laying = ['tp', 'pp', 'ep', 'cp', 'dp', 'gpus'] as const;

const whole = (value: number): number | null => (Number.isSafeInteger(value) && value >= 1 ? value : null);

export function settingOf(base: Base, chosen: Chosen): Setting {
  const { degrees, meaning, input } = base;
  const tp = chosen.tp ?? degrees.tp;
  const pp = chosen.pp ?? degrees.pp;
  const ep = chosen.ep ?? degrees.ep;
  const cp = chosen.cp ?? degrees.cp;
  const relaid = laying.some((id) => chosen[id] !== undefined);
  const cut = worldSize({ tp, pp, ep, cp }, meaning);
  const gpus = chosen.dp !== undefined ? cut * chosen.dp : (chosen.gpus ?? base.gpus);
  const dp = chosen.dp ?? (relaid ? whole(gpus / cut) : degrees.dp);
  const sequence = input.sequenceLength;
  return {
    tp,
    pp,
    vpp: chosen.vpp ?? degrees.vpp,
    ep,
    cp,
    dp,
    gpus,
    ...batches(base, chosen, dp),
    seq_len: chosen.seq_len ?? (typeof sequence === 'number' ? sequence : (sequence?.high ?? null)),
    recompute: chosen.recompute ?? input.recompute ?? null,
    precision: chosen.precision ?? input.precision ?? null,
    relaid,
  };
}

/** A micro-batch that is all of a replica's batch follows from the replicas; another is a choice, from which the number of them follows. */
function batches(base: Base, chosen: Chosen, dp: number | null): Pick<Setting, 'micro_batch' | 'micro_batches'> {
  const { globalBatch, degrees, input } = base;
  const stated = input.microBatch ?? null;
  const count = input.microBatches ?? null;
  const perReplica = globalBatch !== null && dp !== null ? whole(globalBatch / dp) : null;
  const follows = stated !== null && globalBatch === stated * degrees.dp;
  if (chosen.micro_batch === undefined && follows) return { micro_batch: perReplica ?? stated, micro_batches: count };
  const size = chosen.micro_batch ?? stated;
  const same = size === stated && dp === degrees.dp;
  const counted = size !== null && perReplica !== null ? whole(perReplica / size) : null;
  return { micro_batch: size, micro_batches: same ? (count ?? counted) : (counted ?? (globalBatch === null ? count : null)) };
}

/** What an estimate of the setting rests on; null where it cannot be laid out. Where nothing was chosen it is the plan's own. */
export function inputOf(base: Base, chosen: Chosen, setting: Setting): MemoryInput | null {
  if (Object.keys(chosen).length === 0) return base.input;
  const { tp, pp, vpp, ep, cp, dp, gpus } = setting;
  if (dp === null) return null;
  const values = new Map<QuantityId, number>([
    ...base.plan.values,
    ['tp', tp],
    ['pp', pp],
    ['ep', ep],
    ['cp', cp],
    ['dp', dp],
    ['gpus', gpus],
  ]);
  const input = base.inputWith(values);
  const interleaved = vpp > 1 || base.input.degrees.vpp ? { vpp } : {};
  return {
    ...input,
    degrees: { ...input.degrees, tp, pp, ep, cp, dp, ...interleaved },
    gpus,
    epMeaning: base.meaning,
    layersPerStage: pp === base.degrees.pp ? input.layersPerStage : null,
    ...(chosen.recompute ? { recompute: chosen.recompute, recomputeModules: null } : {}),
    ...(chosen.precision ? { precision: chosen.precision } : {}),
    ...(chosen.seq_len ? { sequenceLength: chosen.seq_len } : {}),
    microBatch: setting.micro_batch,
    // one that is chosen does not follow from the replicas
    ...(chosen.micro_batch ? { microBatchFollows: false } : {}),
    microBatches: setting.micro_batches,
  };
}
