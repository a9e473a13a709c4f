import type { Dialect } from '../dialect.ts';
import { vllm } from '../engines/vllm.ts';

/** vLLM recipes: catalogs of models and strategies; their commands are put together elsewhere. */
export const vllmRecipes: Dialect = {
  id: 'vllm-recipes',
  order: 370,
  title: 'vLLM recipes',
  summary: 'Entries of the catalog of vLLM recipes: variants, strategies, a guide in markdown.',
  recognise: [
    { keys: ['model.model_id', 'variants|compatible_strategies|guide'] },
    { keys: ['deploy_type|hardware_match', 'vllm_args|parallel_flag'] },
  ],
  read: () => [],
  engines: [vllm],
  hardware: 'none: a variant states the least memory',
  silent: 'An entry launches nothing by itself.',
};
