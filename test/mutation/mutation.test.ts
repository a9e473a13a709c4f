import assert from 'node:assert/strict';
import test from 'node:test';
import { analyze, memoryReport } from '../../server/src/engine.ts';
import { campaign, type Outcome } from './campaign.ts';
import { generatePlan } from './generator/plan.ts';
import { seedOf } from './generator/random.ts';
import { Oracle } from './oracle.ts';
import { reportText } from './report.ts';

/**
 * Floors below what is measured: between two set-ups a figure that departs is a question, and questions are not told of by default. The seed is fixed, so that the same plans are read each time and chance has no say.
 */
const quick = process.env.PLANWRIGHT_QUICK !== undefined;
/** Of a few plans one that is missed weighs more. */
const aim = quick ? { caught: 0.95, restored: 0.9 } : { caught: 0.96, restored: 0.95 };
const outcome = campaign({ count: quick ? 60 : 300, seed: 2024 });
const told = (how: Outcome = outcome): string => reportText(how, { examples: 1, classes: 10, minimal: false });

test('plans in which everything agrees: nothing is found', () => {
  assert.deepEqual(outcome.thrown, []);
  assert.deepEqual(outcome.notPlans, [], 'not taken for plans');
  assert.equal(outcome.falseAlarms.length, 0, told());
});

test('one number changed: found and undone', () => {
  const { tried, caught, restored } = outcome.total;
  assert.ok(tried >= outcome.count * 0.98, `${tried} of ${outcome.count} plans took a slip`);
  assert.ok(caught >= tried * aim.caught, told());
  assert.ok(restored >= tried * aim.restored, told());
});

/** Other plans: how many slips are found is chance, that nothing breaks is not. `MUTATION_SEED=random` draws plans that nobody has seen. */
const asked = process.env.MUTATION_SEED ?? '77';
const fresh = asked === 'random' ? Date.now() % 1_000_000 : Number(asked);

test(`another seed, MUTATION_SEED=${fresh}: whatever is changed, the plan is read, checked and repaired`, () => {
  const { thrown } = campaign({ count: quick ? 10 : 60, seed: fresh });
  assert.deepEqual(thrown, []);
});

test('the generator: sites stand where their text is, and what it relates holds', () => {
  for (let seed = 0; seed < (quick ? 20 : 120); seed++) {
    const plan = generatePlan(seed);
    const oracle = new Oracle(plan);
    for (const { start, end, text } of plan.sites) assert.equal(plan.text.slice(start, end), text);
    assert.ok(oracle.consistent(oracle.shown), `the plan of seed ${seed} contradicts itself`);
    assert.ok(plan.sites.filter((site) => oracle.tied(site)).length >= 8, `the plan of seed ${seed} says too little twice`);
  }
});

test('the generator: activations of a training plan are those of its model and layout', () => {
  for (let index = 0, checked = 0; checked < (quick ? 10 : 60); index++) {
    const plan = generatePlan(seedOf(11, index));
    const site = plan.sites.find(({ id }) => id === 'mem_activations');
    const stages = memoryReport(analyze(plan.text, { language: plan.language }))?.perGpu ?? [];
    const kept = stages.flatMap(({ components }) => components.filter(({ id }) => id === 'activations'));
    const trains = stages.some(({ components }) => components.some(({ id }) => id === 'gradients'));
    if (!site || !trains || kept.length === 0) continue;
    const value = site.shown * site.scale;
    const [low, high] = [Math.min(...kept.map((each) => each.low)), Math.max(...kept.map((each) => each.high))];
    assert.ok(value + site.half >= low && value - site.half <= high, `plan ${seedOf(11, index)}: ${value} is not in ${low} to ${high}`);
    checked++;
  }
});

test('the generator: a seed makes the same plan again', () => {
  assert.deepEqual(generatePlan(7), generatePlan(7));
  assert.notEqual(generatePlan(7).text, generatePlan(8).text);
});
