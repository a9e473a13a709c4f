import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Memo } from '../../server/src/text/memo.ts';

describe('what was worked out of a text', () => {
  it('is worked out once', () => {
    const asked: string[] = [];
    const lengths = new Memo((text) => {
      asked.push(text);
      return text.length;
    });
    assert.deepEqual(
      ['TP', 'pipeline parallel size', 'TP', 'pipeline parallel size'].map((text) => lengths.of(text)),
      [2, 22, 2, 22],
    );
    assert.deepEqual(asked, ['TP', 'pipeline parallel size']);
  });

  it('is given up where it was not asked for in a long time, and kept where it was', () => {
    const asked = new Map<string, number>();
    const memo = new Memo((text) => {
      asked.set(text, (asked.get(text) ?? 0) + 1);
      return text;
    }, 10);
    for (let i = 0; i < 100; i++) {
      memo.of(`line ${i}`);
      memo.of('always there');
    }
    memo.of('line 0');
    memo.of('line 99');
    assert.equal(asked.get('always there'), 1);
    assert.equal(asked.get('line 0'), 2);
    assert.equal(asked.get('line 99'), 1);
  });

  it('is kept for fewer texts where they are long', () => {
    let asked = 0;
    const memo = new Memo(() => ++asked, 10);
    const long = (i: number): string => `${i}${'x'.repeat(1_000)}`;
    assert.deepEqual([memo.of(long(1)), memo.of(long(1)), memo.of(long(2)), memo.of(long(3)), memo.of(long(1))], [1, 1, 2, 3, 4]);
  });

  it('is not kept for a text that is too long to come again', () => {
    let asked = 0;
    const memo = new Memo(() => ++asked);
    const long = 'x'.repeat(3_000);
    assert.deepEqual([memo.of(long), memo.of(long)], [1, 2]);
  });
});
