import type { Constraint } from './constraint.ts';
import { figure } from './figure.ts';
import { acceleratorOf, gigabytes, leastBytesPerWeight } from './serving.ts';
import type { LaunchView } from './view.ts';

/**
 * Bytes of a block on one GPU: vLLM cuts the cache into pages of one layer, and a block has one for each layer of a group, which is as large as
 * the smaller kind of layers. A page holds one state. Layers that are FFN alone (Nemotron) keep none.
 */
function blockBytes(launch: LaunchView, tp: number): number | undefined {
  const { model } = launch;
  const { cache, layers, kvHeads, headDim } = model?.dimensions ?? {};
  if (!cache?.state || !cache.full || layers === undefined || kvHeads === undefined || headDim === undefined) return undefined;
  if (model?.dimensions.mla) return undefined;
  const attention = cache.full / (2 * kvHeads * headDim);
  const states = (layers - attention) / (/nemotron/i.test(model?.name ?? '') ? 2 : 1);
  const width = /16/.test(launch.words('state_dtype')?.text ?? '') ? 2 : 1;
  return ((cache.state / states) * Math.min(attention, states)) / width / tp;
}

/** Memory beside weights and cache that a start takes: libraries, and activations and graphs that grow with the GPU. Measured: 7 GB on the H100 below. */
const overhead = (memory: number): number => 2e9 + 0.035 * memory;
/** How far the weights may be off (towers that are not loaded, parts that are quantised after all), and the memory that a part has. */
const slack = { weights: 0.12, narrow: 0.06, memory: 0.03 };
/** What vLLM takes of a GPU unless told: 0.9, and 0.92 in later versions. */
const usualShare = 0.92;

/** Running sequences unless told: vLLM gives a server on a large GPU, A100 apart, four times as many. */
function sequences(launch: LaunchView): number | undefined {
  if (launch.states('max_seqs')) return launch.value('max_seqs');
  const accelerator = acceleratorOf(launch);
  if (!accelerator || !launch.closed) return undefined;
  return accelerator.memory >= 75e9 && !/a100/i.test(accelerator.name) ? 1024 : 256;
}

/** Blocks that fit, likely and at the very most. vLLM makes 856 of them for Qwen3.6-27B-FP8 on an H100 at 0.95; here they are 898. */
function blocks(launch: LaunchView): { readonly likely: number; readonly most: number } | undefined {
  const accelerator = acceleratorOf(launch);
  const tp = launch.value('tp');
  const parameters = launch.model?.publishedTotal;
  if (!accelerator || tp === undefined || parameters === undefined || launch.value('pp') !== 1 || launch.value('dp') !== 1)
    return undefined;
  if (launch.is('eager') !== false || launch.is('offload') !== false || launch.is('cache_sized') !== false) return undefined;
  const block = blockBytes(launch, tp);
  const share = launch.value('memory_fraction') ?? (launch.states('memory_fraction') ? undefined : usualShare);
  if (block === undefined || share === undefined || share > 1) return undefined;
  // embeddings and norms keep 16 bits in quantised checkpoints
  const bytes = leastBytesPerWeight(launch);
  const weights = (parameters * (bytes < 2 ? bytes * 1.1 : bytes)) / tp;
  const memory = Math.max(accelerator.memory, accelerator.usable);
  const room = memory * share - weights - overhead(memory);
  const most = room + weights * (bytes < 2 ? slack.narrow : slack.weights) + memory * slack.memory;
  return room > 0 ? { likely: Math.floor(room / block), most: Math.floor(most / block) } : undefined;
}

export const stateBlocks: Constraint = {
  id: 'state-blocks',
  rule: 'for models with states (Mamba, linear attention): running sequences ≤ blocks of states that fit',
  needs: ['tp'],
  holds: (_, launch) => (sequences(launch) ?? 0) <= (blocks(launch)?.most ?? Number.POSITIVE_INFINITY),
  says: (_, launch) =>
    `${sequences(launch)} running sequences${launch.states('max_seqs') ? '' : ', which is the default,'} need a block of states each; ${acceleratorOf(launch)?.name} with ${gigabytes(acceleratorOf(launch)?.memory ?? 0)} has room for about ${figure(blocks(launch)?.likely ?? 0)}`,
  dies: 'max_num_seqs exceeds available Mamba cache blocks. Each decode sequence requires one Mamba cache block, so CUDA graph capture cannot proceed.',
  source: 'https://github.com/vllm-project/vllm/issues/49064',
  since: 'pull request 38270, March 2026',
  severity: 'warning',
  at: ['max_seqs', 'tp', 'max_model_len'],
  model: true,
};
