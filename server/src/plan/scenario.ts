import type { Document, Section, Statement } from '../document/document.ts';
import { Slot } from '../document/kept.ts';
import { statementsIn } from '../document/lists.ts';
import type { Token } from '../notation/token.ts';
import { Memo } from '../text/memo.ts';
import { labelSense } from '../vocabulary/labels.ts';
import { plainWords } from '../vocabulary/phrase.ts';
import { quantity } from '../vocabulary/quantities.ts';
import { isStageTable } from './context.ts';
import { slice } from './reading.ts';

/**
 * Which plan a statement speaks of. `plan` is the one the document proposes; anything else (a baseline, an option, a target, what was before)
 * is kept apart and never compared with it.
 */
export type Scenario = string;

export const main: Scenario = 'plan';

const past =
  /\b(?:baseline|previous(?:ly)?|before|old|naive|legacy|failed|prior|former|incorrect|wrong|earlier|unoptimi[sz]ed|existing|original(?:ly)?)\b/;
const pastSentence =
  /^If \b|\b(?:[Ff]or example\b|[Ff]or instance\b|[Ss]uppose\b|[Ii]f you have\b|[Cc]ompared (?:with|to)|[Tt]he baseline (?:of|with|uses)|[Ee]arlier (?:drafts?|versions?|plans?|attempts?|designs?|revisions?|proposals?)|[Pp]revious(?:ly| version| draft| attempt)|[Oo]riginally|[Ii]nitially|was (?:given up|dropped|rejected|abandoned|considered)|were (?:given up|dropped|rejected|abandoned)|used to (?:be|run|have)|[Ff]irst draft|[Ii]n the past|(?:was|were|had been|has been|used) (?:[a-z]+ ){0,3}(?:before|earlier|previously|formerly)|would (?:(?:also|only|still|then|just|not|each|otherwise) )?(?:need|be|have|give|leave|require|take|make|mean|run|use|become|exceed|double|halve|cut)|impossible|infeasible|not (?:possible|feasible)|[Ff]all(?:s|ing)? back (?:to|on)|(?:nodes?|hosts?|GPUs?|racks?|devices?|cards?) (?:gone|lost|down|dead|failed|missing))\b/;
/** Runs of others: `The paper reports …`, `Upstream's example uses …`, `LLaMA 3 405B used 16,384 H100s`. */
const ofOthers =
  /\b(?:[Tt]he (?:paper|tutorial|authors|blog post)\b|[Uu]pstream\b|[Tt]he (?:[a-z]+ )?(?:demo|tutorial)\b)|^(?:Meta|Google|OpenAI|NVIDIA|DeepSeek|Mistral|Microsoft|Alibaba|ByteDance|Megatron-LM|[A-Z][\w.-]*(?: [\w.-]*\d[\w.-]*){1,3}|[A-Z][\w.]*-\d[\w.-]*(?: [\w.-]+)?) (?:was trained|used|trained|用了)|论文/;
/** The same in Chinese and Japanese: compared with, for example, suppose, if, before. */
const pastSentenceHan =
  /对比|相比|相较|退回|降级到|例如|比如|假设|假如|如果|若|之前|原先|原来|当初|旧(?:方案|配置|版)|例えば|たとえば|以前は|比べ/;
/** Set-ups beside the plan, told in a list, a table or a section of their own. */
const others =
  /^(?:the )?(?:(?:other|alternative|rejected|discarded|further|earlier|previous|former) (?:[a-z-]+ ){0,2}(?:layouts?|configurations?|set ?ups?|options|plans|strategies|choices|degrees|splits|variants|runs|measurements|alternatives|ideas|proposals)|alternatives)\b/;
const choice =
  /\b(?:option|alternative|scenario|variant|candidate|case|example|fallback|phase|approach|experiment|ablation|future|upgrade|recommended modification|cloud)s?\b(?: ?[a-z0-9]{1,3}\b)?/;
const code =
  /^(?:bash|sh|shell|zsh|console|python|py|c|cpp|cuda|rust|go|java|js|javascript|ts|typescript|dockerfile|hcl|sql|diff|log|gv|dot|mermaid)$/;
const ownColumn = /^(?:after|now|new|current|proposed|this plan|the plan|final|optimi[sz]ed)\b/;
const goal =
  /\b(?:target|goal|requirements?|required|limit|threshold|slo|sla|constraint|minimum|maximum|at least|at most|expected minimum)\b/;

const read = new WeakMap<Document, Scenarios>();

/** The scenarios of a document, found once. */
export function scenariosOf(document: Document): Scenarios {
  let known = read.get(document);
  if (!known) {
    known = new Scenarios(document);
    read.set(document, known);
  }
  return known;
}

/** What a statement says of its block, or of the one that follows it. */
type Sign = 'script' | 'layout' | 'before' | 'others';

const signed = new Slot<boolean>();

function signOf(document: Document, { kind, label, body, fence, cell, span }: Statement): Sign | null {
  // variables and exports make a script of a fence that names no language
  if (fence === '') return commanding.test(document.text.slice(span.start, span.end)) ? 'script' : null;
  if (cell) return degreesIn(slice(document, span)) > 1 ? 'layout' : null;
  if (kind !== 'sentence') return null;
  const short = span.end - span.start <= 160 ? slice(document, span).trim() : '';
  if ((short.endsWith(':') || (short !== '' && body.end === body.start)) && others.test(plainWords(short))) return 'others';
  // **Current state**: before a fence speaks for the fence
  return label && body.end === body.start && formerState.test(plainWords(slice(document, label))) ? 'before' : null;
}

const commanding = /\$[A-Za-z_{(]|^(?:export|set|source|cd|srun|sudo) /;
const formerState = /^(?:current state|before|from|old|previous(?: state)?|original(?: state)?)$/;

/** What a statement is of by its own words and what it stands under, its block left out. */
interface Own {
  readonly named: Scenario | null;
  readonly around: Scenario;
}

const placed = new Slot<Own>();

/** Scenario of a heading: that of its own words, else of the heading above. */
class Scenarios {
  readonly #document: Document;
  readonly #known = new Map<Statement, Scenario>();
  readonly #sections = new Map<Section, Scenario>();
  /** Blocks that a line before them names. */
  readonly #leads = new Map<number, Scenario>();
  /** Fences without a language that hold commands. */
  readonly #scripts = new Set<number>();
  /** Body rows of each table. */
  readonly #rows = new Map<number, number>();
  /** How many cells of a table's column hold a layout: `TP=4, PP=2`. */
  readonly #layouts = new Map<string, number>();

  constructor(document: Document) {
    this.#document = document;
    for (const { cell, block } of document.statements) if (cell && cell.row > (this.#rows.get(block) ?? 0)) this.#rows.set(block, cell.row);
    for (const statement of statementsIn(document.own, document, signed, (one) => signOf(document, one) !== null)) {
      const { cell, block } = statement;
      const sign = signOf(document, statement);
      if (sign === null) continue;
      const next = document.statements[statement.index + 1];
      if (sign === 'script') this.#scripts.add(block);
      else if (sign !== 'layout') this.#lead(sign, block, next);
      else if (cell && cell.row > 0) this.#layouts.set(`${block}.${cell.column}`, (this.#layouts.get(`${block}.${cell.column}`) ?? 0) + 1);
    }
  }

  /** What a line says of the block that follows it: `Other layouts that were measured:` of a table or list alone. */
  #lead(sign: 'before' | 'others', block: number, next: Statement | undefined): void {
    if (next && next.block !== block && (sign === 'before' || next.cell || next.kind === 'item')) this.#leads.set(next.block, sign);
  }

  of(statement: Statement): Scenario {
    let known = this.#known.get(statement);
    if (known === undefined) {
      known = this.#find(statement);
      this.#known.set(statement, known);
    }
    return known;
  }

  #find(statement: Statement): Scenario {
    // a command stands for itself: it may launch a part, a test, another size
    if (statement.fence !== null && (code.test(statement.fence) || this.#scripts.has(statement.block))) return `code ${statement.block}`;
    const own = statement.place.of(placed, () => ({ named: this.#named(statement), around: this.#around(statement) }));
    return own.named ?? this.#leads.get(statement.block) ?? this.#inTable(statement) ?? own.around;
  }

  #named(statement: Statement): Scenario | null {
    // - [ ] something to try
    if (
      statement.kind === 'item' &&
      /\[ \]\s*$/.test(this.#document.text.slice(Math.max(0, statement.span.start - 6), statement.span.start))
    )
      return 'to do';
    if ((statement.kind === 'sentence' || statement.kind === 'item') && setsApart(slice(this.#document, statement.span))) return 'before';
    const words = statement.label ? plainWords(slice(this.#document, statement.label)) : '';
    return words === '' ? null : named(words);
  }

  #inTable(statement: Statement): Scenario | null {
    if (statement.cell) {
      const header = statement.cell.header ? named(plainWords(slice(this.#document, statement.cell.header))) : null;
      if (header) return header;
      // | tp=1 | tp=2 | above figures, `(tp=2, zero1=-1)` before them: each column or row is a configuration of its own
      const { row: line, column } = statement.cell;
      if (
        (line === 0 || (column === 0 && (this.#rows.get(statement.block) ?? 0) > 1)) &&
        /\b(?:tp|pp|ep|dp|cp) ?= ?\d/i.test(slice(this.#document, statement.span))
      )
        return `row ${statement.block}.${line === 0 ? `c${column}` : line}`;
      if (line > 0 && (this.#layouts.get(`${statement.block}.${column}`) ?? 0) > 1) return `layout ${statement.block}.${line}`;
      // a column that holds a quantity makes each row a configuration of its own, unless there is one row only
      if (
        statement.cell.row > 0 &&
        (this.#rows.get(statement.block) ?? 0) > 1 &&
        statement.cell.header &&
        isQuantityColumn(slice(this.#document, statement.cell.header)) &&
        !isStageTable(this.#document, statement)
      ) {
        return `row ${statement.block}.${statement.cell.row}`;
      }
      return statement.cell.rowLabel ? named(plainWords(slice(this.#document, statement.cell.rowLabel))) : null;
    }
    return null;
  }

  /** By what it stands under. */
  #around(statement: Statement): Scenario {
    if (statement.parent?.label) {
      const parent = named(plainWords(slice(this.#document, statement.parent.label)));
      if (parent) return parent;
    }
    if (statement.kind === 'pair' && this.#isPast(statement.parent)) return 'before';
    const around = statement.section ? this.#ofSection(statement.section) : main;
    // `Compared with the previous layout`: the plan's own column stands beside the former one
    const column = statement.cell?.header ? plainWords(slice(this.#document, statement.cell.header)) : '';
    return around === 'before' && ownColumn.test(column) ? main : around;
  }

  /** `baseline: {…}` in a config, all the way up. */
  #isPast(holder: Statement | null): boolean {
    for (let at = holder; at; at = at.parent) if (at.label && past.test(plainWords(slice(this.#document, at.label)))) return true;
    return false;
  }

  #ofSection(section: Section): Scenario {
    const known = this.#sections.get(section);
    if (known !== undefined) return known;
    const words = section.level === 1 ? '' : plainWords(slice(this.#document, section.title));
    const own = words === '' ? null : (named(words) ?? (others.test(words) ? 'others' : null));
    const scenario = own ?? (section.parent ? this.#ofSection(section.parent) : main);
    this.#sections.set(section, scenario);
    return scenario;
  }
}

const isQuantityColumn = (header: string): boolean => {
  const sense = labelSense(header);
  return sense !== null && sense.strength === 'strong' && ['degree', 'hardware', 'model', 'batch'].includes(quantity(sense.id).group);
};

const named = (words: string): Scenario | null => names.of(words);

const names = new Memo((words): Scenario | null => (past.test(words) ? 'before' : choice.test(words) ? words : null));

const setsApart = (text: string): boolean => apart.of(text);

const apart = new Memo((text) => pastSentence.test(text) || pastSentenceHan.test(text) || ofOthers.test(text));

export const isGoal = (words: string): boolean => words !== '' && goals.of(words);

const goals = new Memo((words) => goal.test(words));

/**
 * Whether the number at token `first` is set against the plan by the words before it: `from 8`, `instead of 8`, `vs 8`, `not 8`, `reduced from 8`.
 */
export function isContrast(tokens: readonly Token[], first: number): boolean {
  // `reduced to 5%` is what it came to
  const [verb, to] = [tokens[first - 2], tokens[first - 1]];
  if (to?.kind === 'word' && to.lower === 'to' && verb?.kind === 'word' && verb.lower === 'reduced') return false;
  for (let back = 1; back <= 3; back++) {
    const token = tokens[first - back];
    if (token?.kind !== 'word') {
      if (token?.kind === 'punctuation' && (token.text === '~' || token.text === '(')) continue;
      return isExample(tokens, first);
    }
    if (contrast.has(token.lower) || contrastHan.test(token.text)) return true;
    if (!filler.has(token.lower)) return isExample(tokens, first);
  }
  return isExample(tokens, first);
}

/** `(e.g., 7 layers per stage for a 27-layer model)`: all that stands in the parenthesis is an example. */
function isExample(tokens: readonly Token[], first: number): boolean {
  for (let at = first - 1; at >= 0 && at > first - 16; at--) {
    const token = tokens[at];
    if (token?.kind !== 'punctuation') continue;
    if (token.text === ')') return false;
    if (token.text !== '(') continue;
    const opening = tokens[at + 1];
    return opening?.kind === 'word' && (opening.lower === 'e' || opening.lower === 'eg' || opening.lower === 'example');
  }
  return false;
}

const contrast = new Set([
  'from',
  'vs',
  'versus',
  'not',
  'than',
  'previously',
  'originally',
  'was',
  'were',
  'instead',
  'unlike',
  'against',
  'over',
  'baseline',
  'old',
  'previous',
  'original',
  'above',
  'below',
  'under',
  'reduced',
  'if',
  'could',
  'would',
  'e',
  'g',
  'max',
  'maximum',
]);
/** `必要时可扩容为 DP=2`: can be widened to; rather than, not. */
const contrastHan = /(?:扩容|扩展|扩大|扩|增加|提升|提高|降低|减少)[为至到]$|而非$|而不是$|不是$/;
const filler = new Set(['of', 'the', 'a', 'an', 'to', 'only', 'just', 'required', 'using', 'with']);

/** How many degrees of parallelism a cell gives a size. */
const degreesIn = (cell: string): number =>
  cell.length < 5 ? 0 : new Set(Array.from(cell.matchAll(/\b([tpedc]p) ?[=:]? ?\d/gi), ([, degree]) => degree?.toLowerCase())).size;
