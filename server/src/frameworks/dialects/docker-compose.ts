import type { LaunchBuilder } from '../builder.ts';
import { commandLaunch, engineOf } from '../commands.ts';
import { type ConfigNode, child, nodesAt } from '../config-tree.ts';
import type { Dialect } from '../dialect.ts';
import { servers } from '../engines/index.ts';
import { vllm } from '../engines/vllm.ts';
import { containerOf } from '../kubernetes.ts';
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
        const ids = idsOf(service) ?? shownIds(container.environment);
        if (engine === vllm && ids) shares.push({ builder, ids });
        const gpus = reserved(service);
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

/** A vLLM on devices that are named. */
interface Share {
  readonly builder: LaunchBuilder;
  readonly ids: readonly string[];
}

function idsOf(service: ConfigNode): string[] | undefined {
  const ids = nodesAt(service, 'deploy.resources.reservations.devices[].device_ids[]').map((id) => id.text);
  return ids.length > 0 && ids.every((id) => /^\d+$/.test(id)) ? ids : undefined;
}

/** Devices that a service shows its engine by a variable; reservations count where both are there. */
function shownIds(environment: ReadonlyMap<string, Word>): string[] | undefined {
  const word = environment.get('CUDA_VISIBLE_DEVICES') ?? environment.get('NVIDIA_VISIBLE_DEVICES');
  return word && !word.unknown && /^\d{1,3}(?:,\d{1,3})*$/.test(word.text) ? word.text.split(',') : undefined;
}

/** What the services above a launch take together of the memory of a device that it shares with them: 0.9 each where nothing is said. */
function together(shares: readonly Share[]): void {
  for (const [index, { builder, ids }] of shares.entries()) {
    const others = shares.slice(0, index).filter((other) => other.ids.some((id) => ids.includes(id)));
    const taken = others.map((other) => (other.builder.has('memory_fraction') ? other.builder.value('memory_fraction') : 0.9));
    if (others.length === 0 || taken.includes(undefined)) continue;
    const hundredths = taken.reduce<number>((sum, share) => sum + Math.round((share ?? 0) * 100), 0);
    builder.bound('shared_percent', {
      value: hundredths,
      place: null,
      editable: false,
      weak: false,
      source: 'derived',
      inputs: [],
      parts: [],
    });
  }
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
