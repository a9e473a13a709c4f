import assert from 'node:assert/strict';
import test from 'node:test';
import { caseOf, cutCase, readSources } from './cases.ts';
import { judge } from './judge.ts';
import { minimise } from './minimise.ts';

/** A seed of its own and so many cases: the same for everybody, whatever else the machine does. Other seeds are for `npm run fuzz`. */
const seed = 20;
const count = process.env.PLANWRIGHT_QUICK ? 150 : 2_500;

const sources = readSources(['examples', 'test/rules/fixtures', 'test/frameworks/fixtures']);

function assertAllHold(cases: readonly ReturnType<typeof caseOf>[]): void {
  for (const [index, tried] of cases.entries()) {
    const eye = { thorough: index % 4 === 0, timed: false };
    const failure = judge(tried, eye);
    if (!failure) continue;
    const text = minimise(tried.text, (part) => judge({ ...tried, text: part }, eye)?.kind === failure.kind);
    assert.fail(`case ${index} (${tried.origin}), ${tried.language}: ${failure.kind}: ${failure.detail}\n${text}`);
  }
}

test(`${count} damaged documents of seed ${seed}: nothing thrown, places inside of the text, repairs that last`, () => {
  assertAllHold(Array.from({ length: count }, (_, index) => caseOf(seed, index, sources)));
});

test('documents cut off after any of their characters are read', () => {
  const [example] = sources;
  assert.ok(example);
  const step = process.env.PLANWRIGHT_QUICK ? 199 : 23;
  const cut = Array.from({ length: Math.ceil(example.text.length / step) }, (_, at) => cutCase(at * step, sources));
  assertAllHold(cut.filter((one) => one !== null));
});
