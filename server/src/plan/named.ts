import type { Document, Statement } from '../document/document.ts';
import { Slot } from '../document/kept.ts';
import { statementsIn } from '../document/lists.ts';
import { type Accelerator, findAccelerator } from '../physics/gpus.ts';
import { models as catalog, findModel, type KnownModel } from '../physics/models.ts';
import type { Span } from '../text/span.ts';
import { plainWords } from '../vocabulary/phrase.ts';
import type { Plan } from './plan.ts';
import { slice } from './reading.ts';
import { main, scenariosOf } from './scenario.ts';

/** A model or accelerator that the document names, and where. */
export interface Named<T> {
  readonly item: T;
  readonly span: Span;
}

const modelLabel = /^(?:model|model name|base model|model id|model path|model name or path|checkpoint|pretrained model|target model)$/;
const longestName = 6;

const models = new WeakMap<Plan['facts'], Named<KnownModel> | null>();

/** The one model of the catalog that the plan is about: named under `Model`, else in the title or the first sentences. Null where it names several. */
export function namedModel(plan: Plan): Named<KnownModel> | null {
  const known = models.get(plan.facts);
  if (known !== undefined) return known;
  const { document, scenarioOf } = plan.facts;
  const found = new Map<string, Named<KnownModel>>();
  const opening = document.statements.slice(0, 6).filter(({ kind }) => kind === 'heading' || kind === 'sentence');
  const labelled = statementsIn(document.place, document, isModel, (statement) => isLabelledModel(document, statement));
  for (const statement of [...new Set([...opening, ...labelled])].sort((a, b) => a.index - b.index)) {
    const isLabelled = labelled.includes(statement);
    const scenario = scenarioOf.get(statement);
    if (scenario !== undefined && scenario !== main) continue;
    const at = isLabelled ? statement.body : statement.span;
    const known = statement.own.of(isLabelled ? inBody : inWhole, () => modelIn(document, at));
    const named = known && { item: known.item, span: { start: at.start + known.span.start, end: at.start + known.span.end } };
    if (named && !found.has(named.item.name)) found.set(named.item.name, named);
  }
  const [only] = found.values();
  const result = found.size === 1 && only ? only : null;
  models.set(plan.facts, result);
  return result;
}

const inBody = new Slot<Named<KnownModel> | null>();
const inWhole = new Slot<Named<KnownModel> | null>();
const isModel = new Slot<boolean>();

function isLabelledModel(document: Document, statement: Statement): boolean {
  const label = statement.label ?? statement.cell?.rowLabel;
  const words = label ? plainWords(slice(document, label)) : '';
  // model: { name: … }
  const under = /^(?:name|id|path)$/.test(words) && statement.parent?.label ? plainWords(slice(document, statement.parent.label)) : words;
  return modelLabel.test(under);
}

/** The longest run of words that the catalog knows: `Llama3 70B Instruct` in `Llama3 70B Instruct (dense)`. */
function modelIn(document: Document, span: Span): Named<KnownModel> | null {
  const found = longestIn(document, wordsIn(document, span));
  // by its place in the statement
  return found && { item: found.item, span: { start: found.span.start - span.start, end: found.span.end - span.start } };
}

/** Every model that a text of at most 400 characters names, in order of the length of its name. */
export function modelsIn(document: Document, span: Span): Named<KnownModel>[] {
  const out: Named<KnownModel>[] = [];
  if (!families().test(document.plain.slice(span.start, span.end))) return out;
  let words = wordsIn(document, span);
  for (let named = longestIn(document, words); named && out.length < mostNamed; named = longestIn(document, words)) {
    const { start, end } = named.span;
    out.push(named);
    words = words.filter((word) => word.end <= start || word.start >= end);
  }
  return out;
}

/** A statement that names more compares models. */
const mostNamed = 4;

let family: RegExp | null = null;

/** Whether a text may name a model at all: the first letters of their names. */
function families(): RegExp {
  if (family) return family;
  const first = catalog.flatMap(({ name, huggingFace }) => [name, huggingFace?.split('/')[1] ?? '']);
  const words = new Set(first.map((name) => /^[a-z]{3,}/i.exec(name)?.[0].toLowerCase()).filter((word) => word !== undefined));
  family = new RegExp([...words].join('|'), 'i');
  return family;
}

function wordsIn({ plain }: Document, span: Span): Span[] {
  return [...plain.slice(span.start, Math.min(span.end, span.start + 400)).matchAll(/[^\s\0,;()[\]"'`]+/g)].map(({ 0: word, index }) => ({
    start: span.start + index,
    end: span.start + index + word.length,
  }));
}

function longestIn({ plain }: Document, words: readonly Span[]): Named<KnownModel> | null {
  for (let size = Math.min(longestName, words.length); size > 0; size--) {
    for (let first = 0; first + size <= words.length; first++) {
      const run = { start: words[first]?.start ?? 0, end: words[first + size - 1]?.end ?? 0 };
      const text = plain.slice(run.start, run.end).replaceAll('\0', '');
      if (!/[0-9]/.test(text)) continue;
      const item = findModel(text.replace(/[:.]$/, ''));
      if (item) return { item, span: run };
    }
  }
  return null;
}

const acceleratorLabel =
  /^(?:gpus?|gpu (?:type|model|sku|name)|accelerators?|accelerator (?:type|model)|hardware|devices?|device type|cluster|nodes?|node type|instance|cards?)$/;

/** `4×A100`, `8x NVIDIA H100`, `1024 H100 GPUs`, `8 nodes of 8 H100`; a machine that is one GPU. */
const counted =
  /\d ?[x×*] ?(?:[a-z]{2,8} )?[a-z]{1,4} ?\d{1,4}|\b\d{1,6} (?:nvidia |amd )?[a-z]{1,4} ?\d{2,4}[a-z]{0,3}(?:[ -](?:sxm\d?|pcie|nvl))?(?:[ -]\d{2,3} ?gb)?s? (?:gpus?|accelerators?|cards?|devices?)\b|\b(?:of|with) \d{1,3} ?(?:nvidia |amd )?[a-z]{1,4}\d{2,4}|\b(?:an?|one|single|two|four|eight|sixteen) (?:single )?(?:nvidia |amd |rtx )?[a-z]{1,4} ?\d{2,4}[a-z]{0,3}\b|\b(?:dgx spark|gb10)\b/i;

/** No name is longer than this; a sentence that is names its accelerator in one of its clauses. */
const longestClause = 120;

const clausesOf = (text: string): readonly string[] => (text.length <= longestClause ? [text] : text.split(/[.;:,]\s/));

/** By the mentions that name it; asked for again with other values, such as those of a repair. */
const accelerators = new WeakMap<Plan['byId'], { readonly memory: number | null; readonly item: Accelerator | null }>();

/** The accelerator that the plan's GPUs are: named beside their number or memory. Null where several are. */
export function namedAccelerator(plan: Plan): Accelerator | null {
  const memory = plan.values.get('gpu_memory') ?? null;
  const known = accelerators.get(plan.byId);
  if (known?.memory === memory) return known.item;
  const found = new Map<string, Accelerator>();
  const seen = new Set<number>();
  const look = (statement: Statement): void => {
    if (seen.has(statement.index) || statement.span.end - statement.span.start > 400) return;
    seen.add(statement.index);
    for (const item of acceleratorsIn(plan.facts.document, statement, memory)) found.set(item.name, item);
  };
  for (const id of ['gpus', 'gpus_available', 'gpu_memory', 'gpus_per_node'] as const) {
    for (const mention of plan.byId.get(id) ?? []) if (mention.scenario === main) look(mention.statement);
  }
  if (found.size === 0) {
    const { document } = plan.facts;
    const scenarios = scenariosOf(document);
    for (const statement of statementsIn(document.place, document, mayName, (one) => mayNameAccelerator(document, one)))
      if (scenarios.of(statement) === main) look(statement);
  }
  const [only] = found.values();
  const result = found.size === 1 && only ? only : null;
  accelerators.set(plan.byId, { memory, item: result });
  return result;
}

const mayName = new Slot<boolean>();

function mayNameAccelerator(document: Document, { label, cell, span }: Statement): boolean {
  const name = label ?? cell?.rowLabel ?? null;
  return (
    (name !== null && acceleratorLabel.test(plainWords(slice(document, name)))) ||
    counted.test(document.plain.slice(span.start, Math.min(span.end, span.start + 400)))
  );
}

const inClauses = new Slot<{ readonly memory: number | null; readonly items: readonly Accelerator[] }>();

function acceleratorsIn(document: Document, statement: Statement, memory: number | null): readonly Accelerator[] {
  const known = statement.own.get(inClauses);
  if (known?.memory === memory) return known.items;
  const items = clausesOf(slice(document, statement.span)).flatMap((part) => findAccelerator(part, { memory }) ?? []);
  statement.own.set(inClauses, { memory, items });
  return items;
}
