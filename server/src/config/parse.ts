import { Document, LineCounter, parseDocument } from 'yaml';
import schema from '../../../schemas/planwright.schema.json';
import { type Config, configLimit, expertParallelOf, type Hardware } from './config.ts';
import { isPlain } from './ignore.ts';
import { type ConfigProblem, readBySchema, type Schema } from './validate.ts';

export interface ParsedConfig {
  /** All that could be read; what is wrong is left out. */
  readonly config: Config;
  readonly problems: readonly ConfigProblem[];
}

/** Reads the text of a `planwright.yaml`. Never throws; an empty file is an empty configuration. */
export function parseConfig(text: string): ParsedConfig {
  if (text.length > configLimit)
    return { config: {}, problems: [{ message: `longer than ${configLimit / 1000} kB: not read`, span: { start: 0, end: 0 } }] };
  // keys that stand twice are told by `readBySchema`: the parser compares each with each
  const document = parseDocument(text, { lineCounter: new LineCounter(), prettyErrors: false, logLevel: 'silent', uniqueKeys: false });
  const problems: ConfigProblem[] = document.errors.map(({ message, pos }) => ({
    message: message.split('\n')[0] ?? message,
    span: { start: pos[0], end: Math.max(pos[1], pos[0]) },
  }));
  const config = read(document, problems);
  for (const [at, pattern] of (config.ignore ?? []).entries())
    if (!isPlain(pattern)) {
      const [start, end] = (document.getIn(['ignore', at], true) as { range?: [number, number] } | undefined)?.range ?? [0, 0];
      problems.push({ message: `too many \`*\` in \`${pattern}\`: the pattern is not used`, span: { start, end } });
    }
  return { config, problems };
}

/** The same keys as a plain value, as an editor hands them over. Sizes may be texts (`80GB`), as in the file. */
export function readSettings(settings: unknown): ParsedConfig {
  const problems: ConfigProblem[] = [];
  if (settings === null || typeof settings !== 'object') return { config: {}, problems };
  return { config: read(new Document(settings), problems), problems };
}

/** What the schema has let through, before sizes are bytes. */
type Written = Omit<Config, 'hardware'> & { readonly hardware?: Omit<Hardware, 'gpuMemory'> & { readonly gpuMemory?: string } };

function read(document: Parameters<typeof readBySchema>[0], problems: ConfigProblem[]): Config {
  if (document.contents === null) return {};
  const { hardware, ...rest } = (readBySchema(document, schema as Schema, (problem) => problems.push(problem)) ?? {}) as Written;
  const config: Config = rest.framework ? { expertParallel: expertParallelOf[rest.framework], ...rest } : rest;
  if (!hardware) return config;
  const { gpuMemory, ...plain } = hardware;
  return { ...config, hardware: { ...plain, ...(gpuMemory !== undefined && { gpuMemory: toBytes(gpuMemory) }) } };
}

const factors: Readonly<Record<string, number>> = { GB: 1e9, TB: 1e12, GiB: 2 ** 30, TiB: 2 ** 40 };

/** `80GB`, whose form the schema has checked. */
const toBytes = (size: string): number => Number.parseFloat(size) * (factors[size.replace(/^[\d.]+ ?/, '')] ?? 1);
