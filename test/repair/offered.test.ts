/** What is offered for each kind of finding: something, or a reason why not. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import {
  type Analysis,
  analyze,
  applyEdits,
  type Finding,
  type Language,
  type Repair,
  repairsFor,
  ruleIds,
} from '../../server/src/engine.ts';
import { examplesOf } from '../rules/page.ts';

/** Findings of which no repair would be honest, and why. */
const nothingToOffer: readonly (readonly [rule: string, message: RegExp, reason: string])[] = [
  ['efficiency', /./, 'nothing is false; what other layouts would bring, *Use Another Layout…* shows'],
  ['syntax', /./, 'of text that does not parse nobody knows what was meant'],
  [
    'capacity',
    /is more than the .* a GPU has|% of the .* a GPU has|What would help/,
    'more GPUs, another layout or less to hold: a decision',
  ],
  ['contradiction', /data parallel size is 1 here/, 'written over, the one makes the other false'],
  ['divisibility', /\b61 layers\b/, 'a prime has no other stages'],
  ['placement', /each build the model and its process groups themselves/, 'which of two frameworks is meant'],
  ['throughput', /more than the hardware can do/, 'only a bound follows, no figure'],
  ['framework', /vLLM stops with: No available memory/, 'the GPUs are in the name of a profile'],
];

const isExcused = ({ rule, message }: Finding): boolean => nothingToOffer.some(([id, said]) => id === rule && said.test(message));

const offeredFor = (analysis: Analysis, finding: Finding): readonly Repair[] =>
  repairsFor(analysis, finding).filter(({ kind }) => kind !== 'suppress');

interface Source {
  readonly name: string;
  readonly text: string;
  readonly language?: Language;
  readonly path?: string;
}

function* filesIn(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const at = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* filesIn(at);
    else if (/\.(?:md|ya?ml|json|toml|sh)$/.test(entry.name)) yield at;
  }
}

function* sources(): Generator<Source> {
  for (const id of ruleIds)
    for (const { text, language, valid, at } of examplesOf(readFileSync(`docs/rules/${id}.md`, 'utf8'), id))
      if (!valid) yield { name: `docs/rules/${id}.md:${at}`, text, language };
  for (const folder of ['test/rules/fixtures', 'test/frameworks/fixtures', 'examples'])
    for (const file of filesIn(folder)) yield { name: file, text: readFileSync(file, 'utf8'), path: file };
}

describe('what is offered', () => {
  const offering = new Set<string>();
  const unused = new Set(nothingToOffer);
  let [all, some] = [0, 0];

  for (const { name, text, language, path: at } of sources()) {
    const analysis = analyze(text, { ...(language ? { language } : {}), ...(at ? { path: at } : {}) });
    if (analysis.findings.length === 0) continue;
    it(`for all findings of ${name}`, () => {
      for (const finding of analysis.findings) {
        const repairs = offeredFor(analysis, finding);
        if (finding.severity !== 'hint' && finding.rule !== 'syntax') all++;
        if (repairs.length > 0) {
          some++;
          offering.add(finding.rule);
          for (const { tier } of repairs) assert.ok(['safe', 'layout', 'check by hand'].includes(tier));
          // silence is last
          const kinds = repairsFor(analysis, finding).map(({ kind }) => kind);
          assert.ok(!kinds.slice(kinds.indexOf('suppress')).some((kind) => kind !== 'suppress') || !kinds.includes('suppress'));
          continue;
        }
        assert.ok(isExcused(finding), `nothing for ${finding.rule}: ${finding.message}`);
        for (const excuse of unused) if (excuse[0] === finding.rule && excuse[1].test(finding.message)) unused.delete(excuse);
      }
    });
  }

  it('is something for each rule that finds what is false, and for nine of ten findings of what is false', () => {
    for (const rule of ruleIds) if (rule !== 'efficiency' && rule !== 'syntax') assert.ok(offering.has(rule), rule);
    assert.ok(some / all >= 0.9, `${some} of ${all}`);
    assert.deepEqual([...unused], [], 'reasons that nothing needs any more');
  });
});

/** A plan of its own for each kind: what is said of it, and the titles that are offered, the preferred one marked. */
const plan = (...lines: string[]): string => ['# Plan', '', '- TP: 8, PP: 2, DP: 2 on 32 GPUs', ...lines, ''].join('\n');

const kinds: readonly (readonly [name: string, text: string, language: Language, titles: readonly string[]])[] = [
  [
    'a goal that its row says is met',
    plan(
      '',
      '| Metric | Target | Measured | Met |',
      '|---|---|---|---|',
      '| p99 | < 450 ms | 485 ms | yes |',
      '| MFU | > 38 % | 42 % | yes |',
    ),
    'markdown',
    ['Write no', 'Change 450 ms to 485 ms', 'Change 485 ms to 450 ms'],
  ],
  [
    'a bound that is ticked',
    plan('- Memory: 39.2 GB < 30 GB ✓'),
    'markdown',
    ['Write ✗', 'Change 39.2 GB to 30.0 GB', 'Change 30 GB to 39.2 GB'],
  ],
  [
    'all of them, and one is not',
    plan(
      '',
      '## Requirements',
      '',
      '- GPU utilization: > 90%',
      '',
      '## Results',
      '',
      '- GPU utilization: 85%',
      '',
      '✅ All requirements are met.',
    ),
    'markdown',
    ['Write ❌ Not all', 'Change 85 % to 90 %', 'Change 90 % to 85 %'],
  ],
  [
    'a verdict in a mapping',
    'cluster: {gpus: 32}\nparallel: {tensor_parallel_size: 8, pipeline_parallel_size: 2, data_parallel_size: 2}\nrestart: {limit: 500, seen: 620, met: true}\n',
    'yaml',
    ['Write false'],
  ],
  [
    'what is said to go in evenly',
    plan('', 'The 128 experts divide evenly by 24 ranks.'),
    'markdown',
    ['Change 24 to 16', 'Change 24 to 32'],
  ],
  ['a prefix', plan('- Checkpoint: 1000 GB ÷ 4 = 250 MB a file'), 'markdown', ['* Write 250 GB', 'Change 250 MB to 250000 MB']],
  ['odds', plan('- Prefill to decode: 420 ms to 2.1 s (a ratio of 1:4)'), 'markdown', ['* Write 1:5']],
  ['a count in a comment', `tensor_parallel_size: 8\nnodes:  # all four nodes\n  - a\n  - b\n  - c\n`, 'yaml', ['* Write three']],
  [
    'tensor parallelism beyond a node',
    '# Plan\n\n- GPUs per node: 8\n- Nodes: 4\n- TP: 16\n- PP: 1\n- DP: 2\n- Total GPUs: 32\n',
    'markdown',
    ['Use TP 8'],
  ],
];

describe('for what has no other figure', () => {
  for (const [name, text, language, titles] of kinds)
    it(name, () => {
      const analysis = analyze(text, { language });
      const [finding] = analysis.findings.filter(({ severity }) => severity !== 'hint');
      assert.ok(finding, 'nothing is said');
      const repairs = offeredFor(analysis, finding);
      assert.deepEqual(
        repairs.map(({ title, preferred }) => `${preferred ? '* ' : ''}${title}`),
        titles,
      );
      for (const { title, edits, tier } of repairs) {
        assert.equal(tier, title.startsWith('Use') ? 'layout' : 'check by hand');
        const after = analyze(applyEdits(text, edits), { language });
        assert.ok(!after.findings.some(({ rule, message }) => rule === finding.rule && message === finding.message), title);
      }
    });
});
