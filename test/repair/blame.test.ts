import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyze, applyEdits, fixAll, type Repair, repairsFor } from '../../server/src/engine.ts';

const layout = ['# Plan', '', '- TP: 4', '- PP: 2', '- DP: 2', '- Total GPUs: 4 × 2 × 2 = 16', ''];
const text = (...lines: string[]): string => [...layout, ...lines, ''].join('\n');

/** What is offered for the first finding of a plan, without the comments that silence it. */
function offers(plan: string): readonly Repair[] {
  const analysis = analyze(plan, { language: 'markdown' });
  const [finding] = analysis.findings;
  assert.ok(finding, plan);
  return repairsFor(analysis, finding).filter(({ kind }) => kind !== 'suppress');
}

const titles = (plan: string): string[] => offers(plan).map(({ title }) => title);

const table = ['| part | pieces | each | cost |', '|---|---|---|---|', '| racks | 3 | 41,200 | 123,600 |', '| disks | 24 | 640 | 15,360 |'];

/** A statement with a false figure; the first two changes that are offered for it. */
const cases: readonly (readonly [about: string, plan: string, first: string, second: string | undefined])[] = [
  [
    'a price that divides the total to the cent, where few figures do',
    text('- Rent: 160 × 720 × $5.27 = $357,120'),
    'Change 5.27 to 3.10',
    'Change 357,120 to 607,104',
  ],
  ['a result that no operand makes', text('- Rent: 160 × 720 × $3.10 = $397,120'), 'Change 397,120 to 357,120', undefined],
  [
    'an operand that stands elsewhere with its old value',
    text('- A stage takes 640 ms.', '- Both stages: 2 × 680 ms = 1,280 ms'),
    'Change 680 ms to 640 ms',
    'Change 1,280 ms to 1,360 ms',
  ],
  [
    'a result that stands elsewhere gives way last',
    text('- We keep 1,152 TB.', '- Copies: 24 × 58 = 1,152 TB'),
    'Change 58 to 48',
    undefined,
  ],
  ['seconds of an hour', text('- An hour: 1,500 × 7200 = 5.4 M tokens'), 'Change 7200 to 3600', 'Change 5.4M to 10.8M'],
  [
    'a figure of two false statements that settles both',
    text('- Copies: 24 × 48 = 1,252 TB', '- With logs: 1,252 + 90 = 1,242 TB'),
    'Change 1,252 TB to 1,152 TB',
    undefined,
  ],
  ['the cell of a row that departs', text(...table, '| links | 96 | 215 | 19,680 |'), 'Change 215 to 205', 'Change 19,680 to 20,640'],
  [
    'the figure of a column that a total confirms gives way last',
    text(
      'A server costs $214,000.',
      '',
      '| item | pieces | each | amount |',
      '|---|---|---|---|',
      '| servers | 8 | 428,000 | 1,712,000 |',
      '| switches | 2 | 31,500 | 63,000 |',
      '| cables | 64 | 640 | 40,960 |',
      '| shelves | 3 | 46,000 | 138,000 |',
      '| Total | | | 1,953,960 |',
    ),
    'Change 428,000 to 214,000',
    undefined,
  ],
  [
    'a column that rises keeps rising',
    text(
      '| replicas | each (tok/s) | all (tok/s) |',
      '|---|---|---|',
      '| 4 | 11,400 | 45,600 |',
      '| 8 | 11,300 | 90,400 |',
      '| 16 | 11,200 | 358,400 |',
      '| 32 | 11,100 | 355,200 |',
      '| 64 | 11,000 | 704,000 |',
    ),
    'Change 358,400 to 179,200',
    undefined,
  ],
  [
    'of figures that would do, the one that the written one is twice of',
    text('- A day costs $1,267.20; we charge $0.056.', '- A million tokens: $1,267.20 / 45,600 = $0.056'),
    'Change 45,600 to 22,800',
    undefined,
  ],
  [
    'of the parts of a sum, none that would be another by far',
    text('- Step: 7.8 + 1.6 + 0.3 = 19.4 s'),
    'Change 19.4 s to 9.7 s',
    undefined,
  ],
  [
    'what is lost of what is kept',
    text('- Budget for 99.9 % of 30 days: 43,200 min × 0.2 % = 43.2 min'),
    'Change 0.2 % to 0.1 %',
    undefined,
  ],
  ['an ordinal', text('- Cross-attention in every 3rd block: 42 / 6 = 14'), 'Change 6 to 3', 'Change 14 to 7'],
  ['a factor that holds beside the share', text('- Optimized: 12.0 s → 9.6 s = −40 %, 1.25×'), 'Change 40 % to 20 %', undefined],
  [
    'a share of what is taken',
    text('- The stage uses 108.5 of 80 GB, which leaves 16.2 GB of headroom.'),
    'Change 108.5 GB to 63.8 GB',
    undefined,
  ],
  ['hours of a span', text('- From 02:14 to 05:49 is 6 h 35 min.'), 'Change 6 h to 3 h', undefined],
  [
    'a table has the units of its columns elsewhere',
    text(
      'Seconds of a step: 14.2 before, 11.2 s now.',
      '',
      '| part | now |',
      '|---|---|',
      '| compute | 7.8 |',
      '| all-to-all | 3.1 |',
      '| other | 0.3 |',
      '| Total | 19.0 |',
    ),
    'Change 19.0 to 11.2',
    undefined,
  ],
  ['a share is a percentage, however small the one that is written', text('- Bubble: 1.1 % (2 / 18)'), 'Change 1.1 % to 11 %', undefined],
  ['a measured share', text('- Down from 23.4 s to 18.2 s (−36 %)'), 'Change 36 % to 22 %', undefined],
];

describe('which figure of a false statement gives way', () => {
  for (const [about, plan, first, second] of cases) {
    it(about, () => {
      const [preferred, other] = titles(plan);
      assert.equal(preferred, first, titles(plan).join('; '));
      if (second) assert.equal(other, second, titles(plan).join('; '));
    });
  }

  it('offers three at most, the first alone preferred, each of them true', () => {
    for (const [, plan] of cases) {
      const repairs = offers(plan);
      assert.ok(repairs.length <= 3);
      assert.deepEqual(
        repairs.map(({ preferred }) => preferred),
        repairs.map((_, at) => at === 0),
      );
      const wrong = (of: string): number => analyze(of, { language: 'markdown' }).findings.length;
      for (const { edits } of repairs) assert.ok(wrong(applyEdits(plan, edits)) < wrong(plan), plan);
    }
  });

  it('is changed without asking only where no other figure may be the wrong one', () => {
    // 64 stands elsewhere too, so that 128 may be the slip of it
    const open = text('- Groups: 8', '- Slots of a group: 64', '- Slots of a rank: 128', '- Sequences: 8 groups × 128 = 512');
    assert.equal(fixAll(analyze(open, { language: 'markdown' })), null);
    const clear = text('- Head width: 128', '- Heads: 24', '- Hidden size: 3,072', '- Projection: 24 × 128 = 3,172');
    const repair = fixAll(analyze(clear, { language: 'markdown' }));
    assert.equal(repair && applyEdits(clear, repair.edits), clear.replace('3,172', '3,072'));
  });

  it('writes figures in groups as their author does', () => {
    const plan = text('- Tokens: 32 × 4800 = 163 600 tok/s');
    assert.ok(titles(plan).includes('Change 163 600 tok/s to 153 600 tok/s'), titles(plan).join('; '));
  });
});
