import { type Document, isScript, type Statement } from '../document/document.ts';
import { Slot } from '../document/kept.ts';
import { statementsIn } from '../document/lists.ts';
import { flagFacts, type KeyFacts, keyFacts } from './key-facts.ts';
import { modeOnly, type PracticeWords, practiceWords } from './practice-words.ts';
import { slice } from './reading.ts';
import { spoken } from './said.ts';
import { main, scenariosOf } from './scenario.ts';
import { type ShapeWords, shapeWords } from './shape-words.ts';

/** A statement that says something in words or by its keys. */
export interface Spoken {
  readonly statement: Statement;
  readonly practice: PracticeWords | null;
  readonly shape: ShapeWords | null;
  /** What its key or its flags say. */
  readonly keys: readonly KeyFacts[];
  /** It is of the plan's own scenario; what a fence launches is not. */
  readonly own: boolean;
}

const cache = new WeakMap<Document, readonly Spoken[]>();

/** What a document says of training, serving and the model's shape in words, in its order. */
export function spokenIn(document: Document): readonly Spoken[] {
  let known = cache.get(document);
  if (!known) {
    known = read(document);
    cache.set(document, known);
  }
  return known;
}

function read(document: Document): Spoken[] {
  const scenarios = scenariosOf(document);
  const out: Spoken[] = [];
  for (const statement of statementsIn(document.place, document, telling, (one) => saidOf(document, one) !== null)) {
    const said = saidOf(document, statement);
    if (!said) continue;
    const own = scenarios.of(statement) === main;
    if (own || said.keys.length > 0) out.push({ ...said, statement, own });
  }
  return out;
}

const told = new Slot<Omit<Spoken, 'statement' | 'own'> | null>();
const telling = new Slot<boolean>();

const saidOf = (document: Document, statement: Statement): Omit<Spoken, 'statement' | 'own'> | null =>
  statement.place.of(told, () => saidBy(document, statement));

function saidBy(document: Document, statement: Statement): Omit<Spoken, 'statement' | 'own'> | null {
  const text = spoken(document, statement);
  const { keys, code } = keysIn(document, statement);
  const words = practiceWords(text);
  // a key's name is no prose: of what is no key of the table only the kind of work is told
  const practice = code || keys.length > 0 ? modeOnly(words) : words;
  const shape = shapeWords(text);
  return practice || shape || keys.length > 0 ? { practice, shape, keys } : null;
}

const shells = /^(?:|ba?sh|sh|zsh|shell|console|shell-session|text)$/;
/** A key as programs write it, not words. */
const identifier = /^[A-Za-z][\w.-]*_[\w.-]*$|^[a-z]+(?:\.[a-z_]+)+$/;

function keysIn(document: Document, statement: Statement): { readonly keys: readonly KeyFacts[]; readonly code: boolean } {
  const { kind, label, parent } = statement;
  if (kind === 'pair') {
    const above = parent?.label ? slice(document, parent.label) : null;
    if (!label) {
      const element = above && /^recompute_modules$/i.test(above) ? keyFacts(above, slice(document, statement.span)) : null;
      return { keys: element ? [element] : [], code: false };
    }
    const name = slice(document, label);
    const facts = keyFacts(name, slice(document, statement.body), above);
    return { keys: facts ? [facts] : [], code: identifier.test(name) };
  }
  const isShell = statement.fence === null ? isScript(document.language) : shells.test(statement.fence);
  if (kind !== 'line' || !isShell) return { keys: [], code: false };
  const line = slice(document, statement.span);
  if (!/--?[A-Za-z]|\w=/.test(line)) return { keys: [], code: false };
  return { keys: flagFacts(line), code: /(?:^|\s)--[A-Za-z]/.test(line) };
}
