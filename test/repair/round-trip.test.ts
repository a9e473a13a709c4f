import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { Language } from '../../server/src/engine.ts';
import { analyze, applyEdits, setQuantities } from '../../server/src/engine.ts';
import type { QuantityId } from '../../server/src/vocabulary/quantities.ts';
import { generatePlan } from '../mutation/generator/plan.ts';
import { naturalPlan } from './natural.ts';
import { roundTrips } from './round-trip.ts';

/** `ROUND_TRIPS=500` walks more of the series, from `ROUND_TRIPS_FROM` on. */
const count = Number(process.env.ROUND_TRIPS ?? (process.env.PLANWRIGHT_QUICK ? 4 : 20));
const from = Number(process.env.ROUND_TRIPS_FROM ?? 0);
const endings: Readonly<Partial<Record<Language, string>>> = { markdown: 'md', yaml: 'yaml', json: 'json', toml: 'toml', text: 'txt' };
const folder = 'test/rules/fixtures/plans';
const fixtures = readdirSync(folder)
  .filter((file) => /\.(?:md|ya?ml)$/.test(file))
  .map((file) => `${folder}/${file}`);

const set = (text: string, ...asked: (readonly [QuantityId, number])[]): string => {
  const analysis = analyze(text, { language: 'markdown' });
  const repair = setQuantities(analysis, new Map(asked));
  return 'refused' in repair ? `refused: ${repair.refused}` : applyEdits(text, repair.edits);
};

const plan = (hosts: string, layout: string, ...lines: string[]): string => ['# Plan', hosts, layout, ...lines, ''].join('\n');

describe('restating to other degrees and back', () => {
  for (const file of ['examples/dense.md', 'examples/mixture.md', 'examples/plan-corrected.md', 'examples/plan.md'])
    it(`gives ${file} back byte for byte`, () => {
      const { forward, broken } = roundTrips(file, readFileSync(file, 'utf8'));
      assert.deepEqual(broken, []);
      assert.ok(forward > 0);
    });

  it('gives generated plans and those with slips back byte for byte', () => {
    let there = 0;
    for (let index = from; index < from + count; index++)
      for (const { text, language, name } of [naturalPlan(index), { ...generatePlan(index), name: `generated plan ${index}` }]) {
        const { forward, broken } = roundTrips(`plan.${endings[language]}`, text);
        assert.deepEqual(broken, [], `${name}\n${text}`);
        there += forward;
      }
    for (const file of fixtures) {
      const { forward, broken } = roundTrips(file, readFileSync(file, 'utf8'));
      assert.deepEqual(broken, [], file);
      there += forward;
    }
    assert.ok(there > count, `${there} times restated`);
  });

  it('does not take heads for micro-batches that are as many', () => {
    const heads = '- Heads per rank: 32 / 2 = 16';
    const text = plan(
      '- TP 2, PP 2, DP 1 on 4 GPUs',
      '- Total GPUs: 2 × 2 × 1 = 4',
      '- Attention heads: 32',
      heads,
      '- Global batch size: 32',
      '- Micro-batch size: 2',
      '- Micro-batches per step: 16',
    );
    const there = set(text, ['pp', 1], ['dp', 2]);
    assert.match(there, /Micro-batches per step: 8/);
    assert.ok(there.includes(heads));
    assert.equal(set(there, ['pp', 2], ['dp', 1]), text);
  });

  it('writes halves of halves with as many digits as each needs', () => {
    const text = plan('- TP 4, PP 2, DP 2 on 16 GPUs', '- Total GPUs: 4 × 2 × 2 = 16', '- Files per GPU: 4 files ÷ 16 GPUs = 0.25');
    const there = set(text, ['gpus', 32]);
    assert.match(there, /÷ 32 GPUs = 0\.125/);
    assert.equal(set(there, ['gpus', 16]), text);
  });

  it('leaves a count alone that the plan has by another rule than ours', () => {
    const all = '- Experts per GPU: 1,024 / (64 × 2) = 8 experts of all layers';
    const text = plan('- EP 64, TP 2, PP 1 on 128 GPUs', '- Model: 16 layers, 64 experts', '- Total GPUs: 64 × 2 × 1 = 128', all);
    const there = set(text, ['tp', 4]);
    assert.match(there, /EP 32, TP 4, PP 1 on 128 GPUs/);
    assert.equal(set(there, ['tp', 2], ['ep', 64]), text);
  });

  it('refuses what would leave factors that nothing tells apart, and says so', () => {
    const text = plan(
      '- Expert parallelism: 4',
      '- Pipeline parallelism: 4',
      '- Tensor parallelism: 8',
      '- Data parallelism: 4',
      '- Total GPUs: 512 (8×4×4×4=512)',
    );
    assert.match(set(text, ['tp', 4]), /^refused: in 8×4×4×4 .* which factor is which/);
  });

  it('takes GPUs of one host for what they are, whatever else is just as many', () => {
    for (const machines of ['nodes', 'hosts', 'servers', 'machines']) {
      const hosts = `- 16 ${machines} × 8 GPUs = 128 GPUs`;
      const text = plan(hosts, '- TP4 PP2 DP16 = 128 GPUs (4·2·16 = 128)');
      assert.equal(set(text, ['tp', 2]), plan(hosts, '- TP2 PP2 DP32 = 128 GPUs (2·2·32 = 128)'), machines);
      assert.equal(
        set(text, ['gpus', 256]),
        plan(`- 32 ${machines} × 8 GPUs = 256 GPUs`, '- TP4 PP2 DP32 = 256 GPUs (4·2·32 = 256)'),
        machines,
      );
    }
  });

  it('leaves the layout of another set-up alone', () => {
    const text = plan(
      '- TP 8, PP 4, DP 2 on 64 GPUs',
      '- 8 × 4 × 2 = 64 GPUs',
      '',
      '## Former cluster',
      '',
      '- For comparison only: TP 2, PP 4, DP 4 on 32 GPUs',
    );
    assert.match(set(text, ['tp', 4]), /TP 4, PP 4, DP 4 on 64 GPUs\n.*TP 2, PP 4, DP 4 on 32 GPUs/s);
  });

  it('refuses what would leave a product of the degrees false', () => {
    const text = plan('- 24 hosts × 8 = 192 cards', '- train: TP4 PP2 DP16 = 128 cards (4·2·16 = 128)', '- rollout: 64 cards');
    assert.match(set(text, ['tp', 2]), /^refused: .*not 128$/);
  });

  it('works the micro-batches out anew where a part is as many as something else', () => {
    const steps = '- Micro-batches per step: 256 (512 ÷ 2 = 256)';
    const text = plan(
      '- TP 8, PP 4, DP 2 on 64 GPUs',
      '- Total GPUs: 8 × 4 × 2 = 64',
      '- Global batch size: 512',
      '- Micro-batch size: 1',
      steps,
    );
    const there = set(text, ['pp', 8]);
    assert.match(there, /DP 1 on 64 GPUs.*512 \(512 ÷ 1 = 512\)/s);
    assert.equal(set(there, ['pp', 4], ['dp', 2]), text);
  });
});
