import type { Document, Section, Statement } from '../document/document.ts';
import { Slot } from '../document/kept.ts';
import { labelSense, type Sense } from '../vocabulary/labels.ts';
import { plainWords } from '../vocabulary/phrase.ts';
import { type DegreeId, type QuantityId, quantity } from '../vocabulary/quantities.ts';
import { slice } from './reading.ts';

/** What a statement's place says about its main number: label, table headers, parent, heading. */
export interface Context {
  readonly sense: Sense | null;
  /** The label's words in normal form, for rules that look at wording. */
  readonly words: string;
  /** The section or its parents speak of one GPU: `Memory Requirements per GPU`. */
  readonly perGpu: boolean;
}

const generic =
  /^(?:degree|size|value|configuration|config|decision|setting|count|choice|level|dimension|parallel degree|number|way|amount|current implementation|recommended|recommendation|usage|group size)$/;
const perGpu =
  /\bper (?:gpu|card|device|rank)\b|\b(?:one|a single|each|every) (?:gpu|card|device)\b|\bgpu memory (?:allocation|breakdown|usage|layout)\b/;

const degreeWords: readonly (readonly [DegreeId, RegExp])[] = [
  ['tp', /\btensor(?: model)? parallel|\btp\b/],
  ['pp', /\bpipeline(?: model)? parallel|\bpp\b/],
  ['ep', /\bexpert(?: model)? parallel|\bep\b/],
  ['dp', /\bdata parallel|\bdp\b/],
  ['cp', /\bcontext parallel|\bcp\b/],
  ['sp', /\bsequence parallel|\bsp\b/],
];

/** The one degree that a phrase speaks of; null where it names none or several. */
export function degreeIn(words: string): DegreeId | null {
  let found: DegreeId | null = null;
  for (const [id, pattern] of degreeWords) {
    if (!pattern.test(words)) continue;
    if (found) return null;
    found = id;
  }
  return found;
}

export function contextOf(document: Document, statement: Statement): Context {
  const known = statement.place.get(alone);
  if (known) return known;
  const context = findContext(document, statement);
  // cells and what is said of memory go by their neighbours too
  const words = statement.label ? plainWords(slice(document, statement.label)) : '';
  if (!statement.cell && !bareMemory.test(words) && !bareUtilization.test(words)) statement.place.set(alone, context);
  return context;
}

/** What follows from a statement's own words and those that it stands under. */
const alone = new Slot<Context>();

function findContext(document: Document, statement: Statement): Context {
  const label = statement.label ? slice(document, statement.label) : '';
  const words = plainWords(label);
  const about = perGpuPlace(document, statement, words);
  if (statement.cell) {
    const { sense: read, words: of } = cellContext(document, statement);
    return { sense: capacityAmongHardware(document, statement, read, of), words: of, perGpu: about };
  }
  let sense = label === '' ? null : labelSense(label);
  sense = capacityAmongHardware(document, statement, sense, words);
  if (sense === null && bareUtilization.test(words) && topicOf(document, statement) === 'memory')
    sense = { id: 'mem_utilization', strength: 'strong' };
  if (sense === null && generic.test(words)) {
    const degree = degreeAbove(document, statement);
    if (degree) sense = { id: degree, strength: 'strong' };
  }
  if (statement.kind === 'comment' && statement.parent?.label && label === '') {
    const beside = statement.parent;
    const key = beside.label ? slice(document, beside.label) : '';
    return { sense: pairSense(document, beside, labelSense(key)), words: plainWords(key), perGpu: about };
  }
  if (statement.kind === 'pair') sense = pairSense(document, statement, sense);
  return { sense, words, perGpu: about };
}

/** `Memory per GPU: 80 GB` in a list or table of the hardware is what a GPU has. */
const capacityAmongHardware = (document: Document, statement: Statement, sense: Sense | null, words: string): Sense | null =>
  sense?.id === 'mem_total' && bareMemory.test(words) && topicOf(document, statement) === 'hardware' && !besideCapacity(document, statement)
    ? { id: 'gpu_memory', strength: sense.strength }
    : sense;

const bareMemory = /^(?:gpu )?memory per (?:gpu|card|device)$/;

const bareUtilization = /^utili[sz]ation$/;

/**
 * What a list tells of: `Memory per GPU` is what a GPU has where it tells of the hardware, and what it holds where it tells of its contents.
 * Looks at the neighbours alone, so that a long list is read in linear time.
 */
function topicOf(document: Document, statement: Statement): 'hardware' | 'memory' | null {
  let topic: 'hardware' | null = null;
  for (const other of document.statements.slice(Math.max(0, statement.index - 6), statement.index + 7)) {
    const name = other.cell?.rowLabel ?? other.label;
    if (other === statement || other.block !== statement.block || !name || name === statement.cell?.rowLabel) continue;
    const sense = labelSense(plainWords(slice(document, name)));
    const group = sense && quantity(sense.id).group;
    if (group === 'memory') return group;
    if (group === 'hardware') topic = group;
  }
  return topic;
}

/** `GPU memory: 80GB` in the same list: then `Memory per GPU` is what is used of it. */
const besideCapacity = (document: Document, statement: Statement): boolean =>
  document.statements.slice(Math.max(0, statement.index - 6), statement.index + 7).some((other) => {
    const name = other.cell?.rowLabel ?? other.label;
    return (
      other !== statement &&
      other.block === statement.block &&
      name !== null &&
      name !== statement.cell?.rowLabel &&
      labelSense(slice(document, name))?.id === 'gpu_memory'
    );
  });

function degreeAbove(document: Document, statement: Statement): DegreeId | null {
  if (statement.parent?.label) return degreeIn(plainWords(slice(document, statement.parent.label)));
  return statement.section ? degreeIn(plainWords(slice(document, statement.section.title))) : null;
}

function perGpuPlace(document: Document, statement: Statement, words: string): boolean {
  if (perGpu.test(words)) return true;
  if (statement.cell?.header && perGpu.test(plainWords(slice(document, statement.cell.header)))) return true;
  if (statement.parent?.label && perGpu.test(plainWords(slice(document, statement.parent.label)))) return true;
  return statement.section !== null && perGpuSection(document, statement.section);
}

const sections = new WeakMap<Section, boolean>();

function perGpuSection(document: Document, section: Section): boolean {
  let known = sections.get(section);
  if (known === undefined) {
    known = perGpu.test(plainWords(slice(document, section.title))) || (section.parent !== null && perGpuSection(document, section.parent));
    sections.set(section, known);
  }
  return known;
}

/** Columns that hold the plan's own value beside a row label. */
const valueColumn =
  /^(?:并行度|数值|取值|配置|设置|大小|值|value|configuration|config|setting|degree|size|count|current|proposed|optimi[sz]ed|new|selected|chosen|plan|parallelism|recommended|final|after|now|this plan|the plan|(?:new|current|proposed|final) (?:plan|layout|configuration|setup)|number|amount|specification|spec|total|current achieved|projected|actual|achieved)$/;

/** Columns that say in what a row is measured. */
const measureColumn =
  /^(?:memory|vram|hbm|bytes|footprint)(?: (?:size|usage|used|per (?:gpu|rank|device|card)))?(?: (?:gb|mb|gib|mib))?$|^per (?:gpu|rank|device|card)(?: (?:memory|size))?$/;

function cellContext(document: Document, statement: Statement): Omit<Context, 'perGpu'> {
  const cell = statement.cell;
  if (!cell || cell.row === 0 || !cell.header) return { sense: null, words: '' };
  const header = slice(document, cell.header);
  const headerWords = plainWords(header);
  const row = cell.rowLabel && cell.column > 0 ? slice(document, cell.rowLabel) : '';
  const rowSense = row === '' ? null : labelSense(row);
  if (rowSense && valueColumn.test(headerWords)) return { sense: rowSense, words: plainWords(row) };
  // Component | Memory: the row says which
  if (measureColumn.test(headerWords)) {
    if (rowSense && (quantity(rowSense.id).group === 'memory' || rowSense.id === 'params'))
      return { sense: rowSense, words: plainWords(row) };
    if (bareUtilization.test(plainWords(row))) return { sense: { id: 'mem_utilization', strength: 'strong' }, words: plainWords(row) };
  }
  const { section } = statement;
  if (
    bareUtilization.test(plainWords(row)) &&
    valueColumn.test(headerWords) &&
    section &&
    /\bmemory\b/.test(plainWords(slice(document, section.title)))
  )
    return { sense: { id: 'mem_utilization', strength: 'strong' }, words: plainWords(row) };
  const headerSense = labelSense(header);
  const ofStage = headerSense && perStage[headerSense.id];
  if (ofStage && isStageTable(document, statement)) return { sense: { id: ofStage, strength: 'strong' }, words: headerWords };
  if (rowSense && headerSense && quantity(rowSense.id).group === 'memory' && quantity(headerSense.id).group === 'memory')
    return { sense: rowSense, words: plainWords(row) };
  if (headerSense?.id === 'mem_total' && row !== '' && !/\btotal\b/.test(plainWords(row)))
    return { sense: rowSense, words: plainWords(row) };
  if (headerSense) return { sense: headerSense, words: headerWords };
  return { sense: null, words: row === '' ? headerWords : plainWords(row) };
}

/** What a row of a table of stages counts. */
const perStage: Partial<Record<QuantityId, QuantityId>> = { layers: 'layers_per_stage', gpus: 'gpus_per_stage' };

const farthest = 400;

/** A table whose first column numbers the pipeline stages. */
export function isStageTable(document: Document, statement: Statement): boolean {
  if (!statement.cell || statement.cell.column === 0) return false;
  for (let index = statement.index - 1; index >= 0 && index > statement.index - farthest; index--) {
    const other = document.statements[index];
    if (!other || other.block !== statement.block) return false;
    if (other.cell?.row === 0 && other.cell.column === 0)
      return /^(?:pipeline )?(?:pp )?stages?(?: (?:id|index|rank|no))?$/.test(plainWords(slice(document, other.span)));
  }
  return false;
}

const axes: Readonly<Record<string, DegreeId>> = { tensor: 'tp', pipeline: 'pp', expert: 'ep', data: 'dp', context: 'cp', sequence: 'sp' };

const isParallelism = (document: Document, holder: Statement | null): boolean =>
  holder?.label != null && /parallel/.test(plainWords(slice(document, holder.label)));

/** YAML: `parallelism: {tensor: 8}`; elsewhere `tensor`, `data`, `size`, `stage` are no degrees. */
function pairSense(document: Document, statement: Statement, sense: Sense | null): Sense | null {
  if (!statement.label) return null;
  const key = plainWords(slice(document, statement.label));
  const axis = axes[key];
  if (axis) return isParallelism(document, statement.parent) ? { id: axis, strength: 'strong' } : null;
  // parallelism: {tensor: {degree: 8}}
  const holder = statement.parent;
  const held = holder?.label ? axes[plainWords(slice(document, holder.label))] : undefined;
  if (held && /^(?:degree|size)$/.test(key) && isParallelism(document, holder?.parent ?? null)) return { id: held, strength: 'strong' };
  return sense;
}
