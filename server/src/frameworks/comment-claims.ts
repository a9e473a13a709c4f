import { findAccelerator } from '../physics/gpus.ts';
import { type Span, span } from '../text/span.ts';
import { elsewhere, type StaleClaim } from './claims.ts';
import { figure } from './figure.ts';
import { toldHardware } from './hardware.ts';
import type { Launch, LaunchComment } from './launch.ts';
import { type Slot, slotName } from './slots.ts';

/**
 * What comments tell beside degrees: the count that a key has, the batch, the model's shape, the hardware. A trailing comment speaks of its key,
 * any other of the launch, after the launch's own derived values. The setting is the truth: the doubt is at the comment.
 */
export function claimsOfComments(launch: Launch, alone: boolean): StaleClaim[] {
  const out: StaleClaim[] = [];
  for (const comment of launch.input.comments ?? []) {
    const ofKey = comment.of ? keyClaim(comment) : undefined;
    if (ofKey) out.push(ofKey);
    else if (alone && comment.text.length <= 160 && !elsewhere.test(comment.text))
      out.push(...batchClaims(launch, comment), ...shapeClaims(launch, comment), ...hardwareClaims(launch, comment));
  }
  return out;
}

/** `replicas: 3  # 2 replicas`, `num_layers: 32  # 24 layers`, `accum: 16  # 8 steps per update`, `size: 3  # leader + 3 workers` */
function keyClaim({ text, at, of }: LaunchComment): StaleClaim | undefined {
  if (!of || !Number.isInteger(of.value)) return undefined;
  const workers = of.key === 'size' ? /^#?\s*(?:1 )?leader (?:\+|and|&) (\d{1,4}) workers?\s*$/i.exec(text) : null;
  if (workers?.[1])
    return Number(workers[1]) + 1 === of.value ? undefined : stale(at, text, workers[1], of.value - 1, `${of.key} ${of.value}`, of.at);
  const nouns = nounsOf(of.key);
  if (!nouns) return undefined;
  const match = new RegExp(String.raw`^[#\s]*(\d{1,6}) (?:${nouns})\s*[.)]?\s*$`, 'i').exec(text);
  if (!match?.[1] || Number(match[1]) === of.value) return undefined;
  return stale(at, text, match[1], of.value, `${of.key} ${of.value}`, of.at);
}

/** How a comment calls what a key counts; undefined where that is not one thing. */
function nounsOf(key: string): string | undefined {
  const name = key.toLowerCase();
  if (/^(?:gpus_per_node|n_gpus_per_node|num_gpus_per_node|nproc_per_node|devices)$/.test(name))
    return '(?:GPUs?|devices|cards)(?: (?:per|each|a|on each|on every) ?(?:node|machine)?)?';
  const counted: Readonly<Record<string, string>> = {
    replicas: 'replicas|copies',
    min_replicas: 'replicas',
    max_replicas: 'replicas',
    nodes: 'nodes|machines',
    nnodes: 'nodes|machines',
    num_nodes: 'nodes|machines',
    num_machines: 'nodes|machines',
    num_layers: 'layers',
    num_hidden_layers: 'layers',
    num_attention_heads: 'heads|attention heads',
    num_query_groups: 'query groups|KV heads',
    num_key_value_heads: 'KV heads',
    num_experts: 'experts',
    num_moe_experts: 'experts',
    num_processes: 'processes|GPUs',
    gradient_accumulation_steps: '(?:accumulation )?steps(?: per update| of accumulation)?',
    accum: '(?:accumulation )?steps(?: per update)?',
    accumulation_steps: '(?:accumulation )?steps(?: per update)?',
  };
  return counted[name];
}

function stale(at: Span, text: string, digits: string, correct: number, has: string, shows: Span): StaleClaim {
  const start = at.start + text.lastIndexOf(digits);
  return {
    span: span(start, start + digits.length),
    message: `the comment tells of ${digits}; the setting is ${has}`,
    correct: String(correct),
    slot: null,
    shows,
  };
}

function ofLaunch(launch: Launch, slot: Slot, digits: string, start: number, value: number): StaleClaim {
  const derived = launch.get(slot)?.source === 'derived' || launch.get(slot) === undefined;
  return {
    span: span(start, start + digits.length),
    message: `the comment tells of ${slotName(slot)} ${digits}; ${derived ? 'by its settings the launch has' : 'the launch has'} ${figure(value)}`,
    correct: String(value),
    slot,
  };
}

const batch =
  /\b(?:global|effective|total)[ _-]?(?:train(?:ing)?[ _-]?)?batch(?:[ _-]?size)?\s*(?:=|:|of|is)?\s*(\d{1,7})(?![\d.,]*\d|\s*(?:[*×x/]|k\b|M\b|tokens))/gi;

/** The batch of a step: as written, or micro-batch × accumulation × data parallel size. */
function batchOf(launch: Launch): number | undefined {
  const stated = launch.get('global_batch');
  if (stated) return stated.weak ? undefined : stated.value;
  const parts = (['micro_batch', 'grad_accum'] as const).map((slot) => launch.get(slot));
  const ranks = launch.get('dp') ?? (launch.engine.id === 'hf-trainer' ? launch.get('gpus') : undefined);
  if (!ranks || ranks.weak || parts.some((part) => !part || part.weak)) return undefined;
  return parts.reduce((all, part) => all * (part?.value ?? Number.NaN), ranks.value);
}

function batchClaims(launch: Launch, { text, at }: LaunchComment): StaleClaim[] {
  const value = batchOf(launch);
  const found = [...text.matchAll(batch)];
  const [only] = found;
  if (value === undefined || !only?.[1] || found.length > 1 || Number(only[1]) === value) return [];
  return [ofLaunch(launch, 'global_batch', only[1], at.start + only.index + only[0].lastIndexOf(only[1]), value)];
}

const shape =
  /(^[#\s]*|[,;:(]\s*|\b(?:with|has)\s+)(\d{1,5}) (transformer layers|layers|attention heads|attn heads|query heads|KV heads|key-value heads|routed experts|experts)(?=\s*(?:$|[,;)]|and\b|in total))/gi;
const slots: readonly (readonly [RegExp, Slot])[] = [
  [/layers/i, 'layers'],
  [/kv|key-value/i, 'kv_heads'],
  [/heads/i, 'heads'],
  [/experts/i, 'experts'],
];

/** `# 24 layers, 64 attention heads, 8 KV heads`: of one model only where two of them stand together, or nothing else does. */
function shapeClaims(launch: Launch, { text, at }: LaunchComment): StaleClaim[] {
  const found = [...text.matchAll(shape)];
  const rest = text.replace(shape, ' ').match(/\p{L}{2,}/gu) ?? [];
  if (found.length === 0 || rest.length > (found.length > 1 ? 4 : 0)) return [];
  const out: StaleClaim[] = [];
  for (const match of found) {
    const slot = slots.find(([noun]) => noun.test(match[3] ?? ''))?.[1];
    const bound = slot && launch.get(slot);
    if (!slot || !bound || bound.weak || !['written', 'model'].includes(bound.source) || Number(match[2]) === bound.value) continue;
    out.push(ofLaunch(launch, slot, match[2] ?? '', at.start + match.index + (match[1] ?? '').length, bound.value));
  }
  return out;
}

/** `# 2 nodes of 8 GPUs`, `# 4 x A100 80GB` beside nodes, GPUs or a kind of accelerator that the launch itself states. */
function hardwareClaims(launch: Launch, { text, at }: LaunchComment): StaleClaim[] {
  const told = toldHardware({ text, span: at });
  if (!told) return [];
  const gpus = launch.get('gpus');
  const perNode = launch.value('gpus_per_node') ?? launch.value('gpus_per_pod');
  const others = [perNode, launch.value('nodes'), launch.value('pods'), ...launch.room];
  if (gpus && !gpus.weak && gpus.source !== 'comment' && ![gpus.value, ...others].includes(told.count))
    return [{ ...ofLaunch(launch, 'gpus', String(told.count), told.place.start, gpus.value), span: told.place }];
  const named = launch.words('accelerator');
  const [said, has] = [findAccelerator(told.accelerator.text), named ? findAccelerator(named.text) : null];
  if (!named || !said || !has || launch.is('accelerator_told') === true || said.memory === has.memory) return [];
  return [
    {
      span: told.accelerator.place,
      message: `the comment tells of ${said.name}; the launch asks for ${has.name}`,
      correct: has.name,
      slot: null,
      shows: named.place,
    },
  ];
}
