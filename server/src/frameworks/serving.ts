import { formatOfName, nativeFormat } from '../physics/checkpoints.ts';
import { type Accelerator, findAccelerator } from '../physics/gpus.ts';
import { kvBytesPerToken } from '../physics/kvcache.ts';
import { bytesPerWeight, numberFormat } from '../physics/precision.ts';
import type { Constraint } from './constraint.ts';
import { figure } from './figure.ts';
import type { LaunchView } from './view.ts';

/** The least that one weight takes: below two bytes wherever a name, a flag or the model's origin may mean it. */
export function leastBytesPerWeight(launch: LaunchView): number {
  const name = launch.words('model')?.text ?? launch.words('served_model')?.text ?? '';
  const quantization = launch.words('quantization')?.text;
  // what a quantisation of an unknown kind comes to is not known
  const stated = quantization === undefined ? null : (numberFormat(quantization) ?? formatOfName(quantization) ?? 'fp4');
  const served = launch.words('served_model')?.text;
  const format =
    stated ?? formatOfName(name) ?? (served ? formatOfName(served) : null) ?? nativeFormat(name) ?? launch.model?.native ?? 'bf16';
  return Math.min(2, bytesPerWeight(format));
}

/** The accelerator that the launch runs on, of several sizes the largest; null where none is named. */
export function acceleratorOf(launch: LaunchView): Accelerator | null {
  const name = launch.words('accelerator')?.text;
  return name ? findAccelerator(name) : null;
}

/** What a framework may use, where that was read from a device; else whichever is more. Null for what nobody has seen yet. */
const room = (accelerator: Accelerator | null): number | null =>
  !accelerator || accelerator.announced || accelerator.shared ? null : Math.max(accelerator.memory, accelerator.usable);

/** `72b` in the name of a model that is not known is its size; adapters, drafts and quantised copies are others. */
export function parametersInName(name: string): number | undefined {
  const base = name.slice(name.lastIndexOf('/') + 1);
  const sizes = [...base.matchAll(/(?:^|[-_])(\d{1,3}(?:\.\d{1,2})?)b(?=[-_.]|$)/gi)];
  if (sizes.length !== 1 || /lora|adapter|draft|eagle|embed|rerank|distill|prun|mtp|x\d+b|\d+x/i.test(base)) return undefined;
  return Number(sizes[0]?.[1]) * 1e9 * 0.95;
}

const offloads = (launch: LaunchView): boolean => launch.is('offload') !== false;

/** Bytes of weights that each GPU must hold at least; undefined where the model is not known. */
export function leastWeights(launch: LaunchView, ranks: number): number | undefined {
  const parameters = launch.model?.publishedTotal ?? parametersInName(launch.words('model')?.text ?? '');
  return parameters === undefined ? undefined : (parameters * leastBytesPerWeight(launch)) / ranks;
}

export const gigabytes = (bytes: number): string => `${figure(Number((bytes / 1e9).toPrecision(3)))} GB`;

/** Weights alone above the memory of a GPU: nothing that the engine does makes them fit. */
export function weightsFit(
  rule: Pick<Constraint, 'id' | 'dies' | 'source'> & {
    readonly ranks: (launch: LaunchView) => number | undefined;
    /** The part of a GPU's memory that the engine takes where the launch does not say. */
    readonly share?: number;
  },
): Constraint {
  const lack = (launch: LaunchView): { weights: number; memory: number; share: number } | undefined => {
    const ranks = rule.ranks(launch);
    const memory = room(acceleratorOf(launch));
    const weights = ranks === undefined ? undefined : leastWeights(launch, ranks);
    if (weights === undefined || memory === null || offloads(launch)) return undefined;
    const share = Math.min(1, launch.value('memory_fraction') ?? (launch.closed ? (rule.share ?? 1) : 1));
    return weights > memory * share ? { weights, memory, share } : undefined;
  };
  return {
    id: rule.id,
    rule: 'weights ÷ (TP × PP) < memory of a GPU',
    needs: ['tp'],
    dies: rule.dies,
    source: rule.source,
    severity: 'error',
    doubt: (launch) => launch.is('accelerator_told') === true || !launch.model,
    at: ['tp', 'pp'],
    model: true,
    holds: (_, launch) => lack(launch) === undefined,
    says: (_, launch) => {
      const found = lack(launch);
      const share = found && found.share < 1 ? `, of which the engine takes ${Math.round(found.share * 100)} %` : '';
      const ranks = rule.ranks(launch);
      const on = ranks === 1 ? 'its one GPU' : `each of ${ranks} GPUs`;
      return `${launch.model?.name ?? launch.words('model')?.text} needs at least ${gigabytes(found?.weights ?? 0)} of weights on ${on}; ${acceleratorOf(launch)?.name} has ${gigabytes(found?.memory ?? 0)}${share}`;
    },
    fixes: (get, launch) => [
      ...launch.room.flatMap((gpus) =>
        Number.isInteger(gpus / (get('tp') > 0 ? (rule.ranks(launch) ?? 1) / get('tp') : 1))
          ? [{ slot: 'tp' as const, value: gpus / ((rule.ranks(launch) ?? 1) / get('tp')) }]
          : [],
      ),
      ...[2, 4, 8].map((times) => ({ slot: 'tp' as const, value: get('tp') * times })),
    ],
  };
}

/** The KV cache of one sequence of the longest length must fit beside the weights. Least cache, most room: what is reported cannot fit. */
export function cacheFits(
  rule: Pick<Constraint, 'dies' | 'source'> & { readonly ranks: (launch: LaunchView) => number | undefined },
): Constraint {
  const lack = (launch: LaunchView): { cache: number; room: number } | undefined => {
    const { model } = launch;
    const ranks = rule.ranks(launch);
    const memory = room(acceleratorOf(launch));
    const length = launch.value('max_model_len');
    const weights = ranks === undefined ? undefined : leastWeights(launch, ranks);
    if (!model || memory === null || weights === undefined || length === undefined || offloads(launch)) return undefined;
    const { dimensions } = model;
    // layers that look at a part of the sequence only keep less
    if (
      dimensions.slidingWindow ||
      dimensions.cache ||
      weights > memory ||
      launch.is('cache_elsewhere') !== false ||
      (launch.value('dcp') ?? 1) > 1 ||
      /llama-?4|gemma|gpt-oss|command|minimax|jamba|mamba|nemotron-h|qwen3-next/i.test(model.name)
    )
      return undefined;
    const tp = launch.value('tp') ?? 1;
    const layers = Math.floor(dimensions.layers / (launch.value('pp') ?? 1));
    const element =
      /fp8|int8|e[45]m/i.test(launch.words('kv_cache_dtype')?.text ?? '') || launch.input.unknownSwitches.has('kv_cache_dtype') ? 1 : 2;
    const cache = (kvBytesPerToken(dimensions, { elementBytes: element, tp, layers }) * length) / (launch.value('cp') ?? 1);
    const left = memory - weights;
    return cache > left ? { cache, room: left } : undefined;
  };
  return {
    id: 'kv-fit',
    rule: 'the KV cache of one longest sequence fits beside the weights',
    needs: ['tp', 'max_model_len'],
    dies: rule.dies,
    source: rule.source,
    severity: 'error',
    doubt: (launch) => launch.is('accelerator_told') === true,
    at: ['max_model_len', 'tp'],
    holds: (_, launch) => lack(launch) === undefined,
    says: (get, launch) => {
      const found = lack(launch);
      return `one sequence of ${figure(get('max_model_len'))} tokens needs ${gigabytes(found?.cache ?? 0)} of KV cache on each GPU; the weights leave less than ${gigabytes(found?.room ?? 0)}`;
    },
  };
}

/** GPUs needed and GPUs there: too few stops the engine, too many idle. */
export function fitsGpus(rule: {
  readonly id: string;
  readonly rule: string;
  readonly dies: string;
  readonly diesOf?: Constraint['diesOf'];
  readonly source: string;
  /** GPUs that the launch needs; undefined where that cannot be told. */
  readonly needed: (launch: LaunchView) => number | undefined;
  readonly text: (launch: LaunchView) => string;
}): Constraint[] {
  const common = {
    dies: rule.dies,
    source: rule.source,
    needs: ['gpus', 'tp'] as const,
    at: ['tp', 'pp', 'dp', 'gpus'] as const,
    also: () => ({}),
  };
  return [
    {
      ...common,
      id: rule.id,
      rule: rule.rule,
      ...(rule.diesOf && { diesOf: rule.diesOf }),
      severity: 'error',
      holds: (_, launch) => {
        const needed = rule.needed(launch);
        return needed === undefined || launch.room.length === 0 || needed <= Math.max(...launch.room);
      },
      says: (_, launch) => `${rule.text(launch)} needs ${rule.needed(launch)} GPUs, but ${counted(launch)}`,
      fixes: (get, launch) => {
        const rest = (rule.needed(launch) ?? 0) / get('tp');
        return launch.room
          .flatMap((gpus) => [
            { slot: 'tp' as const, value: gpus / rest },
            { slot: 'gpus' as const, value: rule.needed(launch) ?? 0 },
          ])
          .filter(({ value }) => Number.isInteger(value) && value > 0);
      },
    },
    {
      ...common,
      id: 'idle',
      rule: 'no GPU that is asked for stays idle',
      dies: null,
      severity: 'warning',
      when: (launch) =>
        launch.closed && launch.get('tp')?.source === 'written' && launch.is('elastic') === false && launch.is('single') === true,
      holds: (_, launch) => {
        const needed = rule.needed(launch);
        return needed === undefined || launch.room.length === 0 || needed >= Math.min(...launch.room);
      },
      says: (_, launch) =>
        `${rule.text(launch)} uses ${rule.needed(launch)} of ${launch.value('gpus')} GPUs that are asked for: the others idle`,
      fixes: (get, launch) => {
        const rest = (rule.needed(launch) ?? 0) / get('tp');
        return [{ slot: 'tp' as const, value: (launch.value('gpus') ?? 0) / rest }].filter(
          ({ value }) => Number.isInteger(value) && value > 0,
        );
      },
    },
  ];
}

function counted(launch: LaunchView): string {
  const most = Math.max(...launch.room);
  if (launch.get('gpus')?.source === 'comment') return `${most} ${most === 1 ? 'is' : 'are'} told of`;
  const pods = launch.value('pods');
  return pods !== undefined && pods > 1 ? `${most} are asked for in ${pods} pods` : `${most} ${most === 1 ? 'is' : 'are'} asked for`;
}
