import type { Document, Language, Problem } from './document.ts';
import { Kept } from './kept.ts';
import { Lists } from './lists.ts';
import { Words } from './words.ts';

/** A document of which nothing is read. */
export const emptyDocument = (text: string, language: Language, problems: readonly Problem[] = []): Document => ({
  ...{ language, text, plain: text, sections: [], statements: [], problems },
  ...{ words: new Words(text), own: new Lists(0), place: new Lists(0), whole: new Kept() },
});
