import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { analyze, applyEdits, setQuantities } from '../../server/src/engine.ts';
import type { QuantityId } from '../../server/src/vocabulary/quantities.ts';
import { roundTrips } from './round-trip.ts';

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
