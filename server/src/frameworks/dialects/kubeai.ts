import { LaunchBuilder } from '../builder.ts';
import { child } from '../config-tree.ts';
import type { Dialect } from '../dialect.ts';
import { vllm } from '../engines/vllm.ts';
import { acceleratorsOf, boundOf } from '../hardware.ts';
import { commandsOf } from '../kubernetes.ts';
import { valueOf } from '../values.ts';

export const kubeai: Dialect = {
  id: 'kubeai',
  order: 60,
  title: 'KubeAI',
  summary: 'KubeAI’s Model: the engine’s arguments and a profile with a count, `nvidia-gpu-h100:8`.',
  recognise: [{ kind: /^Model$/, api: /^kubeai\.org\// }],
  read: ({ root }, source) => {
    const spec = child(root, 'spec');
    if (!spec || child(spec, 'engine')?.text !== 'VLLM') return [];
    const builder = new LaunchBuilder(vllm, '', spec.span);
    for (const command of commandsOf(spec, source.text, new Map())) builder.flags(command.words);
    const profile = valueOf(child(spec, 'resourceProfile'));
    const found = profile.kind === 'text' ? acceleratorsOf(profile.text, profile.at) : null;
    if (found?.counted && !/cpu|tpu/.test(found.name)) {
      builder.bound('gpus', boundOf(found)).bound('gpus_per_pod', boundOf(found)).switch('single', true);
      builder.words('accelerator', { text: found.name, place: found.place });
    }
    const url = valueOf(child(spec, 'url'));
    if (url.kind === 'text') builder.words('model', { text: url.text.replace(/^hf:\/\//, ''), place: url.at });
    return [builder];
  },
  engines: [vllm],
  hardware: '`resourceProfile: NAME:count`',
};
