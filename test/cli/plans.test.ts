import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, linkSync, readdirSync, readFileSync, realpathSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { Log } from 'sarif';
import { ruleIds } from '../../server/src/rules/catalog.ts';
import { folder, planwright, root, spawned } from './folder.ts';

const plan = readFileSync('examples/plan.md', 'utf8');
const corrected = readFileSync('examples/plan-corrected.md', 'utf8');
const yamlPlan = readFileSync('examples/plan.yaml', 'utf8');

interface Place {
  readonly start: { readonly line: number; readonly column: number };
  readonly end: { readonly line: number; readonly column: number };
}

/** The characters of a range, as an editor with 1-based UTF-16 columns sees them. */
function at(text: string, { start, end }: Place): string {
  const lines = text.split(/\r\n|\n/);
  if (start.line === end.line) return (lines[start.line - 1] ?? '').slice(start.column - 1, end.column - 1);
  return [
    (lines[start.line - 1] ?? '').slice(start.column - 1),
    ...lines.slice(start.line, end.line - 1),
    (lines[end.line - 1] ?? '').slice(0, end.column - 1),
  ].join('\n');
}

/** Every rule at most a warning. */
const gentle = `rules: {${ruleIds.map((rule) => `${rule}: warning`).join(', ')}}\n`;

describe('planwright check, on plans', () => {
  it('exits with 1 on errors, and with 0 on a plan that holds', async () => {
    assert.equal((await spawned(['check', 'examples/plan.md'])).code, 1);
    assert.equal((await spawned(['check', 'examples/plan.yaml'])).code, 1);
    const { code, stdout, stderr } = await spawned(['check', 'examples/plan-corrected.md']);
    assert.equal(code, 0);
    assert.match(stdout, /^no findings in 1 plan; \d+ claims checked, all hold\n$/m);
    assert.equal(stderr, '');
  });

  it('reads what is written in no ASCII as the engine does', async () => {
    const dp = folder({ 'a.md': 'SGLang with `--enable-dp-attention`\n\nLayout: 2 nodes, each with 8×H100 GPUs, TP=8, DP=2\n' });
    const { stdout } = await planwright(['check', '--format', 'json', dp]);
    assert.match(JSON.parse(stdout).documents[0].findings[0]?.message ?? '', /DP 2 inside of TP/);
  });

  it('checks scripts, and tells what they are', async () => {
    const { code, stdout } = await planwright(['check', '--format', 'json', 'examples/train.sbatch']);
    assert.equal(code, 1);
    const [document] = JSON.parse(stdout).documents;
    assert.equal(document.language, 'shell');
    assert.equal(document.plan, true);
    const [finding] = document.findings;
    assert.match(finding.message, /^62 layers cannot be divided by PP 4; Megatron-LM stops with: /);
    assert.equal(at(readFileSync('examples/train.sbatch', 'utf8'), finding.range), '4');
  });

  it('shows the lines with marks under the characters at fault, the repairs and a sum', async () => {
    const { stdout } = await planwright(['check', 'examples/plan.md']);
    assert.match(stdout, /^error\[gpu-count\]: .*2048.*512/m);
    assert.match(stdout, /^ *--> examples\/plan\.md:39:18$/m);
    assert.match(stdout, /\n39 \| Total GPUs: 512 \(8 × 4 × 16 × 4 = 512\)\n {3}\| {18}\^{20}\n/);
    assert.match(stdout, /= fix: Use TP 4 · PP 4 · EP 8 · DP 4/);
    assert.match(stdout, /\n\d+ errors?(?:, \d+ warnings?)?(?:, \d+ hints?)? in 1 plan; \d+ claims checked, \d+ hold\n$/);
    assert.doesNotMatch(stdout, /\u001b/, 'no colour where there is no terminal');
    assert.match((await planwright(['check', 'examples/plan.md'], { env: { FORCE_COLOR: '1' } })).stdout, /\u001b\[31m/);
  });

  it('gives the ranges of the very characters in JSON', async () => {
    const { code, stdout } = await planwright([
      'check',
      '--format',
      'json',
      'examples/plan.md',
      'examples/plan-corrected.md',
      'examples/plan.yaml',
    ]);
    assert.equal(code, 1);
    const { version, documents } = JSON.parse(stdout);
    assert.equal(version, 1);
    assert.deepEqual(
      documents.map(({ path: name, language, plan: isPlan }: Record<string, unknown>) => [name, language, isPlan]),
      [
        ['examples/plan.md', 'markdown', true],
        ['examples/plan-corrected.md', 'markdown', true],
        ['examples/plan.yaml', 'yaml', true],
      ],
    );
    const [first, second, third] = documents;
    assert.deepEqual(second.findings, []);
    assert.equal(second.claims.held, second.claims.recognised - second.claims.unknown);
    const product = first.findings.find((finding: { rule: string }) => finding.rule === 'gpu-count');
    assert.equal(product.severity, 'error');
    assert.deepEqual(product.range, { start: { line: 39, column: 18 }, end: { line: 39, column: 38 } });
    assert.equal(at(plan, product.range), '8 × 4 × 16 × 4 = 512');
    assert.ok(
      product.repairs.some(
        (repair: { title: string; preferred: boolean }) => repair.preferred && repair.title === 'Use TP 4 · PP 4 · EP 8 · DP 4',
      ),
    );
    for (const [text, document] of [[plan, first] as const, [yamlPlan, third] as const]) {
      assert.ok(document.findings.length > 0);
      for (const finding of document.findings) {
        assert.ok(ruleIds.includes(finding.rule));
        assert.match(finding.severity, /^(?:error|warning|hint)$/);
        assert.match(finding.sure, /^(?:certain|likely|ask)$/);
        assert.match(finding.message, /^\S[^\n]*$/);
        for (const range of [finding.range, ...finding.related.map((related: { range: Place }) => related.range)]) {
          assert.notEqual(at(text, range).trim(), '', `${finding.message}: ${JSON.stringify(range)}`);
        }
        assert.ok(finding.repairs.filter((repair: { preferred: boolean }) => repair.preferred).length <= 1);
      }
    }
  });

  it('counts columns in UTF-16 code units, a byte order mark not included', async () => {
    const at = folder({ 'a.md': '\ufeff🚀 TP 8 × PP 4 × DP 4 = 512 GPUs\n\n- Tensor parallel size: 8\n- Total GPUs: 512\n' });
    const { documents } = JSON.parse((await planwright(['check', '--format', 'json', 'a.md'], { cwd: at })).stdout);
    const [{ range }] = documents[0].findings;
    assert.deepEqual(range.start, { line: 1, column: 4 });
  });

  it('finds the same whatever ends the lines', async () => {
    const at = folder({ 'lf.md': plan, 'crlf.md': plan.replaceAll('\n', '\r\n'), 'bom.md': `\ufeff${plan}` });
    const { documents } = JSON.parse((await planwright(['check', '--format', 'json', 'lf.md', 'crlf.md', 'bom.md'], { cwd: at })).stdout);
    assert.deepEqual(documents[1].findings, documents[0].findings);
    assert.deepEqual(documents[2].findings, documents[0].findings);
  });

  it('reads standard input as the file that it is called', async () => {
    const { documents } = JSON.parse(
      (await planwright(['check', '--format', 'json', '--stdin-filename', 'p.yaml', '-'], { input: yamlPlan })).stdout,
    );
    const named = JSON.parse((await planwright(['check', '--format', 'json', 'examples/plan.yaml'])).stdout).documents;
    assert.deepEqual(documents, [{ ...named[0], path: 'p.yaml' }]);
  });

  it('heeds planwright.yaml and --max-warnings', async () => {
    const at = folder({ 'planwright.yaml': gentle, 'plan.md': plan });
    const lenient = await planwright(['check', 'plan.md'], { cwd: at });
    assert.equal(lenient.code, 0);
    assert.match(lenient.stdout, /^warning\[gpu-count\]/m);
    assert.doesNotMatch(lenient.stdout, /^error/m);
    const strict = await planwright(['check', '--max-warnings', '0', 'plan.md'], { cwd: at });
    assert.equal(strict.code, 1);
    assert.match(strict.stderr, /\d warnings, and at most 0 are allowed/);
    assert.equal((await planwright(['check', '--max-warnings', '999', 'plan.md'], { cwd: at })).code, 0);
    writeFileSync(path.join(at, 'planwright.yaml'), gentle.replaceAll('warning', 'off'));
    assert.deepEqual(
      JSON.parse((await planwright(['check', '--format', 'json', 'plan.md'], { cwd: at })).stdout).documents[0].findings,
      [],
    );
  });

  it('writes workflow commands', async () => {
    const { code, stdout } = await planwright(['check', '--format', 'github', 'examples/plan.md', 'examples/plan-corrected.md']);
    assert.equal(code, 1);
    for (const line of stdout.trimEnd().split('\n'))
      assert.match(
        line,
        /^::(?:error|warning|notice) file=examples\/plan\.md,line=\d+,(?:col=\d+,endColumn=\d+|endLine=\d+),title=planwright [a-z-]+::\S/,
      );
    assert.match(stdout, /^::error file=examples\/plan\.md,line=39,col=18,endColumn=38,title=planwright gpu-count::/m);
  });

  it('writes SARIF', async () => {
    const { code, stdout } = await planwright(['check', '--format', 'sarif', 'examples/plan.md', 'missing.md']);
    assert.equal(code, 2);
    const log: Log = JSON.parse(stdout);
    assert.equal(log.version, '2.1.0');
    const [run] = log.runs;
    assert.ok(run?.results && run.results.length > 0);
    assert.equal(run.columnKind, 'utf16CodeUnits');
    for (const { level, rank } of run.results) assert.equal(rank, { error: 95, warning: 60, note: 30, none: 0 }[level ?? 'none']);
    const { rules = [], name } = run.tool.driver;
    assert.equal(name, 'Planwright');
    assert.deepEqual(
      rules.map(({ id }) => id),
      ruleIds,
    );
    for (const rule of rules) {
      assert.ok(rule.shortDescription?.text);
      assert.match(rule.helpUri ?? '', /^https:\/\/.*\/docs\/rules\/[a-z-]+\.md$/);
    }
    assert.equal(run.invocations?.[0]?.executionSuccessful, false);
    assert.match(run.invocations?.[0]?.toolExecutionNotifications?.[0]?.message.text ?? '', /missing\.md/);
    const prints = new Set<string>();
    for (const result of run.results) {
      assert.equal(rules[result.ruleIndex ?? -1]?.id, result.ruleId);
      assert.ok(result.message.text);
      for (const { physicalLocation } of [...(result.locations ?? []), ...(result.relatedLocations ?? [])]) {
        assert.deepEqual(physicalLocation?.artifactLocation, { uri: 'examples/plan.md', uriBaseId: '%SRCROOT%' });
        const { startLine = 0, startColumn = 0, endLine = 0, endColumn = 0 } = physicalLocation?.region ?? {};
        assert.notEqual(at(plan, { start: { line: startLine, column: startColumn }, end: { line: endLine, column: endColumn } }), '');
      }
      for (const fix of result.fixes ?? []) {
        assert.ok(fix.description?.text);
        for (const { replacements } of fix.artifactChanges) assert.ok(replacements.length > 0);
      }
      prints.add(Object.values(result.partialFingerprints ?? {}).join());
    }
    assert.equal(prints.size, run.results.length);
    const product = run.results.find(({ ruleId }) => ruleId === 'gpu-count');
    assert.equal(product?.level, 'error');
    assert.ok((product?.fixes?.length ?? 0) > 0);
  });
});

describe('what comments silence', () => {
  const silencing = '# Plan\n\nTP: 4\nPP: 2\n\n- GPUs: 4 × 2 = 9 <!-- planwright-disable-line: one is a spare -->\n';

  it('is counted, and told apart in JSON', async () => {
    const { code, stdout } = await planwright(['check', '--stdin-filename', 'plan.md', '-'], { input: silencing });
    assert.equal(code, 0);
    assert.match(stdout, /^no findings in 1 plan; .* \(1 finding silenced by comments\)\n$/m);
    const { documents } = JSON.parse(
      (await planwright(['check', '--format', 'json', '--stdin-filename', 'plan.md', '-'], { input: silencing })).stdout,
    );
    assert.deepEqual(documents[0].findings, []);
    const [{ range, message, ...rest }] = documents[0].suppressed;
    assert.deepEqual(rest, { rule: 'gpu-count', severity: 'error', sure: 'certain', reason: 'one is a spare' });
    assert.match(at(silencing, range), /9/);
    assert.match(message, /4 × 2 is 8, not 9/);
  });

  it('is dismissed in SARIF, with its reason and its place', async () => {
    const { stdout } = await planwright(['check', '--format', 'sarif', '--stdin-filename', 'plan.md', '-'], { input: silencing });
    const log: Log = JSON.parse(stdout);
    const [result, ...others] = log.runs[0]?.results ?? [];
    assert.equal(others.length, 0);
    assert.equal(result?.fixes, undefined);
    const [{ kind, justification, location } = { kind: 'external' as const }] = result?.suppressions ?? [];
    assert.equal(kind, 'inSource');
    assert.equal(justification, 'one is a spare');
    const { startLine = 0, startColumn = 0, endLine = 0, endColumn = 0 } = location?.physicalLocation?.region ?? {};
    assert.match(
      at(silencing, { start: { line: startLine, column: startColumn }, end: { line: endLine, column: endColumn } }),
      /^<!-- planwright-disable-line.*-->$/,
    );
  });
});

describe('planwright fix, on plans', () => {
  const fixed = async (text: string, ...args: string[]) =>
    (await planwright(['fix', ...args, '--stdin-filename', 'plan.md', '-'], { input: text })).stdout;

  it('changes no layout unless it is asked to, and says how to ask', async () => {
    const at = folder({ 'plan.md': plan });
    const { code, stdout } = await planwright(['fix', 'plan.md'], { cwd: at });
    assert.equal(code, 0);
    assert.match(stdout, /^plan\.md: nothing to rewrite; \d+ errors/);
    assert.match(stdout, /^ {2}layout to choose: Use TP 4 · PP 4 · EP 8 · DP 4 \(--layout best, or --layout DEGREES\)$/m);
    assert.equal(readFileSync(path.join(at, 'plan.md'), 'utf8'), plan);
  });

  it('corrects by itself the one figure that a statement and the rest of the plan refute', async () => {
    const text = '# Plan\n\n- TP: 8\n- PP: 4\n- DP: 2\n- Heads: 64\n- Heads per rank: 64 / 4 TP ranks = 8\n';
    const { code, stdout, stderr } = await planwright(['fix', '--stdin-filename', 'plan.md', '-'], { input: text });
    assert.equal(code, 0);
    assert.equal(stdout, text.replace('64 / 4', '64 / 8'));
    assert.match(stderr, /rewrote 1 place/);
  });

  it('rewrites a plan to the best layout, and changes nothing the second time', async () => {
    const at = folder({ 'plan.md': plan });
    const file = path.join(at, 'plan.md');
    const first = await planwright(['fix', '--layout', 'best', 'plan.md'], { cwd: at });
    assert.equal(first.code, 0);
    assert.match(first.stdout, /^plan\.md: rewrote \d+ places/);
    assert.match(first.stdout, /^ {2}Use TP 4 · PP 4 · EP 8 · DP 4$/m);
    assert.match(first.stdout, /^ {2}line 39: .*16 → 8/m);
    assert.match(first.stdout, /look at these yourself:\n {4}plan\.md:\d+:\d+: /);
    const after = readFileSync(file, 'utf8');
    assert.match(after, /^Total GPUs: 512 \(4 × 4 × 8 × 4 = 512\)$/m);
    const second = await planwright(['fix', '--unsafe-fixes', 'plan.md'], { cwd: at });
    assert.equal(second.code, 0);
    assert.match(second.stdout, /^plan\.md: nothing to rewrite/);
    assert.equal(readFileSync(file, 'utf8'), after);
    const rest = JSON.parse((await planwright(['check', '--format', 'json', 'plan.md'], { cwd: at })).stdout).documents[0].findings;
    const before = JSON.parse((await planwright(['check', '--format', 'json', 'examples/plan.md'])).stdout).documents[0].findings;
    assert.ok(rest.length < before.length);
    assert.ok(rest.every((finding: { rule: string }) => finding.rule !== 'gpu-count'));
  });

  it('touches no line but those that it names', async () => {
    const at = folder({ 'plan.md': plan });
    const { stdout } = await planwright(['fix', '--unsafe-fixes', 'plan.md'], { cwd: at });
    const named = new Set([...stdout.matchAll(/^ {2}line (\d+):/gm)].map(([, line]) => Number(line)));
    const after = readFileSync(path.join(at, 'plan.md'), 'utf8').split('\n');
    for (const [n, line] of plan.split('\n').entries()) assert.equal(after[n] !== line, named.has(n + 1), `line ${n + 1}: ${after[n]}`);
    assert.equal(after.length, plan.split('\n').length);
  });

  it('keeps line endings, byte order mark and a missing last line ending', async () => {
    const plain = await fixed(plan, '--layout', 'best');
    assert.notEqual(plain, plan);
    assert.equal(await fixed(plan.replaceAll('\n', '\r\n'), '--layout', 'best'), plain.replaceAll('\n', '\r\n'));
    assert.equal(await fixed(`\ufeff${plan}`, '--layout', 'best'), `\ufeff${plain}`);
    assert.equal(await fixed(plan.trimEnd(), '--layout', 'best'), plain.trimEnd());
  });

  it('leaves a plan that holds as it is', async () => {
    assert.equal(await fixed(corrected), corrected);
    assert.equal(await fixed(corrected, '--unsafe-fixes'), corrected);
    assert.equal(await fixed(corrected, '--layout', 'best'), corrected);
  });

  it('says what is missing where what a GPU holds cannot be told', async () => {
    const memory = async (text: string): Promise<string> => (await planwright(['memory', '-'], { input: text })).stdout;
    const degrees = '# Plan\n\n- TP: 4\n- PP: 8\n- DP: 2\n- GPUs: 64\n';
    assert.match(await memory(degrees), /too little is stated .*: the number of parameters, or layers and hidden size$/m);
    assert.match(await memory(`${degrees}- Layers: 32\n`), /: the number of parameters, or hidden size$/m);
    assert.match(await memory(`${degrees}- Layers: 4\n- Hidden size: 4096\n`), /: 8 stages cannot be laid out over 4 layers$/m);
  });

  it('shows a diff and writes nothing', async () => {
    const at = folder({ 'plan.md': plan, 'good.md': corrected });
    const { code, stdout, stderr } = await planwright(['fix', '--diff', '--layout', 'best', 'plan.md', 'good.md'], { cwd: at });
    assert.equal(code, 1, 'something would change');
    assert.equal((await planwright(['fix', '--diff', 'good.md'], { cwd: at })).code, 0);
    assert.equal(readFileSync(path.join(at, 'plan.md'), 'utf8'), plan);
    assert.match(stdout, /^--- a\/plan\.md\n\+\+\+ b\/plan\.md\n@@ /);
    assert.match(stdout, /^-Total GPUs: 512 \(8 × 4 × 16 × 4 = 512\)$/m);
    assert.match(stdout, /^\+Total GPUs: 512 \(4 × 4 × 8 × 4 = 512\)$/m);
    assert.doesNotMatch(stdout, /good\.md/);
    assert.match(stderr, /^plan\.md: would rewrite \d+ places/);
    const { execFileSync } = await import('node:child_process');
    execFileSync('git', ['-C', at, 'apply', '-p1', '-'], { input: stdout });
    assert.equal(readFileSync(path.join(at, 'plan.md'), 'utf8'), await fixed(plan, '--layout', 'best'), 'the diff is the fix');
  });

  it('writes the layout that is asked for, and says where there is none', async () => {
    const { documents } = JSON.parse((await planwright(['layouts', '--format', 'json', 'examples/plan.md'])).stdout);
    const other = documents[0].layouts.find((layout: { preferred: boolean }) => !layout.preferred).degrees;
    const asked = ['tp', 'pp', 'ep', 'dp'].map((id) => `${id.toUpperCase()}=${other[id]}`).join(',');
    const text = await fixed(plan, '--layout', asked);
    for (const [label, id] of [
      ['Tensor Parallelism (TP): ', 'tp'],
      ['Pipeline Parallelism (PP):', 'pp'],
      ['Expert Parallelism (EP): ', 'ep'],
      ['Data Parallelism (DP): ', 'dp'],
    ] as const) {
      assert.ok(new RegExp(`^${label.replace(/[()]/g, '\\$&')} *${other[id]}$`, 'm').test(text), `${label} ${other[id]}`);
    }
    const none = await planwright(['fix', '--layout', 'TP=7', '-'], { input: plan });
    assert.equal(none.code, 2);
    assert.equal(none.stdout, plan);
    assert.match(none.stderr, /no valid layout has TP 7/);
  });

  it('restates a plan to the values that are set, and says why it cannot', async () => {
    const { stdout, stderr, code } = await planwright(['fix', '--set', 'TP=8', '--stdin-filename', 'plan.md', '-'], { input: corrected });
    assert.equal(code, 0);
    assert.match(stdout, /^Tensor Parallelism \(TP\): +8$/m);
    assert.match(stdout, /^Data Parallelism \(DP\): +2$/m);
    assert.match(stdout, /^Total GPUs: 512 \(8 × 4 × 8 × 2 = 512\)$/m);
    assert.match(stderr, /Restate the plan to TP 8 \(\d+ places\)/);
    assert.match(stderr, /Layout: TP 4 → 8, DP 4 → 2/);
    const back = await planwright(['fix', '--set', 'TP=4', '--stdin-filename', 'plan.md', '-'], { input: stdout });
    assert.equal(back.stdout, corrected, 'and back again, byte for byte');
    const both = await planwright(['fix', '--set', 'TP=8,DP=8', '--stdin-filename', 'plan.md', '-'], { input: corrected });
    assert.match(both.stdout, /^Data Parallelism \(DP\): +8$/m);
    const none = await planwright(['fix', '--set', 'TP=3', '--stdin-filename', 'plan.md', '-'], { input: corrected });
    assert.equal(none.code, 2);
    assert.equal(none.stdout, corrected);
    assert.match(none.stderr, /16 attention heads cannot be divided by TP 3/);
    assert.match((await planwright(['fix', '--set', 'CP=2', '-'], { input: corrected })).stderr, /the plan states no CP/);
  });

  it('goes on with the other files where one cannot be repaired', async () => {
    const at = folder({ 'a.md': plan, 'b.md': plan, 'c.md': corrected });
    const { code, stderr } = await planwright(['fix', '--set', 'TP=4', 'a.md', 'c.md', 'b.md'], { cwd: at });
    assert.equal(code, 2);
    assert.match(stderr, /c\.md: the plan has TP 4 already/);
  });

  it('keeps the mode of a file, the links to it and its other names', async () => {
    const at = folder({ 'plan.md': plan, 'twin.md': plan });
    chmodSync(path.join(at, 'plan.md'), 0o640);
    symlinkSync('plan.md', path.join(at, 'link.md'));
    linkSync(path.join(at, 'twin.md'), path.join(at, 'other.md'));
    assert.equal((await planwright(['fix', '--layout', 'best', 'link.md', 'twin.md'], { cwd: at })).code, 0);
    assert.equal(realpathSync(path.join(at, 'link.md')), realpathSync(path.join(at, 'plan.md')));
    assert.equal(statSync(path.join(at, 'plan.md')).mode & 0o777, 0o640);
    const after = readFileSync(path.join(at, 'plan.md'), 'utf8');
    assert.notEqual(after, plan);
    assert.equal(readFileSync(path.join(at, 'other.md'), 'utf8'), after);
    assert.deepEqual(readdirSync(at).sort(), ['link.md', 'other.md', 'plan.md', 'twin.md'], 'nothing is left behind');
  });

  it('leaves alone what is not UTF-8', async () => {
    const bytes = Buffer.from(
      plan
        .replace(/[^\x20-\x7e\n]/g, 'x')
        .replaceAll(' x ', ' \xd7 ')
        .replace('This', '\xdcbrigens: this'),
      'latin1',
    );
    const at = folder({ 'plan.md': bytes });
    const { code, stderr } = await planwright(['fix', '--layout', 'best', 'plan.md'], { cwd: at });
    assert.equal(code, 2);
    assert.match(stderr, /plan\.md: not UTF-8; left as it is/);
    assert.deepEqual(readFileSync(path.join(at, 'plan.md')), bytes);
  });
});

describe('planwright layouts', () => {
  it('lists valid layouts, the best first', async () => {
    const { documents } = JSON.parse((await planwright(['layouts', '--format', 'json', 'examples/plan.md'])).stdout);
    const [{ path: name, gpus, layouts }] = documents;
    assert.deepEqual([name, gpus], ['examples/plan.md', 512]);
    assert.ok(layouts.length > 1);
    const [{ degrees, changes, why, preferred, memory }] = layouts;
    assert.deepEqual([degrees.tp, degrees.pp, degrees.ep, degrees.dp, degrees.cp, preferred], [4, 4, 8, 4, 1, true]);
    assert.deepEqual(changes, ['TP 8 → 4', 'EP 16 → 8']);
    assert.ok(why.length > 0 && memory.low <= memory.high);
    assert.equal(layouts.filter((layout: { preferred: boolean }) => layout.preferred).length, 1);
    const { stdout } = await planwright(['layouts', 'examples/plan.md']);
    assert.match(stdout, /^examples\/plan\.md: 512 GPUs, \d+ valid layouts\n\* +TP 4 · PP 4 · EP 8 · DP 4 .* GB per GPU/);
  });
});

describe('planwright memory', () => {
  it('tells what each GPU must hold', async () => {
    const { documents } = JSON.parse((await planwright(['memory', '--format', 'json', 'examples/plan-corrected.md'])).stdout);
    const [{ layout, perGpu, parameters, assumptions }] = documents;
    assert.deepEqual([layout.tp, layout.pp, layout.ep, layout.dp], [4, 4, 8, 4]);
    assert.deepEqual(
      perGpu.map((each: { stage: number }) => each.stage),
      [0, 1, 2, 3],
    );
    for (const { components, total, capacity } of perGpu) {
      assert.equal(capacity, 64e9);
      for (const { id, low, high, formula } of components) {
        assert.match(id, /^(?:weights|gradients|optimizer|activations|kvCache|logits|overhead)$/);
        assert.ok(low >= 0 && low <= high && formula.length > 0, id);
      }
      assert.ok(total.low <= total.high);
    }
    assert.equal(parameters.stated, 29.4e9);
    assert.ok(assumptions.length > 0);
    const { stdout } = await planwright(['memory', 'examples/plan-corrected.md']);
    assert.match(stdout, /^examples\/plan-corrected\.md: TP 4 · PP 4 · EP 8 · DP 4/);
    for (const word of ['weights', 'gradients', 'optimizer', 'activations', 'total', 'taken for granted'])
      assert.match(stdout, new RegExp(`^${word}`, 'm'));
    assert.match(stdout, /^parameters: 29\.4B stated/m);
    assert.doesNotMatch(stdout, /NaN|undefined|\[object/);
  });
});

describe('planwright inspect', () => {
  it('shows every place of every quantity', async () => {
    const { documents } = JSON.parse((await planwright(['inspect', '--format', 'json', 'examples/plan.md'])).stdout);
    const [{ scenarios, claims, equations }] = documents;
    assert.equal(claims.recognised, claims.held + claims.failed + claims.unknown);
    const own = scenarios[0].quantities;
    const value = (id: string) => own.find((quantity: { id: string }) => quantity.id === id)?.value;
    assert.deepEqual(['tp', 'pp', 'ep', 'dp', 'gpus', 'layers', 'experts'].map(value), [8, 4, 16, 4, 512, 16, 64]);
    for (const { quantities } of scenarios) {
      for (const { id, mentions } of quantities) {
        assert.ok(mentions.length > 0, id);
        for (const { range, text, role } of mentions) {
          assert.equal(at(plan, range), text);
          assert.match(role, /^(?:definition|derived|echo)$/);
        }
      }
    }
    for (const { range, text, verdict } of equations) {
      assert.equal(at(plan, range), text);
      assert.match(verdict, /^(?:held|failed|unknown)$/);
    }
    const { stdout } = await planwright(['inspect', 'examples/plan.md']);
    assert.match(stdout, /^examples\/plan\.md: \d+ claims; \d+ hold, \d+ fail, \d+ cannot be told$/m);
    assert.match(stdout, /^ {2}tp +8 +35:28 definition “8”/m);
  });
});

describe('planwright report', () => {
  it('writes the modifications as markdown', async () => {
    const { code, stdout } = await planwright(['report', 'examples/plan.md']);
    assert.equal(code, 0);
    assert.match(stdout, /^# /);
    assert.match(stdout, /Total GPUs: 512 \(4 × 4 × 8 × 4 = 512\)/);
    assert.ok(stdout.endsWith('\n') && !stdout.endsWith('\n\n'));
  });
});

describe('planwright lsp', () => {
  it('answers over standard input and output', async () => {
    const server = spawn(process.execPath, [path.join(root, 'bin/planwright.mjs'), 'lsp', '--stdio'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const send = (body: object) => {
      const text = JSON.stringify({ jsonrpc: '2.0', ...body });
      server.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
    };
    let said = '';
    server.stdout.on('data', (chunk: Buffer) => {
      said += chunk;
    });
    const answered = async (id: number) => {
      while (!said.includes(`"id":${id},`)) await once(server.stdout, 'data');
    };
    send({ id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } });
    await answered(1);
    assert.match(said, /"capabilities":/);
    send({ method: 'initialized', params: {} });
    send({ id: 2, method: 'shutdown' });
    await answered(2);
    send({ method: 'exit' });
    assert.deepEqual(await once(server, 'close'), [0, null]);
  });
});

describe('planwright memory, on configs', () => {
  const manifest = (...args: string[]) =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: chat}\nspec:\n  containers:\n    - name: vllm\n      image: vllm/vllm-openai:v0.8.5\n      args: [${args.map((arg) => JSON.stringify(arg)).join(', ')}]\n      resources: {limits: {nvidia.com/gpu: 4}}\n`;
  const report = async (input: string) =>
    JSON.parse((await planwright(['memory', '--format', 'json', '--stdin-filename', 'pod.yaml', '-'], { input })).stdout).documents[0];

  it('estimates what a manifest launches, by the model that it names', async () => {
    const { layout, perGpu, assumptions } = await report(manifest('--model', 'Qwen/Qwen2.5-7B-Instruct', '--tensor-parallel-size', '4'));
    assert.equal(layout.tp, 4);
    const weights = perGpu[0].components.find(({ id }: { id: string }) => id === 'weights');
    // 7.62 billion parameters in 16 bits, over four GPUs
    assert.ok(Math.abs(weights.low - 3.81e9) < 0.01e9, `${weights.low}`);
    assert.ok(assumptions.includes('dimensions of Qwen2.5-7B'));
  });

  it('says nothing of a model that it does not know', async () => {
    assert.deepEqual((await report(manifest('--model', 'nobody/knows', '--tensor-parallel-size', '4'))).perGpu, []);
  });

  it('says nothing of training whose sharding is open', async () => {
    const config = (nodes: string) =>
      `run: {name: x}\ntrainer: {${nodes}devices: 8, accelerator: gpu}\nmodel:\n  tensor_model_parallel_size: 1\n  pipeline_model_parallel_size: 1\n  num_layers: 32\n  hidden_size: 4096\n  ffn_hidden_size: 11008\n  num_attention_heads: 32\n  micro_batch_size: 1\n  global_batch_size: 256\n  encoder_seq_length: 4096\n  mcore_gpt: true\n`;
    assert.equal((await report(config('num_nodes: 4, '))).layout.dp, 32);
    assert.deepEqual((await report(config('num_nodes: ${NODES}, '))).perGpu, []);
  });
});
