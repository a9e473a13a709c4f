import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { type Analysis, analyze, applyEdits, type Finding, type Repair, repairsFor } from '../../server/src/engine.ts';

const plan = (...items: string[]): string => `# Plan\n\n${items.map((item) => `- ${item}`).join('\n')}\n`;
const read = (text: string): Analysis => analyze(text, { language: 'markdown' });

const example = readFileSync('examples/plan.md', 'utf8');
const serving = (...rates: string[]): string => plan('TP: 4', 'PP: 2', 'DP: 2', 'Total GPUs: 16 (4 × 2 × 2 = 16)', 'Layers: 32', ...rates);

/** A finding of which nothing says what is wrong, and what may be done about it. */
interface Case {
  readonly says: RegExp;
  readonly text: string;
  readonly offers: readonly string[];
}

const cases: Readonly<Record<string, Case>> = {
  'dimensions that give another model': {
    says: /30B parameters cannot come from these dimensions/,
    text: example,
    offers: ['Use an FFN of 12,288', 'Use 384 experts', 'Use 96 layers'],
  },
  'batches that do not multiply': { says: /is 512, not the batch of 128/, text: example, offers: ['Change 4 to 1, the micro-batches'] },
  'a rate that is derived otherwise': { says: /8000 is the batch over the latency/, text: example, offers: ['Derive it as 128 ÷ 0.016 s'] },
  'a state that is too small': { says: /Adam keeps 8 bytes/, text: example, offers: ['State 351.6 MB of optimizer states'] },
  'layers that take longer than the pass': {
    says: /32 layers of 2 ms take 64 ms/,
    text: serving('Compute time per layer: 2 ms', 'Total latency: 40 ms'),
    offers: ['Change 40 ms to 64 ms', 'Change 2 ms to 1.25 ms'],
  },
  'tokens of a pass': {
    says: /131,072 tokens in 25 ms are 5,242,880 tokens\/s/,
    text: serving('Batch: 131,072 tokens per batch', 'Total latency: 25 ms', 'Throughput: 35,000 tokens/s'),
    offers: ['Change 35,000 tokens/s to 5,242,880 tokens/s'],
  },
  'rates of batches and tokens': {
    says: /78.125 batches\/s of 131,072 tokens are 10,240,000 tokens\/s/,
    text: serving('Batch rate: 78.125 batches/s', 'Batch: 131,072 tokens per batch', 'Throughput: 10,240 tokens/s'),
    offers: ['Change 10,240 tokens/s to 10,240,000 tokens/s'],
  },
  'a total that is no sum': {
    says: /over 16 GPUs is/,
    text: serving('Throughput: 32,000 tokens/s', 'Throughput per GPU: 500 tokens/s'),
    offers: ['Change 32,000 tokens/s to 8,000 tokens/s', 'Change 500 tokens/s to 2,000 tokens/s'],
  },
};

const found = (analysis: Analysis, says: RegExp): Finding => {
  const finding = analysis.findings.find(({ message }) => says.test(message));
  assert.ok(finding, `${says} among ${analysis.findings.map(({ message }) => message).join('; ')}`);
  return finding;
};

describe('a finding of which nothing says what is wrong', () => {
  for (const [about, { says, text, offers }] of Object.entries(cases)) {
    it(`offers the figures that its message names: ${about}`, () => {
      const analysis = read(text);
      const repairs = repairsFor(analysis, found(analysis, says));
      const titles = repairs.map(({ title }) => title);
      for (const title of offers) assert.ok(titles.includes(title), `${title} among ${titles.join('; ')}`);
      for (const { edits } of repairs.filter((repair) => offers.includes(repair.title))) {
        const after = read(applyEdits(text, edits));
        assert.ok(!after.findings.some(({ message }) => says.test(message)), 'it is settled');
        assert.ok(after.findings.filter(isWrong).length < analysis.findings.filter(isWrong).length);
      }
    });
  }

  it('is silenced last', () => {
    const isSilence = ({ kind }: Repair): boolean => kind === 'suppress';
    const analysis = read(example);
    for (const finding of analysis.findings) {
      const repairs = repairsFor(analysis, finding);
      const first = repairs.findIndex(isSilence);
      assert.ok(first > 0, `${finding.message} offers more than silence`);
      assert.ok(repairs.slice(first).every(isSilence));
    }
  });
});

const isWrong = ({ severity }: Finding): boolean => severity !== 'hint';
