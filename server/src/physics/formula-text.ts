/** Formulas of an estimate with their figures filled in. */
import { lossBytes } from './activations.ts';
import { adapterShare } from './adapters.ts';
import type { ComponentId, MemoryComponent } from './components.ts';
import { type Estimator, recipeOf } from './estimator.ts';
import { billions, byteRange, figure } from './figures.ts';
import type { MemoryInput } from './memory-input.ts';
import { contextOf, fragmentationOf, overheadConstants } from './overhead.ts';
import { isQuantised } from './precision.ts';
import { asRange, type Range } from './range.ts';
import type { Reading } from './readings.ts';
import { batchedTokens, engineConstants, samplerBytes } from './serving-figures.ts';
import { servedCacheText, servedWeightsText } from './serving-text.ts';
import type { StageParameters } from './stages.ts';
import { servedWeightBytes, type ZeroStage } from './state.ts';

/** What the words of a component are made from. */
export interface Explaining {
  readonly estimator: Estimator;
  readonly input: MemoryInput;
  readonly covered: readonly Reading[];
  readonly stage: number;
}

/** A component whose words are made when somebody reads them: searches ask for figures alone. */
export class Explained implements MemoryComponent {
  readonly id: ComponentId;
  readonly low: number;
  readonly high: number;
  readonly expected: number;
  readonly #from: Explaining;

  constructor(id: ComponentId, low: number, high: number, expected: number, from: Explaining) {
    this.id = id;
    this.low = low;
    this.high = high;
    this.expected = expected;
    this.#from = from;
  }

  get formula(): string {
    return explain(this.#from, this.id).formula;
  }

  get source(): string {
    return explain(this.#from, this.id).source;
  }
}

/** The formula of one component with its figures, and its source. */
function explain({ estimator, input, covered, stage }: Explaining, id: ComponentId): { formula: string; source: string } {
  const { layout, meaning } = covered[covered.length - 1] as Reading;
  const part = estimator.stage('high', layout, stage) as StageParameters;
  const dims = estimator.profile.high.dimensions;
  const t = layout.denseShards;
  const tpText = t > 1 ? ` ÷ TP ${t}` : '';
  const dense = part.sharded + part.replicated;
  const expertText =
    layout.expertParallel === 1
      ? `TP ${layout.expertTensor}`
      : layout.expertTensor > 1
        ? `(${meaning === 'factor' ? 'TP' : 'ETP'} ${layout.expertTensor} × EP ${layout.expertParallel})`
        : `EP ${layout.expertParallel}`;
  const held =
    part.routed > 0
      ? `(${billions(dense)}${tpText} + ${billions(part.routed)} in experts${layout.expertShards > 1 ? ` ÷ ${expertText}` : ''})`
      : `${billions(dense)} params${tpText}`;
  const ofStage =
    layout.stages > 1 ? ` of stage ${stage}${input.schedule === 'dualpipe' ? ` and of stage ${layout.stages - 1 - stage}` : ''}` : '';
  const share = adapterShare(dims, input.adapterRank);
  const adapted = input.adapters ? ` × ${figure(share.low * 100)}–${figure(share.high * 100)} % in adapters` : '';
  const recipe = recipeOf(input, estimator.profile);
  const zero = input.zeroStage ?? null;
  const per = (r: Range): string => (r.low === r.high ? `${figure(r.low)} B` : `${figure(r.low)}–${figure(r.high)} B`);
  const divided = (from: ZeroStage): string => {
    if (layout.denseReplicas === 1) return '';
    const replicas =
      part.routed > 0 ? `${layout.denseReplicas} dense and ${layout.expertReplicas} expert replicas` : `${layout.denseReplicas} replicas`;
    if (zero === null) return `, ÷ up to ${replicas} where ZeRO or FSDP shards it`;
    return zero >= from ? ` ÷ ${replicas} (ZeRO-${zero})` : '';
  };
  const batchHigh = estimator.batch('high', layout);
  const batchLow = estimator.batch('low', layout);
  const seqLow = estimator.sequence('low');
  const seqHigh = estimator.sequence('high');
  const several = (a: number, b: number): string => (a === b ? figure(a) : `${figure(a)}–${figure(b)}`);
  const loss = lossBytes(input.logitCopies, t);
  const tokens = `${several(batchLow.size, batchHigh.size)} × ${several(seqLow, seqHigh)} tokens${layout.contextShards > 1 ? ` ÷ CP ${layout.contextShards}` : ''}`;
  switch (id) {
    case 'weights':
      return input.mode === 'inference'
        ? {
            formula: `${held}${ofStage} × ${servedWeightsText({ input, dims, layout, part, stage })}`,
            source: 'parameters × bytes per weight',
          }
        : input.adapters
          ? {
              formula: `${held}${ofStage} × ${figure(servedWeightBytes(input.precision ?? 'bf16').layers)} B frozen${isQuantised(input.precision ?? 'bf16') ? ', tables × 2 B' : ''}${divided(3)}`,
              source: 'arXiv:2106.09685 §4.2',
            }
          : { formula: `${held}${ofStage} × ${per(recipe.weights)}${divided(3)}`, source: 'arXiv:1910.02054 §3.1, §5' };
    case 'gradients':
      return {
        formula: `${held}${ofStage}${adapted} × ${per(recipe.gradients)}${divided(2)}`,
        source: 'arXiv:1910.02054 §3.1; Megatron-LM dist_optimizer.md',
      };
    case 'optimizer':
      return {
        formula: `${held}${ofStage}${adapted} × ${per(recipe.optimizer)}${divided(1)}`,
        source: input.optimizer === 'adafactor' ? 'arXiv:1804.04235 §3' : 'arXiv:1910.02054 §3.1; Megatron-LM dist_optimizer.md',
      };
    case 'activations': {
      if (input.mode === 'inference') {
        return {
          formula: `${several(batchedTokens('low', input), batchedTokens('high', input))} tokens × one layer`,
          source: 'one layer at a time',
        };
      }
      const flightLow = estimator.inFlight('low', stage, layout, batchLow.count);
      const flightHigh = estimator.inFlight('high', stage, layout, batchHigh.count);
      const low = estimator.activation('low', {}, part, layout).kept / Math.max(1, part.layers);
      const high = estimator.activation('high', {}, part, layout).kept / Math.max(1, part.layers);
      return {
        formula: `${tokens} × ${several(Math.round(low), Math.round(high))} B per layer × ${part.layers} layers × ${several(flightLow, flightHigh)} in flight`,
        source: 'arXiv:2205.05198 Table 2',
      };
    }
    case 'kvCache':
      return servedCacheText(
        { input, dims, layout, part, stage },
        {
          sequences: several(estimator.sequences('low', layout), estimator.sequences('high', layout)),
          tokens: several(seqLow, seqHigh),
          length: seqHigh,
        },
      );
    case 'logits':
      return input.mode === 'inference'
        ? input.servingEngine
          ? {
              formula: `logits of up to ${figure(asRange(input.sequences, { low: 1, high: 64 }).high)} sequences × vocabulary ${figure(dims.vocab)} × ${samplerBytes.low}–${samplerBytes.high} B while sampling`,
              source: 'vllm-project/vllm v1/sample/ops/topk_topp_sampler.py',
            }
          : { formula: `sequences × vocabulary ${figure(dims.vocab)} × 4 B`, source: 'fp32 logits of the sampled tokens' }
        : {
            formula: `${tokens} × vocabulary ${several(estimator.profile.low.dimensions.vocab, dims.vocab)}${tpText} × ${loss.low}–${loss.high} B${input.chunkedLoss ? ' × 1/8 chunked' : ''}`,
            source: 'arXiv:2205.05198 §4.3; stas00/ml-engineering training/performance',
          };
    case 'overhead': {
      const { collectives } = overheadConstants;
      const context = input.mode === 'inference' ? overheadConstants.context : contextOf(input.trainer);
      const fragmentation = fragmentationOf(input.trainer);
      return {
        formula: `context ${byteRange(context.low, context.high)}${layout.gpus > 1 ? ` + collectives ${byteRange(collectives.low, collectives.high)}` : ''}${
          input.mode === 'inference'
            ? ` + graphs ${byteRange(engineConstants.graphs.low, engineConstants.graphs.high)}`
            : ` + up to ${fragmentation.high * 100} % fragmentation${(input.zeroStage ?? 3) === 3 && layout.denseReplicas > 1 ? ' + gathered layers' : ''}`
        }`,
        source: 'stas00/ml-engineering training/performance; ai-dynamo/aiconfigurator systems/h100_sxm.yaml',
      };
    }
  }
}
