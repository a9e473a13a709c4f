import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyze, applyEdits, type TextEdit, writtenEdits } from '../../server/src/engine.ts';

/** Writes figures over others, the first of each text. */
function rewritten(text: string, changes: readonly (readonly [old: string, now: string])[]): string {
  const analysis = analyze(text, { language: 'markdown' });
  const edits: TextEdit[] = changes.map(([old, newText]) => {
    const start = text.indexOf(old);
    assert.ok(start >= 0, old);
    return { span: { start, end: start + old.length }, newText };
  });
  return applyEdits(text, writtenEdits(analysis, { edits }));
}

const fence = (...lines: string[]): string => ['```', ...lines, '```', ''].join('\n');

describe('columns behind a figure that gets longer or shorter', () => {
  it('stay where they are, in a fence, a table and before comments', () => {
    assert.equal(
      rewritten(fence('Weights:    58.6 MB   (over 512)', 'Activations: 256 MB   (an estimate)'), [['58.6', '117.2']]),
      fence('Weights:    117.2 MB  (over 512)', 'Activations: 256 MB   (an estimate)'),
    );
    assert.equal(
      rewritten('| GPUs  | DP |\n|-------|----|\n| 512   | 4  |\n', [
        ['512', '2048'],
        ['4', '16'],
      ]),
      '| GPUs  | DP |\n|-------|----|\n| 2048  | 16 |\n',
    );
    assert.equal(
      rewritten('tensor: 16   # in a node\npipe: 4      # stages\ndata: 2      # replicas\n', [
        ['4 ', '12 '],
        ['2 ', '64 '],
      ]),
      'tensor: 16   # in a node\npipe: 12     # stages\ndata: 64     # replicas\n',
    );
  });

  it('come together again where figures get shorter', () => {
    assert.equal(rewritten(fence('TP:   128  of 128', 'PP:   4    of 4'), [['128', '8']]), fence('TP:   8    of 128', 'PP:   4    of 4'));
  });

  it('are left alone where nothing is aligned, there is no room, or all of it moves alike', () => {
    for (const [text, changes, wanted] of [
      [fence('GPUs: 512  in all', 'Nodes:  64   of 8'), [['512', '2048']], fence('GPUs: 2048  in all', 'Nodes:  64   of 8')],
      [fence('GPUs: 512  in all', 'More: 640  in all'), [['512', '204800']], fence('GPUs: 204800  in all', 'More: 640  in all')],
      [
        fence('TP: 8  in a node', 'PP: 4  stages'),
        [
          ['8', '16'],
          ['4', '32'],
        ],
        fence('TP: 16  in a node', 'PP: 32  stages'),
      ],
      [
        'We have 512 GPUs.  They are busy.\nAnd 64 of them are spare. More.\n',
        [['512', '1024']],
        'We have 1024 GPUs.  They are busy.\nAnd 64 of them are spare. More.\n',
      ],
    ] as const)
      assert.equal(rewritten(text, changes), wanted);
  });

  it('are as they were once the figures are', () => {
    const text = fence('TP:     8   of 8      (a)', 'PP:     16  of 64     (b)', 'DP:     2   of 4      (c)', 'GPUs:   256           (d)');
    for (const [old, now] of [
      ['8', '16'],
      ['16', '4'],
      ['256', '65536'],
      ['256', '8'],
      ['8', '12345678'],
      ['2 ', '1024 '],
    ] as const) {
      const once = rewritten(text, [[old, now]]);
      const line = once.split('\n').findIndex((each, at) => each !== text.split('\n')[at]);
      const start = once.split('\n').slice(0, line).join('\n').length + 1;
      const at = once.indexOf(now, start);
      const back: TextEdit[] = [{ span: { start: at, end: at + now.length }, newText: old }];
      assert.equal(applyEdits(once, writtenEdits(analyze(once, { language: 'markdown' }), { edits: back })), text, `${old} → ${now}`);
    }
  });
});
