import type { Draft } from './draft.ts';
import { derived, type Equation } from './equation.ts';
import { bare, count, measured, valueOf } from './numbers.ts';
import { form, type Part, term } from './page.ts';
import { labelOf, type Row, rows, shapeOf } from './rows.ts';

/** Batch sizes of a training run, and the pipeline's bubble, which follows from them. */
export function batches(draft: Draft): void {
  const { page, style, random, facts } = draft;
  if (facts.mode !== 'training' || !random.chance(0.6)) return;
  page.line(style.heading(2, random.pick(['Batching', 'Batch schedule', 'Batch configuration'])));
  page.line();
  const equation: Equation = {
    operator: '*',
    operands: [
      { figure: count(facts, style, 'micro_batch'), noun: valueOf(facts, 'micro_batch') === 1 ? 'sequence' : 'sequences' },
      { figure: count(facts, style, 'micro_batches'), noun: 'micro-batches' },
      { figure: count(facts, style, 'dp'), name: 'DP', noun: 'replicas' },
    ],
    result: { figure: count(facts, style, 'global_batch'), noun: 'sequences' },
  };
  const all: Row[] = [
    [labelOf(draft, 'global_batch'), random.chance(0.6) ? derived(page, equation, style, random) : count(facts, style, 'global_batch')],
  ];
  all.push(
    [labelOf(draft, 'micro_batch'), count(facts, style, 'micro_batch')],
    [labelOf(draft, 'micro_batches'), count(facts, style, 'micro_batches')],
  );
  if (random.chance(0.5)) {
    const per: Equation = {
      operator: '/',
      operands: [{ figure: count(facts, style, 'global_batch') }, { figure: count(facts, style, 'dp'), name: 'DP' }],
      result: { figure: count(facts, style, 'batch_per_replica'), noun: 'sequences' },
    };
    all.push([labelOf(draft, 'batch_per_replica'), derived(page, per, style, random)]);
  }
  if (valueOf(facts, 'pp') > 1 && random.chance(0.4)) all.push(['Pipeline bubble', bubble(draft)]);
  rows(draft, shapeOf(draft), ['Setting', 'Value'], all);
}

/** `15.8% ((4 - 1) / (16 + 4 - 1))`, or with the steps between. Idle share of a 1F1B schedule: (p − 1)/(m + p − 1), Narayanan et al. 2021, section 2.2. */
function bubble({ page, style, random, facts }: Draft): Part[] {
  const stages = valueOf(facts, 'pp');
  const steps = valueOf(facts, 'micro_batches');
  const share = measured('bubble', (stages - 1) / (steps + stages - 1), 0.01, 1, 'share');
  if (random.chance(0.5)) {
    const idle = bare('idle slots', stages - 1, 'operand');
    const all = bare('all slots', steps + stages - 1, 'operand');
    page.relate(term.of('/', term.site(idle), term.site(all)), term.site(share));
    page.relate(term.of('-', term.quantity('pp'), term.constant(1)), term.site(idle));
    page.relate(term.of('-', term.of('+', term.quantity('micro_batches'), term.quantity('pp')), term.constant(1)), term.site(all));
    return [share, '% (', idle, ` ${style.over} `, all, ')'];
  }
  const pp = form(count(facts, style, 'pp'), 'operand');
  const again = form(count(facts, style, 'pp'), 'operand');
  const m = form(count(facts, style, 'micro_batches'), 'operand');
  page.relate(
    term.of(
      '/',
      term.of('-', term.site(pp), term.constant(1)),
      term.of('-', term.of('+', term.site(m), term.site(again)), term.constant(1)),
    ),
    term.site(share),
  );
  return [share, '% ((', pp, ` ${style.minus} 1) ${style.over} (`, m, ' + ', again, ` ${style.minus} 1))`];
}
