/** What an estimate takes for granted, by how much it matters. */
import { adapterShare } from './adapters.ts';
import { type ComponentId, componentNames } from './components.ts';
import type { Default } from './defaults.ts';
import { type Estimator, type Figures, type Pins, sum } from './estimator.ts';
import { byteRange, figure } from './figures.ts';
import type { MemoryInput } from './memory-input.ts';
import { sizeableRange } from './range.ts';
import type { Reading } from './readings.ts';

/** Something that an estimate takes for granted, and the bytes that it moves. */
export interface Assumption {
  readonly text: string;
  readonly weight: number;
  /** The same without sources and without what each choice comes to, where it stands alone. */
  readonly brief?: string;
}

/** Everything that widened the interval, by how much. */
export function assumptions(estimator: Estimator, input: MemoryInput, covered: readonly Reading[], stage: number): Assumption[] {
  const layout = covered[covered.length - 1]?.layout;
  if (!layout) return [];
  const list: Assumption[] = [];
  const at = (pins: Pins): Figures => estimator.figures('high', layout, stage, pins);
  const base = at({});
  const unset = (value: unknown): boolean => value === null || value === undefined;
  // both ends of each choice: what else is open widens them all
  const recomputeChoices = (): string => {
    const ranges = (['none', 'selective', 'full'] as const).map((choice) => {
      const other = estimator.recomputing(choice);
      return { choice, low: other.figures('low', layout, stage).activations, high: other.figures('high', layout, stage).activations };
    });
    const low = Math.min(...ranges.map((range) => range.low));
    const high = Math.max(...ranges.map((range) => range.high));
    return `${byteRange(low, high)} (${ranges.map((range) => `${range.choice} ${byteRange(range.low, range.high)}`).join(', ')})`;
  };
  const consider = (missing: boolean, pins: Pins, id: ComponentId | 'total', name: string, choices?: () => string): void => {
    if (!missing) return;
    const pinned = at(pins);
    const low = id === 'total' ? sum(pinned) : pinned[id];
    const high = id === 'total' ? sum(base) : base[id];
    if (high - low < 0.01 * sum(base)) return;
    const moves = `${name} not stated: ${id === 'total' ? 'total' : componentNames[id]}`;
    const brief = `${moves} ${byteRange(low, high)}`;
    list.push({ text: choices ? `${moves} ${choices()}` : brief, brief, weight: sum(base) - sum(pinned) });
  };
  if (input.mode !== 'inference') {
    consider(unset(input.recompute), { recompute: 'low' }, 'activations', 'recompute', recomputeChoices);
    consider(unset(input.flashAttention), { flash: 'low' }, 'activations', 'flash attention');
    consider(unset(input.sequenceParallel) && layout.denseShards > 1, { sequenceParallel: 'low' }, 'activations', 'sequence parallelism');
    consider(unset(input.kernels), { kernels: 'low', dropout: 'low' }, 'activations', 'fused kernels');
    consider(
      unset(input.zeroStage) && layout.denseReplicas > 1,
      { zero: 'low' },
      'total',
      'sharding of state over data parallel ranks (ZeRO, FSDP)',
    );
    consider(input.openReplicas === true, { replicas: 'low' }, 'total', 'number of GPUs');
    consider(unset(input.gradientPrecision), { gradients: 'low' }, 'total', 'precision of gradients and their copies');
    consider(unset(input.microBatch) && unset(input.microBatches), { microBatch: 'low' }, 'total', 'micro-batch');
    consider(
      unset(input.schedule) && unset(input.degrees.vpp) && layout.stages > 1,
      { schedule: 'low' },
      'activations',
      'pipeline schedule',
    );
    consider(unset(input.chunkedLoss), { loss: 'low' }, 'logits', 'how the loss keeps its logits');
  }
  consider(unset(input.sequenceLength), { sequence: 'low' }, 'total', 'sequence length');
  if (typeof input.sequenceLength === 'object' && input.sequenceLength && input.sequenceLength.low !== input.sequenceLength.high) {
    const short = at({ sequence: 'low' });
    list.push({
      text: `sequence length ${figure(input.sequenceLength.low)} to ${figure(input.sequenceLength.high)}: total ${byteRange(sum(short), sum(base))}`,
      weight: sum(base) - sum(short),
    });
  }
  const modelLow = at({ model: 'low' });
  for (const text of estimator.profile.assumptions) list.push({ text, weight: Math.abs(sum(base) - sum(modelLow)) });
  if (covered.length > 1) {
    const totals = covered.map((c) => sum(estimator.figures('high', c.layout, stage)));
    const names = [...new Set(covered.map((c) => c.meaning))];
    const spread = Math.max(...totals) - Math.min(...totals);
    const text =
      names.length > 1
        ? `meaning of EP not stated (${names.join(', ')}): total ${byteRange(Math.min(...totals), Math.max(...totals))}`
        : `expert tensor parallel size not stated (${covered.map((c) => c.layout.expertTensor).join(' or ')}): total ${byteRange(Math.min(...totals), Math.max(...totals))}`;
    if (spread > 0) list.push({ text, weight: spread });
  }
  if (input.mode !== 'inference' && input.adapters) {
    const { low, high } = adapterShare(estimator.profile.high.dimensions, input.adapterRank);
    const rank = input.adapterRank ? ` rank ${input.adapterRank},` : '';
    list.push({ text: `adapters of${rank} ${figure(low * 100)} to ${figure(high * 100)} % of the parameters, the rest frozen`, weight: 0 });
  }
  if (input.mode !== 'inference' && input.offload)
    list.push({
      text: `${input.offload === 'parameters' ? 'weights and optimizer states are' : 'optimizer states are'} in host memory`,
      weight: 0,
    });
  if (input.mode === 'inference') {
    if (input.servingEngine)
      list.push({
        text: 'KV cache of one sequence: an engine that pages its cache starts as soon as one fits, the others are its room',
        weight: 0,
      });
    else if (unset(input.sequences) && unset(input.globalBatch) && unset(input.replicaBatch))
      list.push({ text: 'concurrent sequences not stated: KV cache of one', weight: base.kvCache });
    const range = sizeableRange(input.sequences);
    if (range && range.low !== range.high) {
      const few = at({ sequences: 'low' });
      list.push({
        text: `${figure(range.low)} to ${figure(range.high)} sequences at once: KV cache ${byteRange(few.kvCache, base.kvCache)}`,
        weight: base.kvCache - few.kvCache,
      });
    }
    consider(unset(input.batchedTokens), { batchedTokens: 'low' }, 'activations', 'tokens per forward pass');
    if (unset(input.kvPrecision)) list.push({ text: 'KV cache in 16 bits', weight: base.kvCache / 2 });
    if (unset(input.precision)) list.push({ text: 'weights in 16 bits', weight: base.weights / 2 });
  } else if (unset(input.precision)) {
    list.push({ text: 'precision not stated: mixed 16-bit training with fp32 master weights', weight: 0 });
  }
  if (input.mode !== 'inference' && unset(input.optimizer)) list.push({ text: 'optimizer not stated: Adam', weight: 0 });
  return list.sort((a, b) => b.weight - a.weight);
}

/** What the named framework is taken to do, and what the total would be were it left open. */
export function assumedDefaults(
  estimator: Estimator,
  covered: readonly Reading[],
  stage: number,
  defaults: readonly Default[],
): Assumption[] {
  const layout = covered[covered.length - 1]?.layout;
  if (!layout) return [];
  const ends = (of: Estimator): { low: number; high: number } => ({
    low: sum(of.figures('low', layout, stage)),
    high: sum(of.figures('high', layout, stage)),
  });
  const own = ends(estimator);
  return defaults.map(({ field, text, source }) => {
    const open = ends(estimator.without(field));
    const weight = Math.max(0, open.high - own.high) + Math.max(0, own.low - open.low);
    const other =
      weight > 0.01 * own.high ? `: left open, the total is ${byteRange(Math.min(open.low, own.low), Math.max(open.high, own.high))}` : '';
    return { text: `${text}${other} [${source}]`, brief: `${text}${other}`, weight };
  });
}

/** What is only usual, and moves nothing but the expected figure. */
export const usualText = (usual: readonly Default[]): Assumption[] =>
  usual.length === 0
    ? []
    : [
        {
          text: `the expected figure takes ${usual.map(({ text }) => text.replace(/, as is usual$/, '')).join(', ')}, as is usual`,
          weight: 0,
        },
      ];
