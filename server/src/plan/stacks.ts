import type { Document, Statement } from '../document/document.ts';
import { Slot } from '../document/kept.ts';
import { statementsIn } from '../document/lists.ts';
import type { Span } from '../text/span.ts';
import type { DegreeId } from '../vocabulary/quantities.ts';
import { type Trainer, trainerNames } from './framework-names.ts';
import type { Plan } from './plan.ts';
import { clauseAt, says, spoken } from './said.ts';
import { main, scenariosOf } from './scenario.ts';

/** A framework that the plan says it runs on. */
export interface Used {
  readonly name: Trainer;
  /** The statement that says so. */
  readonly span: Span;
  /** What it is to do, where that is said: `FairSeq for expert parallelism`. */
  readonly degrees: ReadonlySet<DegreeId>;
}

const names = Object.entries(trainerNames) as readonly (readonly [Trainer, RegExp])[];
const worthReading = /megatron|mcore|nemo|torch ?titan|deepspeed|colossal|maxtext|fair ?seq/i;

/** `Framework: Megatron-LM`, `| Training stack | torchtitan |`. */
const labelled =
  /\b(?:frameworks?|software(?: stack)?|stack|librar(?:y|ies)|backend|trainer|codebase)\b[a-z ]{0,16}[:=] ?[a-z0-9 +,&]{0,40}$/;
/** `use Megatron-LM`, `pretraining of a 70B model with torchtitan`, `with Megatron-LM and DeepSpeed`. */
const used =
  /\b(?:us(?:e[sd]?|ing)|with|on|in|via|configur(?:e[sd]?|ing)|implement(?:ed|s)?|adopt(?:ed|s)?)(?: (?:the|our|a|an|nvidia'?s?|microsoft'?s?|pytorch|both|megatron(?: lm| core)?|deepspeed|and|\+|,)){0,4} ?$/;
/** `Megatron-style`, `a Megatron checkpoint`: the name of something else. */
const another = /^ ?(?:style|like|inspired|paper|checkpoints?|format|datasets?|tokenizers?|blog|team|tables?|turing)\b/;

const degreeWords: readonly (readonly [DegreeId, RegExp])[] = [
  ['tp', /\btensor(?: model)?\b|\btp\b/],
  ['pp', /\bpipelines?\b|\bpp\b/],
  ['ep', /\bexperts?\b|\bmoe\b|\bep\b/],
  ['dp', /\bdata(?: parallel(?:ism)?)?\b|\bdp\b|\bzero\b/],
  ['cp', /\bcontext\b|\bcp\b/],
];

const cache = new WeakMap<Plan, readonly Used[]>();

/** Frameworks for training that the plan says it runs on, by a label or in so many words; what is only spoken about is none. */
export function frameworksUsed(plan: Plan): readonly Used[] {
  let known = cache.get(plan);
  if (!known) {
    known = find(plan);
    cache.set(plan, known);
  }
  return known;
}

function find(plan: Plan): Used[] {
  const { document } = plan.facts;
  const scenarios = scenariosOf(document);
  const out: Used[] = [];
  const toldIn = (statement: Statement): ReturnType<typeof toldBy> => statement.place.of(told, () => toldBy(document, statement));
  for (const statement of statementsIn(document.place, document, telling, (one) => toldIn(one).length > 0)) {
    const said = toldIn(statement);
    if (scenarios.of(statement) !== main) continue;
    for (const { name, degrees } of said) out.push({ name, degrees, span: statement.span });
  }
  return out;
}

const told = new Slot<Omit<Used, 'span'>[]>();
const telling = new Slot<boolean>();

function toldBy(document: Document, statement: Statement): Omit<Used, 'span'>[] {
  const text = spoken(document, statement);
  if (!worthReading.test(text)) return [];
  return names.flatMap(([name, pattern]) => {
    const said = says(text, pattern);
    if (!said?.yes || another.test(text.slice(said.match.index + said.match[0].length))) return [];
    const before = text.slice(0, said.match.index);
    const clause = clauseAt(text, said.match.index);
    if (!labelled.test(before) && !used.test(before.slice(clause.start))) return [];
    const task = /\bfor\b(.{0,80})$/.exec(clause.text.slice(said.match.index - clause.start))?.[1] ?? '';
    return [{ name, degrees: new Set(degreeWords.flatMap(([id, words]) => (words.test(task) ? [id] : []))) }];
  });
}
