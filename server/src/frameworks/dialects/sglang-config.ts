import type { Dialect } from '../dialect.ts';
import { sglang } from '../engines/sglang.ts';

/** The file of `sglang.launch_server --config FILE`: the server's own arguments as keys, without their dashes. */
export const sglangConfig: Dialect = {
  id: 'sglang-config',
  order: 406,
  title: 'SGLang arguments',
  summary: 'The YAML that `sglang.launch_server --config` takes: the server’s arguments as keys.',
  recognise: [
    {
      keys: [
        'model_path',
        'tp|tp_size|tensor_parallel_size|dp_size|ep_size|mem_fraction_static|context_length',
        'host|port|served_model_name|mem_fraction_static|enable_dp_attention|disaggregation_mode|log_level|trust_remote_code',
      ],
      without: ['trainer', 'services', 'kind', 'datasets', 'rollout', 'generator', 'backend', 'kv_cache_config'],
    },
  ],
  roles: [{ at: '', engine: sglang, arguments: [''] }],
  hardware: 'none in the file; comments may tell the kind of GPU',
};
