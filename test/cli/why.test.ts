import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { folder, planwright } from './folder.ts';

const plan = `# Rollout

## Layout

- TP=8, PP=4, DP=4 on 128 GPUs of the H100 type
- Memory: 36 of 80 GB (52 %)
- Ticket 4711 is open

## Cost

| item | kW |
|---|---|
| node | 10.2 |
`;

interface Number {
  readonly range: { readonly start: { readonly line: number; readonly column: number } };
  readonly text: string;
  readonly known: boolean;
  readonly name: string | null;
  readonly setUp: readonly string[];
  readonly mentions: readonly {
    readonly id: string;
    readonly value: number;
    readonly role: string;
    readonly scenario: string;
    readonly counts: boolean;
  }[];
  readonly claims: readonly {
    readonly pattern: string;
    readonly holds: boolean;
    readonly says: string;
    readonly figures: readonly string[];
  }[];
  readonly equations: readonly { readonly verdict: string; readonly text: string }[];
  readonly findings: readonly { readonly rule: string; readonly sure: string }[];
}

/** The numbers of one line of a text, as JSON tells of them. */
async function numbers(text: string, line: number): Promise<Number[]> {
  const at = folder({ 'plan.md': text });
  const { code, stdout, stderr } = await planwright(['inspect', '--format', 'json', '--why', `plan.md:${line}`], { cwd: at });
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  const { version, documents } = JSON.parse(stdout);
  assert.deepEqual([version, documents.length, documents[0].path, documents[0].line], [1, 1, 'plan.md', line]);
  assert.equal(documents[0].text, text.split('\n')[line - 1]);
  return documents[0].numbers;
}

describe('planwright inspect --why', () => {
  it('tells of each number of a line what it was read as, and where it stands', async () => {
    const found = await numbers(plan, 5);
    assert.deepEqual(
      found.map(({ text, range, known, mentions: [first] }) => [text, range.start.column, known, first?.id]),
      [
        ['8', 6, true, 'tp'],
        ['4', 12, true, 'pp'],
        ['4', 18, true, 'dp'],
        ['128', 23, true, 'gpus'],
        ['100', 40, false, undefined],
      ],
    );
    assert.deepEqual(found[0]?.mentions[0], {
      id: 'tp',
      value: 8,
      unit: null,
      role: 'definition',
      strength: 'strong',
      scenario: 'plan',
      counts: true,
    });
    assert.deepEqual(found[0]?.setUp, ['Rollout', 'Layout']);
    assert.equal(found[4]?.name, 'H100');
  });

  it('tells what a number is held to, and what is said of it', async () => {
    const found = await numbers(plan, 6);
    assert.deepEqual(
      found.map(({ text, claims }) => [text, claims.map(({ pattern, holds }) => `${pattern} ${holds}`)]),
      [
        ['36', ['share false']],
        ['80', ['share false']],
        ['52', ['share false']],
      ],
    );
    assert.match(found[2]?.claims[0]?.says ?? '', /45 %/);
    assert.deepEqual(
      found.map(({ findings }) => findings.map(({ rule, sure }) => `${rule} ${sure}`)),
      [[], [], ['arithmetic certain']],
    );
  });

  it('tells of equations with their verdict', async () => {
    const found = await numbers('# P\n\nTP 8, PP 4, DP 4.\n\nGPUs: 8 × 4 × 4 = 128\n', 5);
    assert.equal(found.length, 4);
    for (const { equations } of found)
      assert.deepEqual(
        equations.map(({ verdict, text }) => [verdict, text]),
        [['held', '8 × 4 × 4 = 128']],
      );
  });

  it('says so where nothing is known of a number, and names row and column', async () => {
    const [ticket, ...rest] = await numbers(plan, 7);
    assert.deepEqual([ticket?.text, ticket?.known, ticket?.name, rest.length], ['4711', false, null, 0]);
    assert.deepEqual((await numbers(plan, 13))[0]?.setUp, ['Rollout', 'Cost', 'node', 'kW']);
  });

  it('is for people, too', async () => {
    const at = folder({ 'plan.md': plan });
    const told = async (line: number) => (await planwright(['inspect', '--why', `plan.md:${line}`], { cwd: at })).stdout;
    assert.match(
      await told(5),
      /^plan\.md:5 {2}- TP=8.*\nunder Rollout › Layout\n\n8\n {2}read as tp 8: definition, strong, scenario plan\n/,
    );
    assert.match(await told(5), /100\n {2}part of the name H100; nothing known\n$/);
    assert.match(
      await told(6),
      /52\n {2}claim share at 6:\d+ fails \(certain\): .*45 %.* \[36, 80 GB, 52 %\]\n {2}error\[arithmetic\] \(certain\): /,
    );
    assert.match(await told(7), /4711\n {2}nothing known\n$/);
    assert.match(await told(2), /no numbers here/);
  });

  it('reads configs and standard input', async () => {
    const { stdout } = await planwright(['inspect', '--format', 'json', '--stdin-filename', 'x.yaml', '--why', '-:2'], {
      input: 'tensor_model_parallel_size: 4\npipeline_model_parallel_size: 2 # two stages\nnum_gpus: 8\n',
    });
    const [found] = JSON.parse(stdout).documents[0].numbers;
    assert.deepEqual([found.text, found.mentions[0]?.id], ['2', 'pp']);
  });

  it('exits with 2 where there is no such line, or none is named', async () => {
    const at = folder({ 'plan.md': plan });
    for (const [args, told] of [
      [['--why', 'plan.md:99'], /plan\.md: has no line 99; the last one is 14/],
      [['--why', 'plan.md'], /wants a file and a line/],
      [['--why', 'plan.md:0'], /wants a file and a line/],
      [['--why', 'missing.md:1'], /no such file/],
      [['--why', 'plan.md:1', 'plan.md'], /names the file itself/],
      [[], /name a file/],
    ] as const) {
      const { code, stderr } = await planwright(['inspect', ...args], { cwd: at });
      assert.equal(code, 2, args.join(' '));
      assert.match(stderr, told);
    }
  });

  it('is not brought down by what is no text of a person', async () => {
    for (const text of [
      '\u0000'.repeat(9),
      '1'.repeat(50_000),
      '1 × '.repeat(10_000),
      `| ${'1 | '.repeat(3000)}\n|${'-|'.repeat(3000)}`,
      '[[[[1',
      '\ufeff12\r\n',
    ]) {
      const { code, stdout } = await planwright(['inspect', '--format', 'json', '--stdin-filename', 'x.md', '--why', '-:1'], {
        input: text,
      });
      assert.equal(code, 0);
      assert.equal(JSON.parse(stdout).version, 1);
    }
  });
});
