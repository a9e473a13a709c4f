import { LaunchBuilder } from '../builder.ts';
import type { Dialect } from '../dialect.ts';
import { maxtext as engine } from '../engines/trainers.ts';
import type { Bound } from '../launch.ts';
import { valueOf } from '../values.ts';

export const maxtext: Dialect = {
  id: 'maxtext',
  order: 200,
  title: 'MaxText',
  summary: 'YAML of MaxText: `ici_*` axes within a slice, `dcn_*` axes across.',
  recognise: [
    {
      keys: [
        'ici_fsdp_parallelism|ici_tensor_parallelism|ici_data_parallelism|dcn_data_parallelism|dcn_fsdp_parallelism|ici_expert_parallelism|ici_pipeline_parallelism',
      ],
    },
  ],
  read: ({ root, span }) => {
    const builder = new LaunchBuilder(engine, '', span).map(root);
    for (const group of ['ici', 'dcn'] as const) {
      let value = 1;
      let place: Bound['place'] = null;
      let known = true;
      const parts: { name: string; place: NonNullable<Bound['place']> }[] = [];
      for (const item of root.children) {
        if (!new RegExp(`^${group}_\\w+_parallelism$`).test(item.key)) continue;
        const axis = valueOf(item);
        if (axis.kind === 'number') {
          value *= axis.written.value;
          place ??= axis.written.digits;
          if (axis.written.digits) parts.push({ name: `${item.key} ${axis.written.value}`, place: axis.written.digits });
        } else known = false;
      }
      if (known && place) builder.bound(group, { value, place, editable: false, weak: false, source: 'written', inputs: [], parts });
      else if (known)
        builder.bound(group, { value: 1, place: null, editable: false, weak: false, source: 'default', inputs: [], parts: [] });
    }
    return [builder];
  },
  engines: [engine],
  commands: [/\bMaxText[./]\S*train\b|\bMaxText\/train\.py\b/],
  hardware: 'none in the file; its name may tell the GPUs (`-256gpus-`)',
  silent: 'One axis of a group may be -1, which takes the rest.',
};
