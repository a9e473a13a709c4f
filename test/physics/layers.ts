/** Layers measured by `scripts/measure-memory.py` beside what the physics predicts for them. */
import { readFileSync } from 'node:fs';
import {
  type Kernels,
  type ModelDimensions,
  memoryModel,
  type Range,
  type Recompute,
  rankParameters,
  recipes,
  stageActivation,
  stageParameters,
  stateBytes,
} from '../../server/src/physics/index.ts';

interface MeasuredCase {
  readonly name: string;
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  readonly kv_heads: number;
  readonly head_dim: number;
  readonly ffn: number;
  readonly vocab: number;
  readonly sequence: number;
  readonly batch: number;
  readonly tp: number;
  readonly ep: number;
  readonly experts: number;
  readonly top_k: number;
  readonly kernels: Kernels;
  readonly recompute: Recompute;
  readonly gated: boolean;
  readonly parameters: number;
  readonly state: { readonly weights: number; readonly gradients: number; readonly optimizer: number };
  readonly activations: number;
  readonly peak: { readonly allocated: number } | null;
}

export interface Measurement {
  readonly device: string;
  readonly torch: string;
  readonly cases: readonly MeasuredCase[];
}

export interface LayerComparison {
  readonly name: string;
  readonly kernels: Kernels;
  readonly parameters: { readonly measured: number; readonly predicted: number };
  /** Weights, gradients and optimizer together. */
  readonly state: { readonly measured: number; readonly predicted: number };
  /** What autograd keeps of the layers between forward and backward. */
  readonly activations: { readonly measured: number; readonly predicted: number };
  /** Allocated at the worst moment; null where no GPU was there to ask. */
  readonly peak: { readonly measured: number; readonly predicted: Range } | null;
}

export function readMeasurement(file = 'test/physics/oracles/measured-layers.json'): Measurement {
  return JSON.parse(readFileSync(file, 'utf8')) as Measurement;
}

const dimensionsOf = (c: MeasuredCase): ModelDimensions => ({
  layers: c.layers,
  hidden: c.hidden,
  ffn: c.ffn,
  gated: c.gated,
  heads: c.heads,
  kvHeads: c.kv_heads,
  headDim: c.head_dim,
  vocab: c.vocab,
  tied: false,
  ...(c.experts > 0 ? { moe: { experts: c.experts, topK: c.top_k, ffn: c.ffn } } : {}),
});

export function compareLayers(measurement: Measurement): LayerComparison[] {
  return measurement.cases.map((c) => {
    const dims = dimensionsOf(c);
    const [stage] = stageParameters(dims, 1);
    if (!stage) throw new Error('no stage');
    const rank = rankParameters(stage, { denseShards: c.tp, expertShards: c.ep });
    const state = stateBytes(rank, recipes.zero, { zeroStage: 0, denseReplicas: 1, expertReplicas: 1 });
    const tokens = c.batch * c.sequence;
    const { kept } = stageActivation(dims, stage, {
      tp: c.tp,
      expertTensor: 1,
      sequenceParallel: false,
      flashAttention: true,
      kernels: c.kernels,
      recompute: c.recompute,
      dropout: false,
      sequence: c.sequence,
    });
    const model = memoryModel({
      model: dims,
      precision: 'bf16',
      gradientPrecision: 'bf16',
      zeroStage: 0,
      optimizer: 'adam',
      recompute: c.recompute,
      sequenceParallel: false,
      flashAttention: true,
      microBatch: c.batch,
      sequenceLength: c.sequence,
    });
    const peak = c.peak ? model?.total({ tp: c.tp, ep: c.ep, etp: 1 }, 'factor') : null;
    return {
      name: c.name,
      kernels: c.kernels,
      parameters: { measured: c.parameters, predicted: rank.dense + rank.expert },
      state: {
        measured: c.state.weights + c.state.gradients + c.state.optimizer,
        predicted: state.weights + state.gradients + state.optimizer,
      },
      activations: { measured: c.activations, predicted: tokens * kept },
      peak: c.peak && peak ? { measured: c.peak.allocated, predicted: peak } : null,
    };
  });
}
