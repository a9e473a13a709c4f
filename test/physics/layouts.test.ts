import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { acceptsReading, worldSize } from '../../server/src/physics/index.ts';
import { divisors, type Layout, type LayoutRequest, searchLayouts, smallestFit } from '../../server/src/repair/layouts.ts';

const request: LayoutRequest = {
  gpus: 512,
  current: { tp: 8, pp: 4, ep: 16, dp: 4 },
  epMeaning: 'factor',
  layers: 16,
  experts: 64,
  heads: 16,
  hidden: 1024,
  globalBatch: 128,
};

const degrees = ({ degrees: d }: Layout): string => `TP ${d.tp} PP ${d.pp} EP ${d.ep} DP ${d.dp}`;

test('2048 GPUs in a plan for 512: TP and EP halve, pipeline and replicas stay', () => {
  const [best, ...rest] = searchLayouts(request);
  assert.ok(best);
  assert.equal(degrees(best), 'TP 4 PP 4 EP 8 DP 4');
  assert.deepEqual(best.changed, ['TP 8 → 4', 'EP 16 → 8']);
  assert.ok(best.preferred && rest.every((layout) => !layout.preferred));
  assert.deepEqual(
    [best.layersPerStage, best.expertsPerGpu, best.headsPerRank, best.hiddenPerRank, best.batchPerReplica],
    [4, 8, 4, 256, 32],
  );
  const folded = rest.find((layout) => layout.epMeaning === 'folded');
  assert.ok(folded);
  assert.equal(degrees(folded), 'TP 8 PP 4 EP 16 DP 16');
  assert.deepEqual(folded.changed, ['DP 4 → 16']);
  assert.match(folded.why, /Megatron-Core/);
});

test('the same with memory known: still the best, and every layout says what it holds', () => {
  const layouts = searchLayouts({
    ...request,
    microBatches: 4,
    memory: {
      model: { layers: 16, hidden: 1024, heads: 16, headDim: 64, moe: { experts: 64, topK: 2, ffn: 2048 } },
      parameters: 30e9,
      precision: 'fp16',
      globalBatch: 128,
      microBatches: 4,
      sequenceLength: { low: 128, high: 10_240 },
      capacity: 64e9,
    },
  });
  assert.equal(degrees(layouts[0] as Layout), 'TP 4 PP 4 EP 8 DP 4');
  for (const { memory, bubble, microBatches, degrees: d } of layouts) {
    assert.ok(memory && memory.low > 0 && memory.low <= memory.high && memory.capacity === 64e9);
    if (d.pp > 1 && microBatches) assert.ok(bubble && bubble.ofTotal < bubble.ofIdeal);
  }
});

test('a layout that cannot fit comes after all that can', () => {
  const layouts = searchLayouts({
    gpus: 64,
    current: { tp: 1, pp: 1, dp: 64 },
    layers: 80,
    heads: 64,
    kvHeads: 8,
    hidden: 8192,
    memory: { parameters: 70e9, precision: 'bf16', zeroStage: 1, recompute: 'full', microBatch: 1, sequenceLength: 4096, capacity: 80e9 },
  });
  const fits = layouts.map((l) => l.memory?.fits);
  assert.notEqual(fits[0], 'no');
  assert.ok(!fits.includes('no') || fits.indexOf('no') > fits.lastIndexOf('yes'));
});

test('without the model only divisors of the present degrees are offered', () => {
  const layouts = searchLayouts({ gpus: 512, current: { tp: 8, pp: 4, ep: 16, dp: 4 } });
  assert.equal(degrees(layouts[0] as Layout), 'TP 4 PP 4 EP 8 DP 4');
  for (const { degrees: d } of layouts) assert.ok(8 % d.tp === 0 && 4 % d.pp === 0 && 16 % d.ep === 0);
});

test('a plan that is right already stays as it is', () => {
  const [best] = searchLayouts({ ...request, current: { tp: 4, pp: 4, ep: 8, dp: 4 } });
  assert.deepEqual(best?.changed, []);
  assert.match(best?.why ?? '', /nothing changes/);
});

test('heads, experts, layers and batch bound the degrees', () => {
  const [best] = searchLayouts({ gpus: 24, current: { tp: 8, pp: 3, dp: 1 }, heads: 12, layers: 24, hidden: 768 });
  assert.ok(best);
  assert.equal(12 % best.degrees.tp, 0);
  assert.deepEqual(searchLayouts({ gpus: 7, current: { tp: 2, dp: 3 }, globalBatch: 8, heads: 4 }), []);
  for (const layout of searchLayouts({ gpus: 64, current: { tp: 8, dp: 8 }, heads: 64, kvHeads: 4, hidden: 4096, strictKvHeads: true })) {
    assert.equal(4 % layout.degrees.tp, 0);
  }
});

test('fixed degrees stay, tensor parallelism leaves the node last', () => {
  for (const { degrees: d } of searchLayouts({ ...request, fixed: ['tp'] })) assert.equal(d.tp, 8);
  const layouts = searchLayouts({ gpus: 64, current: { tp: 16, dp: 8 }, heads: 64, hidden: 8192, gpusPerNode: 8 });
  assert.ok(layouts[0]?.tensorInNode);
  const outside = layouts.findIndex((l) => !l.tensorInNode);
  assert.ok(outside === -1 || layouts.slice(outside).every((l) => !l.tensorInNode));
});

test('the fewest GPUs that surely hold a model', () => {
  const big: LayoutRequest = {
    gpus: 256,
    current: { tp: 8, pp: 4, dp: 8 },
    layers: 80,
    heads: 64,
    kvHeads: 8,
    hidden: 8192,
    memory: {
      parameters: 70.55e9,
      precision: 'bf16',
      gradientPrecision: 'fp32',
      zeroStage: 1,
      recompute: 'full',
      sequenceParallel: true,
      flashAttention: true,
      kernels: 'fused',
      schedule: '1f1b',
      microBatch: 1,
      sequenceLength: 4096,
      capacity: 80e9,
    },
  };
  const certain = smallestFit(big);
  const possible = smallestFit(big, { certain: false });
  assert.ok(certain && possible && certain.memory);
  assert.ok(certain.memory.high <= 80e9 && possible.gpus <= certain.gpus);
  // 70.55e9 parameters × 16 to 18 B alone need 15 GPUs of 80 GB.
  assert.ok(possible.gpus >= 15 && certain.gpus <= 64, `${possible.gpus} to ${certain.gpus}`);
  assert.equal(smallestFit({ ...big, gpus: 8 }), null);
  assert.equal(smallestFit({ gpus: 64 }), null);
});

test('every layout fills the GPUs, obeys its reading and the model, and says what it changed', () => {
  const power = (max: number) => fc.integer({ min: 0, max }).map((n) => 2 ** n);
  fc.assert(
    fc.property(
      fc.record({
        gpus: fc.oneof(power(12), fc.integer({ min: 1, max: 4096 })),
        tp: power(4),
        pp: power(4),
        ep: power(5),
        dp: power(5),
        layers: fc.option(fc.integer({ min: 1, max: 128 })),
        heads: fc.option(power(7)),
        experts: fc.option(power(8)),
        globalBatch: fc.option(power(11)),
        epMeaning: fc.constantFrom('factor' as const, 'folded' as const, 'inside-data' as const),
      }),
      (r) => {
        const current = { tp: r.tp, pp: r.pp, ep: r.ep, dp: r.dp };
        const layouts = searchLayouts({ ...r, current });
        for (const { degrees: d, epMeaning, changes } of layouts) {
          assert.equal(worldSize(d, epMeaning), r.gpus);
          assert.ok(acceptsReading({ ...d, etp: null }, r.gpus, epMeaning));
          if (r.layers) assert.equal(r.layers % d.pp, 0);
          if (r.heads) assert.equal(r.heads % d.tp, 0);
          if (r.experts && d.ep > 1) assert.equal(r.experts % d.ep, 0);
          if (r.globalBatch) assert.equal(r.globalBatch % d.dp, 0);
          for (const name of ['tp', 'pp', 'ep', 'dp'] as const) {
            const change = changes.find((c) => c.degree === name);
            assert.equal(change !== undefined, d[name] !== current[name]);
            if (change) assert.deepEqual([change.from, change.to], [current[name], d[name]]);
          }
        }
        assert.equal(new Set(layouts.map((l) => `${degrees(l)} ${l.epMeaning}`)).size, layouts.length);
      },
    ),
    { numRuns: 300 },
  );
});

test('odd requests give nothing, never an error', () => {
  for (const gpus of [0, -8, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) assert.deepEqual(searchLayouts({ gpus }), []);
  assert.ok(searchLayouts({ gpus: 8 }).length > 0);
  assert.ok(searchLayouts({ gpus: 8, current: { tp: -3, pp: 0.5, dp: null } }).length > 0);
  assert.deepEqual(divisors(12), [1, 2, 3, 4, 6, 12]);
});
