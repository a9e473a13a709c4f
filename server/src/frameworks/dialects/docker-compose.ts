import type { LaunchBuilder } from '../builder.ts';
import { commandLaunch, engineOf } from '../commands.ts';
import { type ConfigNode, child, nodesAt } from '../config-tree.ts';
import type { Dialect } from '../dialect.ts';
import { servers } from '../engines/index.ts';
import { vllm } from '../engines/vllm.ts';
import { containerOf } from '../kubernetes.ts';
import { valueOf } from '../values.ts';

export const dockerCompose: Dialect = {
  id: 'docker-compose',
  order: 390,
  title: 'Docker Compose',
  summary: 'Compose files whose services run an engine on reserved devices.',
  recognise: [
    {
      keys: ['services.*.image|services.*.build', 'services.*.command|services.*.entrypoint|services.*.deploy'],
      without: ['apiVersion', 'spec'],
    },
  ],
  read: ({ root }, source) => {
    const out: LaunchBuilder[] = [];
    for (const service of nodesAt(root, 'services.*')) {
      const container = containerOf(service, source.text);
      for (const command of container.commands) {
        const engine =
          engineOf(command, servers) ??
          (/\bvllm-openai\b/.test(container.image) && (command.words[0]?.text.startsWith('-') ?? false) ? vllm : undefined);
        if (!engine) continue;
        const builder = commandLaunch(command, engine, service.key);
        const gpus = reserved(service);
        if (gpus) builder.bound('gpus', gpus).bound('gpus_per_pod', gpus).switch('single', true);
        out.push(builder);
      }
    }
    return out;
  },
  engines: servers,
  hardware: '`deploy.resources.reservations.devices`: `count` or `device_ids`',
};

function reserved(service: ConfigNode) {
  const devices = nodesAt(service, 'deploy.resources.reservations.devices[]');
  if (devices.length !== 1 || !devices[0]) return undefined;
  const count = valueOf(child(devices[0], 'count'));
  const ids = child(devices[0], 'device_ids');
  if (ids && ids.children.length > 0 && ids.children.every((id) => /^\d+$/.test(id.text))) {
    return {
      value: ids.children.length,
      place: ids.label ?? ids.span,
      editable: false,
      weak: false,
      source: 'written' as const,
      inputs: [],
      parts: [],
    };
  }
  if (count.kind !== 'number') return undefined;
  return {
    value: count.written.value,
    place: count.written.digits,
    editable: true,
    weak: false,
    source: 'written' as const,
    inputs: [],
    parts: [],
  };
}
