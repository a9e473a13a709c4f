import type { LaunchBuilder } from '../builder.ts';
import { type ConfigNode, child, nodeAt } from '../config-tree.ts';
import type { Dialect } from '../dialect.ts';
import { axolotl as engine } from '../engines/trainers.ts';
import { truth, valueOf } from '../values.ts';

/** Without an adapter, and with weights that are not narrowed down, all of them are trained. */
function tuned(builder: LaunchBuilder, node: ConfigNode): void {
  const model = child(node, 'base_model');
  const narrow = ['adapter', 'load_in_8bit', 'load_in_4bit', 'unfrozen_parameters', 'relora', 'quantization', 'qat'].some((key) => {
    const found = child(node, key);
    return found !== undefined && !/^(?:false|null|~|)$/i.test(found.text) && (found.text !== '' || found.children.length > 0);
  });
  const offloaded = truth(valueOf(nodeAt(node, 'fsdp_config.offload_params') ?? nodeAt(node, 'fsdp_config.fsdp_offload_params')));
  if (!model || narrow || offloaded === true) return;
  builder.words('tuning', { text: 'full', place: model.span });
}

export const axolotl: Dialect = {
  id: 'axolotl',
  order: 240,
  title: 'Axolotl',
  summary: 'The YAML config of Axolotl: a flat map with `base_model`.',
  recognise: [{ keys: ['base_model', 'datasets|micro_batch_size|sequence_len|adapter|dp_shard_size|tensor_parallel_size'] }],
  includes: [{ key: 'deepspeed', kind: 'part' }],
  roles: [
    {
      at: '',
      engine,
      arguments: [''],
      finish: tuned,
      numbers: {
        generations: ['trl.num_generations'],
        zero_stage: ['deepspeed.zero_optimization.stage'],
        engine_batch: ['deepspeed.train_micro_batch_size_per_gpu'],
        engine_steps: ['deepspeed.gradient_accumulation_steps'],
      },
    },
  ],
  hardware: 'none in the file; comments may tell the GPUs',
};
