import type { LaunchBuilder } from '../builder.ts';
import { commandLaunch, engineOf } from '../commands.ts';
import { type ConfigNode, child, nodeAt, nodesAt } from '../config-tree.ts';
import { deviceList } from '../devices.ts';
import type { Dialect } from '../dialect.ts';
import { servers } from '../engines/index.ts';
import { vllm } from '../engines/vllm.ts';
import { containerOf } from '../kubernetes.ts';
import type { Bound } from '../launch.ts';
import { firstIds, type Share, shownIds, together } from '../shared-gpus.ts';
import type { Word } from '../shell.ts';
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
    const shares: Share[] = [];
    for (const service of nodesAt(root, 'services.*')) {
      const container = containerOf(service, source.text);
      for (const command of container.commands) {
        const engine =
          engineOf(command, servers) ??
          (/\bvllm-openai\b/.test(container.image) && (command.words[0]?.text.startsWith('-') ?? false) ? vllm : undefined);
        if (!engine) continue;
        const builder = commandLaunch(command, engine, service.key);
        const share = engine === vllm ? shareOf(builder, service, container.environment) : undefined;
        if (share) shares.push(share);
        const gpus = reserved(service) ?? visible(service, container.environment);
        if (gpus) builder.bound('gpus', gpus).bound('gpus_per_pod', gpus).switch('single', true);
        out.push(builder);
      }
    }
    together(shares);
    return out;
  },
  engines: servers,
  hardware: '`deploy.resources.reservations.devices`: `count` or `device_ids`',
};

function idsOf(service: ConfigNode): string[] | undefined {
  const ids = nodesAt(service, 'deploy.resources.reservations.devices[].device_ids[]').map((id) => id.text);
  return ids.length > 0 && ids.every((id) => /^\d+$/.test(id)) ? ids : undefined;
}

/** Devices of a service: named, or the first ones of those that it is given, as the runtime counts from the first. Reservations count where both are there. */
function shareOf(builder: LaunchBuilder, service: ConfigNode, environment: ReadonlyMap<string, Word>): Share | undefined {
  // services of a profile are started on demand, those of a swarm on other nodes
  if (child(service, 'profiles') || nodeAt(service, 'deploy.placement') || nodeAt(service, 'deploy.replicas')) return undefined;
  const named = idsOf(service) ?? shownIds(environment, ['CUDA_VISIBLE_DEVICES', 'NVIDIA_VISIBLE_DEVICES']);
  if (named) return { builder, ids: named, guessed: false };
  const count = nodesAt(service, 'deploy.resources.reservations.devices[].count');
  const ids = named === undefined && count.length === 1 && /^(?:all|\d+)$/.test(count[0]?.text ?? '') ? firstIds(builder) : undefined;
  return ids && { builder, ids, guessed: true };
}

/** Devices that the NVIDIA runtime hands to a service which reserves none. */
function visible(service: ConfigNode, environment: ReadonlyMap<string, Word>): Bound | undefined {
  if (nodeAt(service, 'deploy.resources') || child(service, 'gpus') || child(service, 'devices')) return undefined;
  const word = environment.get('NVIDIA_VISIBLE_DEVICES');
  return word && shownIds(environment, ['NVIDIA_VISIBLE_DEVICES']) ? deviceList(word) : undefined;
}

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
