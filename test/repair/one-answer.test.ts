/** The menu, `fix`, the list of layouts, `layouts`, the report and the page behind a hover tell one answer. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { type Answers, answersOf } from './answers.ts';
import { naturalPlan } from './natural.ts';

/** `ONE_ANSWER=2000` walks more of the series, from `ONE_ANSWER_FROM` on. */
const count = Number(process.env.ONE_ANSWER ?? (process.env.PLANWRIGHT_QUICK ? 40 : 200));
const from = Number(process.env.ONE_ANSWER_FROM ?? 0);

function assertOne(answers: Answers, told: string): number {
  const { isSettled, ...surfaces } = answers;
  // where more is wrong than the layout, `fix` goes on
  const said = Object.entries(surfaces).flatMap(([surface, answer]) =>
    answer === null || (surface === 'fix' && !isSettled) ? [] : [{ surface, answer }],
  );
  assert.equal(new Set(said.map(({ answer }) => answer)).size <= 1, true, `${JSON.stringify(said, null, 2)}\n${told}`);
  return said.length;
}

test(`${count} small plans have one answer each`, () => {
  let [asked, surfaces] = [0, 0];
  for (let index = from; index < from + count; index++) {
    const { name, text, language } = naturalPlan(index);
    const answers = answersOf(text, language);
    if (!answers) continue;
    asked++;
    surfaces += assertOne(answers, `${name}\n${text}`);
  }
  assert.ok(asked >= count / 4 && surfaces >= 4 * asked, `${asked} plans, ${surfaces} answers`);
});

test('so have plans whose memory is known, of which the page behind a hover tells both', () => {
  let details = 0;
  for (const gpus of [32, 64, 128])
    for (const [tp, pp, dp] of [
      [8, 4, 8],
      [4, 2, 2],
      [2, 8, 2],
      [16, 2, 2],
    ] as const) {
      if (tp * pp * dp === gpus) continue;
      const text = `# Pretraining Llama-3.1-8B\n\n- GPUs: ${gpus} H100 of 80GB\n- Tensor parallel size: ${tp}\n- Pipeline parallel size: ${pp}\n- Data parallel size: ${dp}\n- Sequence length: 8192\n- Global batch size: 256\n- Micro-batch size: 1\n- Precision: BF16\n\n${tp} × ${pp} × ${dp} = ${gpus}\n`;
      const answers = answersOf(text, 'markdown');
      assert.ok(answers, text);
      assertOne(answers, text);
      if (answers.details) details++;
    }
  assert.ok(details >= 6, `${details} pages tell of another layout`);
});
