import { Memo } from '../text/memo.ts';
import type { Sense } from './labels.ts';
import type { QuantityId } from './quantities.ts';

type Row = readonly [QuantityId, Sense['strength'], RegExp];

const rank =
  '(?:(?:h100 |a100 |nvidia )?gpu|rank|device|card|group|tp group|tp rank|tensor group|tp gpu|tensor parallel group|tensor parallel rank|node rank)s?';

/** What is counted right after a number: `4 experts per GPU`, `16-way TP`, `2 heads per rank`. */
const rows: readonly Row[] = [
  ['experts_per_gpu', 'strong', new RegExp(`^(?:local |routed )?experts? (?:per|each|on each|on every) ${rank}`)],
  ['layers_per_stage', 'strong', /^(?:transformer )?layers? (?:per|each|in each) (?:pipeline |pp )?(?:stage|pp rank)/],
  ['heads_per_rank', 'strong', new RegExp(`^(?:attention |query |q )?heads? (?:per|each) ${rank}`)],
  ['kv_heads_per_rank', 'strong', new RegExp(`^(?:kv|key value) heads? per ${rank}`)],
  ['hidden_per_rank', 'weak', new RegExp(`^(?:hidden )?dim(?:ension)?s? per ${rank}`)],
  ['batch_per_replica', 'weak', /^(?:sequences?|samples?) per (?:gpu|dp rank|replica|dp group|data parallel (?:rank|group)|pipeline)/],
  [
    'gpus_per_node',
    'strong',
    /^(?:[a-z0-9]+ )?(?:gpus?|devices?|cards?|npus?|accelerators?) (?:per|in each|on each) (?:node|host|server|machine)/,
  ],
  ['gpus_per_stage', 'strong', /^gpus? (?:per|in each) (?:pipeline |pp )?stage/],
  ['gpus_per_replica', 'strong', /^gpus? per (?:model |dp |data parallel )?replica/],
  ['experts', 'strong', /^(?:routed )?experts? per (?:moe |transformer )?layer/],
  ['experts_top_k', 'strong', /^(?:active )?experts? per token/],
  ['head_dim', 'strong', /^(?:dim(?:ension)?s? (?:per|each) head|head dim(?:ension)?s?|dim(?:ension)?s? each)/],
  ['hidden', 'strong', /^(?:token|embedding) (?:dim(?:ension)?s?|size)$/],
  ['ffn', 'strong', /^(?:moe (?:hidden|intermediate|ffn)|ffn hidden|ffn|intermediate|mlp hidden) (?:dim(?:ension)?s?|size)$/],
  ['tp', 'strong', /^way (?:tp|tensor)\b/],
  ['pp', 'strong', /^way (?:pp|pipeline)\b/],
  ['ep', 'strong', /^way (?:ep|expert)\b/],
  ['dp', 'strong', /^way (?:dp|data)\b/],
  ['cp', 'strong', /^way (?:cp|context)\b/],
  ['sp', 'strong', /^way (?:sp|sequence)\b/],
  ['tp', 'strong', /^路 ?张量(?:模型)?并行/],
  ['pp', 'strong', /^[路级] ?流水线?并行/],
  ['ep', 'strong', /^路 ?专家并行/],
  ['dp', 'strong', /^路 ?数据并行/],
  ['cp', 'strong', /^路 ?上下文并行/],
  ['sp', 'strong', /^路 ?序列并行/],
  ['model_weights', 'strong', /^(?:total )?(?:model )?(?:weights|model memory|model size)\b/],
  ['pp', 'weak', /^(?:pipeline |pp )?stages?\b/],
  [
    'gpus',
    'weak',
    /^(?:(?:nvidia|amd|h100|h200|a100|b200|gb200|h800|a800|mi300x|total|required|available) )*(?:gpus?|npus?|accelerators?|cards?|devices?)\b(?! (?:h|hours?|hrs?|days?|memory|utili[sz]ation|time|model|type)\b)/,
  ],
  ['gpus', 'weak', /^(?:h100|h200|a100|b200|gb200|h800|a800|h20|mi300x|l40s|v100|t4|910b)s\b/],
  ['gpus', 'weak', /^(?:(?:nvidia|amd) )?(?:h100|h200|a100|b200|gb200|h800|a800|h20|mi300x|l40s|v100)$/],
  ['gpus', 'weak', /^[张块]?卡$/],
  ['nodes', 'weak', /^(?:(?:dgx|hgx|h100|a100|server) )*nodes?\b/],
  ['layers_per_stage', 'strong', /^层 (?:per )?(?:个)?(?:阶段|stage)/],
  ['layers', 'weak', /^层(?:$| )/],
  ['heads', 'weak', /^个? ?(?:注意力)?头(?:$| )/],
  ['experts', 'weak', /^个? ?(?:路由)?专家(?:$| )/],
  ['layers', 'weak', /^(?:transformer |decoder |moe |total )?layers?\b/],
  [
    'experts',
    'weak',
    /^(?:total |routed |moe )?experts?\b(?! (?:modules?|instances?|slots?|params?|parameters?|weights?|groups?|networks?|nodes?|gpus?|ranks?|shards?|halves|parallel|workers?))/,
  ],
  ['kv_heads', 'weak', /^(?:kv|key (?:per )?value) heads?\b/],
  ['heads', 'weak', /^(?:total )?(?:attention |query )?heads?\b/],
  ['micro_batches', 'weak', /^(?:concurrent |parallel |overlapping )?micro ?batch(?:es)?\b/],
  ['dp', 'weak', /^(?:dp |data parallel |model )?(?:replicas?|groups?)\b/],
  ['global_batch', 'weak', /^(?:sequences?|samples?)\b/],
];

/** `words` lower case, hyphens and slashes resolved, joined by one blank. Null where they name no quantity. */
export const nounSense = (words: string): Sense | null => (words === '' ? null : senses.of(words));

const senses = new Memo((words): Sense | null => {
  for (const [id, strength, pattern] of rows) if (pattern.test(words)) return { id, strength };
  return null;
});
