import assert from 'node:assert/strict';
import test from 'node:test';
import { analyze, fixAll, hoverAt, type Language, outline, repairsFor } from '../../server/src/engine.ts';
import { shapes } from '../fuzz/shapes.ts';

/** Makes the gate open, so that what follows is read. */
const head: Readonly<Record<string, string>> = {
  markdown: '# Plan\n\n- TP: 8\n- PP: 4\n- Total GPUs: 32\n\n',
  yaml: 'tensor_parallel_size: 8\npipeline_parallel_size: 4\ngpus: 32\nnotes: ',
  json: '{"tensor_parallel_size": 8, "pipeline_parallel_size": 4, "gpus": 32, ',
  toml: '[parallelism]\ntensor_parallel_degree = 8\npipeline_parallel_degree = 4\n',
};

/** What can make a reader of text slow, a character or a line at a time. */
const patterns: readonly (readonly [name: string, language: Language, unit: string])[] = [
  ...[
    '[',
    '(',
    '×',
    '|',
    '*',
    '`',
    '=',
    '_',
    '~',
    '<',
    '>',
    '!',
    '\\',
    '#',
    '-',
    '.',
    ',',
    '8',
    '÷',
    '%',
    '&',
    '{',
    '"',
    ':',
    '\u0000',
    '张',
    '😀',
  ].map((unit) => [`${unit} repeated`, 'markdown', unit] as const),
  ['products of ones', 'markdown', '1 × '],
  ['sums', 'markdown', '1 + 1 = '],
  ['quotients', 'markdown', '8/'],
  ['fractions', 'markdown', '1.1'],
  ['groups of thousands', 'markdown', '1,000'],
  ['open and closed brackets', 'markdown', '(8) × ['],
  ['links', 'markdown', '[8]('],
  ['emphasis', 'markdown', '**TP** *8* '],
  ['half open emphasis', 'markdown', '*a **b '],
  ['fences', 'markdown', '```\nTP: 8\n'],
  ['headings', 'markdown', '# TP: 8\n'],
  ['list items', 'markdown', '- TP: 8\n'],
  ['equations', 'markdown', '- Total GPUs: 32 (8 × 4 = 32)\n'],
  ['wrong equations', 'markdown', '- Layers per stage: 5 (16 ÷ 4 = 5)\n'],
  ['contradictions', 'markdown', '- TP: 8\n- TP: 4\n'],
  ['tables', 'markdown', '| TP | 8 |\n|---|---|\n| 8 | 8 |\n'],
  ['wide table rows', 'markdown', '| 8 '],
  ['quotes', 'markdown', '> '],
  ['nested lists', 'markdown', '  - 8\n'],
  ['comments', 'markdown', '<!-- '],
  ['entities', 'markdown', '&times;'],
  ['tags', 'markdown', '<b>8</b>'],
  ['glued degrees', 'markdown', 'TP8_'],
  ['words', 'markdown', 'tensor parallel '],
  ['ranges', 'markdown', 'GPUs 0-7, '],
  ['stages', 'markdown', 'Stage 0: GPUs 0-7\n'],
  ['blank lines', 'markdown', '\n'],
  ['blanks', 'markdown', ' '],
  ['flow sequences', 'yaml', '['],
  ['flow mappings', 'yaml', '{a: '],
  ['flow pairs', 'yaml', '[8, '],
  ['keys', 'yaml', 'x\ntp: 8\nk'],
  ['anchors', 'yaml', '&a '],
  ['tags of YAML', 'yaml', '!'],
  ['questions', 'yaml', '? '],
  ['dashes', 'yaml', '- '],
  ['quotes of YAML', 'yaml', '"'],
  ['blank lines of YAML', 'yaml', '\n'],
  ['indented blank lines of YAML', 'yaml', '\n '],
  ['blank lines of JSON', 'json', '\n'],
  ['blank lines of TOML', 'toml', '\n'],
  ['array tables', 'toml', '[[a]]\nx = 1\n'],
  ['wrong equations behind carriage returns', 'markdown', '- Layers per stage: 5 (16 ÷ 4 = 5)\r'],
];

const deep = (depth: number): string => Array.from({ length: depth }, (_, level) => `${' '.repeat(level)}- TP: ${level}`).join('\n');
const nestedYaml = (depth: number): string => Array.from({ length: depth }, (_, level) => `${' '.repeat(level)}a${level}:`).join('\n');

/** CPU time of this process for one reading, the least of several: other processes do not count. */
function cost(text: string, language: Language): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 2; round++) {
    const began = process.cpuUsage();
    const analysis = analyze(text, { language });
    if (round === 0) {
      outline(analysis);
      hoverAt(analysis, text.length >> 1);
    }
    const { user, system } = process.cpuUsage(began);
    best = Math.min(best, (user + system) / 1000);
    if (best < 20) break;
  }
  return best;
}

/**
 * Eight times the text may take thirty times the time and 150 ms on top. Linear work takes eight times; quadratic work takes sixty-four, and
 * at this length is past the allowance before it is felt while typing.
 */
function assertLinear(name: string, language: Language, make: (size: number) => string): void {
  const small = cost(make(5_000), language);
  const large = cost(make(40_000), language);
  assert.ok(large <= small * 30 + 150, `${name}: ${small.toFixed(1)} ms for 5 kB, ${large.toFixed(1)} ms for 40 kB`);
}

for (const language of ['markdown', 'yaml', 'json', 'toml'] as const) {
  test(`hostile ${language}: time grows with length`, () => {
    for (const [name, own, unit] of patterns)
      if (own === language) assertLinear(name, language, (size) => head[language] + unit.repeat(Math.ceil(size / unit.length)));
  });
}

test('deep nesting: time grows with length', () => {
  assertLinear('nested lists', 'markdown', (size) => head.markdown + deep(Math.floor(Math.sqrt(2 * size))));
  assertLinear(
    'nested mappings',
    'yaml',
    (size) => `tensor_parallel_size: 8\npipeline_parallel_size: 4\n${nestedYaml(Math.floor(Math.sqrt(2 * size)))}`,
  );
});

/** Where each line is another one, what is compared with all others is felt. */
const manifold = ['distinct wrong equations', 'contradictions', 'stages', 'overlapping stages', 'one long command', 'tables', 'keys'];

test('many different things: time grows with their number', () => {
  for (const { name, language, make } of shapes) if (manifold.includes(name)) assertLinear(name, language, make);
});

const refuted = shapes.filter(({ name, language }) => name === 'wrong equations' || (name === 'comments' && language === 'yaml'));

for (const { name, language, make } of refuted) {
  test(`repairs of many findings (${name}): time grows with their number`, () => {
    assert.ok(analyze(make(5_000), { language }).findings.length > 100);
    assertRepairs(language, make);
  });
}

function assertRepairs(language: Language, make: (size: number) => string): void {
  const work = (size: number): number => {
    const analysis = analyze(make(size), { language });
    const began = process.cpuUsage();
    fixAll(analysis);
    for (const finding of analysis.findings.slice(0, 20)) repairsFor(analysis, finding);
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1000;
  };
  work(5_000);
  const small = work(5_000);
  const large = work(40_000);
  assert.ok(large <= small * 30 + 150, `${small.toFixed(1)} ms for 5 kB, ${large.toFixed(1)} ms for 40 kB`);
}
