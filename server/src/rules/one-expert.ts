import { figure } from '../notation/write.ts';
import type { Plan } from '../plan/plan.ts';
import { main, scenariosOf } from '../plan/scenario.ts';
import { span } from '../text/span.ts';
import { inputs, statedAt } from './related.ts';
import type { Draft } from './rule.ts';

const phrase =
  /\b(?:one expert (?:per|on each|on every) (?:gpu|device|card)|(?:each|every) (?:gpu|device|card) (?:hosts?|holds?|handles?|has|owns?|gets?|keeps?|stores?) (?:exactly |only |just )?one expert)\b/i;

/**
 * `One expert per GPU` in a plan whose experts over EP are more than one: said in words, so no number of the list that states them. A doubt,
 * since the words may be an aim. Where the plan states its experts per GPU otherwise too, its first place is told.
 */
export function oneExpertOfMore(plan: Plan): Draft[] {
  const { document } = plan.facts;
  const [experts, ep] = [statedAt(plan, 'experts'), statedAt(plan, 'ep')];
  if (!experts || !ep || experts.role === 'echo' || ep.role === 'echo') return [];
  const each = experts.value / ep.value;
  if (each < 2 || !Number.isInteger(each) || plan.values.get('experts_per_gpu') === 1) return [];
  const scenarios = scenariosOf(document);
  for (const statement of document.statements) {
    if (statement.fence !== null || statement.span.end - statement.span.start > 400) continue;
    const text = document.plain.slice(statement.span.start, statement.span.end);
    const match = phrase.exec(text);
    if (
      !match ||
      scenarios.of(statement) !== main ||
      /\b(?:not|no longer|instead|than|if|would|could|ideal(?:ly)?|baseline|vs|versus)\b/i.test(text)
    )
      continue;
    const from = statement.span.start + match.index;
    return [
      {
        span: span(from, from + match[0].length),
        severity: 'warning',
        message: `${figure(experts.value)} experts over EP ${figure(ep.value)} are ${figure(each)} per GPU, not one`,
        related: inputs(plan, ['experts', 'ep']),
      },
    ];
  }
  return [];
}
