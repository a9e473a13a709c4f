import { type Draft, startDraft } from './document.ts';
import { drawFacts, type Facts } from './facts.ts';
import type { Relation, Site, Term } from './page.ts';
import { Random } from './random.ts';
import * as sections from './sections.ts';

/** A plan whose numbers agree, with the place and the meaning of each. */
export interface GeneratedPlan {
  readonly text: string;
  readonly language: 'markdown' | 'yaml';
  readonly sites: readonly Site[];
  readonly relations: readonly Relation[];
  readonly facts: Facts;
  /** Index of the site that a figure of a relation became. */
  readonly indexOf: (term: Term & { kind: 'site' }) => number;
}

export function generatePlan(seed: number): GeneratedPlan {
  const random = new Random(seed);
  const facts = drawFacts(random);
  const draft = startDraft(facts, random);
  writeMarkdown(draft);
  const { page } = draft;
  return { text: page.text, language: 'markdown', sites: page.sites, relations: page.relations, facts, indexOf: (term) => page.indexOf(term.figure) };
}

function writeMarkdown(draft: Draft): void {
  const { random } = draft;
  sections.title(draft);
  const first = random.chance(0.8) ? [sections.hardware, sections.model, sections.layout] : random.shuffle([sections.hardware, sections.model, sections.layout]);
  for (const section of first) section(draft);
  for (const section of [sections.divisions, sections.ranges, sections.batches, sections.weights, sections.memory]) {
    if (random.chance(0.25)) sections.noise(draft);
    section(draft);
  }
  if (random.chance(0.4)) sections.noise(draft);
  sections.verification(draft);
  sections.summary(draft);
}
