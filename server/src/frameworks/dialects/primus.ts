import { findModel } from '../../physics/models.ts';
import type { LaunchBuilder } from '../builder.ts';
import { type ConfigNode, child } from '../config-tree.ts';
import type { Dialect } from '../dialect.ts';
import { megatron } from '../engines/megatron.ts';
import { valueOf } from '../values.ts';

/** `model: llama3.1_70B.yaml` holds the shape of the model of that name. */
function shape(builder: LaunchBuilder, node: ConfigNode): void {
  const model = valueOf(child(node, 'model'));
  if (model.kind !== 'text' || model.text.includes('/')) return;
  const name = model.text
    .replace(/\.ya?ml$/, '')
    .replace(/_(?=\d+(?:\.\d+)?b)/i, '-')
    .replaceAll('_', '-')
    .replace(/^(llama)(?=\d)/i, '$1-');
  if (findModel(name)) builder.words('model', { text: name, place: model.at });
}

export const primus: Dialect = {
  id: 'primus',
  order: 160,
  title: 'Primus',
  summary: 'YAML of AMD’s Primus: `modules.pre_trainer.overrides` holds Megatron’s arguments, with defaults in `${NAME:8}`.',
  recognise: [{ keys: ['modules.*.overrides', 'modules.*.framework'] }],
  roles: [{ at: 'modules.*', engine: megatron, arguments: ['overrides'], closed: false, finish: shape }],
  hardware: 'none in the file: rules that no number of GPUs could keep are held all the same',
  silent: 'The model’s shape comes from the file named by `model`; the torchtitan backend is left to its own file.',
};
