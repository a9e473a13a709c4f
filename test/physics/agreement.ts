/**
 * Every published figure beside what the physics gives for it. The tests judge these comparisons, and `scripts/physics-table.mjs` prints
 * them: one source for both.
 */
import {
  acceptsReading,
  bubbleSeconds,
  bytesPerWeight,
  countParameters,
  dataParallelSize,
  deepSpeedZero2Bytes,
  deepSpeedZero3Bytes,
  type EpMeaning,
  estimateMemory,
  findModel,
  flopsPerToken,
  hardwareFlopsUtilization,
  korthikantiLayer,
  kvBytesPerToken,
  kvCacheBytes,
  layerActivation,
  type MemoryInput,
  type ModelDimensions,
  modelFlopsUtilization,
  overheadConstants,
  pipelineBubble,
  recipes,
  recipeTotal,
  stateBytes,
  stateTotal,
  type ZeroStage,
} from '../../server/src/physics/index.ts';
import { agrees, type Fact, facts, num, str } from './support.ts';

export interface Comparison {
  readonly fact: Fact;
  /** What the physics gives, in the fact's unit; null where its configuration says too little to compute anything. */
  readonly actual: number | { readonly low: number; readonly high: number } | null;
  readonly agreed: boolean;
  /** The one figure that an estimate expects. */
  readonly expected?: number;
  /** Why a disagreement is known not to be the formula's. */
  readonly note?: string;
}

const units: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1e3,
  KiB: 2 ** 10,
  MB: 1e6,
  MiB: 2 ** 20,
  GB: 1e9,
  GiB: 2 ** 30,
  TB: 1e12,
  TiB: 2 ** 40,
};

/** The unit's factor; "GiB (printed GB)" says what a tool prints as GB. */
const unit = (fact: Fact): number => units[(fact.unit ?? 'B').split(' ')[0] ?? 'B'] ?? 1;

const model = (fact: Fact): ModelDimensions | null => findModel(str(fact, 'model'))?.dimensions ?? null;

const exact = (fact: Fact, actual: number, note?: string): Comparison => ({
  fact,
  actual,
  agreed: agrees(fact, actual),
  ...(note ? { note } : {}),
});

/** GPT as Megatron-LM builds it, positions by rotation. */
const gpt = (fact: Fact, tied: boolean, heads = num(fact, 'heads')): ModelDimensions => {
  const hidden = num(fact, 'hidden');
  return {
    layers: num(fact, 'layers'),
    hidden,
    ffn: 4 * hidden,
    gated: false,
    heads,
    kvHeads: heads,
    headDim: hidden / heads,
    vocab: num(fact, 'vocab'),
    tied,
    norm: 'layer',
    qkvBias: true,
    outBias: true,
    ffnBias: true,
  };
};

export function parameterAgreement(): Comparison[] {
  return facts('params').map((fact) => {
    const dims = model(fact);
    // the closed form counts learned positions, and leaves out the final norm
    if (fact.formula) return exact(fact, countParameters({ ...gpt(fact, true, 1), positions: num(fact, 'seq') }).total);
    if (!dims) return exact(fact, countParameters(gpt(fact, fact.convention !== 'untied')).total);
    const count = countParameters(dims);
    if (fact.quantity === 'active_params') {
      const convention = str(fact, 'convention');
      const active =
        convention === 'all'
          ? count.active.all
          : convention === 'minus_input_embedding'
            ? count.active.withoutInputEmbedding
            : count.active.withoutEmbeddings;
      return exact(fact, active);
    }
    const part = str(fact, 'part');
    if (part.startsWith('MTP')) return exact(fact, count.mtp);
    // The file on Hugging Face repeats embedding and head inside the MTP module.
    if (part.includes('MTP')) return exact(fact, count.total + count.mtp + count.embedding);
    return exact(fact, count.total);
  });
}

/** How the published layouts of a source read EP. */
const meaningOf = (fact: Fact): EpMeaning => (fact.source.includes('2412.19437') ? 'inside-data' : 'folded');

export function worldSizeAgreement(): Comparison[] {
  return facts('worldsize').map((fact) => {
    if (fact.quantity === 'product_equation') {
      const product = str(fact, 'expression')
        .split('x')
        .reduce((p, factor) => p * Number(factor), 1);
      // A broken equation is refused: the stated result is not the product.
      return { fact, actual: product, agreed: product === fact.value && (product !== num(fact, 'claimed')) === (fact.valid === false) };
    }
    const degrees = {
      tp: num(fact, 'tp'),
      pp: num(fact, 'pp'),
      cp: num(fact, 'cp'),
      ep: num(fact, 'ep'),
      dp: fact.config.dp as number | undefined,
    };
    const gpus = num(fact, 'gpus');
    const meaning = meaningOf(fact);
    const dp = dataParallelSize(degrees, gpus, meaning);
    const accepted = acceptsReading(degrees, gpus, meaning);
    return { fact, actual: dp, agreed: dp === fact.value && accepted === (fact.valid !== false) };
  });
}

export function bubbleAgreement(): Comparison[] {
  return facts('bubble').map((fact) => {
    if (fact.quantity === 'bubble_time') {
      // The source states a formula: try it on times that no two terms share.
      const [p, forward, backward, weightGradient] = [8, 3, 7, 2];
      const both = forward + backward;
      const schedule = str(fact, 'schedule');
      const expected =
        schedule === '1F1B'
          ? (p - 1) * both
          : schedule === 'ZB1P'
            ? (p - 1) * (both - 2 * weightGradient)
            : (p / 2 - 1) * (both + backward - 3 * weightGradient);
      const actual = bubbleSeconds(schedule === '1F1B' ? '1f1b' : schedule === 'ZB1P' ? 'zero-bubble' : 'dualpipe', p, {
        forward,
        backward,
        weightGradient,
      });
      return { fact, actual, agreed: actual === expected };
    }
    const bubble = pipelineBubble(num(fact, 'p'), num(fact, 'm'), num(fact, 'v'));
    const actual = fact.quantity === 'bubble_over_ideal' ? bubble.ofIdeal : bubble.ofTotal;
    return { fact, actual, agreed: Math.abs(actual - fact.value) <= 1e-6 };
  });
}

export function kvCacheAgreement(): Comparison[] {
  return facts('kvcache').map((fact) => {
    const dims = model(fact);
    if (!dims) return { fact, actual: null, agreed: false };
    const tp = num(fact, 'tp');
    const elementBytes = num(fact, 'kv_dtype_bytes', 2);
    if (fact.quantity === 'kv_cache_total') {
      const bytes = kvCacheBytes(dims, num(fact, 'batch'), num(fact, 'prompt') + num(fact, 'output'), { elementBytes });
      // FlexGen prints TiB as TB.
      return exact(fact, bytes / 2 ** 40);
    }
    if (fact.quantity !== 'kv_cache_per_gpu') return exact(fact, kvBytesPerToken(dims, { elementBytes, tp }) / unit(fact));
    return exact(fact, kvCacheBytes(dims, 1, num(fact, 'tokens'), { elementBytes, tp }) / unit(fact));
  });
}

export function throughputAgreement(): Comparison[] {
  return facts('throughput').map((fact) => {
    const dims = model(fact);
    if (!dims) return { fact, actual: null, agreed: false };
    const sequenceLength = num(fact, 'seq');
    const comparison = exact(fact, flopsPerToken(dims, { sequenceLength }));
    if (comparison.agreed) return comparison;
    // Which other way of counting reproduces the printed figure tells why it differs.
    if (agrees(fact, flopsPerToken(dims, { sequenceLength, pass: 'frozen', attention: 'none' }))) {
      return { ...comparison, note: 'LoRA: frozen weights take no gradient, 4N' };
    }
    const { slidingWindow: _window, ...full } = dims;
    if (agrees(fact, flopsPerToken({ ...full, gated: false }, { sequenceLength }))) {
      return { ...comparison, note: 'releases before 26.06 counted two of the three expert matrices and no sliding window' };
    }
    return comparison;
  });
}

/** State and activation formulas: figures that follow from stated inputs without a range. */
export function memoryFormulaAgreement(): Comparison[] {
  return facts('memory')
    .filter((fact) => !isMeasuredPeak(fact))
    .map((fact) => {
      const dims = model(fact);
      switch (fact.quantity) {
        case 'model_state_per_gpu': {
          const replicas = num(fact, 'dp');
          const state = stateBytes({ dense: num(fact, 'params_b') * 1e9, expert: 0 }, recipes.zero, {
            zeroStage: num(fact, 'zero_stage', 0) as ZeroStage,
            denseReplicas: replicas,
            expertReplicas: 1,
          });
          return exact(fact, stateTotal(state) / 1e9);
        }
        case 'per_gpu_printed': {
          const options = str(fact, 'options');
          const offload = { offloadOptimizer: /optim=cpu|optimizer=cpu/.test(options), offloadParameters: /param=cpu/.test(options) };
          const bytes =
            num(fact, 'zero_stage') === 2
              ? deepSpeedZero2Bytes(num(fact, 'total_params'), num(fact, 'gpus'), { ...offload, edition: 'docs' })
              : deepSpeedZero3Bytes(num(fact, 'total_params'), num(fact, 'largest_layer'), num(fact, 'gpus'), offload);
          // The table prints two decimals.
          const actual = Math.round((bytes / unit(fact)) * 100) / 100;
          return { fact, actual, agreed: Math.abs(actual - fact.value) < 0.0051 || agrees(fact, actual) };
        }
        case 'bytes_per_param': {
          const recipe =
            str(fact, 'param') === 'fp32' ? recipes.fp32 : str(fact, 'grad') === 'fp16' ? recipes.megatronFp16 : recipes.megatronBf16;
          const printed = fact.value as unknown;
          if (Array.isArray(printed)) {
            const fixed = recipe.weights + recipe.gradients;
            return { fact, actual: fixed, agreed: fixed === printed[0] && recipe.optimizer === printed[1] };
          }
          return exact(fact, recipeTotal(recipe));
        }
        case 'activation_per_layer': {
          const names: Readonly<Record<string, Parameters<typeof korthikantiLayer>[0]>> = {
            'no parallelism': 'none',
            TP: 'tensor',
            'TP+SP': 'tensor+sequence',
            'TP+selective': 'tensor+selective',
            'TP+SP+selective': 'tensor+sequence+selective',
            full: 'full',
            'full+SP': 'full+sequence',
          };
          const technique = names[str(fact, 'technique')];
          if (!technique) return { fact, actual: null, agreed: false };
          return exact(fact, korthikantiLayer(technique, num(fact, 's'), num(fact, 'b'), num(fact, 'h'), num(fact, 'a'), num(fact, 't')));
        }
        case '5as/h':
          return exact(fact, (5 * num(fact, 'heads') * num(fact, 'seq')) / num(fact, 'hidden'));
        case 'selective_recompute_saving_fraction': {
          if (!dims) return { fact, actual: null, agreed: false };
          const scores = (5 * dims.heads * 2048) / dims.hidden;
          return exact(fact, scores / (34 + scores));
        }
        case 'mfu_pct': {
          // Batch 280 on 280 A100s, arXiv:2205.05198 Table 3.
          const seconds = Number((fact as unknown as { iteration_s?: number }).iteration_s ?? 37.83);
          const mtNlg = findModel('MT-NLG 530B')?.dimensions;
          if (!mtNlg) return { fact, actual: null, agreed: false };
          const perToken = flopsPerToken(mtNlg, { sequenceLength: 2048, attention: 'full' });
          const mfu = modelFlopsUtilization(2048 / seconds, perToken, 312e12);
          const hfu = hardwareFlopsUtilization(mfu, 'selective', { dimensions: mtNlg, sequenceLength: 2048 });
          return { ...exact(fact, mfu * 100), agreed: agrees(fact, mfu * 100) && Math.abs(hfu * 100 - 57) < 0.6 };
        }
        case 'total_size': {
          // BERT keeps token types beside positions and a pooler instead of a final norm.
          const bert: ModelDimensions = {
            layers: 12,
            hidden: 768,
            ffn: 3072,
            gated: false,
            heads: 12,
            kvHeads: 12,
            headDim: 64,
            vocab: 28_996,
            tied: true,
            norm: 'layer',
            qkvBias: true,
            outBias: true,
            ffnBias: true,
            positions: 514,
            embeddingNorm: true,
          };
          const parameters = countParameters(bert).total - 2 * 768 + 768 * 769;
          const format = ({ float32: 'fp32', float16: 'fp16', int8: 'int8' } as const)[str(fact, 'dtype')];
          return exact(fact, (parameters * (format ? bytesPerWeight(format) : 0.5)) / unit(fact));
        }
        case 'checkpoint_size':
          return dims ? exact(fact, (countParameters(dims).total * 2) / unit(fact)) : { fact, actual: null, agreed: false };
        case 'hidden_state_copies_per_layer': {
          const shapes: Readonly<Record<string, ModelDimensions | null>> = {
            'SmolLM2-360M': {
              layers: 32,
              hidden: 960,
              ffn: 2560,
              gated: true,
              heads: 15,
              kvHeads: 5,
              headDim: 64,
              vocab: 49_152,
              tied: true,
            },
          };
          const shape = shapes[str(fact, 'model')] ?? dims;
          if (!shape) return { fact, actual: null, agreed: false };
          const at = (kernels: 'fused' | 'eager'): number =>
            layerActivation(shape, false, {
              tp: 1,
              expertTensor: 1,
              sequenceParallel: false,
              flashAttention: true,
              kernels,
              recompute: 'none',
              dropout: false,
              sequence: 4096,
            }) /
            (2 * shape.hidden);
          const actual = { low: at('fused'), high: at('eager') };
          return {
            fact,
            actual,
            agreed: fact.value >= actual.low && fact.value <= actual.high && Math.abs(actual.high / fact.value - 1) < 0.05,
          };
        }
        case 'layer_working_set':
        case 'no_checkpointing_all_layers':
        case 'total_without':
        case 'checkpoints_all_layers':
        case 'logits_fp32': {
          if (!dims) return { fact, actual: null, agreed: false };
          const tokens = num(fact, 'b') * num(fact, 's');
          const layer =
            tokens *
            layerActivation(dims, false, {
              tp: 1,
              expertTensor: 1,
              sequenceParallel: false,
              flashAttention: true,
              kernels: 'eager',
              recompute: 'none',
              dropout: false,
              sequence: num(fact, 's'),
            });
          const logits = tokens * dims.vocab * 4;
          const bytes = {
            layer_working_set: layer,
            no_checkpointing_all_layers: dims.layers * layer,
            total_without: dims.layers * layer + logits,
            checkpoints_all_layers: dims.layers * tokens * 2 * dims.hidden,
            logits_fp32: logits,
          }[fact.quantity];
          return exact(fact, bytes / unit(fact));
        }
        case 'cuda_context':
        case 'nccl_mem_constant': {
          const range = fact.quantity === 'cuda_context' ? overheadConstants.context : overheadConstants.collectives;
          const value = fact.value * unit(fact);
          return {
            fact,
            actual: { low: range.low / unit(fact), high: range.high / unit(fact) },
            agreed: value >= range.low && value <= range.high,
          };
        }
        case 'other_mem_constant':
          return exact(fact, overheadConstants.serving / unit(fact));
        default:
          return { fact, actual: null, agreed: false };
      }
    });
}

const isMeasuredPeak = (fact: Fact): boolean => fact.kind === 'measured' && /memory_measured|^peak_/.test(fact.quantity);

/** Layers of each stage where each table counts as one of them. */
function besideTables(layers: number, stages: number): number[] {
  const each = (layers + 2) / stages;
  return Array.from({ length: stages }, (_, stage) => each - (stage === 0 ? 1 : 0) - (stage === stages - 1 ? 1 : 0));
}

/** What a measured run says of itself, as an estimate takes it. Null where the model is not described. */
export function measuredInput(fact: Fact): MemoryInput | null {
  const name = str(fact, 'model');
  const degrees = { tp: num(fact, 'tp'), pp: num(fact, 'pp') };
  if (fact.source.startsWith('bigscience')) {
    const billions = /^(\d+)B$/.exec(name)?.[1];
    if (!billions) return null;
    const [layers, hidden] = [fact.config.layers as number | undefined, num(fact, 'hidden')];
    // the log's own formula of sizes: 12h² + 13h a layer and one table
    const shape = { hidden, ffn: 4 * hidden, gated: false, tied: true, norm: 'layer', vocab: 250_680 } as const;
    return {
      parameters: layers ? null : Number(billions) * 1e9,
      model: layers ? { ...shape, layers, heads: num(fact, 'heads', 64) } : { vocab: shape.vocab, hidden },
      layersPerStage: fact.config.partition ? besideTables(layers ?? 0, degrees.pp) : null,
      precision: str(fact, 'precision') === 'bf16' ? 'bf16' : 'fp16',
      gradientPrecision: fact.config.gradients === 'bf16' ? 'bf16' : null,
      degrees: { ...degrees, dp: num(fact, 'dp') },
      microBatch: num(fact, 'mbs'),
      globalBatch: num(fact, 'gbs'),
      sequenceLength: 2048,
      zeroStage: fact.source.includes('ZeRO-0') ? 0 : 1,
      recompute: 'full',
      trainer: 'Megatron-DeepSpeed',
    };
  }
  const dims = model(fact);
  if (fact.source.startsWith('pytorch/torchtitan')) {
    if (!dims) return null;
    // the release of those runs cut a batch into as many micro-batches as there are stages, two a rank where they are interleaved
    // (pytorch/torchtitan v0.1 `--experimental.pipeline_parallel_microbatches`)
    const chunks = /interleaved/.test(str(fact, 'tag')) ? 2 : null;
    const batch = num(fact, 'local_batch') ?? 1;
    return {
      model: dims,
      degrees: { ...degrees, cp: num(fact, 'cp'), dp: num(fact, 'dp_shard'), vpp: chunks },
      replicaBatch: batch,
      microBatch: degrees.pp === 1 ? batch : Math.max(1, batch / ((degrees.pp ?? 1) * (chunks ?? 1))),
      sequenceLength: num(fact, 'seq'),
      zeroStage: 3,
      recompute: str(fact, 'ac') === 'full' ? 'full' : str(fact, 'ac') === 'none' ? 'none' : 'selective',
      precision: fact.config.compile ? 'fp8' : 'bf16',
      kernels: fact.config.compile ? 'fused' : null,
      flashAttention: true,
      sequenceParallel: degrees.tp > 1 ? true : null,
      trainer: 'torchtitan',
    };
  }
  if (name.startsWith('Moonlight') && dims) {
    // The recipe's optimizer, expert tensor parallelism and loss: recipes/moonlight/h100/moonlight_16b.py.
    const modules = fact.config.recompute_modules;
    return {
      model: dims,
      degrees: { tp: num(fact, 'tp'), ep: num(fact, 'ep'), etp: 1 },
      gpus: num(fact, 'gpus'),
      epMeaning: 'folded',
      microBatch: 1,
      globalBatch: num(fact, 'gbs'),
      sequenceLength: num(fact, 'seq'),
      precision: 'bf16',
      gradientPrecision: 'bf16',
      optimizer: 'adam-bf16',
      zeroStage: 1,
      sequenceParallel: true,
      flashAttention: true,
      recomputeModules: Array.isArray(modules) ? modules : [],
      trainer: 'Megatron-Bridge',
    };
  }
  if (name.startsWith('Nemotron 3 Nano')) {
    return {
      parameters: 30e9,
      activeParameters: 3e9,
      degrees: { ep: num(fact, 'ep') },
      gpus: num(fact, 'gpus'),
      epMeaning: 'folded',
      microBatch: num(fact, 'mbs'),
      globalBatch: num(fact, 'gbs'),
      sequenceLength: num(fact, 'seq'),
      precision: 'bf16',
      recomputeModules: ['moe'],
      trainer: 'Megatron-Bridge',
    };
  }
  const llama = /Llama3 70B/.test(name) ? findModel('Llama-3-70B')?.dimensions : null;
  if (llama) {
    return {
      model: llama,
      degrees: { ...degrees, dp: num(fact, 'dp'), vpp: num(fact, 'vpp') },
      microBatch: num(fact, 'mbs'),
      globalBatch: num(fact, 'gbs'),
      sequenceLength: num(fact, 'seq'),
      precision: 'fp8',
      trainer: 'Megatron-Bridge',
    };
  }
  return null;
}

/** Measured peaks against the estimate's interval. A peak of allocated tensors leaves the runtime beside them out. */
export function memoryMeasuredAgreement(): Comparison[] {
  return facts('memory')
    .filter(isMeasuredPeak)
    .map((fact) => {
      const input = measuredInput(fact);
      const estimate = input ? estimateMemory(input, { assume: true }) : null;
      if (!estimate) return { fact, actual: null, agreed: false };
      const overhead = fact.quantity.startsWith('peak_allocated')
        ? (estimate.stages[estimate.mostLoaded]?.components.find((c) => c.id === 'overhead')?.low ?? 0)
        : 0;
      const actual = { low: (estimate.total.low - overhead) / unit(fact), high: estimate.total.high / unit(fact) };
      const expected = (estimate.expected - overhead) / unit(fact);
      return { fact, actual, expected, agreed: fact.value >= actual.low && fact.value <= actual.high };
    });
}

export const topics = {
  'parameter counts': parameterAgreement,
  'world sizes': worldSizeAgreement,
  'state and activation formulas': memoryFormulaAgreement,
  'measured peaks': memoryMeasuredAgreement,
  'KV cache': kvCacheAgreement,
  'pipeline bubble': bubbleAgreement,
  'FLOPs per token': throughputAgreement,
} as const;
