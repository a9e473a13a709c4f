import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import {
  type Analysis,
  analyze,
  applyEdits,
  type Control,
  type ExploreState,
  explore,
  layoutRepairs,
  memoryReport,
  restateExplored,
} from '../../server/src/engine.ts';

const analyses = new Map<string, Analysis>();

const read = (name: string): Analysis => {
  const known = analyses.get(name) ?? analyze(readFileSync(`examples/${name}`, 'utf8'), { path: name });
  analyses.set(name, known);
  return known;
};

const state = (name: string, change: unknown = {}): ExploreState => {
  const found = explore(read(name), change);
  assert.ok(found);
  return found;
};

const control = ({ controls }: ExploreState, id: string): Control => {
  const found = controls.find((each) => each.id === id);
  assert.ok(found, id);
  return found;
};

const values = (found: ExploreState) => Object.fromEntries(found.controls.map(({ id, value }) => [id, value]));

const forbidden = (found: ExploreState, id: string) =>
  Object.fromEntries(
    control(found, id)
      .options.filter((option) => option.state === 'forbidden')
      .map(({ value, why }) => [value, why]),
  );

describe('a what-if', () => {
  it('begins with the plan as it is stated, and says what is wrong with it', () => {
    const found = state('plan.md');
    const { tp, pp, ep, dp, gpus, micro_batch } = values(found);
    assert.deepEqual({ tp, pp, ep, dp, gpus, micro_batch }, { tp: 8, pp: 4, ep: 16, dp: 4, gpus: 512, micro_batch: 32 });
    assert.deepEqual(found.problems, ['8 × 4 × 16 × 4 = 2048 GPUs, not 512']);
    assert.equal(found.own, true);
  });

  it('holds what the memory report says of the plan, by stage and part', () => {
    for (const name of ['plan.md', 'plan-corrected.md', 'dense.md', 'mixture.md', 'train.sbatch']) {
      const report = memoryReport(read(name));
      const { memory } = state(name);
      assert.deepEqual(
        memory?.stages.map(({ expected, low, high }) => ({ expected, low, high })),
        report?.perGpu.map(({ expected, total: { low, high } }) => ({ expected, low, high })),
        name,
      );
      for (const { parts, expected } of memory?.stages ?? []) {
        const sum = parts.reduce((total, part) => total + part.expected, 0);
        assert.ok(Math.abs(sum - expected) < 1e-6 * expected, name);
      }
    }
  });

  it('fills the GPUs with replicas when a degree changes, and changes the GPUs with the replicas', () => {
    assert.equal(values(state('plan-corrected.md', { tp: 8 })).dp, 2);
    const more = values(state('plan-corrected.md', { dp: 8 }));
    assert.deepEqual([more.dp, more.gpus], [8, 1024]);
    const fewer = values(state('plan-corrected.md', { gpus: 256 }));
    assert.deepEqual([fewer.dp, fewer.gpus], [2, 256]);
  });

  it('changes memory and speed with what is tried', () => {
    const [before, after] = [state('dense.md'), state('dense.md', { tp: 4 })];
    assert.ok(before.memory && after.memory && before.speed && after.speed);
    assert.ok(after.memory.expected > 1.4 * before.memory.expected, 'half as many shards hold more each');
    assert.ok(after.speed.tokensPerGpu > before.speed.tokensPerGpu, 'and send less');
    const full = state('dense.md', { tp: 4, recompute: 'full' });
    assert.ok(full.memory && full.speed);
    assert.ok(full.memory.expected < after.memory.expected && full.speed.tokensPerGpu < after.speed.tokensPerGpu);
    assert.ok((state('dense.md', { vpp: 1 }).bubble?.ofTotal ?? 0) > (before.bubble?.ofTotal ?? 1), 'chunks shorten the bubble');
  });

  it('tells what is not allowed and why', () => {
    assert.deepEqual(forbidden(state('plan.md'), 'tp'), { 16: '512 GPUs, PP 4, EP 16' });
    assert.deepEqual(forbidden(state('plan.md'), 'vpp'), { 8: '16 layers in PP 4' });
    const dense = state('dense.md');
    assert.deepEqual(forbidden(dense, 'pp'), {
      1: 'VPP 5 needs stages',
      16: '64 GPUs, TP 8',
      32: '80 layers in VPP 5, 64 GPUs, TP 8',
      64: '80 layers in VPP 5, 64 GPUs, TP 8',
    });
    const odd = explore(
      analyze('# Plan\n\n- Layers: 30\n- Attention heads: 12\n- Hidden size: 768\n- TP: 4\n- PP: 2\n- DP: 2\n- GPUs: 16\n'),
    );
    assert.ok(odd);
    assert.deepEqual(forbidden(odd, 'tp'), { 8: '12 heads' });
    assert.deepEqual(forbidden(odd, 'pp'), { 4: '30 layers', 8: '30 layers, 16 GPUs, TP 4', 16: '30 layers, 16 GPUs, TP 4' });
  });

  it('doubts tensor parallelism beyond a node, which runs', () => {
    const [far] = control(state('plan-corrected.md'), 'tp').options.filter(({ value }) => value === 16);
    assert.deepEqual([far?.state, far?.why], ['doubtful', 'node of 8']);
  });

  it('offers as allowed what makes a layout, and nothing else', () => {
    for (const name of ['plan-corrected.md', 'dense.md']) {
      for (const { id, options } of state(name).controls) {
        for (const option of options) {
          const { problems } = state(name, { [id]: option.value });
          assert.equal(problems.length > 0, option.state === 'forbidden', `${name}: ${id} ${option.value} ${problems}`);
        }
      }
    }
  });

  it('lists every layout of the GPUs, the own and the chosen one marked, with the memory that the bars show', () => {
    const found = state('plan-corrected.md', { tp: 8 });
    assert.ok(found.points.length > 50);
    for (const {
      degrees: { tp, pp, ep, dp },
      valid,
    } of found.points)
      assert.equal(tp * pp * ep * dp === 512, valid);
    assert.deepEqual(
      found.points.filter(({ own }) => own).map(({ degrees }) => degrees),
      [{ tp: 4, pp: 4, ep: 8, dp: 4 }],
    );
    const [chosen, ...others] = found.points.filter((point) => point.chosen);
    assert.deepEqual([chosen?.degrees, others], [{ tp: 8, pp: 4, ep: 8, dp: 2 }, []]);
    for (const name of ['plan-corrected.md', 'dense.md', 'mixture.md']) {
      const { memory, speed, points } = state(name);
      const own = points.find((point) => point.own);
      assert.ok(memory && speed && own?.memory && own.tokensPerGpu, name);
      assert.ok(Math.abs(own.memory / memory.expected - 1) < 0.01, name);
      assert.ok(Math.abs(own.tokensPerGpu / speed.tokensPerGpu - 1) < 0.01, name);
    }
    // also where replicas are read in two ways, and the micro-batch follows from them or is chosen
    for (const change of [{}, { tp: 4, ep: 8 }, { tp: 4, ep: 8, micro_batch: 8 }, { tp: 4, ep: 8, pp: 8, recompute: 'none' }]) {
      const { memory, points } = state('plan.md', change);
      const marked = points.find((point) => point.chosen);
      assert.ok(memory && marked?.memory && Math.abs(marked.memory / memory.expected - 1) < 0.01, JSON.stringify(change));
    }
  });

  it('shows a plan whose own layout is none beside those that are', () => {
    const own = state('plan.md').points.filter((point) => point.own);
    assert.deepEqual(
      own.map(({ degrees, valid }) => ({ ...degrees, valid })),
      [{ tp: 8, pp: 4, ep: 16, dp: 4, valid: false }],
    );
  });

  it('is of no document that is no plan, and reads nothing into what makes no sense', () => {
    assert.equal(explore(analyze('# Notes\n\nBuy milk.\n')), null);
    for (const change of [null, 7, 'tp', { tp: -4 }, { tp: 2.5 }, { tp: '8' }, { pp: 1e12 }, { recompute: 'much' }, { precision: '<b>' }]) {
      assert.equal(state('plan.md', change).own, true, JSON.stringify(change));
    }
    for (const change of [
      { tp: 7 },
      { pp: 9_999_999 },
      { gpus: 1 },
      { ep: 9_999_999, tp: 9_999_999 },
      { vpp: 9_999_999 },
      { micro_batch: 9_999_999 },
    ])
      assert.ok(state('mixture.md', change).problems.length > 0, JSON.stringify(change));
  });
});

describe('a layout that was tried', () => {
  const restated = (name: string, change: unknown) => {
    const analysis = read(name);
    const repair = restateExplored(analysis, change);
    assert.ok('edits' in repair, JSON.stringify(repair));
    return analyze(applyEdits(analysis.text, repair.edits), { path: name });
  };

  it('is written over all places that depend on it, as repairs write it', () => {
    const plan = read('plan.md');
    const [best] = layoutRepairs(plan);
    assert.ok(best);
    assert.equal(restated('plan.md', { tp: 4, ep: 8 }).text, applyEdits(plan.text, best.edits));
    const set = restated('plan-corrected.md', { tp: 8 });
    assert.deepEqual([set.plan?.values.get('tp'), set.plan?.values.get('dp')], [8, 2]);
    assert.deepEqual(
      set.findings.filter(({ severity }) => severity === 'error'),
      [],
    );
    const grown = restated('plan-corrected.md', { dp: 8 });
    assert.deepEqual([grown.plan?.values.get('dp'), grown.plan?.values.get('gpus')], [8, 1024]);
  });

  it('is refused with the reason where there is none, where nothing changes, and where the document has no place for it', () => {
    const refused = (name: string, change: unknown) => {
      const answer = restateExplored(read(name), change);
      return 'refused' in answer ? answer.refused : null;
    };
    assert.match(refused('plan-corrected.md', {}) ?? '', /already/);
    assert.match(refused('plan.md', { tp: 3 }) ?? '', /no whole replicas/);
    assert.match(refused('plan-corrected.md', { cp: 2 }) ?? '', /states no CP/);
    assert.match(refused('plan-corrected.md', { recompute: 'none' }) ?? '', /by hand/);
    assert.match(refused('dense.md', { tp: 4 }) ?? '', /GB/, 'the rules speak against it');
  });
});
