import { figure } from '../../notation/write.ts';
import { acceptsReading } from '../../physics/layout.ts';
import { constraintsOf } from '../../repair/constraints.ts';
import { divisors } from '../../repair/layouts.ts';
import type { Base } from './base.ts';
import type { ControlId, NumberId } from './control-ids.ts';
import { type Chosen, formats, recomputes, type Setting, settingOf } from './setting.ts';

/** A value that a control offers. */
export interface Option {
  readonly value: number | string;
  readonly label: string;
  /** `doubtful` runs, and is not what one would do. */
  readonly state: 'allowed' | 'doubtful' | 'forbidden';
  /** Why not, or what the doubt is: `64 heads`, `node of 8`. */
  readonly why: string | null;
}

export interface Control {
  readonly id: ControlId;
  /** `TP`. */
  readonly label: string;
  /** `tensor parallel`. */
  readonly name: string;
  /** Null where the plan says nothing and nothing was chosen. */
  readonly value: number | string | null;
  /** Worked out from the others. */
  readonly follows: boolean;
  readonly options: readonly Option[];
}

const names: Readonly<Record<ControlId, readonly [label: string, name: string]>> = {
  tp: ['TP', 'tensor parallel'],
  pp: ['PP', 'pipeline stages'],
  vpp: ['VPP', 'chunks of each stage'],
  ep: ['EP', 'expert parallel'],
  cp: ['CP', 'context parallel'],
  dp: ['DP', 'replicas'],
  gpus: ['GPUs', 'in all'],
  micro_batch: ['Micro-batch', 'sequences'],
  seq_len: ['Sequence', 'tokens'],
  recompute: ['Recompute', 'of activations'],
  precision: ['Precision', 'of weights'],
};

const powers = (to: number, from = 1): number[] => {
  const out: number[] = [];
  for (let value = from; value <= to; value *= 2) out.push(value);
  return out;
};

/** Degrees that are no power of two are tried up to here. */
const mostOdd = 64;

/** Values worth a try beside the present one. Powers of two are what people ask for; of others only those are shown that are allowed. */
function tried(base: Base, setting: Setting, id: NumberId): readonly number[] {
  const { request } = base;
  switch (id) {
    case 'tp':
      return powers(Math.min(64, Math.max(8, request.heads ?? 8)));
    case 'pp':
      return powers(Math.min(64, request.layers ?? 64));
    case 'vpp':
      return powers(8);
    case 'ep':
      return powers(Math.min(512, request.experts ?? 1));
    case 'cp':
      return powers(16);
    case 'dp':
      return powers(Math.min(4096, Math.max(64, 4 * (setting.dp ?? 1))));
    case 'gpus':
      return [0.125, 0.25, 0.5, 1, 2, 4, 8].map((factor) => factor * base.gpus).filter(Number.isInteger);
    case 'micro_batch':
      return powers(32);
    case 'seq_len':
      return powers(131_072, 1024);
  }
}

/** What a degree shares out evenly, for its values that are no powers of two; 1 where that is not known. */
const cutBy = ({ request }: Base, id: NumberId): number =>
  (id === 'tp' ? request.heads : id === 'pp' ? request.layers : id === 'ep' ? request.experts : null) ?? 1;

const isPower = (value: number): boolean => Number.isInteger(Math.log2(value));

/** The controls of a setting, each value with what speaks against it. */
export function controlsOf(base: Base, chosen: Chosen): Control[] {
  const setting = settingOf(base, chosen);
  const serves = base.input.mode === 'inference';
  const mixture = (base.request.experts ?? 1) > 1 || setting.ep > 1;
  const shown: NumberId[] = [
    'tp',
    'pp',
    ...(serves ? [] : (['vpp'] as const)),
    ...(mixture ? (['ep'] as const) : []),
    'cp',
    'dp',
    'gpus',
    ...(serves ? [] : (['micro_batch'] as const)),
    'seq_len',
  ];
  return [
    ...shown.map((id) => numberControl(base, chosen, setting, id)),
    ...(serves ? [] : [wordControl('recompute', setting.recompute, recomputes)]),
    wordControl('precision', setting.precision, serves ? servedFormats : trainedFormats),
  ];
}

const trainedFormats = formats.filter((format) => ['fp32', 'bf16', 'fp16', 'fp8', 'mxfp8', 'nvfp4'].includes(format));
const servedFormats = formats.filter((format) => ['bf16', 'fp16', 'fp8', 'int8', 'int4', 'nvfp4', 'mxfp4'].includes(format));

function wordControl(id: 'recompute' | 'precision', value: string | null, words: readonly string[]): Control {
  const [label, name] = names[id];
  const all = value === null || words.includes(value) ? words : [value, ...words];
  return {
    id,
    label,
    name,
    value,
    follows: false,
    options: all.map((word) => ({ value: word, label: word, state: 'allowed', why: null })),
  };
}

function numberControl(base: Base, chosen: Chosen, setting: Setting, id: NumberId): Control {
  const [label, name] = names[id];
  const value = setting[id];
  const cut = cutBy(base, id);
  const odd = divisors(cut).filter((each) => each <= mostOdd);
  const planned = settingOf(base, {})[id];
  const stated = [value, planned].filter((each) => each !== null);
  const worthTrying = tried(base, setting, id);
  const values = [...new Set([...worthTrying, ...stated, ...odd])].sort((a, b) => a - b);
  const options = values.flatMap((each): Option[] => {
    const option = optionOf(base, chosen, id, each);
    const extra = !worthTrying.includes(each) && !stated.includes(each);
    return extra && (option.state !== 'allowed' || isPower(each)) ? [] : [option];
  });
  const { sequenceLength } = base.input;
  // memory covers all of a stated range
  const ranges = id === 'seq_len' && chosen.seq_len === undefined && typeof sequenceLength === 'object' && sequenceLength !== null;
  const words = ranges ? `${name}, ${figure(sequenceLength.low, 8)} to ${figure(sequenceLength.high, 8)}` : name;
  return { id, label, name: words, value, follows: chosen.dp === undefined ? id === 'dp' : id === 'gpus', options };
}

function optionOf(base: Base, chosen: Chosen, id: NumberId, value: number): Option {
  const label = figure(value, 8);
  const against = objections(base, chosen, id, value);
  if (against.length > 0) return { value, label, state: 'forbidden', why: against.join(', ') };
  const doubt = doubtOf(base, id, value);
  return { value, label, state: doubt ? 'doubtful' : 'allowed', why: doubt };
}

/** What was chosen with another value for one of the controls. */
export function withValue(chosen: Chosen, id: NumberId, value: number): Chosen {
  const { dp, gpus, ...rest } = chosen;
  if (id === 'dp') return { ...rest, dp: value };
  if (id === 'gpus') return { ...rest, gpus: value };
  return { ...chosen, [id]: value };
}

/** Why a value cannot be had, everything else as it is; what the model forbids comes first. Empty where nothing speaks against it. */
export function objections(base: Base, chosen: Chosen, id: NumberId, value: number): string[] {
  const setting = settingOf(base, withValue(chosen, id, value));
  const all = [...shapeObjections(base, setting, id), ...clusterObjections(base, setting, id), ...batchObjections(base, setting, id)];
  return [...new Set(all)];
}

function shapeObjections({ request }: Base, setting: Setting, id: NumberId): string[] {
  const constraints = constraintsOf(request, setting.vpp);
  const failing = (degree: 'tp' | 'pp' | 'ep'): string[] =>
    constraints[degree].filter(({ keeps }) => !keeps(setting[degree])).map(({ what }) => what);
  if (id === 'vpp')
    return failing('pp').map((what) => `${what.replace(/ in VPP \d+$/, '')} in PP ${setting.pp}`.replace(/^VPP.*/, 'no stages'));
  if (id === 'cp' && setting.seq_len !== null && setting.seq_len % setting.cp !== 0) return [`${figure(setting.seq_len, 8)} tokens`];
  return id === 'tp' || id === 'pp' || id === 'ep' ? failing(id) : [];
}

const laying: ReadonlySet<NumberId> = new Set<NumberId>(['tp', 'pp', 'ep', 'cp', 'dp', 'gpus']);

function clusterObjections(base: Base, setting: Setting, id: NumberId): string[] {
  if (!laying.has(id)) return [];
  const { dp, gpus, tp, pp, ep, cp } = setting;
  const factors = { tp, pp, cp, ...(base.meaning === 'factor' ? { ep } : {}) };
  const beside = Object.entries(factors)
    .filter(([name, value]) => name !== id && value > 1)
    .map(([name, value]) => `${name.toUpperCase()} ${value}`);
  if (dp === null) return [[...(id === 'gpus' ? [] : [gpuText(gpus)]), ...beside].join(', ')];
  const etp = base.input.degrees.etp;
  if (acceptsReading({ tp, pp, ep, cp, dp, ...(etp && etp !== base.degrees.tp ? { etp } : {}) }, gpus, base.meaning)) return [];
  if (base.meaning === 'inside-data') return [id === 'ep' ? `DP ${figure(dp, 8)}` : `EP ${ep} inside DP`];
  return [id === 'ep' ? `${gpuText(gpus / pp)} a stage` : `EP ${ep} over the GPUs of a stage`];
}

const gpuText = (gpus: number): string => `${figure(gpus, 8)} ${gpus === 1 ? 'GPU' : 'GPUs'}`;

function batchObjections({ globalBatch, input }: Base, setting: Setting, id: NumberId): string[] {
  const { dp, micro_batch: size } = setting;
  if (globalBatch === null || dp === null || input.mode === 'inference') return [];
  const replicas = id === 'dp' || id === 'gpus' ? '' : ` for DP ${figure(dp, 8)}`;
  if (globalBatch % dp !== 0) return laying.has(id) ? [`a batch of ${figure(globalBatch, 8)}${replicas}`] : [];
  if (size === null || (globalBatch / dp) % size === 0) return [];
  // a micro-batch that does not divide the plan's own batch is in question itself
  const held = input.microBatch === size && globalBatch % size !== 0;
  return held || !(laying.has(id) || id === 'micro_batch') ? [] : [`${figure(globalBatch / dp, 8)} sequences for each replica`];
}

function doubtOf({ node, nodeKnown }: Base, id: NumberId, value: number): string | null {
  if (id !== 'tp' || (value <= node && node % value === 0)) return null;
  return `node of ${node}${nodeKnown ? '' : ', as is usual'}`;
}
