import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Analysis, type AnalyzeOptions, applyEdits, type Finding, fixAll, repairsFor } from '../../server/src/engine.ts';
import { applied, plan, read, show, yaml } from './plan.ts';

const wrong = 'Sum: 10 GB + 20 GB = 40 GB';

/** The text with its first arithmetic finding silenced where it stands, and that it is. */
function silencedHere(
  text: string,
  options: AnalyzeOptions = { language: 'markdown' },
  title = /^Silence arithmetic (?!in this document)/,
): string {
  const analysis = read(text, options);
  const finding = analysis.findings.find(({ rule }) => rule === 'arithmetic');
  assert.ok(finding, `no arithmetic finding in\n${text}`);
  const after = applied(analysis, finding, title);
  assert.deepEqual(
    read(after, options).suppressed.map((each) => show(after, each.finding)),
    [show(text, finding)],
    after,
  );
  return after;
}

const line = 'planwright-disable-line arithmetic';
const next = 'planwright-disable-next-line arithmetic';

describe('silencing a finding', () => {
  it('writes behind its line in running text', () => {
    for (const [before, after] of [
      [`- ${wrong}`, `- ${wrong} <!-- ${line} -->`],
      [`${wrong}  `, `${wrong} <!-- ${line} -->  `],
      [`${wrong}\\\nand more`, `${wrong} <!-- ${line} --> \\\nand more`],
      [`> ${wrong}\n> and more`, `> ${wrong} <!-- ${line} -->\n> and more`],
      [`## ${wrong} ##`, `## ${wrong} <!-- ${line} --> ##`],
      [`## ${wrong}`, `## ${wrong} <!-- ${line} -->`],
      [`${wrong} <!-- a note\nof two lines -->`, `${wrong} <!-- ${line} --> <!-- a note\nof two lines -->`],
    ] as const) {
      assert.equal(silencedHere(plan(before)), plan(after));
    }
  });

  it('writes into the last cell of a row', () => {
    const table = (row: string) => plan('| What | Sum | Note |', '|---|---|---|', row);
    assert.equal(
      silencedHere(table('| Memory | 10 GB + 20 GB = 40 GB | peak |')),
      table(`| Memory | 10 GB + 20 GB = 40 GB | peak <!-- ${line} --> |`),
    );
    assert.equal(
      silencedHere(table('Memory | 10 GB + 20 GB = 40 GB | peak')),
      table(`Memory | 10 GB + 20 GB = 40 GB | peak <!-- ${line} -->`),
    );
  });

  it('writes above a fence, as far in, behind the same marks', () => {
    for (const lead of ['', '  ', '> ']) {
      const fence = (...above: string[]) => plan(...[...above, '```', wrong, '```'].map((each) => lead + each));
      assert.equal(silencedHere(fence()), fence(`<!-- ${next} -->`));
    }
    const shell = (...above: string[]) => plan(...above, '```bash', '# 10 GB + 20 GB = 40 GB', 'torchrun --tp 8 \\', '  --pp 4', '```');
    assert.equal(silencedHere(shell()), shell(`<!-- ${next} -->`));
  });

  it('writes into the fence where that is YAML', () => {
    const fence = (words: string) => plan('```yaml', 'tensor_parallel: 8', words, '```');
    assert.equal(silencedHere(fence('sum: 10 GB + 20 GB = 40 GB')), fence(`sum: 10 GB + 20 GB = 40 GB  # ${line}`));
  });

  it('writes behind or above a key', () => {
    const options = { language: 'yaml' } as const;
    for (const [before, after] of [
      ['sum: 10 GB + 20 GB = 40 GB', `sum: 10 GB + 20 GB = 40 GB  # ${line}`],
      ['sum: "10 GB + 20 GB = 40 GB"', `sum: "10 GB + 20 GB = 40 GB"  # ${line}`],
      ['a:\n  sum: 10 GB + 20 GB = 40 GB # peak', `a:\n  # ${next}\n  sum: 10 GB + 20 GB = 40 GB # peak`],
      ['# 10 GB + 20 GB = 40 GB', `# ${next}\n# 10 GB + 20 GB = 40 GB`],
      ['a:\n  sum: |\n    10 GB + 20 GB = 40 GB\n    peak', `a:\n  # ${next}\n  sum: |\n    10 GB + 20 GB = 40 GB\n    peak`],
      ['sum: "10 GB + 20 GB = 40 GB\n  peak"', `# ${next}\nsum: "10 GB + 20 GB = 40 GB\n  peak"`],
      ['sum: 10 GB + 20 GB = 40 GB\n  peak', `# ${next}\nsum: 10 GB + 20 GB = 40 GB\n  peak`],
    ] as const) {
      assert.equal(silencedHere(yaml(before), options), yaml(after));
    }
    const toml = (words: string) => `tensor_parallel = 8\npipeline_parallel = 4\n${words}\n`;
    assert.equal(
      silencedHere(toml('sum = "10 GB + 20 GB = 40 GB"'), { language: 'toml' }),
      toml(`sum = "10 GB + 20 GB = 40 GB"  # ${line}`),
    );
  });

  it('writes into front matter as YAML', () => {
    const page = (words: string) => `---\ntensor_parallel: 8\npipeline_parallel: 4\n${words}\n---\n\n# Plan\n`;
    assert.equal(silencedHere(page('sum: 10 GB + 20 GB = 40 GB')), page(`sum: 10 GB + 20 GB = 40 GB  # ${line}`));
  });

  it('writes into JSON only where JSON may hold comments', () => {
    const json = (words: string) => `{\n  "tensor_parallel": 8, "pipeline_parallel": 4,\n  ${words}\n}\n`;
    const sum = '"sum": "10 GB + 20 GB = 40 GB"';
    assert.equal(silencedHere(json(sum), { language: 'json', path: 'plan.jsonc' }), json(`${sum}  // ${line}`));
    assert.equal(silencedHere(json(`// peak\n  ${sum}`), { language: 'json', path: 'plan.json' }), json(`// peak\n  ${sum}  // ${line}`));
    const analysis = read(json(sum), { language: 'json', path: 'plan.json' });
    assert.deepEqual(
      analysis.findings.flatMap((finding) => repairsFor(analysis, finding).filter(({ kind }) => kind === 'suppress')),
      [],
    );
  });

  it('adds the rule to a comment that is there', () => {
    const known = (rules: string) => plan(`- ${wrong} <!-- planwright-disable-line ${rules}: as agreed -->`);
    const analysis = read(known('capacity'));
    const finding = analysis.findings.find(({ rule }) => rule === 'arithmetic');
    assert.ok(finding);
    assert.equal(applied(analysis, finding, /on this line/), known('capacity, arithmetic'));
    const above = (rules: string) => plan(`<!-- planwright-disable-next-line ${rules} -->`, '```', wrong, '```');
    const fenced = read(above('unit'));
    assert.equal(
      applied(fenced, fenced.findings.find(({ rule }) => rule === 'arithmetic') ?? assert.fail(), /code block/),
      above('unit, arithmetic'),
    );
  });

  it('can be for the whole document', () => {
    const title = /in this document/;
    assert.equal(silencedHere(plan(wrong), undefined, title), `<!-- planwright-disable-file arithmetic -->\n${plan(wrong)}`);
    assert.equal(
      silencedHere(`\ufeff${plan(wrong)}`, undefined, title),
      `\ufeff<!-- planwright-disable-file arithmetic -->\n${plan(wrong)}`,
    );
    const page = (top: string) => `---\ntitle: Plan\n---\n${top}\n${plan(wrong)}`;
    assert.equal(silencedHere(page(''), undefined, title), page('<!-- planwright-disable-file arithmetic -->\n'));
    assert.equal(
      silencedHere(yaml('sum: 10 GB + 20 GB = 40 GB'), { language: 'yaml' }, title),
      `# planwright-disable-file arithmetic\n${yaml('sum: 10 GB + 20 GB = 40 GB')}`,
    );
    const known = (rules: string) => plan(`<!-- planwright-disable-file ${rules}: vendor -->`, '', wrong);
    assert.equal(silencedHere(known('capacity'), undefined, title), known('capacity, arithmetic'));
  });

  it('is offered last, never preferred and never part of a fix of everything', () => {
    const analysis = read(plan('- Utilisation: 27ms (46% of 50ms target)'));
    const [finding] = analysis.findings;
    assert.ok(finding);
    const kinds = repairsFor(analysis, finding).map(({ kind }) => kind);
    assert.deepEqual(kinds.slice(-2), ['suppress', 'suppress']);
    assert.ok(kinds.length > 2 && kinds.slice(0, -2).every((kind) => kind === 'fix'));
    for (const repair of repairsFor(analysis, finding)) {
      if (repair.kind === 'suppress')
        assert.deepEqual([repair.preferred, repair.tier, repair.settles], [false, 'check by hand', [finding]]);
    }
    assert.equal(fixAll(read(plan('- Utilisation: 27ms (46% of 50ms target) <!-- planwright-disable-line -->'))), null);
  });

  it('is not offered for the comments themselves', () => {
    const analysis = read(plan('<!-- planwright-disable-file capacity -->'));
    assert.deepEqual(
      repairsFor(analysis, analysis.findings[0] ?? assert.fail()).map(({ kind }) => kind),
      ['fix'],
    );
  });
});

/** Statements with and without a mistake, as a document may hold them. */
const statements = [
  wrong,
  'Rest: 3 × 4 = 13 tokens',
  'Share: 27ms (46% of 50ms target)',
  'Layers: 33',
  'Memory: 10 GB + 20 GB = 30 GB',
  '**Sum**: `10 GB + 20 GB = 40 GB`',
  'Latency: 60 ms < 50 ms ✅',
  'A sentence. 8 GB + 8 GB = 17 GB. Another one.',
];
const statement = fc.constantFrom(...statements);
const blocks: fc.Arbitrary<string> = fc.oneof(
  fc.array(statement, { minLength: 1, maxLength: 3 }).map((items) => items.map((item) => `- ${item}`).join('\n')),
  fc.array(statement, { minLength: 1, maxLength: 3 }).map((items) => items.map((item, at) => `${'  '.repeat(at)}- ${item}`).join('\n')),
  fc.tuple(statement, statement).map(([a, b]) => `${a}\n${b}`),
  statement.map((words) => `> ${words}`),
  statement.map((words) => `### ${words}`),
  fc.tuple(statement, statement).map(([a, b]) => `| a | b |\n|---|---|\n| ${a} | ${b} |\n| ${b} | x |`),
  fc
    .tuple(fc.constantFrom('', 'text', 'bash', 'python'), fc.array(statement, { minLength: 1, maxLength: 3 }))
    .map(([info, lines]) => `\`\`\`${info}\n${lines.join('\n')}\n\`\`\``),
  fc
    .array(statement, { minLength: 1, maxLength: 3 })
    .map((lines) => `\`\`\`yaml\n${lines.map((words, at) => `key${at}: '${words}'`).join('\n')}\n\`\`\``),
  statement.map((words) => `Prose before code:\n\`\`\`\n${words}\n\`\`\``),
  statement.map((words) => `- An item\n\n  \`\`\`\n  ${words}\n  \`\`\``),
);
const documents = fc
  .tuple(fc.array(blocks, { minLength: 1, maxLength: 5 }), fc.constantFrom('\n', '\r\n'))
  .map(([parts, ending]) => plan(parts.join('\n\n')).replaceAll('\n', ending));
const configs = fc
  .array(statement, { minLength: 1, maxLength: 6 })
  .chain((lines) =>
    fc
      .array(fc.constantFrom("'", '|', '#'), { minLength: lines.length, maxLength: lines.length })
      .map((styles) =>
        yaml(
          ...lines.map((words, at) =>
            styles[at] === '|'
              ? `key${at}: |\n  ${words}\n  more`
              : styles[at] === '#'
                ? `key${at}: '${words}' # a note`
                : `key${at}: '${words}'`,
          ),
        ),
      ),
  );

const told = (analysis: Analysis, finding: Finding): string =>
  `${show(analysis.text, finding)} ${finding.message.replace(/\blines? [\d, and]+/g, 'lines')}`;

describe('silencing any finding of any document', () => {
  for (const [name, texts, language] of [
    ['markdown', documents, 'markdown'],
    ['YAML', configs, 'yaml'],
  ] as const) {
    it(`silences it and leaves the others as they were, in ${name}`, () => {
      fc.assert(
        fc.property(texts, fc.nat(), (text, nth) => {
          const before = read(text, { language });
          if (before.findings.length === 0) return;
          const finding = before.findings[nth % before.findings.length] ?? assert.fail();
          const [repair] = repairsFor(before, finding).filter(({ kind }) => kind === 'suppress');
          assert.ok(repair, `none offered for ${show(text, finding)}`);
          const [edit] = repair.edits;
          assert.ok(edit && repair.edits.length === 1 && edit.span.start === edit.span.end);
          const after = read(applyEdits(text, repair.edits), { language });
          const gone = after.suppressed.map((each) => told(after, each.finding));
          const left = after.findings.map((each) => told(after, each));
          assert.ok(gone.includes(told(before, finding)), `${told(before, finding)} is not silenced in\n${after.text}`);
          assert.ok(after.suppressed.every((each) => each.finding.rule === finding.rule));
          assert.deepEqual([...gone, ...left].sort(), before.findings.map((each) => told(before, each)).sort(), after.text);
          // what is silenced stands where the title says
          const line = before.lines.lineOf(finding.span.start);
          const kept = before.findings.filter((each) => each.rule === finding.rule && before.lines.lineOf(each.span.start) !== line);
          if (repair.title.endsWith('on this line'))
            assert.equal(after.findings.filter((each) => each.rule === finding.rule).length, kept.length);
        }),
        { numRuns: 120 },
      );
    });
  }
});
