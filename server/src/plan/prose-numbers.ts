import type { Document, Statement } from '../document/document.ts';
import { Slot } from '../document/kept.ts';
import { statementsIn } from '../document/lists.ts';
import type { Plan } from './plan.ts';
import { spoken } from './said.ts';
import { main, scenariosOf } from './scenario.ts';

/**
 * Figures of sentences that estimates go by where the plan's own quantities are silent: `We use 128 H100 GPUs`, `16 nodes with 8 H100 each`,
 * `micro-batch 2, global batch 512, sequence length 4096` in one breath. Nothing that is read here takes part in a finding.
 */
export interface ProseNumbers {
  readonly gpus: number | null;
  readonly nodes: number | null;
  readonly gpusPerNode: number | null;
  readonly globalBatch: number | null;
  readonly microBatch: number | null;
  /** A batch that nobody calls global or that of a device. */
  readonly batch: number | null;
  /** Micro-batches that a replica works off in a step. */
  readonly microBatches: number | null;
  readonly expertTensor: number | null;
  readonly chunks: number | null;
  readonly sequenceLength: number | null;
  /** Bytes. */
  readonly gpuMemory: number | null;
  /** Of the GPUs of one node together. */
  readonly nodeMemory: number | null;
}

const cache = new WeakMap<Document, ProseNumbers>();

const chip =
  '(?:(?:nvidia|amd|tesla|intel|google) )*(?:[a-z]{1,4} ?\\d{2,4}[a-z]{0,2}|[lt]4|tpu v\\d[a-z]?|gaudi ?\\d|trainium ?\\d)(?: (?:sxm\\d?|pcie|nvl|hbm\\d?e?))?(?: ?\\(?\\d{2,3} ?gi?b\\)?)?';
const count = '(\\d{1,3}(?:,\\d{3})+|\\d{1,6})';
const devices = '(?:gpus?|accelerators|devices|npus?|cards|chips)';

const nodesOf = [
  new RegExp(
    `\\b${count} (?:nodes?|hosts?|servers?|machines?)(?: (?:of|with|each with|having)|,|:| ?[x×])? ?(?:each )?\\(?${count} ?[x×]? ?(?:${chip}|${devices})(?![\\d-])`,
  ),
  new RegExp(`\\b${count} ?[x×] ?${count} ?[x×]? ?${chip}\\b`),
];
const gpusOf = [
  new RegExp(`\\b${count} ?[x×]? ?${chip} ${devices}\\b`),
  new RegExp(`\\b${count} ?[x×] ?${chip}\\b`),
  new RegExp(`\\b${count} ${chip.replace('{2,4}', '{3}')}s?\\b`),
  new RegExp(`\\b${count} ?[x×]? ?${devices}\\b(?! (?:per|each|/|memory|hours?))`),
  new RegExp(`\\b${devices}[:=] ?${count}\\b`),
  new RegExp(`\\b(one|single|two|four|eight|sixteen) (?:${chip}|${devices})\\b`),
];
const sequences = [
  /\bsequences? (?:of|with|at)(?: length)? (\d[\d,]{2,8}|\d{1,4} ?k)(?: tokens?)?\b/,
  /\b(?:sequence|seq|context)(?: ?len(?:gth)?| window| size)?(?: of|:| is|=)? ?(\d[\d,]{2,8}|\d{1,4}(?:\.\d)? ?[km])\b/,
  /\b(?:cutoff|block|packed sequence|max seq|max sequence)(?: ?len(?:gth)?| size)(?: of|:|=)? ?(\d[\d,]{2,8}|\d{1,4} ?[km])\b/,
  /\bmax (?:model|seq|sequence|context|position embeddings)(?: ?len(?:gth)?)?(?: of|:|=)? ?(\d[\d,]{2,8}|\d{1,4} ?[km])\b/,
  /\b(\d{1,4} ?[km]|\d[\d,]{3,8})(?: tokens?)?(?: of)? (?:context|sequences?|seq(?:uence)? len(?:gth)?)\b/,
];
const globals = [
  /\b(?:global batch(?: size)?|gbs|train batch size|effective batch(?: size)?)(?: of|:| is|=)? ?(\d[\d,]{0,7})\b(?! ?(?:k|m|tokens?)\b)/,
];
/** A batch that is counted in tokens: so many sequences as they make. */
const tokenBatches = [
  /\b(?:global batch(?: size)?|gbs|train batch size|batch(?: size)?)(?: of|:| is|=)? ?(?:about |~ ?)?(\d[\d,]{3,11}|\d{1,3}(?:\.\d)? ?[km])(?: million)? tokens?\b/,
  /\b(\d{1,3}(?:\.\d)? ?[km]) tokens? (?:per (?:global )?batch|global batch|(?:in|for) each step|per step)\b/,
];
const micros = [
  /\b(?:micro ?batch(?: ?size)?|mbs|local batch(?: size)?|per (?:device|gpu)(?: train)? batch(?: size)?)(?: of|:| is|=)? ?(\d{1,4})\b(?! ?(?:k|m|tokens?)\b)/,
];
const batches = [
  /(?<!\b(?:global|train|training|effective|total|micro|mini|local|device|gpu|max|maximum) ?)\bbatch(?: ?size)?(?: of|:| is|=)? ?(\d{1,4})\b(?! ?(?:k|m|tokens?)\b)/,
];
const counts = [/\b(\d{1,4}) (?:micro ?batches|(?:gradient )?accumulation steps)\b/];
const expertTensors = [/\betp(?: size)?(?: of|:| is|=)? ?(\d{1,3})\b/];
const interleaved = [/\b(?:vpp|virtual pipeline(?: parallel)?(?: size)?|interleaved? (?:chunks|stages))(?: of|:| is|=)? ?(\d{1,2})\b/];
const memory = /\b(\d{2,3}) ?gi?b\b/;

const notOurs =
  /\b(?:per node|each node|for example|e g|baseline|instead of|versus|vs|compared|would|could|up to|at least|minimum|require[sd]?|needs?|fewer|more than|hours?)\b/;

const spelled: Readonly<Record<string, number>> = { one: 1, single: 1, two: 2, four: 4, eight: 8, sixteen: 16 };

function numberOf(text: string | undefined): number | null {
  if (!text) return null;
  const word = spelled[text];
  if (word) return word;
  const suffix = /([km])$/.exec(text.trim())?.[1];
  const value = Number.parseFloat(text.replaceAll(',', ''));
  if (!Number.isFinite(value) || value <= 0) return null;
  // 8k is 8192 tokens, 128k 131072
  return suffix === 'k' ? value * 1024 : suffix === 'm' ? value * 1024 * 1024 : value;
}

const first = (text: string, patterns: readonly RegExp[]): number | null => {
  for (const pattern of patterns) {
    const value = numberOf(pattern.exec(text)?.[1]);
    if (value !== null) return value;
  }
  return null;
};

/** What the plan's own sentences, items and cells state of these figures: the first that does. */
export function proseNumbers(plan: Plan): ProseNumbers {
  const { document } = plan.facts;
  let known = cache.get(document);
  if (!known) {
    known = read(document);
    cache.set(document, known);
  }
  return known;
}

type Found = { -readonly [K in keyof ProseNumbers]: ProseNumbers[K] };

function read(document: Document): ProseNumbers {
  const scenarios = scenariosOf(document);
  const found = nothing();
  let batchTokens: number | null = null;
  const toldIn = (statement: Statement): Told | null => statement.place.of(numbers, () => toldBy(document, statement));
  for (const statement of statementsIn(document.place, document, telling, (one) => toldIn(one)?.isEmpty === false)) {
    const told = toldIn(statement);
    if (!told || scenarios.of(statement) !== main) continue;
    take(found, told);
    batchTokens ??= told.first('batchTokens');
  }
  // a batch in tokens is one in sequences where it comes out whole
  const whole = batchTokens !== null && found.sequenceLength !== null ? batchTokens / found.sequenceLength : null;
  if (whole !== null && Number.isInteger(whole)) found.globalBatch ??= whole;
  return found;
}

/** Of a figure that is stated twice the first counts; the hardware is told in one breath. */
function take(found: Found, told: Told): void {
  found.sequenceLength ??= told.first('sequenceLength');
  found.globalBatch ??= told.first('globalBatch');
  found.microBatch ??= told.first('microBatch');
  found.batch ??= told.first('batch');
  found.expertTensor ??= told.first('expertTensor');
  found.chunks ??= told.first('chunks');
  found.microBatches ??= told.first('microBatches');
  found.nodeMemory ??= told.first('nodeMemory');
  if (found.gpus !== null) return;
  const { gpus, nodes, gpusPerNode, gpuMemory } = told.hardware;
  if (gpus === null) return;
  found.gpus = gpus;
  found.nodes = nodes;
  found.gpusPerNode = gpusPerNode;
  found.gpuMemory ??= gpuMemory;
}

const numbers = new Slot<Told | null>();
const telling = new Slot<boolean>();

/** What one statement states; null where it states no figure. */
function toldBy(document: Document, statement: Statement): Told | null {
  if (!ofProse(statement)) return null;
  const text = spoken(document, statement);
  return /\d/.test(text) ? new Told(text) : null;
}

const readers = {
  sequenceLength: (text: string) => first(text, sequences),
  globalBatch: (text: string) => first(text, globals),
  batchTokens: (text: string) => first(text, tokenBatches),
  microBatch: (text: string) => first(text, micros),
  expertTensor: (text: string) => first(text, expertTensors),
  chunks: (text: string) => first(text, interleaved),
  batch: (text: string) => first(text, batches),
  microBatches: (text: string) => first(text, counts),
  nodeMemory: (text: string) => nodeMemoryOf(text),
};

/** The figures of one statement, each looked for once somebody asks for it. */
class Told {
  readonly #text: string;
  readonly #known = new Map<keyof typeof readers, number | null>();
  #hardware: Found | null = null;

  constructor(text: string) {
    this.#text = text;
  }

  /** It states none of these. */
  get isEmpty(): boolean {
    const names = Object.keys(readers) as (keyof typeof readers)[];
    return this.hardware.gpus === null && names.every((name) => this.first(name) === null);
  }

  first(name: keyof typeof readers): number | null {
    let known = this.#known.get(name);
    if (known === undefined) {
      known = readers[name](this.#text);
      this.#known.set(name, known);
    }
    return known;
  }

  get hardware(): ProseNumbers {
    if (this.#hardware) return this.#hardware;
    const found = nothing();
    if (!notOurs.test(this.#text.slice(0, 200)) || /\b(?:we|our|this|the cluster|hardware)\b/.test(this.#text)) hardware(this.#text, found);
    this.#hardware = found;
    return found;
  }
}

function nothing(): Found {
  return {
    gpus: null,
    nodes: null,
    gpusPerNode: null,
    globalBatch: null,
    microBatch: null,
    batch: null,
    microBatches: null,
    expertTensor: null,
    chunks: null,
    sequenceLength: null,
    gpuMemory: null,
    nodeMemory: null,
  };
}

function hardware(text: string, found: Found): void {
  for (const pattern of nodesOf) {
    const match = pattern.exec(text);
    const [nodes, each] = [numberOf(match?.[1]), numberOf(match?.[2])];
    if (!nodes || !each || each > 64) continue;
    found.nodes = nodes;
    found.gpusPerNode = each;
    found.gpus = nodes * each;
  }
  found.gpus ??= first(text, gpusOf);
  if (found.gpus !== null) found.gpuMemory ??= memoryOf(text);
}

/** `640 GB of HBM per node`, `GPU memory per node: 640 GB`. */
function nodeMemoryOf(text: string): number | null {
  const match = /\b(\d{3,4}) ?gi?b (?:of )?(?:total )?(?:gpu memory|hbm\d?e?|vram)(?: per| \/| each| a) ?node\b/.exec(text);
  const labelled = /\b(?:gpu memory|hbm\d?e?|vram) per node ?[:=|] ?(\d{3,4}) ?gi?b\b/.exec(text);
  const value = numberOf((match ?? labelled)?.[1]);
  return value === null ? null : value * 1e9;
}

/** What one GPU has, where the words give it beside the count and not for the node. */
function memoryOf(text: string): number | null {
  if (/per node|total|aggregate|altogether|in all/.test(text)) return null;
  const value = numberOf(memory.exec(text)?.[1]);
  return value === null ? null : value * 1e9;
}

/** Words, not code: what keys and flags state their dialects know better. */
const ofProse = ({ kind, fence }: Statement): boolean =>
  fence === null && (kind === 'heading' || kind === 'item' || kind === 'sentence' || kind === 'cell');
