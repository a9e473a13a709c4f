import type { PartialDegrees } from '../../physics/layout.ts';
import { type MemoryModel, memoryModel } from '../../physics/memory-model.ts';
import { searchLayouts } from '../../repair/layouts.ts';
import type { Base } from './base.ts';
import { type Chosen, inputOf, type Setting, settingOf } from './setting.ts';
import { type Forecast, recomputedShare } from './speed.ts';

/** A layout among all of the same GPUs. */
export interface Point {
  readonly degrees: { readonly tp: number; readonly pp: number; readonly ep: number; readonly dp: number };
  /** Bytes that the fullest GPU is expected to hold; null where the model is not known. */
  readonly memory: number | null;
  /** Null where no speed can be told. */
  readonly tokensPerGpu: number | null;
  readonly fits: boolean | null;
  /** Not so of what is stated or chosen and cannot be laid out: it is shown all the same. */
  readonly valid: boolean;
  readonly own: boolean;
  readonly chosen: boolean;
}

/** More would be a cloud, and take long. */
const mostPoints = 1000;

/** All layouts that fill the GPUs and keep what the model and the batch ask for, with everything else as it is chosen; then the plan's own and the chosen one, where they are not among them. */
export function pointsOf(base: Base, chosen: Chosen, forecast: Forecast): Point[] {
  const setting = settingOf(base, chosen);
  const own = settingOf(base, {});
  const { dp: _dp, gpus: _gpus, ...rest } = chosen;
  const input = inputOf(base, chosen, setting) ?? base.input;
  const measure: Measure = { base, forecast, model: memoryModel(input), degrees: input.degrees, capacity: input.capacity ?? null };
  const point = (at: Setting, valid: boolean): Point => ({
    ...measured(measure, at),
    valid,
    own: at.gpus === own.gpus && same(at, own),
    chosen: same(at, setting),
  });
  const found = validLayouts(base, chosen, setting, input.degrees.etp).map(({ tp, pp, ep }) =>
    point(settingOf(base, { ...rest, tp, pp, ep, gpus: setting.gpus }), true),
  );
  const missing = [...(setting.gpus === own.gpus ? [own] : []), setting]
    .filter((at) => at.dp !== null && !found.some(({ degrees }) => same(degrees, at)))
    .filter((at, nth, all) => all.findIndex((other) => same(other, at)) === nth);
  return [...found, ...missing.map((at) => point(at, false))];
}

const validLayouts = (base: Base, chosen: Chosen, { gpus, tp, pp, ep, cp, dp, vpp }: Setting, etp: number | null | undefined) =>
  searchLayouts({
    ...base.request,
    gpus,
    current: { tp, pp, ep, cp, vpp, etp, dp: dp ?? 1 },
    epMeaning: base.meaning,
    microBatch: chosen.micro_batch ?? base.request.microBatch,
    otherReadings: false,
    fixed: ['cp'],
    memory: null,
    limit: mostPoints,
  }).map(({ degrees }) => degrees);

interface Laid {
  readonly tp: number;
  readonly pp: number;
  readonly ep: number;
  readonly dp: number | null;
}

const same = (a: Laid, b: Laid): boolean => a.tp === b.tp && a.pp === b.pp && a.ep === b.ep && a.dp === b.dp;

interface Measure {
  readonly base: Base;
  readonly forecast: Forecast;
  readonly model: MemoryModel | null;
  /** Of the chosen layout: what it says beside of experts and chunks holds for all. */
  readonly degrees: PartialDegrees;
  readonly capacity: number | null;
}

function measured(
  { base, forecast, model, degrees, capacity }: Measure,
  at: Setting,
): Pick<Point, 'degrees' | 'memory' | 'tokensPerGpu' | 'fits'> {
  const { tp, pp, ep, cp, micro_batch: microBatch, micro_batches: microBatches } = at;
  const dp = at.dp ?? 1;
  const etp = degrees.etp === degrees.tp && (degrees.tp ?? 1) > 1 ? tp : degrees.etp;
  const laid = { degrees: { ...degrees, tp, pp, ep, cp, dp, etp }, microBatch, microBatches };
  const likely = model?.expected(laid, base.meaning, at.gpus);
  const share = recomputedShare[at.recompute ?? likely?.recompute ?? 'none'];
  return {
    degrees: { tp, pp, ep, dp },
    memory: likely?.bytes ?? null,
    tokensPerGpu: forecast.speed(at, share)?.tokensPerGpu ?? null,
    fits: likely && capacity !== null ? likely.bytes <= capacity : null,
  };
}
