/** What would make a plan fit. */
import { byteRange, figure } from './figures.ts';
import type { PartialDegrees } from './layout.ts';
import type { MemoryInput } from './memory-input.ts';
import { quickModel, type Room, roomOf } from './memory-model.ts';
import { isQuantised } from './precision.ts';
import type { ModelProfile } from './profile.ts';
import { type Range, sizeableRange } from './range.ts';

/** A change of the plan, and what the fullest GPU would hold then. */
export interface Advice {
  readonly change: string;
  readonly total: Range;
  /** Whether it surely fits then. */
  readonly certain: boolean;
}

/** `full recompute: 23 to 61 GB`. */
export const adviceText = ({ change, total, certain }: Advice): string =>
  `${change}: ${byteRange(total.low, total.high)}${certain ? '' : ', may fit'}`;

/** At most this many changes are worth reading. */
const adviceShown = 4;

/**
 * Changes that make the plan fit: those after which it surely fits; failing that those that help most, so far as they make the difference
 * between "cannot" and "may", or bring the upper end down by a tenth. What needs no more GPUs comes first.
 */
export function advice(input: MemoryInput, profile: ModelProfile, capacity: number): Advice[] {
  const tries = input.mode === 'inference' ? servingChanges(input) : trainingChanges(input);
  const figuresOf = (change: Partial<MemoryInput>): { readonly total: Range; readonly room: Room } | null => {
    const changed = { ...input, ...change };
    const model = quickModel(changed, profile);
    // More GPUs than stated: the count follows from the degrees.
    const where = [input.epMeaning ?? null, change.degrees ? null : (input.gpus ?? null)] as const;
    const total = model.total(changed.degrees, ...where);
    return total && { total, room: roomOf(total.low, model.expected({ degrees: changed.degrees }, ...where)?.bytes ?? null, capacity) };
  };
  const before = figuresOf({})?.total;
  const weighed = tries.flatMap(({ text, change }) => {
    const figures = figuresOf(change);
    return figures ? [{ change: text, ...figures, certain: figures.total.high <= capacity, grows: change.degrees !== undefined }] : [];
  });
  const sure = weighed.filter(({ certain }) => certain);
  const possible = weighed.filter(
    ({ total }) => total.low <= capacity && before && (before.low > capacity || total.high < 0.9 * before.high),
  );
  possible.sort((x, y) => x.room - y.room || Number(x.grows) - Number(y.grows) || x.total.high - y.total.high);
  return (sure.length > 0 ? sure : possible).slice(0, adviceShown).map(({ change, total, certain }) => ({ change, total, certain }));
}

interface Change {
  readonly text: string;
  readonly change: Partial<MemoryInput>;
}

/** The plan with one degree doubled, and the GPUs with it. */
const onMoreGpus = (degrees: PartialDegrees): Change[] =>
  (['tp', 'pp'] as const).map((name) => {
    const doubled = (degrees[name] ?? 1) * 2;
    return { text: `${name.toUpperCase()} ${doubled} on twice the GPUs`, change: { degrees: { ...degrees, [name]: doubled } } };
  });

function servingChanges(input: MemoryInput): Change[] {
  const changes: Change[] = [];
  if (!input.kvPrecision || !isQuantised(input.kvPrecision)) changes.push({ text: 'KV cache in fp8', change: { kvPrecision: 'fp8' } });
  if (!input.precision || !isQuantised(input.precision)) changes.push({ text: 'weights in fp8', change: { precision: 'fp8' } });
  const sequences = sizeableRange(input.sequences)?.high ?? 1;
  const fewer = Math.floor(sequences / 2);
  if (fewer >= 1) changes.push({ text: `${figure(fewer)} concurrent sequences`, change: { sequences: fewer } });
  return [...changes, ...onMoreGpus(input.degrees)];
}

function trainingChanges(input: MemoryInput): Change[] {
  const { degrees } = input;
  const changes: Change[] = [];
  const zero = input.zeroStage ?? null;
  const tensor = (degrees.tp ?? 1) > 1;
  const all: { -readonly [K in keyof MemoryInput]?: MemoryInput[K] } = {};
  const names: string[] = [];
  const and = (missing: boolean, name: string, change: Partial<MemoryInput>): void => {
    if (!missing) return;
    names.push(name);
    Object.assign(all, change);
  };
  and(input.flashAttention !== true, 'flash attention', { flashAttention: true });
  and(input.recompute !== 'full', 'full recompute', { recompute: 'full' });
  and(tensor && input.sequenceParallel !== true, 'sequence parallelism', { sequenceParallel: true });
  and(zero === null || zero < 1, 'ZeRO-1', { zeroStage: 1 });
  and(input.chunkedLoss !== true, 'a chunked loss', { chunkedLoss: true });
  if (tensor && input.sequenceParallel !== true) changes.push({ text: 'sequence parallelism', change: { sequenceParallel: true } });
  if (input.flashAttention !== true) changes.push({ text: 'flash attention', change: { flashAttention: true } });
  if (input.chunkedLoss !== true) changes.push({ text: 'a chunked or fused loss', change: { chunkedLoss: true } });
  if (zero === null || zero < 1) changes.push({ text: 'a distributed optimizer (ZeRO-1)', change: { zeroStage: 1 } });
  if ((zero ?? 0) < 3 && (degrees.pp ?? 1) === 1) changes.push({ text: 'full sharding (ZeRO-3, FSDP)', change: { zeroStage: 3 } });
  if (input.recompute !== 'full') changes.push({ text: 'full recompute', change: { recompute: 'full' } });
  if (input.microBatch && input.microBatch > 1) {
    const half = Math.ceil(input.microBatch / 2);
    if (half > 1) changes.push({ text: `micro-batch ${figure(half)}`, change: { microBatch: half, microBatchFollows: false } });
    changes.push({ text: 'micro-batch 1', change: { microBatch: 1, microBatchFollows: false } });
  }
  if (names.length > 1) changes.push({ text: `${names.slice(0, -1).join(', ')} and ${names.at(-1)} together`, change: all });
  return [...changes, ...onMoreGpus(degrees)];
}
