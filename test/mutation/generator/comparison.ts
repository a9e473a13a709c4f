import type { DegreeId } from '../../../server/src/vocabulary/quantities.ts';
import { type Draft, factors, statedDegrees } from './draft.ts';
import { degreeName } from './layout.ts';
import { count, valueOf } from './numbers.ts';

/** A table of what was and what is: only the plan's own column is the plan's. */
export function comparison(draft: Draft): void {
  const { page, style, random, facts } = draft;
  if (!random.chance(0.18)) return;
  const [old, now] = random.pick([
    ['Baseline', 'This plan'],
    ['Before', 'After'],
    ['Previous', 'Current'],
    ['Old layout', 'New layout'],
  ] as const);
  page.line(style.heading(3, random.pick(['Compared with the previous layout', 'Before and after', 'What changes'])));
  page.line();
  page.at('comparison table', () => {
    page.line(`| Setting | ${old} | ${now} |\n|---|---|---|`);
    const named: Draft = { ...draft, style: { ...style, naming: style.naming === 'long' ? 'both' : style.naming } };
    const before = formerDegrees(draft);
    for (const id of statedDegrees(facts)) page.line(`| ${degreeName(named, id)} | ${before.get(id)} | `, count(facts, style, id), ' |');
    const gpus = factors(facts).reduce((product, id) => product * (before.get(id) ?? 1), 1);
    if (facts.values.has('dp')) page.line(`| ${random.pick(['GPUs', 'Total GPUs'])} | ${gpus} | `, count(facts, style, 'gpus'), ' |');
    page.line();
  });
}

/** A layout that another choice would have given: one or two degrees twice or half as large. */
function formerDegrees({ random, facts }: Draft): Map<DegreeId, number> {
  const stated = statedDegrees(facts);
  const changed = random.shuffle(stated).slice(0, random.int(1, 2));
  return new Map(
    stated.map((id) => {
      const value = valueOf(facts, id);
      return [id, changed.includes(id) ? (value % 2 === 0 && random.chance(0.5) ? value / 2 : value * 2) : value];
    }),
  );
}
