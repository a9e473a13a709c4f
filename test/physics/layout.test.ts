import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  acceptsReading,
  acceptsWorldSize,
  dataParallelSize,
  epMeanings,
  normaliseLayout,
  worldSize,
} from '../../server/src/physics/index.ts';
import { anyDegrees } from './arbitraries.ts';

test('8 × 4 × 16 × 4 is not 512 under any reading', () => {
  assert.deepEqual(acceptsWorldSize({ tp: 8, pp: 4, ep: 16, dp: 4 }, 512), []);
  assert.equal(worldSize({ tp: 8, pp: 4, ep: 16, dp: 4 }, 'factor'), 2048);
  assert.equal(worldSize({ tp: 8, pp: 4, ep: 16, dp: 4 }, 'folded'), 128);
});

test('one set of degrees, five readings', () => {
  const degrees = { tp: 4, pp: 4, ep: 8 };
  assert.equal(dataParallelSize(degrees, 512, 'factor'), 4);
  assert.equal(dataParallelSize(degrees, 512, 'folded'), 32);
  assert.equal(dataParallelSize(degrees, 512, 'inside-data'), 32);
  assert.deepEqual(acceptsWorldSize({ ...degrees, dp: 4 }, 512), ['factor']);
  assert.deepEqual(acceptsWorldSize({ ...degrees, dp: 32 }, 512), ['folded', 'inside-data']);
  // Without experts every reading is the same.
  assert.deepEqual(acceptsWorldSize({ tp: 8, pp: 4, dp: 16 }, 512), [...epMeanings]);
});

test('expert parallelism may exceed data parallelism only where it is folded', () => {
  const degrees = { tp: 2, pp: 16, ep: 64, dp: 32 };
  assert.ok(acceptsReading(degrees, 1024, 'folded'));
  assert.ok(!acceptsReading(degrees, 1024, 'inside-data'));
  assert.ok(!acceptsReading({ ...degrees, etp: 2 }, 1024, 'folded'));
});

test('serving engines derive EP', () => {
  assert.ok(acceptsReading({ tp: 8, dp: 2, ep: 16 }, 16, 'derived'));
  assert.ok(acceptsReading({ tp: 8, ep: 4 }, 8, 'derived'));
  assert.ok(!acceptsReading({ tp: 4, ep: 8 }, 4, 'derived'));
  assert.deepEqual(normaliseLayout({ tp: 8, dp: 2, ep: 16 }, 'derived')?.expertShards, 16);
  const nvidia = normaliseLayout({ tp: 8, ep: 4 }, 'derived');
  assert.deepEqual([nvidia?.expertShards, nvidia?.expertTensor, nvidia?.expertParallel], [8, 2, 4]);
});

test('dense and expert shards and replicas both make up the GPUs', () => {
  fc.assert(
    fc.property(anyDegrees, fc.constantFrom(...epMeanings), fc.boolean(), (degrees, meaning, stateEtp) => {
      const layout = normaliseLayout(stateEtp ? degrees : { ...degrees, etp: null }, meaning);
      if (!layout) return;
      assert.equal(layout.stages * layout.denseShards * layout.denseReplicas, layout.gpus);
      assert.equal(layout.stages * layout.expertShards * layout.expertReplicas, layout.gpus);
      assert.equal(layout.expertTensor * layout.expertParallel, layout.expertShards);
      assert.equal(layout.gpus, worldSize(degrees, meaning));
    }),
  );
});

test('data parallelism found from the GPUs gives the GPUs back', () => {
  fc.assert(
    fc.property(anyDegrees, fc.constantFrom(...epMeanings), (degrees, meaning) => {
      const gpus = worldSize(degrees, meaning);
      assert.equal(dataParallelSize(degrees, gpus, meaning), degrees.dp);
    }),
  );
});

test('fractions, zeros and negatives are refused, not rounded', () => {
  assert.equal(dataParallelSize({ tp: 3 }, 8, 'factor'), null);
  for (const bad of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.deepEqual(acceptsWorldSize({ tp: bad, dp: 1 }, bad), [], String(bad));
    assert.equal(normaliseLayout({ tp: bad }, 'factor'), null);
  }
});
