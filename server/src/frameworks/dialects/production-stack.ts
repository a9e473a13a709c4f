import { LaunchBuilder } from '../builder.ts';
import { child, nodeAt, nodesAt } from '../config-tree.ts';
import { selectedAccelerator } from '../devices.ts';
import type { Dialect } from '../dialect.ts';
import { vllm } from '../engines/vllm.ts';
import { numberOf, truth, valueOf } from '../values.ts';

/** vLLM production stack: Helm values with one entry a model, and the operator's objects. */
export const productionStack: Dialect = {
  id: 'production-stack',
  order: 300,
  title: 'vLLM production stack',
  summary: 'Helm values with `servingEngineSpec.modelSpec[]`, or the operator’s VLLMRuntime.',
  recognise: [{ keys: ['servingEngineSpec.modelSpec'] }, { kind: /^VLLMRuntime$/ }],
  read: ({ root }) => {
    const out: LaunchBuilder[] = [];
    for (const spec of [...nodesAt(root, 'servingEngineSpec.modelSpec[]'), ...nodesAt(root, 'spec')]) {
      const config = child(spec, 'vllmConfig');
      if (!config || (truth(valueOf(child(spec, 'enabled'))) === false && child(spec, 'enabled'))) continue;
      const builder = new LaunchBuilder(
        vllm,
        valueOf(child(spec, 'name')).kind === 'text' ? (child(spec, 'name')?.text ?? '') : '',
        spec.span,
      );
      for (const [slot, key] of [
        ['tp', 'tensorParallelSize'],
        ['pp', 'pipelineParallelSize'],
        ['max_model_len', 'maxModelLen'],
        ['dp', 'dataParallelSize'],
      ] as const) {
        const value = child(config, key);
        if (value) builder.number(slot, valueOf(value));
      }
      const extra = child(config, 'extraArgs')?.children ?? [];
      for (const [index, item] of extra.entries()) {
        const flag = /^(--[\w-]+)(?:=(.*))?$/.exec(item.text);
        if (!flag?.[1]) continue;
        const next = extra[index + 1];
        if (flag[2] !== undefined) builder.argument(flag[1], { kind: 'text', text: flag[2], at: item.span });
        else builder.argument(flag[1], next && !next.text.startsWith('--') ? valueOf(next) : null);
      }
      const model = valueOf(child(spec, 'modelURL') ?? nodeAt(spec, 'model.modelURL'));
      if (model.kind === 'text') builder.words('model', { text: model.text, place: model.at });
      const selected = selectedAccelerator(spec);
      if (selected) builder.words('accelerator', selected);
      const gpus = child(spec, 'requestGPU') ?? nodeAt(spec, 'deploymentConfig.resources.gpu');
      const perPod = numberOf(gpus);
      const kind = child(spec, 'requestGPUType')?.text ?? '';
      const slices = /mig|shared|gpumem/.test(kind) || child(spec, 'requestGPUMem') !== undefined;
      const cluster = child(spec, 'raySpec');
      const enabled = cluster ? truth(valueOf(child(cluster, 'enabled'))) : false;
      if (perPod && !slices && (enabled === false || (cluster && !child(cluster, 'enabled') && !child(cluster, 'headNode')))) {
        builder.number('gpus', { kind: 'number', written: perPod }).number('gpus_per_pod', { kind: 'number', written: perPod });
        builder.switch('single', true);
      } else if (perPod && !slices && cluster) {
        const head = numberOf(nodeAt(cluster, 'headNode.requestGPU'));
        const workers = numberOf(child(spec, 'replicaCount'));
        if (head && workers) {
          const parts = [perPod, head, workers].flatMap(({ digits }, index) =>
            digits ? [{ name: ['GPUs of a worker', 'GPUs of the head', 'workers'][index] ?? '', place: digits }] : [],
          );
          builder
            .bound('gpus', {
              value: head.value + workers.value * perPod.value,
              place: null,
              editable: false,
              weak: false,
              source: 'derived',
              inputs: [],
              parts,
            })
            .switch('grouped', true);
        }
      }
      out.push(builder);
    }
    return out;
  },
  engines: [vllm],
  hardware: '`requestGPU`; with `raySpec` the head’s GPUs + `replicaCount` × `requestGPU`',
};
