import type { PartialDimensions } from '../physics/dimensions.ts';
import { modelFromConfig } from '../physics/model-config.ts';
import type { KnownModel } from '../physics/models.ts';
import { bytesPerWeight, isQuantised } from '../physics/precision.ts';
import { namedModel } from './named.ts';
import type { Plan } from './plan.ts';

/** Longer texts are no config of a model: characters. */
const largest = 1_000_000;

/** Models in folders of their own that one document may name. */
const mostFolders = 4;

const configName = 'config.json';
const indexName = 'model.safetensors.index.json';

interface Found {
  readonly asked: readonly string[];
  /** The first shape that was found. */
  readonly model: KnownModel | null;
}

const cache = new WeakMap<Plan['facts'], Found>();

/** Paths of the configs and weight indexes that may tell the shape of the plan's model: beside it, and in folders that a launch names. */
export const modelFilesOf = (plan: Plan): readonly string[] => foundFor(plan).asked;

/**
 * The plan's model: as a `config.json` beside it has it, else as the catalog knows it by its name. A config of another model, by layers, width
 * or experts that the plan or the named model has, counts for nothing.
 */
export function modelOf(plan: Plan): KnownModel | null {
  const named = namedModel(plan)?.item ?? null;
  const { model } = foundFor(plan);
  return model && isOf(plan, named, model) ? model : named;
}

function isOf(plan: Plan, named: KnownModel | null, { dimensions, publishedTotal }: KnownModel): boolean {
  const { layers, hidden, heads, moe } = dimensions;
  const alike = (stated: number | null | undefined, own: number | undefined): boolean => stated == null || own == null || stated === own;
  const shape: PartialDimensions = named?.dimensions ?? {};
  const total = plan.values.get('params') ?? named?.publishedTotal;
  return (
    alike(plan.values.get('layers') ?? shape.layers, layers) &&
    alike(plan.values.get('hidden') ?? shape.hidden, hidden) &&
    alike(plan.values.get('heads') ?? shape.heads, heads) &&
    alike(plan.values.get('experts') ?? shape.moe?.experts, moe?.experts) &&
    (total === undefined || Math.abs(total / publishedTotal - 1) <= 0.15)
  );
}

function foundFor(plan: Plan): Found {
  let known = cache.get(plan.facts);
  if (!known) {
    known = seek(plan);
    cache.set(plan.facts, known);
  }
  return known;
}

function seek(plan: Plan): Found {
  const { path, files } = plan;
  if (path === null || /(?:^|\/)(?:config|model\.safetensors\.index)\.json$/.test(path)) return { asked: [], model: null };
  const own = path.replace(/[^/]*$/, '');
  const folders = [...new Set([...namedFolders(plan, own), own])];
  const asked: string[] = [];
  let model: KnownModel | null = null;
  for (const folder of folders) {
    asked.push(folder + configName, folder + indexName);
    model ??= modelIn(folder, (name) => files?.(name) ?? null);
  }
  return { asked, model };
}

/** `--model ./checkpoints/ours`: folders as the launches see them from where the document lies. */
function namedFolders(plan: Plan, own: string): string[] {
  const out: string[] = [];
  for (const launch of plan.launches.launches) {
    const words = launch.words('model')?.text ?? '';
    if (!/^\.{1,2}\/[\w./-]{1,200}$/.test(words)) continue;
    const parts = own.split('/').slice(0, -1);
    const isInside = words.split('/').every((part) => {
      if (part === '..') return parts.length > 0 && parts.pop() !== '';
      if (part !== '' && part !== '.') parts.push(part);
      return true;
    });
    if (isInside) out.push([...parts, ''].join('/'));
  }
  return out.slice(0, mostFolders);
}

function modelIn(folder: string, read: (name: string) => string | null): KnownModel | null {
  const config = jsonOf(read(folder + configName));
  const name = nameOf(config) ?? (folder.split('/').at(-2) || configName);
  const row = modelFromConfig(config, name);
  if (!row) return null;
  const bytes = indexedBytes(jsonOf(read(folder + indexName)));
  const counted = row.total * 1e9;
  const each = bytesPerWeight(row.native ?? 'bf16');
  // an index of narrow weights mixes widths: what it counts is bytes
  const total = bytes !== null && !isQuantised(row.native ?? 'bf16') && Math.abs(bytes / each / counted - 1) < 0.1 ? bytes / each : counted;
  return {
    name: row.name,
    huggingFace: null,
    dimensions: row.dimensions,
    publishedTotal: Math.round(total),
    publishedActive: row.active === undefined ? null : Math.round(row.active * 1e9),
    native: row.native ?? null,
    source: `${folder}${configName}`,
  };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const nameOf = (config: unknown): string | null =>
  isRecord(config) && typeof config._name_or_path === 'string' && /^[\w./-]{2,120}$/.test(config._name_or_path)
    ? config._name_or_path
    : null;

/** `metadata.total_size` of the index. */
function indexedBytes(index: unknown): number | null {
  const size = isRecord(index) && isRecord(index.metadata) ? index.metadata.total_size : null;
  return typeof size === 'number' && size > 0 && Number.isFinite(size) ? size : null;
}

function jsonOf(text: string | null): unknown {
  if (text === null || text.length > largest) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
