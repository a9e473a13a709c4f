import { type Document, isAlias, isMap, isScalar, isSeq, type Node } from 'yaml';
import type { Span } from '../text/span.ts';
import { nearest } from './suggest.ts';

/** The part of JSON Schema (draft 7) that `schemas/planwright.schema.json` uses. A test holds it against a full validator. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean;
  readonly items?: Schema;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly minLength?: number;
  readonly description?: string;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

export interface ConfigProblem {
  readonly message: string;
  /** Where it stands in the settings' text; empty where the settings did not come from a text. */
  readonly span: Span;
}

/**
 * The value of a YAML node with everything left out that the schema does not allow; what was left out is told to `report`.
 * Aliases are followed one step, so that a file of nested aliases stays small.
 */
export function readBySchema(document: Document, root: Schema, report: (problem: ConfigProblem) => void): unknown {
  return read(document.contents, root, '');

  function read(given: unknown, given_: Schema, path: string): unknown {
    const node = isAlias(given) ? given.resolve(document) : given;
    const schema = given_.$ref ? (root.definitions?.[given_.$ref.replace('#/definitions/', '')] ?? given_) : given_;
    if (isMap(node)) return readMap(node.items, schema, path, given);
    if (isSeq(node)) {
      if (schema.type !== 'array') return fail(given, `${named(path)} must be ${wanted(schema)}, not a list`);
      return node.items.flatMap((item, at) => read(item, schema.items ?? {}, `${path}[${at}]`) ?? []);
    }
    return readScalar(isScalar(node) ? node.value : null, schema, path, given);
  }

  function readMap(items: readonly { key: unknown; value: unknown }[], schema: Schema, path: string, place: unknown): unknown {
    if (schema.type !== 'object') return fail(place, `${named(path)} must be ${wanted(schema)}, not a mapping`);
    const out: Record<string, unknown> = {};
    const met = new Set<string>();
    for (const { key, value } of items) {
      const name = isScalar(key) ? String(key.value) : '';
      if (met.has(name)) {
        fail(key, `\`${name}\` stands twice`);
        continue;
      }
      met.add(name);
      const property = Object.hasOwn(schema.properties ?? {}, name) ? schema.properties?.[name] : undefined;
      if (!property) {
        const known = Object.keys(schema.properties ?? {});
        const meant = nearest(name, known);
        fail(
          key,
          `${path ? `${named(path)} has no key` : 'unknown key'} \`${name}\`; ${meant ? `did you mean \`${meant}\`?` : `known are ${list(known)}`}`,
        );
        continue;
      }
      const inner = read(value, property, path ? `${path}.${name}` : name);
      if (inner !== undefined) out[name] = inner;
    }
    return out;
  }

  function readScalar(value: unknown, schema: Schema, path: string, place: unknown): unknown {
    if (value === null && schema.type === 'object') return {};
    if (value === null && schema.type === 'array') return [];
    const wrong = () => fail(place, `${named(path)} must be ${wanted(schema)}, not ${shown(value)}`);
    if (schema.enum) return schema.enum.includes(value as string) ? value : wrong();
    if (schema.type === 'string') {
      if (typeof value !== 'string' || value.length < (schema.minLength ?? 0)) return wrong();
      return schema.pattern && !new RegExp(schema.pattern).test(value) ? wrong() : value;
    }
    return schema.type === 'integer' && Number.isInteger(value) && (value as number) >= (schema.minimum ?? Number.NEGATIVE_INFINITY)
      ? value
      : wrong();
  }

  function fail(place: unknown, message: string): undefined {
    const range = (place as Node | null)?.range ?? (document.contents as Node | null)?.range;
    report({ message, span: { start: range?.[0] ?? 0, end: range?.[1] ?? 0 } });
    return undefined;
  }
}

const list = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');

const named = (path: string): string => (path ? `\`${path}\`` : 'the file');

const shown = (value: unknown): string => (value === null || value === undefined ? 'nothing' : JSON.stringify(value));

/** What the schema asks for, in words. Examples are the code spans of the description. */
function wanted(schema: Schema): string {
  if (schema.enum) return `one of ${list(schema.enum)}`;
  if (schema.pattern) return `like ${schema.description?.match(/`[^`]+`/g)?.join(', ') ?? schema.pattern}`;
  switch (schema.type) {
    case 'object':
      return 'a mapping of keys to values';
    case 'array':
      return 'a list';
    case 'integer':
      return schema.minimum === undefined ? 'a whole number' : `a whole number of at least ${schema.minimum}`;
    default:
      return 'a text';
  }
}
