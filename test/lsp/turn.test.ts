import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inSlices } from '../../server/src/lsp/turn.ts';

/** A step of a longer work that takes `milliseconds`. */
function busy(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

describe('work in slices', () => {
  test('lets what waits have its turn, and goes on', async () => {
    let [steps, others] = [0, 0];
    const other = (): void => {
      others++;
      if (steps < 20) setImmediate(other);
    };
    setImmediate(other);
    await inSlices(
      () => {
        busy(4);
        return ++steps === 20;
      },
      () => {},
    );
    assert.equal(steps, 20);
    assert.ok(others >= 5, `${others} turns for others in 20 steps of 4 ms`);
  });

  test('stops where it is wanted no more', async () => {
    let steps = 0;
    let wanted = true;
    setImmediate(() => {
      wanted = false;
    });
    const work = inSlices(
      () => {
        busy(4);
        return ++steps === 1000;
      },
      () => {
        if (!wanted) throw new Error('wanted no more');
      },
    );
    await assert.rejects(work, /wanted no more/);
    assert.ok(steps < 20, `${steps} steps`);
  });

  test('is done at once where there is little to do', async () => {
    let turns = 0;
    let steps = 0;
    await inSlices(
      () => ++steps === 3,
      () => turns++,
    );
    assert.deepEqual([steps, turns], [3, 0]);
  });
});
