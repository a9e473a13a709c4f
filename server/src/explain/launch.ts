import { candidates, degreeSlots } from '../frameworks/candidates.ts';
import type { Bound, Launch } from '../frameworks/launch.ts';
import { acceleratorOf } from '../frameworks/serving.ts';
import { type Slot, slotName, slotSymbol } from '../frameworks/slots.ts';
import { productText, worldOf } from '../frameworks/world.ts';
import { figure } from '../notation/write.ts';
import { keepsAttentionWide } from '../physics/checkpoints.ts';
import type { PartialDimensions } from '../physics/dimensions.ts';
import { type Accelerator, findAccelerators } from '../physics/gpus.ts';
import { estimateMemory, type MemoryEstimate } from '../physics/memory.ts';
import type { MemoryInput } from '../physics/memory-input.ts';
import type { KnownModel } from '../physics/models.ts';
import {
  acceleratorOf as acceleratorOfPlan,
  capacityText,
  gpuCapacity,
  memoryInput,
  modelName,
  practiceInput,
  weightFormat,
} from '../plan/facts.ts';
import { modelOf as modelOfPlan } from '../plan/model-file.ts';
import type { Plan } from '../plan/plan.ts';
import { isServer, type Practice, practiceOf, practiceWithin, servingEngineOf } from '../plan/practice.ts';
import { proseNumbers } from '../plan/prose-numbers.ts';
import { inertName } from '../text/inert.ts';
import { contains, type Span, span } from '../text/span.ts';
import { degreeIds } from '../vocabulary/quantities.ts';
import { memoryLines } from './memory-text.ts';

/** A number of a launch, at a place of the document. */
export interface LaunchNumber {
  readonly launch: Launch;
  readonly slot: Slot;
  readonly bound: Bound;
  /** The number, or the name that leads to it. */
  readonly span: Span;
}

/** What stands between the offset and the number: the rest of a key or flag, and what parts them. */
const lead = /^[\w./-]*["']?[ \t]*[:=]?[ \t]*(?:,?[ \t\r]*\n\s*(?:-\s*)?|&[\w-]+\s+)?["']?$/;
const longestLead = 90;

/** The number of a launch at `offset`, or the one that the key or flag there leads to. */
export function launchNumberAt(plan: Plan, offset: number): LaunchNumber | null {
  const text = plan.facts.document.plain;
  let behind: LaunchNumber | null = null;
  for (const launch of plan.launches.launches) {
    for (const [slot, bound] of launch.input.numbers) {
      const { place } = bound;
      if (!place || bound.source === 'comment') continue;
      if (contains(place, offset)) return { launch, slot, bound, span: place };
      if (offset >= place.start || place.start - offset > longestLead || (behind?.bound.place && behind.bound.place.start < place.start))
        continue;
      const name = nameAt(text, offset);
      if (name && lead.test(text.slice(offset, place.start))) behind = { launch, slot, bound, span: name };
    }
  }
  return behind;
}

/** The key or flag around `offset`. */
function nameAt(text: string, offset: number): Span | null {
  const part = (at: number): boolean => /[\w./-]/.test(text[at] ?? '');
  let start = offset;
  let end = offset;
  while (start > 0 && part(start - 1) && offset - start < longestLead) start--;
  while (end < text.length && part(end) && end - offset < longestLead) end++;
  return /[A-Za-z]/.test(text.slice(start, end)) ? span(start, end) : null;
}

/** What a number of a launch means to its framework, in markdown. */
export function launchText(plan: Plan, { launch, slot, bound }: LaunchNumber): string {
  const symbol = slotSymbol(slot);
  const name = slotName(slot);
  const title = `**${name}${symbol === name ? '' : ` (${symbol})`}** = ${figure(bound.value, 6)} · ${launch.engine.title}${launch.name === '' ? '' : ` · _${inertName(launch.name)}_`}`;
  const shapes = degreeSlots.has(slot) || counted.has(slot);
  if (!shapes && !fills.has(slot)) return title;
  const estimate = launchMemory(plan, launch);
  if (!shapes) return [title, ...(estimate ? memoryLines(estimate) : [])].join('\n\n');
  const values = candidates(launch, slot);
  return [
    [title, ...worldLines(launch)].join(' · '),
    [...sharesOf(launch, slot), ...(values.length > 1 ? [`may be ${values.join(', ')}`] : [])].join('; '),
    ...(estimate ? memoryLines(estimate) : []),
  ]
    .filter((line) => line !== '')
    .join('\n\n');
}

const counted: ReadonlySet<Slot> = new Set<Slot>(['gpus', 'nodes', 'gpus_per_node', 'gpus_per_pod', 'pods']);

/** What decides how full a GPU is, beside its share of the model. */
const fills: ReadonlySet<Slot> = new Set<Slot>([
  'seq_len',
  'max_model_len',
  'max_seqs',
  'max_batched_tokens',
  'memory_fraction',
  'dcp',
  'micro_batch',
  'micro_batches',
  'global_batch',
  'zero_stage',
]);

function worldLines(launch: Launch): string[] {
  const { factors, size, perReplica, gpus } = worldOf(launch);
  const out: string[] = [];
  if (size !== null && factors.length > 0) out.push(`\`${productText(factors)} = ${figure(size)}\` GPUs`);
  else if (perReplica !== null) out.push(`\`${productText(factors)} = ${figure(perReplica)}\` GPUs for each copy of the model`);
  if (gpus !== null && gpus !== size) out.push(`${figure(gpus)} GPUs are there`);
  return out;
}

/** What one rank, stage or GPU gets, and how many groups there are: `28 heads ÷ 4 = 7 on each GPU`. */
export function sharesOf(launch: Launch, slot: Slot): string[] {
  const degree = launch.value(slot);
  if (!degree || !degreeSlots.has(slot)) return [];
  const out: string[] = [];
  const { size } = worldOf(launch);
  if (size !== null && degree > 1 && size % degree === 0 && slot !== 'dp_local' && slot !== 'vpp')
    out.push(`${figure(size / degree)} ${size === degree ? 'group' : 'groups'} of ${degree} ranks`);
  for (const [whole, what, each] of cuts[slot] ?? []) {
    const total = launch.value(whole);
    if (total !== undefined && total % degree === 0) out.push(`${figure(total)} ${what} ÷ ${degree} = ${figure(total / degree)} ${each}`);
  }
  return out;
}

type Cut = readonly [whole: Slot, what: string, each: string];
const cuts: Readonly<Partial<Record<Slot, readonly Cut[]>>> = {
  tp: [
    ['heads', 'heads', 'on each rank'],
    ['kv_heads', 'KV heads', 'on each rank'],
  ],
  pp: [['layers', 'layers', 'on each stage']],
  ep: [['experts', 'experts', 'on each rank']],
  cp: [['seq_len', 'tokens', 'on each rank']],
  sp: [['heads', 'heads', 'on each rank']],
  dp: [['global_batch', 'sequences', 'for each copy of the model']],
};

/** What a config or command launches, its dialect knows best; the model may be one that it only names. */
export const speaksByLaunch = (plan: Plan): boolean =>
  plan.launches.whole || (plan.launches.launches.length > 0 && (!degreeIds.some((id) => plan.values.has(id)) || launchesAll(plan)));

/** Whether the only launch of a page is where all of its degrees stand. */
function launchesAll({ launches, byId }: Plan): boolean {
  const [only, ...others] = launches.launches;
  if (!only || others.length > 0) return false;
  return degreeIds.every((id) => (byId.get(id) ?? []).every(({ number }) => contains(only.at, number.span.start)));
}

/** What one GPU of the launch holds, as far as the model is known; null where it is not. */
export function launchMemory(plan: Plan, launch: Launch): MemoryEstimate | null {
  const input = memoryInputOf(plan, launch);
  return input ? estimateMemory(input, { assume: true }) : null;
}

/** What was taken from the catalog for the estimate, in words. */
export function launchFacts(plan: Plan, launch: Launch): string[] {
  const accelerator = acceleratorBeside(plan, launch);
  const model = modelOf(plan, launch);
  const open =
    replicasOf(plan, launch) === null && isServer(launch.engine) && !practiceOf(plan).dpAttention
      ? ['data parallel size not stated: nothing is shared among replicas']
      : [];
  return [...open, ...(model ? [`dimensions of ${model.name}`] : []), ...(accelerator ? [capacityText(accelerator)] : [])];
}

/** The accelerator of the launch or of its page, else the one that comments of its config name. */
function acceleratorBeside(plan: Plan, launch: Launch): Accelerator | null {
  const own = acceleratorOf(launch) ?? acceleratorOfPlan(plan);
  if (own) return own;
  const told = (launch.input.comments ?? []).flatMap(({ text }) => findAccelerators(text));
  const [first] = told;
  return first && told.every(({ memory }) => memory === first.memory) ? first : null;
}

/** What switches say of the shape; a Megatron-LM script that is whole has two matrices and one table unless it says otherwise. */
function shapeOf(plan: Plan, launch: Launch): Pick<PartialDimensions, 'gated' | 'tied' | 'moe'> {
  const { gated, tied, experts: said } = plan.launches.launches.length === 1 ? practiceOf(plan) : practiceWithin(plan, launch.at);
  const whole = launch.engine.id === 'megatron' && isScript(plan, launch);
  const experts = launch.value('experts');
  const ffn = said.ffn ?? launch.value('ffn');
  const moe = experts !== undefined && experts > 1 ? { experts, topK: said.topK, ffn, sharedFfn: said.sharedFfn } : undefined;
  return { gated: gated ?? (whole ? false : undefined), tied: tied ?? (whole ? true : undefined), moe };
}

/** A command line whose every argument is known. */
const isScript = (plan: Plan, { closed, at }: Launch): boolean =>
  closed && /\s--[a-z]/.test(plan.facts.document.plain.slice(at.start, at.end));

/** The model of the launch; of one that leaves it open, as configs of ZeRO and FSDP do, the one that its document names. */
function modelOf(plan: Plan, launch: Launch): KnownModel | null {
  const words = launch.words('model')?.text;
  // the folder of a checkpoint is its own; a name that the catalog lacks is another model than the page's
  const isOwn = words === undefined ? !isServer(launch.engine) : /^\.{1,2}\//.test(words);
  return launch.model ?? (plan.launches.launches.length === 1 && isOwn ? modelOfPlan(plan) : null);
}

/** GPUs of the launch; of the only one of a document, those that it tells beside. */
const gpusOf = (plan: Plan, launch: Launch): number | undefined =>
  plainReplicas(launch)?.gpus ??
  worldOf(launch).size ??
  launch.value('gpus') ??
  (isServer(launch.engine) ? undefined : (plan.values.get('gpus') ?? proseNumbers(plan).gpus ?? undefined));

/** Where a trainer states no copies of the model, whatever its axes are by default, all processes are copies (Accelerate). */
function plainReplicas(launch: Launch): { readonly gpus: number; readonly dp: number } | null {
  const { dp, size, gpus } = worldOf(launch);
  const stated = (['dp', 'dp_replicate', 'dp_shard'] as const).some((slot) => launch.states(slot));
  if (isServer(launch.engine) || stated || dp !== 1 || size === null || gpus === null || gpus === size || gpus % size !== 0) return null;
  return { gpus, dp: gpus / size };
}

/** Replicas of the launch, by its own degrees or by what they leave of the GPUs. */
function replicasOf(plan: Plan, launch: Launch): number | null {
  const plain = plainReplicas(launch);
  if (plain) return plain.dp;
  const { dp } = worldOf(launch);
  if (dp !== null || isServer(launch.engine) || plan.launches.launches.length > 1) return dp;
  const each = (['tp', 'pp', 'cp'] as const).reduce((product, slot) => product * (launch.value(slot) ?? 1), 1);
  const left = (gpusOf(plan, launch) ?? Number.NaN) / each;
  return Number.isSafeInteger(left) ? left : null;
}

/** All that an estimate of what is launched can use; null where too little is known. */
export function memoryInputOf(plan: Plan, launch: Launch): MemoryInput | null {
  const model = modelOf(plan, launch);
  const value = (slot: Slot): number | undefined => launch.value(slot);
  const stated: PartialDimensions = {
    layers: value('layers'),
    hidden: value('hidden'),
    ffn: value('ffn'),
    heads: value('heads'),
    kvHeads: value('kv_heads'),
    headDim: value('head_dim'),
    vocab: value('vocab'),
    ...shapeOf(plan, launch),
  };
  // without these nothing can be said of weights
  if (!model && (stated.layers === undefined || stated.hidden === undefined || stated.heads === undefined)) return null;
  const serving = isServer(launch.engine);
  const alone = plan.launches.launches.length === 1;
  const own = alone ? practiceOf(plan) : practiceWithin(plan, launch.at);
  const practice = { ...own, mode: serving ? ('inference' as const) : ('training' as const) };
  const name = launch.words('model')?.text ?? (model ? modelName(plan) : null);
  const zero = value('zero_stage');
  const dp = replicasOf(plan, launch);
  const meaning = launch.engine.expertParallel;
  const cut = [value('tp'), value('pp'), value('cp'), value('ep')].some((degree) => degree !== undefined && degree > 1);
  // replicas share what they hold, by ZeRO, FSDP or as expert parallel ranks: without their number little can be said of one GPU
  if (dp === null && (serving ? launch.is('expert_parallel') === true && model?.dimensions.moe !== undefined : !cut)) return null;
  const accelerator = acceleratorBeside(plan, launch);
  const prose = proseNumbers(plan);
  // how the document trains, where it launches one thing only
  const beside: Partial<MemoryInput> = !serving && alone ? memoryInput(plan) : practiceInput(practice);
  const tp = value('tp') ?? (serving && !launch.states('tp') ? 1 : undefined);
  const known: MemoryInput = {
    mode: practice.mode,
    model: model?.dimensions ?? stated,
    parameters: model?.publishedTotal,
    precision: weightFormat(practice, name, model) ?? 'bf16',
    mixedAttention: keepsAttentionWide(name ?? '') || undefined,
    degrees: {
      tp,
      pp: value('pp'),
      // ranks that share the prefill of a sequence share its cache
      cp: value('cp') ?? value('pcp'),
      ep: serving && launch.is('expert_parallel') !== true ? undefined : value('ep'),
      etp: value('etp'),
      vpp: value('vpp'),
      dp: dp ?? undefined,
    },
    gpus: gpusOf(plan, launch),
    openReplicas: (!serving && dp === null) || undefined,
    epMeaning: meaning === 'none' ? undefined : meaning,
    zeroStage: zero === 0 || zero === 1 || zero === 2 || zero === 3 ? zero : undefined,
    globalBatch: value('global_batch'),
    ...batchesOf(launch),
    sequenceLength: value(serving ? 'max_model_len' : 'seq_len') ?? practice.sequenceLength ?? (alone ? prose.sequenceLength : undefined),
    sequences: alone ? practice.concurrency : undefined,
    capacity: acceleratorOf(launch)?.usable ?? gpuCapacity(plan) ?? accelerator?.usable,
    accelerator: accelerator?.name,
    servingEngine: serving ? servingEngineOf(launch.engine) : undefined,
    attentionReplicas: practice.dpAttention ? (value('dp') ?? tp) : undefined,
    vocabMultiple: launch.engine.id === 'megatron' ? 128 : undefined,
    ...scriptDefaults(plan, launch, practice),
  };
  return {
    ...beside,
    ...Object.fromEntries(Object.entries(known).filter(([, part]) => part !== undefined && part !== null)),
    degrees: known.degrees,
    gpus: known.gpus,
    mode: known.mode,
    model: known.model,
  };
}

/**
 * What a stage works on at once. torchtitan cuts a replica's batch under pipelining, into micro-batches of one sequence unless told otherwise
 * (pytorch/torchtitan torchtitan/config/job_config.py `pipeline_parallel_microbatch_size`).
 */
function batchesOf(launch: Launch): Pick<MemoryInput, 'microBatch' | 'microBatches' | 'replicaBatch'> {
  const microBatch = launch.value('micro_batch');
  const microBatches = launch.value('micro_batches');
  if (launch.engine.id !== 'torchtitan' || (launch.value('pp') ?? 1) === 1) return { microBatch, microBatches };
  return { microBatch: launch.value('pp_microbatch') ?? 1, microBatches, replicaBatch: microBatch };
}

/** A command that is whole says no by what it leaves out: Megatron-LM's switches are off unless given. */
function scriptDefaults(plan: Plan, launch: Launch, practice: Practice): Partial<MemoryInput> {
  if (launch.engine.id !== 'megatron' || !isScript(plan, launch)) return {};
  return {
    zeroStage: practice.zeroStage ?? 0,
    sequenceParallel: practice.sequenceParallel ?? false,
    recompute: practice.recompute ?? (practice.recomputeModules.length > 0 ? undefined : 'none'),
  };
}
