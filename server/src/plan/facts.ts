import type { MemoryInput } from '../physics/memory.ts';
import type { PartialDimensions } from '../physics/dimensions.ts';
import type { EpMeaning } from '../physics/layout.ts';
import type { NumberFormat } from '../physics/precision.ts';
import type { Range } from '../physics/range.ts';
import { namedAccelerator, namedModel } from './named.ts';
import type { Plan } from './plan.ts';
import { slice } from './reading.ts';
import { main } from './scenario.ts';
import { degreesOf, worldSizes } from './world-size.ts';

/**
 * What a plan says in words rather than figures: precision, training or serving, recomputation, sharding. Read from whole statements of the
 * plan's own scenario, and only where they are plain.
 */
export interface StatedFacts {
  readonly mode: 'training' | 'inference' | null;
  readonly precision: NumberFormat | null;
  readonly masterWeights: boolean | null;
  readonly recompute: boolean | null;
  readonly flashAttention: boolean | null;
  readonly zeroStage: 0 | 1 | 2 | 3 | null;
}

const cache = new WeakMap<Plan, StatedFacts>();

export function statedFacts(plan: Plan): StatedFacts {
  const known = cache.get(plan);
  if (known) return known;
  const { document, scenarioOf } = plan.facts;
  let training = 0;
  let inference = 0;
  let precision: NumberFormat | null = null;
  let masterWeights: boolean | null = null;
  let recompute: boolean | null = null;
  let flashAttention: boolean | null = null;
  let zeroStage: StatedFacts['zeroStage'] = null;
  for (const statement of document.statements) {
    const scenario = scenarioOf.get(statement);
    if (scenario !== undefined && scenario !== main) continue;
    const text = slice(document, statement.span).toLowerCase();
    if (/\b(?:training|optimizer|gradients?|backward)\b/.test(text)) training++;
    if (/\b(?:inference|serving|prefill|decode|ttft|tpot|kv cache|first token)\b/.test(text)) inference++;
    const format = /\b(?:precision|quantization|dtype|data type|format)\b[^a-z0-9]{0,6}(fp32|bf16|fp16|fp8|int8|int4|mxfp4|nvfp4|bfloat16)\b/.exec(text)?.[1];
    if (format && !precision) precision = (format === 'bfloat16' ? 'bf16' : format) as NumberFormat;
    if (/\bfp32 master weights?\b/.test(text)) masterWeights = true;
    if (/\b(?:activation|gradient) (?:checkpointing|recomputation)\b/.test(text) && !/\b(?:not required|consider|if needed|disabled|optional|no )\b/.test(text)) recompute = true;
    if (/\bflash ?attention\b/.test(text)) flashAttention = true;
    const zero = /\bzero[- ]?(?:stage[- ]?)?([0-3])\b/.exec(text)?.[1];
    if (zero) zeroStage = Number(zero) as StatedFacts['zeroStage'];
    if (/\bfsdp\b|\bfully sharded\b/.test(text) && zeroStage === null) zeroStage = 3;
  }
  const facts: StatedFacts = {
    mode: training > 0 && training >= inference ? 'training' : inference > 0 ? 'inference' : null, precision, masterWeights, recompute, flashAttention, zeroStage,
  };
  cache.set(plan, facts);
  return facts;
}

/** The shape that the plan states; what it leaves open is filled in from the catalog where it names a model. */
export function dimensionsOf(plan: Plan): PartialDimensions {
  const stated = statedDimensions(plan);
  const known = namedModel(plan)?.item.dimensions;
  if (!known) return stated;
  const filled: Record<string, unknown> = { ...known };
  for (const [key, value] of Object.entries(stated)) if (value !== undefined && value !== null) filled[key] = value;
  return filled as PartialDimensions;
}

function statedDimensions(plan: Plan): PartialDimensions {
  const value = (id: Parameters<typeof plan.values.get>[0]): number | undefined => plan.values.get(id);
  const experts = value('experts');
  const ffn = value('ffn');
  return {
    layers: value('layers'), hidden: value('hidden'), ffn, heads: value('heads'), kvHeads: value('kv_heads'), headDim: value('head_dim'), vocab: value('vocab'),
    moe: experts !== undefined && experts > 1 ? { experts, topK: value('experts_top_k'), ffn } : undefined,
  };
}

export function sequenceRange(plan: Plan): number | Range | undefined {
  const stated = plan.values.get('seq_len');
  if (stated !== undefined) return stated;
  return plan.ranges.get('seq_len');
}

/** What EP means by the plan's own product; undefined where none is written or several readings hold. */
export function epMeaningOf(plan: Plan): EpMeaning | undefined {
  if (plan.settings.expertParallel) return plan.settings.expertParallel;
  const gpus = plan.values.get('gpus');
  if (gpus !== undefined) {
    const fitting = worldSizes(plan.values).filter((size) => size.size === gpus);
    if (fitting.length === 1 && fitting[0]) return fitting[0].meaning;
  }
  for (const [claim, bound] of plan.operands) {
    if (claim.target !== 'gpus') continue;
    const ids = new Set(bound.values());
    if (ids.has('tp') || ids.has('pp')) return ids.has('ep') ? 'factor' : plan.values.has('ep') ? 'folded' : undefined;
  }
  return undefined;
}

/** Memory of one GPU: as stated, as set, or as the named accelerator has it. */
export function gpuMemory(plan: Plan, values: Plan['values'] = plan.values): number | undefined {
  return values.get('gpu_memory') ?? plan.settings.hardware?.gpuMemory ?? namedAccelerator(plan)?.memory;
}

/** What was taken from the catalogs or the settings, in words. */
export function borrowedFacts(plan: Plan): string[] {
  const out: string[] = [];
  const model = namedModel(plan)?.item;
  if (model) out.push(`dimensions that the plan does not state are those of ${model.name}`);
  if (!plan.values.has('gpu_memory')) {
    const accelerator = namedAccelerator(plan);
    if (plan.settings.hardware?.gpuMemory) out.push('memory per GPU as in the settings');
    else if (accelerator) out.push(`memory per GPU as marketed for ${accelerator.name}`);
  }
  return out;
}

/** All that a memory estimate can use. `values` may be those of a repair. */
export function memoryInput(plan: Plan, values: Plan['values'] = plan.values): MemoryInput {
  const facts = statedFacts(plan);
  return {
    mode: facts.mode ?? 'training', model: dimensionsOf(plan), parameters: values.get('params') ?? namedModel(plan)?.item.publishedTotal, activeParameters: values.get('params_active'), degrees: degreesOf(values),
    gpus: values.get('gpus') ?? plan.settings.hardware?.gpus, epMeaning: epMeaningOf(plan), precision: facts.precision, masterWeights: facts.masterWeights, zeroStage: facts.zeroStage,
    recompute: facts.recompute ? 'full' : undefined, flashAttention: facts.flashAttention, globalBatch: values.get('global_batch'),
    microBatch: values.get('micro_batch'), microBatches: values.get('micro_batches') ?? values.get('grad_accum'), sequenceLength: sequenceRange(plan), capacity: gpuMemory(plan, values),
  };
}
