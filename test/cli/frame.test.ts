import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import picocolors from 'picocolors';
import { frame } from '../../server/src/cli/output/frame.ts';
import { printable, table, width } from '../../server/src/cli/output/text.ts';
import { LineIndex } from '../../server/src/engine.ts';

const plain = picocolors.createColors(false);
const same = (text: string) => text;

/** The frame of `text` whose parts in «» are at fault and whose parts in ‹› belong to them, labelled `here`. */
function framed(marked: string): string {
  const marks = [];
  let text = '';
  let start = 0;
  for (const c of marked) {
    if (c === '«' || c === '‹') start = text.length;
    else if (c === '»' || c === '›') marks.push({ span: { start, end: text.length }, label: c === '›' ? 'here' : '', primary: c === '»' });
    else text += c;
  }
  return frame({ text, lines: new LineIndex(text) }, marks, plain, same).lines.join('\n');
}

const expected = (text: string) => text.replace(/^\n|\n *$/g, '').replace(/^ {6}/gm, '');

describe('a code frame', () => {
  it('points at exactly the characters at fault', () => {
    assert.equal(
      framed('Total GPUs: 512 (8 × 4 × 16 × 4 = «512»)'),
      expected(`
        |
      1 | Total GPUs: 512 (8 × 4 × 16 × 4 = 512)
        |                                   ^^^
      `),
    );
  });

  it('shows what belongs to it, and leaves out lines between', () => {
    assert.equal(
      framed('TP: ‹8›\nPP: ‹4›\n\n\nGPUs: «512» (‹2048›)\n'),
      expected(`
        |
      1 | TP: 8
        |     - here
      2 | PP: 4
        |     - here
      ...
      5 | GPUs: 512 (2048)
        |       ^^^
        |            ---- here
      `),
    );
  });

  it('stays under the characters after tabs, wide characters and emoji', () => {
    assert.equal(
      framed('\tTP:\t«8»'),
      expected(`
        |
      1 |     TP: 8
        |         ^
      `),
    );
    assert.equal(
      framed('张量并行: «8» 卡'),
      expected(`
        |
      1 | 张量并行: 8 卡
        |           ^
      `),
    );
    assert.equal(
      framed('🚀👩‍💻 GPUs «５１２»'),
      expected(`
        |
      1 | 🚀👩‍💻 GPUs ５１２
        |           ^^^^^^
      `),
    );
  });

  it('shows the first lines of a place that runs over several', () => {
    assert.equal(
      framed('a «b\nc\nd\ne» f'),
      expected(`
        |
      1 | a b
        |   ^
      2 | c
        | ^
      3 | d
        | ^
      `),
    );
  });

  it('widens the gutter for large line numbers', () => {
    const lines = framed(`${'x\n'.repeat(99)}«8»`).split('\n');
    assert.deepEqual(lines, ['    |', '100 | 8', '    | ^']);
  });

  it('shows a part of a line that is very long', () => {
    const [, line = '', marks = ''] = framed(`${'🚀 '.repeat(2000)}GPUs: «512»${' 🚀'.repeat(2000)}`).split('\n');
    assert.ok(line.length < 200, `${line.length}`);
    assert.doesNotThrow(() => encodeURIComponent(line), 'half a surrogate pair');
    assert.match(line, /^1 \| ….* GPUs: 512 .*…$/);
    assert.equal(width(line.slice(0, line.indexOf('512'))), marks.indexOf('^^^'));
  });

  it('lets no document steer the terminal', () => {
    const shown = framed('a\u001b[31m\u0007\u202e«8»\u009b2J\r');
    assert.doesNotMatch(shown, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
    assert.match(shown, /8/);
  });

  it('never throws, and always shows a mark', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.nat(), fc.nat(), (text, a, b) => {
        const start = a % (text.length + 1);
        const end = start + (b % (text.length - start + 1));
        const { lines } = frame({ text, lines: new LineIndex(text) }, [{ span: { start, end }, label: '', primary: true }], plain, same);
        assert.ok(lines.some((line) => /\| +\^+$/.test(line)));
      }),
    );
  });
});

describe('text for the terminal', () => {
  it('is one printable line', () => {
    assert.equal(printable('a\tb\n\u001bc'), 'a   b\ufffd\ufffdc');
    assert.equal(printable('张\tb'), '张  b');
  });

  it('stands in columns', () => {
    assert.deepEqual(
      table(
        [
          ['weights', '0.52 GB', 'a'],
          ['张量', '12 GB', ''],
        ],
        [1],
      ),
      ['weights  0.52 GB  a', '张量       12 GB'],
    );
  });
});
