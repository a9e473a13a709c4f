import type { QuantityId } from '../../../server/src/vocabulary/quantities.ts';
import { memoryParts } from './quantities.ts';
import type { Random } from './random.ts';

/** The numbers of a plan that can be run: every division is whole, every product is right, and the memory fits. */
export interface Facts {
  readonly mode: 'training' | 'inference';
  readonly moe: boolean;
  /** What EP means in this plan; null where there is none. */
  readonly ep: 'factor' | 'folded' | null;
  readonly values: ReadonlyMap<QuantityId, number>;
  readonly model: string;
  readonly gpu: string;
  readonly precision: 'FP16' | 'BF16' | 'FP8';
}

const gpus = [
  { name: 'H100', memory: 80e9, flops: 989e12, bandwidth: 3.35e12 },
  { name: 'A100', memory: 80e9, flops: 312e12, bandwidth: 2.04e12 },
  { name: 'H200', memory: 141e9, flops: 989e12, bandwidth: 4.8e12 },
  { name: '', memory: 64e9, flops: 400e12, bandwidth: 1.8e12 },
];
const names = ['Heron', 'Kestrel', 'Osprey', 'Plover', 'Curlew', 'Sandpiper', 'Dunlin', 'Lapwing'];

/** Draws until a plan fits. */
export function drawFacts(random: Random): Facts {
  for (;;) {
    const facts = attempt(random);
    if (facts) return facts;
  }
}

function attempt(random: Random): Facts | null {
  const values = new Map<QuantityId, number>();
  const set = (id: QuantityId, value: number): number => {
    values.set(id, value);
    return value;
  };
  const moe = random.chance(0.6);
  const mode = random.chance(0.7) ? 'training' : 'inference';
  const tp = set('tp', random.pick([1, 2, 2, 4, 4, 4, 8, 8, 8]));
  const pp = set('pp', random.pick([1, 2, 2, 4, 4, 8, 8, 16, 3, 6]));
  const cp = random.chance(0.18) ? set('cp', random.pick([1, 2, 2, 4])) : 1;
  const replicas = random.pick([1, 2, 2, 4, 4, 8, 8, 16, 32]);
  const statesDp = mode === 'training' || random.chance(0.6);
  const dp = statesDp ? set('dp', replicas) : 1;
  let ep = 1;
  let meaning: Facts['ep'] = null;
  if (moe) {
    meaning = random.chance(0.6) ? 'factor' : 'folded';
    ep = random.pick([2, 4, 4, 8, 8, 16, 16, 32, 64]);
    if (meaning === 'folded' && (dp * cp) % ep !== 0) return null;
    set('ep', ep);
  }
  const world = set('gpus', tp * pp * cp * dp * (meaning === 'factor' ? ep : 1));
  if (world < 4 || world > 8192) return null;
  const perNode = random.pick([8, 8, 8, 4, 16]);
  if (world % perNode === 0 && world > perNode) {
    set('gpus_per_node', perNode);
    set('nodes', world / perNode);
    if (tp > perNode) return null;
  }

  const perStage = set('layers_per_stage', random.int(1, 20));
  const layers = set('layers', perStage * pp);
  if (layers < 8 || layers > 128) return null;
  const heads = set('heads', random.pick([16, 24, 32, 32, 40, 48, 64, 64, 96, 128]));
  if (heads % tp !== 0) return null;
  set('heads_per_rank', heads / tp);
  const headDim = set('head_dim', random.pick([64, 128, 128, 80, 96]));
  const hidden = set('hidden', heads * headDim);
  if (hidden > 16384) return null;
  set('hidden_per_rank', hidden / tp);
  let kvHeads = heads;
  if (random.chance(0.5)) {
    kvHeads = random.pick([4, 8, 8, 16]);
    if (heads % kvHeads !== 0 || kvHeads % tp !== 0 || kvHeads === heads) return null;
    set('kv_heads', kvHeads);
    set('kv_heads_per_rank', kvHeads / tp);
  }
  const ffn = set('ffn', moe ? random.pick([1024, 1536, 2048, 4096]) : Math.round((hidden * random.pick([2.75, 3.5, 4])) / 256) * 256);
  if (ffn === hidden) return null;
  set('ffn_per_rank', ffn / tp);
  const vocab = set('vocab', random.pick([32000, 50304, 100352, 128256, 151936]));
  let experts = 1;
  let topK = 1;
  if (moe) {
    const local = set('experts_per_gpu', random.pick([1, 1, 2, 4, 4, 8]));
    experts = set('experts', ep * local);
    if (experts < 8 || experts > 256) return null;
    set('experts_total', experts * layers);
    topK = set('experts_top_k', random.pick([1, 2, 2, 4, 8]));
    if (topK >= experts) return null;
  }

  const sequence = set('seq_len', random.pick([2048, 4096, 4096, 8192]));
  const microBatch = set('micro_batch', random.pick([1, 1, 2, 4]));
  const steps = set('micro_batches', random.pick([4, 8, 8, 16, 32, 64]));
  set('batch_per_replica', microBatch * steps);
  const batch = set('global_batch', microBatch * steps * dp);
  if (batch > 8192) return null;

  const precision = mode === 'inference' && random.chance(0.3) ? 'FP8' : random.pick(['FP16', 'BF16', 'BF16'] as const);
  const bytes = set('bytes_per_param', precision === 'FP8' ? 1 : 2);
  const attention = hidden * (2 * hidden + 2 * kvHeads * headDim);
  const expert = 3 * hidden * ffn;
  const dense = layers * (attention + (moe ? hidden * experts : expert)) + 2 * vocab * hidden;
  const routed = moe ? layers * expert * experts : 0;
  const params = dense + routed;
  if (params < 1e9 || params > 2e12) return null;
  set('params', params);
  if (moe) set('params_active', dense + (routed * topK) / experts);

  const gpu = random.pick(gpus);
  set('gpu_memory', gpu.memory);
  set('gpu_tflops', gpu.flops);
  set('gpu_bandwidth', gpu.bandwidth);
  const local = dense / (tp * pp) + routed / (tp * pp * ep);
  const weights = set('mem_weights', local * bytes);
  set('model_weights', params * bytes);
  if (mode === 'training') {
    set('mem_gradients', weights);
    set('mem_optimizer', local * 12);
    // 34 bytes per token and hidden element of a layer (arXiv:2205.05198, Table 2), for as many micro-batches as the first stage of 1F1B keeps
    const inFlight = perStage * Math.min(pp, steps);
    set('mem_activations', (inFlight * sequence * microBatch * hidden * 34) / (tp * cp));
  } else {
    set('mem_activations', (8 * sequence * microBatch * hidden * bytes) / tp);
    set('mem_kv_cache', (2 * layers * kvHeads * headDim * sequence * steps * microBatch * bytes) / (pp * tp * cp));
  }
  set('mem_overhead', random.pick([1e9, 1.5e9, 2e9, 2.5e9]));
  let total = 0;
  for (const id of memoryParts) total += values.get(id) ?? 0;
  // a tenth is left for fragmentation and buffers
  if (total > gpu.memory * 0.89 || total < gpu.memory * 0.05) return null;

  const size = params >= 1e11 ? `${Math.round(params / 1e9)}B` : `${(params / 1e9).toFixed(1)}B`;
  return { mode, moe, ep: meaning, values, model: `${random.pick(names)}-${size.replace(/\.\d/, '')}`, gpu: gpu.name, precision };
}
