import { startDraft } from './draft.ts';
import { drawFacts } from './facts.ts';
import { writeMarkdown } from './markdown.ts';
import type { Finished } from './page.ts';
import { Random } from './random.ts';
import { writeYaml } from './yaml.ts';

/** A plan whose numbers agree, with the place and the meaning of each, and what holds between them. */
export interface GeneratedPlan extends Finished {
  readonly language: 'markdown' | 'yaml';
}

export function generatePlan(seed: number): GeneratedPlan {
  const random = new Random(seed);
  const draft = startDraft(drawFacts(random), random);
  const language = random.chance(0.2) ? 'yaml' : 'markdown';
  if (language === 'yaml') writeYaml(draft);
  else writeMarkdown(draft);
  return { language, ...draft.page.finish() };
}
