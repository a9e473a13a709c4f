/** Memory of whole documents against figures worked out by hand: see `worked.ts`. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { analyze } from '../../server/src/analyze.ts';
import { memoryReport } from '../../server/src/explain/memory.ts';
import { worked } from './worked.ts';

const GiB = 2 ** 30;

for (const { path, text, total, weightsGiB, kvRoomGiB } of worked) {
  const title = /^#? ?(.+)/.exec(text)?.[1] ?? path;
  test(`worked by hand: ${title}`, () => {
    const gpus = memoryReport(analyze(text, { path }))?.perGpu ?? [];
    const [first] = gpus;
    assert.ok(first, 'nothing is told');
    if (total) {
      const most = gpus.reduce((a, b) => (b.total.high > a.total.high ? b : a));
      const [low, high] = [most.total.low / 1e9, most.total.high / 1e9];
      const middle = (total[0] + total[1]) / 2;
      const told = `${low.toFixed(1)} to ${high.toFixed(1)} GB for ${total.join(' to ')}`;
      assert.ok(low <= total[1] && high >= total[0] && high <= 1.8 * low, told);
      assert.ok(Math.abs((low + high) / 2 / middle - 1) <= 0.15, told);
    } else if (weightsGiB) {
      const weights = first.components.find(({ id }) => id === 'weights');
      assert.ok(weights);
      const told = `${(weights.low / GiB).toFixed(2)} to ${(weights.high / GiB).toFixed(2)} GiB for ${weightsGiB}`;
      assert.ok(
        weights.low <= weightsGiB * 1.03 * GiB && weights.high >= weightsGiB * 0.97 * GiB && weights.high <= 1.1 * weights.low,
        told,
      );
    } else {
      const room = first.kvRoom;
      assert.ok(room && kvRoomGiB);
      assert.ok(
        room.low <= kvRoomGiB * GiB && room.high >= kvRoomGiB * GiB,
        `${room.low / GiB} to ${room.high / GiB} GiB for ${kvRoomGiB}`,
      );
      assert.ok(room.high - room.low <= 6 * GiB);
    }
  });
}
