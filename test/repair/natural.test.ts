import assert from 'node:assert/strict';
import test from 'node:test';
import { type Analysis, analyze, applyEdits, fixAll, layoutRepairs, type Repair, repairsFor } from '../../server/src/engine.ts';
import { type NaturalPlan, naturalPlan, type Shape } from './natural.ts';

/** The first so many of the series are walked each time; `NATURAL_PLANS=20000` walks more of it, from `NATURAL_FROM` on. */
const count = Number(process.env.NATURAL_PLANS ?? 250);
const from = Number(process.env.NATURAL_FROM ?? 0);

const read = (text: string, { language }: NaturalPlan): Analysis => analyze(text, { language });
const errorsOf = ({ findings }: Analysis): number => findings.filter(({ severity }) => severity === 'error').length;
const apply = ({ text }: Analysis, { edits }: Repair): string => applyEdits(text, edits);

/** What every repair promises, whatever the plan. */
function assertGood(plan: NaturalPlan, before: Analysis, repair: Repair): Analysis {
  const told = `${plan.name}\n«${repair.title}»\n${before.text}`;
  let at = 0;
  for (const { span, newText } of repair.edits) {
    assert.ok(at <= span.start && span.start <= span.end, `edits that meet: ${told}`);
    assert.match(newText, /^(?:[0-9][0-9,]*(?:\.[0-9]+)?| *)$/, told);
    at = span.end;
  }
  const after = read(apply(before, repair), plan);
  assert.ok(errorsOf(after) <= errorsOf(before), `more errors: ${told}\n${after.text}`);
  // a plan whose product names EP without counting it goes on to do so
  const folds = productsOf(before.text).some((equation) => equation.folded);
  for (const equation of productsOf(after.text))
    assert.ok(equation.holds || (folds && equation.folded) || !isNew(equation.text, before.text), `${equation.text}: ${told}`);
  return after;
}

/** `1 × 4 × 16 × 8 = 32`, by itself and without the plan: true, true but for EP, which shares the ranks of the others, or as it was. */
function productsOf(text: string): { readonly text: string; readonly holds: boolean; readonly folded: boolean }[] {
  const products = text.matchAll(/((?:[A-Z]{2} ?)?[0-9]+(?: [×*] (?:[A-Z]{2} ?)?[0-9]+)+) = ([0-9]+)/g);
  return [...products].map(([whole, factors = '', result]) => {
    const all = factors.split(/ [×*] /);
    const makes = (some: readonly string[]): boolean =>
      some.reduce((product, factor) => product * Number(factor.replace(/\D/g, '')), 1) === Number(result);
    return { text: whole, holds: makes(all), folded: !makes(all) && makes(all.filter((factor) => !factor.startsWith('EP'))) };
  });
}

const isNew = (equation: string, before: string): boolean => !before.includes(equation);

/** Beside the series as it is, fewer plans in other words. */
const series: readonly (readonly [told: string, many: number, shape?: Shape])[] = [
  ['small plans', count],
  ['small plans in Chinese prose', Math.ceil(count / 4), 'chinese'],
  ['small plans in Chinese lists', Math.ceil(count / 4), 'chinese list'],
  ['tables of keys', Math.ceil(count / 4), 'keys'],
];

for (const [told, many, shape] of series) {
  test(`${many} ${told}: a fix ends, what it writes is true, and a second one changes nothing`, () => {
    for (let index = from; index < from + many; index++) {
      const plan = naturalPlan(index, shape);
      const before = read(plan.text, plan);
      for (const unsafe of [false, true]) {
        const repair = fixAll(before, { unsafe });
        if (!repair) continue;
        if (!unsafe) assert.equal(repair.tier, 'safe', plan.name);
        const after = assertGood(plan, before, repair);
        assert.ok(errorsOf(after) < errorsOf(before), `no progress with «${repair.title}»: ${plan.name}\n${plan.text}\n${after.text}`);
        assert.equal(fixAll(after, { unsafe }), null, `${plan.name}\n${plan.text}\n${after.text}`);
      }
    }
  });

  test(`${many} ${told}: the preferred repair leaves less wrong, and a title says what is written`, () => {
    // others than those above
    for (let index = from + many; index < from + 2 * many; index++) assertPreferred(naturalPlan(index, shape));
  });
}

function assertPreferred(plan: NaturalPlan): void {
  const before = read(plan.text, plan);
  for (const finding of before.findings) {
    const preferred = repairsFor(before, finding).filter((repair) => repair.preferred);
    assert.ok(preferred.length <= 1, plan.name);
    for (const repair of preferred) {
      const after = assertGood(plan, before, repair);
      if (finding.severity === 'error') assert.ok(errorsOf(after) < errorsOf(before), `«${repair.title}»: ${plan.name}\n${plan.text}`);
      for (const [, symbol = '', size] of repair.title.matchAll(/\b(TP|PP|EP|DP) (\d+)/g))
        assert.equal(after.plan?.values.get(symbol.toLowerCase() as 'tp'), Number(size), `«${repair.title}»: ${plan.name}\n${after.text}`);
    }
  }
}

test('every layout that is offered can be written: no new finding, and the plan is what the title says', () => {
  for (let index = from; index < from + Math.min(count, 60); index++) {
    const plan = naturalPlan(index);
    const before = read(plan.text, plan);
    for (const layout of layoutRepairs(before)) assertGood(plan, before, layout);
  }
});

test('degrees that a reading of EP leaves out of the product leave the equation with it', () => {
  const text = '# Plan\n\n- TP: 1\n- PP: 4\n- EP: 4\n- DP: 8\n\nTotal: 1 × 4 × 4 × 8 = 32 GPUs\n';
  const before = analyze(text, { language: 'markdown' });
  const folded = layoutRepairs(before).find(({ title }) => title === 'Take EP out of the product: TP 1 · PP 4 · EP 4 · DP 8');
  assert.ok(folded);
  assert.match(apply(before, folded), /Total: 1 × 4 × 8 = 32 GPUs/);
});
