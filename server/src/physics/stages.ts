/** Which layers and parameters each pipeline stage and each of its GPUs holds. */
import type { ModelDimensions } from './dimensions.ts';
import { addGroups, embeddingParameters, headParameters, layerParameters, moeLayers, type ParameterGroup } from './parameters.ts';

/**
 * Layers on each of `stages` pipeline stages. Where they do not divide, the first and last stages are left lighter, since they hold
 * the embedding and the head as well: Llama-3 405B (126 layers on 16 stages, arXiv:2407.21783 §3.3.2) and BLOOM do so.
 */
export function layersPerStage(layers: number, stages: number): number[] {
  const base = Math.floor(layers / stages);
  const extra = layers - base * stages;
  const from = Math.floor((stages - extra) / 2);
  return Array.from({ length: stages }, (_, i) => base + (i >= from && i < from + extra ? 1 : 0));
}

/** Layer numbers on each stage; with `chunks` > 1, interleaved as by Megatron-LM's virtual pipeline. */
export function stageLayers(layers: number, stages: number, chunks = 1, perStage?: readonly number[] | null): number[][] {
  const result: number[][] = Array.from({ length: stages }, () => []);
  if (chunks > 1 && !perStage && layers % (stages * chunks) === 0) {
    const size = layers / (stages * chunks);
    for (let i = 0; i < layers; i++) result[Math.floor(i / size) % stages]?.push(i);
    return result;
  }
  const counts = perStage && perStage.length === stages ? perStage : layersPerStage(layers, stages);
  let next = 0;
  counts.forEach((count, stage) => {
    for (let i = 0; i < count && next < layers; i++) result[stage]?.push(next++);
  });
  return result;
}

/** How many layers of each kind every stage holds: {@link stageLayers} counted, without listing them. */
function stageCounts(dims: ModelDimensions, stages: number, options: StageOptions): { layers: number; moeLayers: number }[] {
  const { chunks = 1, perStage } = options;
  const interleaved = chunks > 1 && !perStage && dims.layers % (stages * chunks) === 0;
  const given = perStage && perStage.length === stages ? perStage : null;
  const counts = interleaved
    ? Array.from({ length: stages }, () => dims.layers / (stages * chunks))
    : (given ?? layersPerStage(dims.layers, stages));
  const result = Array.from({ length: stages }, () => ({ layers: 0, moeLayers: 0 }));
  let next = 0;
  for (let chunk = 0; chunk < (interleaved ? chunks : 1); chunk++) {
    for (let stage = 0; stage < stages; stage++) {
      const end = Math.min(dims.layers, next + (counts[stage] ?? 0));
      const count = result[stage];
      if (count) {
        count.layers += end - next;
        count.moeLayers += moeLayers(dims, end) - moeLayers(dims, next);
      }
      next = end;
    }
  }
  return result;
}

/** What one stage holds over all its GPUs of one replica. */
export interface StageParameters extends ParameterGroup {
  readonly layers: number;
  readonly moeLayers: number;
  /** Of `sharded`: the embedding table or the output head. */
  readonly embedding: number;
}

export interface StageOptions {
  readonly chunks?: number;
  readonly perStage?: readonly number[] | null;
  /** Rows of the embedding; default the vocabulary unpadded. */
  readonly vocab?: number;
}

/**
 * Parameters of every stage. The first holds the embedding, the last the final norm and the head; with tied embeddings and more than
 * one stage the last holds its own copy of the table (Megatron-LM `language_module.py`).
 */
export function stageParameters(dims: ModelDimensions, stages: number, options: StageOptions = {}): StageParameters[] {
  const vocab = options.vocab ?? dims.vocab;
  const dense = layerParameters(dims, false);
  const moe = layerParameters(dims, true);
  const parts = stageCounts(dims, stages, options).map(({ layers, moeLayers: mixed }, stage) => {
    let group: ParameterGroup = {
      sharded: (layers - mixed) * dense.sharded + mixed * moe.sharded,
      replicated: (layers - mixed) * dense.replicated + mixed * moe.replicated,
      routed: mixed * moe.routed,
    };
    let embedding = 0;
    if (stage === 0) {
      group = addGroups(group, embeddingParameters(dims, vocab));
      embedding += vocab * dims.hidden;
    }
    if (stage === stages - 1) {
      group = addGroups(group, headParameters(dims, vocab));
      if (!dims.tied) embedding += vocab * dims.hidden;
      else if (stages > 1) {
        group = addGroups(group, { sharded: vocab * dims.hidden, replicated: 0, routed: 0 });
        embedding += vocab * dims.hidden;
      }
    }
    return { ...group, layers, moeLayers: mixed, embedding };
  });
  return dims.counted ? asCounted(dims, dims.counted, parts) : parts;
}

/** The same stages with the totals of a count that the general formulas do not give. */
function asCounted(dims: ModelDimensions, counted: NonNullable<ModelDimensions['counted']>, parts: StageParameters[]): StageParameters[] {
  const table = dims.vocab * dims.hidden * (dims.tied ? 1 : 2);
  const sum = (of: (part: StageParameters) => number): number => parts.reduce((total, part) => total + of(part), 0);
  const routed = sum((part) => part.routed);
  const layers = sum((part) => part.sharded + part.replicated - part.embedding);
  const experts = routed > 0 ? counted.routed / routed : 0;
  const rest = (counted.total - (routed > 0 ? counted.routed : 0) - table) / layers;
  return parts.map((part) => ({
    ...part,
    sharded: part.embedding + (part.sharded - part.embedding) * rest,
    replicated: part.replicated * rest,
    routed: part.routed * experts,
  }));
}

/** What one GPU of a stage holds. `dense` is what has `denseReplicas` copies, `expert` what has `expertReplicas`. */
export interface RankParameters {
  readonly dense: number;
  readonly expert: number;
}

/** One GPU's share of a stage: `sharded ÷ t + replicated` and `routed ÷ (t_e · e)`. Megatron-LM `theoretical_memory_usage.py`. */
export function rankParameters(stage: ParameterGroup, shards: { denseShards: number; expertShards: number }): RankParameters {
  return { dense: stage.sharded / shards.denseShards + stage.replicated, expert: stage.routed / shards.expertShards };
}
