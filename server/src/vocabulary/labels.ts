import { Memo } from '../text/memo.ts';
import { phrase } from './phrase.ts';
import type { QuantityId } from './quantities.ts';

/**
 * How sure a word is about its quantity.
 * - `strong`: the word means this quantity and nothing else in a plan
 * - `weak`: it may mean it; a number under it is bound only where its value agrees
 */
export type Strength = 'strong' | 'weak';

export interface Sense {
  readonly id: QuantityId;
  readonly strength: Strength;
}

type Row = readonly [QuantityId, Strength, RegExp];

const size = '(?: (?:size|degree|dimension|dim|ways?|world size|group size|width|factor|config|configuration|parallelism|setting))?';
const perRank =
  'per (?:gpu|rank|device|card|tp rank|tp group|tensor group|group|tensor parallel group|tensor parallel rank|tp gpu|shard|partition)s?';
const lead =
  '(?:(?:total|number of|num|no of|n|the|overall|all|current|stated|model|target|planned|final|chosen|optimal|selected|recommended) )*';

/** Patterns over phrases in the form that `phrase()` gives. Anchored and without nested repetition. */
const rows: readonly Row[] = [
  // degrees
  ['etp', 'strong', new RegExp(`^(?:etp|expert tensor parallel(?:ism)?|expert tensor model parallel)${size}$`)],
  [
    'vpp',
    'strong',
    new RegExp(`^(?:vpp|vp|virtual pipeline(?: parallel(?:ism)?| model parallel)?|interleaved stages?|virtual stages?)${size}$`),
  ],
  [
    'tp',
    'strong',
    new RegExp(
      `^${lead}(?:tp|tensor(?: model)? parallel(?:ism)?|tensor|tensor mp|model parallel(?:ism)?|张量(?:模型)?并行(?:度|大小)?(?: ?tp)?)${size}$`,
    ),
  ],
  [
    'pp',
    'strong',
    new RegExp(`^${lead}(?:pp|pipeline(?: model)? parallel(?:ism)?|pipeline|pipe parallel|流水线?并行(?:度|大小)?(?: ?pp)?)${size}$`),
  ],
  [
    'ep',
    'strong',
    new RegExp(`^${lead}(?:ep|expert(?: model)? parallel(?:ism)?|moe expert parallel|专家并行(?:度|大小)?(?: ?ep)?)${size}$`),
  ],
  ['dp', 'strong', new RegExp(`^${lead}(?:dp|data parallel(?:ism)?|data|数据并行(?:度|大小)?(?: ?dp)?)${size}$`)],
  ['cp', 'strong', new RegExp(`^${lead}(?:cp|context parallel(?:ism)?|上下文并行(?:度|大小)?(?: ?cp)?)${size}$`)],
  ['sp', 'strong', new RegExp(`^${lead}(?:sp|sequence parallel(?:ism)?|序列并行(?:度|大小)?(?: ?sp)?)${size}$`)],
  ['pp', 'strong', new RegExp(`^${lead}(?:pipeline(?: parallel)?|pp) stages?$`)],
  ['pp', 'weak', /^(?:stages?|pipeline (?:parallel )?groups?|pp groups?|pipeline (?:depth|splits?))$/],
  ['tp', 'weak', /^(?:tensor(?: parallel)? groups?|tp groups?|tensor(?: parallel)? (?:splits?|shards?|ways?))$/],
  ['ep', 'weak', /^(?:expert(?: parallel)? groups?|ep groups?)$/],
  ['dp', 'weak', /^(?:data(?: parallel)? groups?|dp groups?|(?:data parallel |dp |model )?replicas?)$/],
  // hardware
  [
    'gpus_available',
    'strong',
    /^(?:available (?:gpus?|cards?|npus?|accelerators?|devices?)|gpus? available|(?:gpu|cluster) (?:capacity|availability|limit|budget))$/,
  ],
  [
    'gpus',
    'strong',
    /^(?:total (?:number of )?(?:gpus?|cards?|npus?|accelerators?|devices?)(?: (?:required|needed|used|count|total|utilized))?|(?:gpus?|npus?|cards?|devices?|accelerators?) (?:count|total|required|needed|used|num)|total gpu count|number of (?:gpus?|npus?|accelerators?|devices?)|num gpus?|n ?gpus?|no of (?:gpus?|npus?)|world size|required gpus|gpus|npus|cluster size|gpu numbers?|总卡数|卡数|总gpu数?|gpu总数|gpu数量)$/,
  ],
  [
    'gpus',
    'weak',
    /^(?:total modules|total gpu parts|total parts|verification|gpu calculation|hardware|cluster|(?:recommended |optimal |final |proposed )?(?:setup|configuration|layout|deployment)|total)$/,
  ],
  ['nodes', 'strong', /^(?:(?:total |number of |num )?nodes?(?: count)?|nnodes|num nodes|node count|机器数)$/],
  [
    'gpus_per_node',
    'strong',
    /^(?:gpus? per node|(?:gpus?|devices?|cards?) per (?:node|server|host|machine)|nproc per node|node size|gpus per server|每节点gpu数?)$/,
  ],
  ['gpus_per_stage', 'strong', /^(?:gpus? per (?:pipeline |pp )?stage|gpus? per pp)$/],
  ['gpus_per_replica', 'strong', /^(?:gpus? per (?:model |dp |data parallel )?replica|gpus? per (?:dp|data parallel) group)$/],
  [
    'gpu_memory',
    'strong',
    /^(?:gpu (?:memory|vram)(?: capacity| size)?|(?:single )?gpu (?:memory|vram)(?: capacity)?|(?:single (?:gpu|card) )?(?:vram|video memory)(?: capacity| size)?(?: per (?:gpu|card))?|memory capacity(?: per gpu)?|(?:memory|hbm|vram) capacity per (?:gpu|card|device)|hbm(?: capacity| size)?|per gpu memory capacity|gpu hbm|device memory|显存)$/,
  ],
  [
    'gpu_tflops',
    'strong',
    /^(?:(?:gpu |single gpu |peak )*(?:comput(?:e|ing) (?:capacity|power|capability|performance)|compute|flops|tflops|peak (?:flops|tflops|compute))(?: per (?:gpu|card))?|(?:single )?gpu comput(?:e|ing)(?: power| capacity)?)$/,
  ],
  ['gpu_bandwidth', 'strong', /^(?:(?:gpu )?(?:memory|vram|hbm) bandwidth(?: per gpu)?)$/],
  // model
  ['params_active', 'strong', /^(?:active(?:d|ted)? (?:params?|parameters?)|(?:params?|parameters?) active|activated parameters?)$/],
  [
    'params',
    'strong',
    /^(?:total (?:model )?(?:params?|parameters?)|(?:model )?(?:params?|parameters?)(?: count| total)?|model size|parameter count|number of parameters|参数量|总参数)$/,
  ],
  ['layers_per_stage', 'strong', /^(?:layers? per (?:pipeline |pp )?(?:stage|gpu|rank)|layers? per pp|每阶段层数)$/],
  ['layers', 'strong', new RegExp(`^${lead}(?:(?:transformer |hidden |decoder )?layers?(?: count)?|num (?:hidden )?layers|层数|depth)$`)],
  [
    'experts_per_gpu',
    'strong',
    new RegExp(
      `^(?:(?:local |routed )?experts? ${perRank}|experts? per (?:ep rank|ep group|expert parallel rank)|local experts|num local experts|expert distribution ${perRank}|experts? distribution per gpu)$`,
    ),
  ],
  [
    'experts',
    'strong',
    /^(?:(?:number of |num |routed |total )*experts?(?: per (?:moe )?layer)|num experts|experts|routed experts|n routed experts|moe experts|专家数)$/,
  ],
  ['experts', 'strong', /^(?:number of experts|num experts|n experts|expert count)$/],
  ['experts', 'weak', /^(?:total experts|moe configuration|total routed experts)$/],
  ['experts_total', 'strong', /^(?:experts? in (?:all layers|total)|experts? (?:across|over) all layers|all experts)$/],
  [
    'experts_top_k',
    'strong',
    /^(?:top ?k(?: routing| experts)?|experts? per token|(?:expert|moe|router) top ?k|active(?:d|ted)? experts(?: per token)?|num experts per tok)$/,
  ],
  ['shared_experts', 'strong', /^(?:shared experts?|(?:num|n) shared experts?)$/],
  [
    'hidden_per_rank',
    'strong',
    new RegExp(
      `^(?:(?:hidden|tensor|embedding|model) (?:dimensions?|dims?|size) ${perRank}|hidden ${perRank}|tensor dimension ${perRank})$`,
    ),
  ],
  [
    'ffn_per_rank',
    'strong',
    new RegExp(`^(?:(?:ffn|mlp|intermediate|moe hidden|feed forward)(?: hidden)?(?: (?:dimensions?|dims?|size))? ${perRank})$`),
  ],
  [
    'ffn',
    'strong',
    /^(?:(?:ffn|mlp|feed ?forward|intermediate|moe)(?: (?:hidden|intermediate|expert hidden))?(?: (?:size|dimensions?|dim))|expert hidden (?:size|dim|dimension)|moe hidden|ffn hidden|d ff|(?:moe )?intermediate size)$/,
  ],
  [
    'hidden',
    'strong',
    /^(?:hidden (?:size|dimensions?|dims?)|(?:token|model|embedding) (?:size|dimensions?|dims?)|d model|hidden|隐藏维度)$/,
  ],
  ['heads_per_rank', 'strong', new RegExp(`^(?:(?:attention |query |q )?heads? ${perRank})$`)],
  ['kv_heads_per_rank', 'strong', new RegExp(`^(?:(?:kv|key (?:per )?value) heads? ${perRank})$`)],
  [
    'kv_heads',
    'strong',
    /^(?:(?:num |number of )?(?:kv|key (?:per )?value) heads?|num key value heads|query groups?|num query groups|gqa groups?)$/,
  ],
  ['heads', 'strong', /^(?:(?:num |number of )?(?:attention|mha|query|q) heads?|heads|num attention heads|attention|mha)$/],
  ['head_dim', 'strong', /^(?:head (?:dimension|dim|size)s?|dimensions? per head|dim per head|d head|head width)$/],
  ['vocab', 'strong', /^(?:vocab(?:ulary)?(?: size)?|padded vocab(?:ulary)?(?: size)?)$/],
  [
    'seq_len',
    'strong',
    /^(?:(?:max(?:imum)? )?(?:sequence|seq|context)(?: length| len)|seq length|max context|context window|max(?:imum)? (?:model|position) (?:len|length|embeddings)|序列长度)$/,
  ],
  // batch
  [
    'batch_per_replica',
    'strong',
    /^(?:(?:batch(?: size)?|sequences?|samples?) per (?:dp|data parallel|model|pipeline)?(?: )?(?:replica|rank|group)|(?:replica|per replica) batch(?: size)?)$/,
  ],
  ['batch_per_replica', 'weak', /^(?:local|mini) batch(?: size)?$/],
  [
    'micro_batch',
    'strong',
    /^(?:micro ?batch(?: ?size)|mbs|train micro batch size per gpu|per device (?:train )?batch size|micro batch size per gpu)$/,
  ],
  [
    'micro_batches',
    'strong',
    /^(?:(?:number of |num )?micro ?batch(?:es)(?: count| per step)?|num micro ?batch(?:es)?|micro batch count)$/,
  ],
  ['grad_accum', 'strong', /^(?:(?:gradient|grad) acc(?:umulation|um)?(?: steps?)?|ga|gas|accumulation steps)$/],
  ['global_batch', 'strong', /^(?:global batch(?: ?size)?|gbs|train batch size|total batch(?: size)?|batch(?: size)?|批大小)$/],
  [
    'tokens_per_step',
    'strong',
    /^(?:tokens? per (?:(?:optimi[sz]er|training|global) )?(?:step|batch|iteration|update)|(?:global )?batch(?: size)? in tokens|global batch tokens)$/,
  ],
  ['zero_stage', 'strong', /^(?:zero(?: stage| optimization stage)?|stage)$/],
  // memory
  ['mem_utilization', 'strong', /^(?:(?:gpu )?memory (?:utilization|usage ratio|occupancy))$/],
  [
    'mem_weights',
    'strong',
    /^(?:(?:parameter|weight) memory|(?:model )?(?:weights?|parameters?)(?: memory)? per gpu|per gpu (?:model )?(?:weights?|parameters?)|parameter memory per gpu)$/,
  ],
  ['mem_all', 'strong', /^total memory (?:required|needed|requirements?|footprint)$/],
  [
    'mem_total',
    'strong',
    /^(?:(?:total |max(?:imum)? |peak )?(?:gpu )?memory(?: usage| used| footprint| required| requirement)?(?: per (?:gpu|card|device))|total memory(?: usage| per gpu)?|per gpu (?:total )?memory(?: usage)?|memory (?:usage|used|footprint)|total per gpu|estimated total|total estimated)$/,
  ],
  ['mem_gradients', 'strong', /^(?:gradients?(?: memory)?(?: per gpu)?|梯度)$/],
  ['mem_optimizer', 'strong', /^(?:optimi[sz]er(?: states?| memory)?(?: memory)?(?: per gpu)?|adam states?|优化器)$/],
  ['mem_activations', 'strong', /^(?:activations?(?: memory)?(?: per gpu)?|激活)$/],
  ['mem_kv_cache', 'strong', /^(?:kv ?cache(?: memory| size)?(?: per gpu)?|key value cache)$/],
  [
    'mem_overhead',
    'strong',
    /^(?:(?:communication|system|framework|runtime|nccl|cuda|temporary|workspace|comm)?(?: )?(?:overhead|buffers?|context|workspace)(?: memory)?(?: per gpu)?)$/,
  ],
  [
    'model_weights',
    'strong',
    /^(?:(?:total |full |whole |estimated )?model (?:weights?|memory|size)(?: total| memory| in total)?|(?:total |all )?weights?(?: in total| total)?|(?:weights?|memory|size) of the (?:whole |full |entire )?model)$/,
  ],
  // performance
  [
    'bubble',
    'strong',
    /^(?:pipeline bubbles?(?: (?:ratio|fraction|overhead|time|size))?|bubble(?: (?:ratio|fraction|overhead|time|percentage))?|pipeline bubble reduction)$/,
  ],
  ['mfu', 'strong', /^(?:mfu(?: utilization| target)?|model flops utilization|target mfu)$/],
  ['tflops_effective', 'strong', /^(?:effective (?:flops|tflops|compute|computing power)(?: per gpu)?)$/],
  ['model_flops', 'strong', /^(?:model flops|(?:total )?flops per (?:forward pass|iteration|step|token)|flops required)$/],
  ['throughput_per_gpu', 'strong', /^(?:(?:per gpu|single gpu|gpu) throughput|throughput per gpu|throughput per (?:card|device))$/],
  [
    'throughput',
    'strong',
    /^(?:(?:total|system|overall|aggregate|expected|target|projected|theoretical|cluster|estimated)? ?throughput(?: total)?)$/,
  ],
  [
    'latency',
    'strong',
    /^(?:(?:expected|target|projected|theoretical|iteration|total|end to end|estimated)? ?latency|(?:iteration|step) time|time per (?:step|iteration)|theoretical time)$/,
  ],
];

/** The quantity that a label names, `Tensor Parallelism (TP)` → tp. Null where it names none. */
export const labelSense = (label: string): Sense | null => senses.of(label);

const senses = new Memo((label): Sense | null => {
  const { words, hints } = phrase(label);
  return match(words) ?? hintSense(words, hints);
});

/** `Tensor Parallelism Degree (TP)`: the abbreviation in parentheses helps where the words do not, if they go together. */
function hintSense(words: string, hints: readonly string[]): Sense | null {
  for (const hint of hints) {
    const sense = match(hint);
    if (sense && /parallel|stages?$/.test(words) && !/ per | reduction| benefit| overhead| efficiency| communication/.test(` ${words} `))
      return sense;
  }
  return null;
}

function match(words: string): Sense | null {
  if (words.length === 0 || words.length > 80) return null;
  for (const [id, strength, pattern] of rows) if (pattern.test(words)) return { id, strength };
  return null;
}
