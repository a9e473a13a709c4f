import type { Document, Statement } from '../document/document.ts';
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

const models = new WeakMap<Plan, Named<KnownModel> | null>();

/** The one model of the catalog that the plan is about: named under `Model`, else in the title or the first sentences. Null where it names several. */
export function namedModel(plan: Plan): Named<KnownModel> | null {
  const known = models.get(plan);
  if (known !== undefined) return known;
  const { document, scenarioOf } = plan.facts;
  const found = new Map<string, Named<KnownModel>>();
  for (const statement of document.statements) {
    const words =
      statement.label === null
        ? statement.cell?.rowLabel
          ? plainWords(slice(document, statement.cell.rowLabel))
          : ''
        : plainWords(slice(document, statement.label));
    // model: { name: … }
    const under = /^(?:name|id|path)$/.test(words) && statement.parent?.label ? plainWords(slice(document, statement.parent.label)) : words;
    const labelled = modelLabel.test(under);
    const opening = statement.index < 6 && (statement.kind === 'heading' || statement.kind === 'sentence');
    if (!labelled && !opening) continue;
    const scenario = scenarioOf.get(statement);
    if (scenario !== undefined && scenario !== main) continue;
    const named = modelIn(plan, labelled ? statement.body : statement.span);
    if (named && !found.has(named.item.name)) found.set(named.item.name, named);
  }
  const [only] = found.values();
  const result = found.size === 1 && only ? only : null;
  models.set(plan, result);
  return result;
}

/** The longest run of words that the catalog knows: `Llama3 70B Instruct` in `Llama3 70B Instruct (dense)`. */
const modelIn = (plan: Plan, span: Span): Named<KnownModel> | null => longestIn(plan.facts.document, wordsIn(plan.facts.document, span));

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
  const first = catalog.flatMap(({ name, huggingFace }) => [name, huggingFace?.split('/')[1] ?? '']);
  const words = new Set(first.map((name) => /^[a-z]{3,}/i.exec(name)?.[0].toLowerCase()).filter((word) => word !== undefined));
  family ??= new RegExp([...words].join('|'), 'i');
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

/** `4×A100`, `8x NVIDIA H100`, `1024 H100 GPUs`, `8 nodes of 8 H100`. */
const counted =
  /\d ?[x×*] ?(?:[a-z]{2,8} )?[a-z]{1,4} ?\d{1,4}|\b\d{1,6} (?:nvidia |amd )?[a-z]{1,4} ?\d{2,4}[a-z]{0,3}(?:[ -](?:sxm\d?|pcie|nvl))?(?:[ -]\d{2,3} ?gb)?s? (?:gpus?|accelerators?|cards?|devices?)\b|\b(?:of|with) \d{1,3} ?(?:nvidia |amd )?[a-z]{1,4}\d{2,4}|\b(?:an?|one|single|two|four|eight|sixteen) (?:single )?(?:nvidia |amd |rtx )?[a-z]{1,4} ?\d{2,4}[a-z]{0,3}\b/i;

/** No name is longer than this; a sentence that is names its accelerator in one of its clauses. */
const longestClause = 120;

const clausesOf = (text: string): readonly string[] => (text.length <= longestClause ? [text] : text.split(/[.;:,]\s/));

const accelerators = new WeakMap<Plan, Accelerator | null>();

/** The accelerator that the plan's GPUs are: named beside their number or memory. Null where several are. */
export function namedAccelerator(plan: Plan): Accelerator | null {
  const known = accelerators.get(plan);
  if (known !== undefined) return known;
  const found = new Map<string, Accelerator>();
  const seen = new Set<number>();
  const memory = plan.values.get('gpu_memory') ?? null;
  const look = (statement: Statement): void => {
    if (seen.has(statement.index) || statement.span.end - statement.span.start > 400) return;
    seen.add(statement.index);
    for (const part of clausesOf(slice(plan.facts.document, statement.span))) {
      const item = findAccelerator(part, { memory });
      if (item) found.set(item.name, item);
    }
  };
  for (const id of ['gpus', 'gpus_available', 'gpu_memory', 'gpus_per_node'] as const) {
    for (const mention of plan.byId.get(id) ?? []) if (mention.scenario === main) look(mention.statement);
  }
  if (found.size === 0) {
    const { document } = plan.facts;
    const scenarios = scenariosOf(document);
    for (const statement of document.statements) {
      const label = statement.label ?? statement.cell?.rowLabel ?? null;
      const told =
        (label && acceleratorLabel.test(plainWords(slice(document, label)))) ||
        counted.test(document.plain.slice(statement.span.start, Math.min(statement.span.end, statement.span.start + 400)));
      if (told && scenarios.of(statement) === main) look(statement);
    }
  }
  const [only] = found.values();
  const result = found.size === 1 && only ? only : null;
  accelerators.set(plan, result);
  return result;
}
