import { LaunchBuilder } from '../builder.ts';
import { child, nodeAt } from '../config-tree.ts';
import type { Dialect } from '../dialect.ts';
import type { Engine } from '../engine.ts';
import { sglang } from '../engines/sglang.ts';
import { tensorrtLlm } from '../engines/tensorrt-llm.ts';
import { vllm } from '../engines/vllm.ts';
import { readScript } from '../shell.ts';
import { numberOf, valueOf } from '../values.ts';

const backends: readonly (readonly [string, Engine])[] = [
  ['sglang_config', sglang],
  ['vllm_config', vllm],
  ['trtllm_config', tensorrtLlm],
];

/** Recipes of srt-slurm and InferenceX: roles on a share of the nodes each. */
export const inferenceBench: Dialect = {
  id: 'inference-bench',
  order: 360,
  title: 'srt-slurm, InferenceX',
  summary: 'Benchmark recipes: `resources` with nodes and workers per role, an engine’s arguments per role.',
  recognise: [
    { keys: ['backend.sglang_config|backend.vllm_config|backend.trtllm_config', 'resources'] },
    { keys: ['prefill.extra_args|decode.extra_args'] },
    { keys: ['search_space|benchmark.isl|base_score'] },
  ],
  read: ({ root }, source) => {
    const out: LaunchBuilder[] = [];
    for (const [key, engine] of backends) {
      for (const [config, role] of [
        ['prefill', 'prefill'],
        ['decode', 'decode'],
        ['aggregated', 'agg'],
      ] as const) {
        const node = nodeAt(root, `backend.${key}.${config}`);
        if (!node) continue;
        const builder = new LaunchBuilder(engine, config, node.span).map(node);
        const resources = child(root, 'resources');
        const perWorker = resources && numberOf(child(resources, `gpus_per_${role}`));
        const nodes = resources && numberOf(child(resources, `${role}_nodes`));
        const workers = resources && numberOf(child(resources, `${role}_workers`));
        const perNode = resources && numberOf(child(resources, 'gpus_per_node'));
        if (perWorker) builder.number('gpus', { kind: 'number', written: perWorker });
        else if (nodes && workers && perNode && workers.value > 0 && (nodes.value * perNode.value) % workers.value === 0) {
          const parts = [nodes, perNode, workers].flatMap(({ digits }, index) =>
            digits ? [{ name: ['nodes', 'GPUs per node', 'workers'][index] ?? '', place: digits }] : [],
          );
          builder
            .bound('gpus', {
              value: (nodes.value * perNode.value) / workers.value,
              place: null,
              editable: false,
              weak: false,
              source: 'derived',
              inputs: [],
              parts,
            })
            .podsOf(Math.max(2, nodes.value));
        }
        builder.forget('nodes');
        const model = valueOf(nodeAt(root, 'model.path') ?? nodeAt(root, 'model'));
        if (model.kind === 'text') builder.words('model', { text: model.text, place: model.at });
        out.push(builder);
      }
    }
    for (const name of ['prefill', 'decode']) {
      const role = child(root, name);
      const extra = role && child(role, 'extra_args');
      if (!role || !extra) continue;
      const builder = new LaunchBuilder(vllm, name, role.span);
      for (const command of readScript(source.text, extra.span, { folded: true }).commands) builder.flags(command.words);
      builder.map(role);
      builder.closed = false;
      out.push(builder);
    }
    return out;
  },
  engines: [vllm, sglang, tensorrtLlm],
  hardware: '`resources.gpus_per_prefill` and its like, or nodes × GPUs per node ÷ workers',
  silent: 'Rows of a search space (`{ tp: 8, ep: 1 }`) are candidates, not launches.',
};
