import type { Document, Statement } from '../document/document.ts';
import { type PracticeWords, practiceWords } from './practice-words.ts';
import { spoken } from './said.ts';
import { main, scenariosOf } from './scenario.ts';
import { type ShapeWords, shapeWords } from './shape-words.ts';

/** A statement of the plan's own scenario that says something in words. */
export interface Spoken {
  readonly statement: Statement;
  readonly practice: PracticeWords | null;
  readonly shape: ShapeWords | null;
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
  for (const statement of document.statements) {
    const text = spoken(document, statement);
    const practice = practiceWords(text);
    const shape = shapeWords(text);
    if ((practice || shape) && scenarios.of(statement) === main) out.push({ statement, practice, shape });
  }
  return out;
}
