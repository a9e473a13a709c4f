import type { Analysis } from '../../server/src/engine.ts';
import type { Site } from './generator/page.ts';
import type { GeneratedPlan } from './generator/plan.ts';
import { memoryParts, modelQuantities } from './generator/quantities.ts';
import { degrees } from './generator/words.ts';

/**
 * - `read`: taken for what it is
 * - `guessed`: taken for it as long as its value agrees with the rest
 * - `misread`: taken for something else
 * - `unread`: not taken for anything
 */
export type Reading = 'read' | 'guessed' | 'misread' | 'unread';

/** How the engine took each number of a plan that stands for a quantity it knows. */
export function readingsOf(plan: GeneratedPlan, analysis: Analysis): { site: Site; reading: Reading; as: string | null }[] {
  const found = new Map<number, { id: string; weak: boolean }[]>();
  for (const mention of analysis.plan?.mentions ?? []) {
    if (mention.scenario !== 'plan') continue;
    const at = mention.number.digits.start;
    found.set(at, [...(found.get(at) ?? []), { id: mention.id, weak: mention.strength === 'weak' }]);
  }
  return plan.sites
    .filter((site) => known.has(site.id) && /^\d/.test(site.text))
    .map((site) => {
      const mentions = found.get(site.start) ?? [];
      const right = mentions.filter(({ id }) => id === site.id);
      const reading = right.some(({ weak }) => !weak) ? 'read' : right.length > 0 ? 'guessed' : mentions.length > 0 ? 'misread' : 'unread';
      return { site, reading, as: reading === 'misread' ? (mentions[0]?.id ?? null) : null };
    });
}

/** What a plan is made of; figures that only an equation needs are left out. */
const known: ReadonlySet<string> = new Set([
  ...degrees,
  'gpus',
  'nodes',
  'gpus_per_node',
  'gpus_per_stage',
  'gpu_memory',
  'gpu_tflops',
  'gpu_bandwidth',
  ...modelQuantities,
  'experts_total',
  'seq_len',
  'global_batch',
  'micro_batch',
  'micro_batches',
  'batch_per_replica',
  'layers_per_stage',
  'experts_per_gpu',
  'heads_per_rank',
  'kv_heads_per_rank',
  'hidden_per_rank',
  'ffn_per_rank',
  ...memoryParts,
  'mem_total',
  'mem_utilization',
  'model_weights',
  'bubble',
  'mfu',
  'throughput',
  'throughput_per_gpu',
  'tflops_effective',
]);
