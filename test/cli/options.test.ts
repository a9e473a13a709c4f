import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { settings } from '../../server/src/cli/commands/init.ts';
import { filled } from '../../server/src/cli/commands/template.ts';
import { progress } from '../../server/src/cli/output/progress.ts';
import { parseConfig } from '../../server/src/config/parse.ts';
import { analyze, ruleIds } from '../../server/src/engine.ts';
import snippets from '../../snippets/plan.json';
import { folder, planwright, root } from './folder.ts';

const plan = readFileSync('examples/plan.md', 'utf8');
const right = readFileSync('examples/plan-corrected.md', 'utf8');
/** One error and nothing else; on the first line there is room for more. */
const small = 'Notes\n\n- TP: 8\n- PP: 4\n- DP: 4\n- GPUs: 512 (8 × 4 × 4 = 512)\n';

const found = (stdout: string): { path: string; rule: string; severity: string }[] =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

describe('patterns', () => {
  it('name files as shells do, those left out that git ignores', async () => {
    const at = folder({
      '.gitignore': 'out/\n',
      'a.md': small,
      'docs/b.md': small,
      'docs/c.yaml': 'x: 1',
      'docs/d.txt': small,
      'docs/deep/e.md': small,
      'docs/[f].md': small,
      'out/g.md': small,
    });
    mkdirSync(path.join(at, '.git'));
    const names = async (...args: string[]) => {
      const { stdout } = await planwright(['check', '--format', 'jsonl', ...args], { cwd: at });
      return [...new Set(found(stdout).map((each) => each.path.split(path.sep).join('/')))];
    };
    assert.deepEqual(await names('*.md'), ['a.md']);
    assert.deepEqual(await names('docs/*.md'), ['docs/[f].md', 'docs/b.md']);
    assert.deepEqual(await names('docs/*.{txt,yaml}'), ['docs/d.txt']);
    assert.deepEqual(await names('**/*.md'), ['a.md', 'docs/[f].md', 'docs/b.md', 'docs/deep/e.md']);
    assert.deepEqual(await names(path.join(at, 'docs/**/e.*')), [path.join(at, 'docs/deep/e.md').split(path.sep).join('/')]);
    assert.deepEqual(await names('docs/[f].md'), ['docs/[f].md'], 'a file of that very name is meant');
  });

  it('are told where they stand in a folder that is not there', async () => {
    const { code, stderr } = await planwright(['check', 'nowhere/*.md'], { cwd: folder() });
    assert.equal(code, 2);
    assert.match(stderr, /nowhere\/\*\.md: no such file or folder/);
  });
});

describe('what check leaves out', () => {
  it('is what is less grave than --severity, for the exit code too', async () => {
    const at = folder({ 'plan.md': plan });
    const severities = async (level: string) =>
      new Set(
        found((await planwright(['check', '--format', 'jsonl', '--severity', level, 'plan.md'], { cwd: at })).stdout).map(
          (each) => each.severity,
        ),
      );
    assert.deepEqual(await severities('error'), new Set(['error']));
    assert.deepEqual(await severities('warning'), new Set(['error', 'warning']));
    const only = folder({ 'plan.md': plan, 'planwright.yaml': `rules: {${ruleIds.map((rule) => `${rule}: warning`).join(', ')}}\n` });
    assert.equal((await planwright(['check', '--max-warnings', '0', 'plan.md'], { cwd: only })).code, 1);
    assert.equal((await planwright(['check', '--max-warnings', '0', '--severity', 'error', 'plan.md'], { cwd: only })).code, 0);
  });

  it('is all but findings with --quiet', async () => {
    const at = folder({ 'right.md': right, 'wrong.md': small });
    assert.deepEqual(await planwright(['check', '--quiet', 'right.md'], { cwd: at }), { code: 0, stdout: '', stderr: '' });
    const { code, stdout } = await planwright(['check', '--quiet', '.'], { cwd: at });
    assert.equal(code, 1);
    assert.match(stdout, /^error\[gpu-count\]/);
    assert.doesNotMatch(stdout, /claims checked|read as/);
  });

  it('is what a baseline holds, wherever it has moved to', async () => {
    const at = folder({ 'docs/a.md': small, 'docs/b.md': plan });
    const check = (...args: string[]) => planwright(['check', ...args], { cwd: at });
    const written = await check('--write-baseline', 'known.json', 'docs');
    assert.equal(written.code, 0);
    assert.equal(written.stdout, '');
    assert.match(written.stderr, /wrote \d+ findings to known\.json/);
    const again = await check('--baseline', 'known.json', 'docs');
    assert.equal(again.code, 0, again.stdout);
    assert.match(again.stdout, /^no findings in 2 plans.*\(\d+ findings of the baseline left out\)$/m);

    writeFileSync(path.join(at, 'docs/a.md'), small.replace('Notes', 'Notes\n\n- Layers: 16\n- Layers per stage: 16 ÷ 4 = 5'));
    const later = await check('--baseline', 'known.json', '--format', 'jsonl', 'docs');
    assert.equal(later.code, 1);
    assert.deepEqual(
      found(later.stdout).map(({ path: name, rule }) => [name.split(path.sep).join('/'), rule]),
      [['docs/a.md', 'arithmetic']],
    );
    // from another folder the same documents are meant
    const elsewhere = await planwright(['check', '--baseline', '../known.json', 'b.md'], { cwd: path.join(at, 'docs') });
    assert.equal(elsewhere.code, 0);
  });

  it('tells of a baseline that is too long, missing or none', async () => {
    const at = folder({ 'a.md': small, 'other.json': '{"documents": 7}' });
    await planwright(['check', '--write-baseline', 'known.json', 'a.md'], { cwd: at });
    writeFileSync(path.join(at, 'a.md'), small.replaceAll('512', '128'));
    const mended = await planwright(['check', '--baseline', 'known.json', 'a.md'], { cwd: at });
    assert.equal(mended.code, 0);
    assert.match(mended.stderr, /1 of the findings in known\.json are no longer there/);
    for (const [file, words] of [
      ['missing.json', /missing\.json: no such file.*--write-baseline/],
      ['other.json', /other\.json: no baseline/],
    ] as const) {
      const { code, stderr } = await planwright(['check', '--baseline', file, 'a.md'], { cwd: at });
      assert.equal(code, 2);
      assert.match(stderr, words);
    }
  });
});

describe('formats for other programs', () => {
  const at = folder({ 'wrong & "so".md': small, 'right.md': right, 'notes.md': '# Notes\n' });
  const written = async (format: string) => (await planwright(['check', '--format', format, '.'], { cwd: at })).stdout;

  it('jsonl: a finding a line', async () => {
    const [only, ...more] = found(await written('jsonl'));
    assert.deepEqual(more, []);
    assert.deepEqual(
      { ...only, fingerprint: '', message: '' },
      {
        path: 'wrong & "so".md',
        rule: 'gpu-count',
        severity: 'error',
        sure: 'certain',
        message: '',
        range: { start: { line: 6, column: 14 }, end: { line: 6, column: 29 } },
        fingerprint: '',
      },
    );
  });

  it('gitlab: issues with a place and a fingerprint of their own', async () => {
    const [issue, ...more] = JSON.parse(await written('gitlab'));
    assert.deepEqual(more, []);
    assert.equal(issue.check_name, 'planwright/gpu-count');
    assert.equal(issue.severity, 'major');
    assert.match(issue.fingerprint, /^[0-9a-f]{64}$/);
    assert.deepEqual(issue.location, {
      path: 'wrong & "so".md',
      positions: { begin: { line: 6, column: 14 }, end: { line: 6, column: 29 } },
    });
  });

  it('junit: a suite a plan, a failure a finding, well-formed', async () => {
    const xml = await written('junit');
    assert.match(xml, /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites name="planwright" tests="2" failures="1" errors="0">\n/);
    assert.match(xml, /<testcase name="gpu-count at 6:14" classname="wrong &amp; &quot;so&quot;\.md"/);
    assert.match(xml, /<testcase name="no findings" classname="right\.md" file="right\.md"\/>/);
    assert.doesNotMatch(xml, /notes\.md/);
    const open: string[] = [];
    for (const [, end, name = '', own] of xml.matchAll(/<(\/?)([a-z]+)(?: [^<>]*?)?(\/?)>/g)) {
      if (end) assert.equal(open.pop(), name);
      else if (!own) open.push(name);
    }
    assert.deepEqual(open, []);
    const missing = await planwright(['check', '--format', 'junit', 'nowhere.md'], { cwd: at });
    assert.match(missing.stdout, /errors="1">[\s\S]*<error message="nowhere\.md: no such file or folder"\/>/);
  });
});

describe('a check that finds nothing', () => {
  it('tells what was read', async () => {
    const { stdout } = await planwright(['check', 'examples/plan-corrected.md']);
    assert.match(
      stdout,
      /^examples\/plan-corrected\.md: read as TP 4 · PP 4 · EP 8 · DP 4 on 512 GPUs; \d+ numbers understood\nno findings in 1 plan/,
    );
    const command = '```bash\nvllm serve meta-llama/Llama-3.1-70B --tensor-parallel-size 8 --pipeline-parallel-size 2\n```\n';
    const launch = await planwright(['check', '-'], { input: command });
    assert.match(launch.stdout, /^<stdin>: read as vLLM TP 8 × PP 2 on 16 GPUs; \d+ numbers understood$/m);
  });

  it('is not told of many plans one by one', async () => {
    const at = folder(Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`${name}.md`, right])));
    assert.match((await planwright(['check', '.'], { cwd: at })).stdout, /^no findings in 4 plans; \d+ claims checked, all hold\n$/);
  });
});

describe('planwright rules', () => {
  it('lists all of them', async () => {
    const { stdout } = await planwright(['rules']);
    for (const id of ruleIds) assert.match(stdout, new RegExp(`^${id} +(?:error|warning|hint) +\\S`, 'm'));
    const { rules } = JSON.parse((await planwright(['rules', '--format', 'json'])).stdout);
    assert.deepEqual(
      rules.map(({ id }: { id: string }) => id),
      [...ruleIds],
    );
  });
});

describe('planwright init', () => {
  it('writes settings and a plan, and never over what is there', async () => {
    const at = folder();
    assert.equal((await planwright(['init', '--plan'], { cwd: at })).stdout, 'wrote planwright.yaml\nwrote plan.md\n');
    const { stdout } = await planwright(['check', '.'], { cwd: at });
    assert.match(stdout, /^plan\.md: read as TP 2 · PP 2 · DP 16 on 64 GPUs/);
    writeFileSync(path.join(at, 'plan.md'), 'mine');
    const { code, stderr } = await planwright(['init', '--plan'], { cwd: at });
    assert.equal(code, 2);
    assert.match(stderr, /plan\.md: is there already; left as it is/);
    assert.equal(readFileSync(path.join(at, 'plan.md'), 'utf8'), 'mine');
  });

  it('has templates of which nothing is wrong, and settings that hold when they are wanted', () => {
    for (const { body } of Object.values(snippets)) {
      const text = filled(body);
      assert.doesNotMatch(text, /\$\{|\$0/);
      const { isPlan, findings } = analyze(text, { path: 'plan.md' });
      assert.deepEqual([isPlan, findings], [true, []]);
    }
    assert.deepEqual(parseConfig(settings).problems, []);
    const wanted = settings.split('\n').filter((line) => /^# (?: |[a-z]+:)/.test(line) && !line.includes('yaml-language-server'));
    const { config, problems } = parseConfig(wanted.map((line) => line.slice(2)).join('\n'));
    assert.deepEqual(problems, []);
    // the framework tells how expert parallelism counts
    assert.deepEqual(Object.keys(config).sort(), ['expertParallel', 'framework', 'hardware', 'ignore', 'rules']);
  });
});

describe('planwright check --watch', () => {
  it('checks again when a file changes, and ends when it is interrupted', { skip: process.platform === 'win32' }, async () => {
    const at = folder({ 'docs/a.md': small });
    const child = spawn(process.execPath, [path.join(root, 'bin/planwright.mjs'), 'check', '--watch', 'docs'], { cwd: at });
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    const until = async (words: RegExp) => {
      const end = Date.now() + 20_000;
      while (!words.test(out)) {
        assert.ok(Date.now() < end, `never ${words} in: ${out}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    try {
      await until(/1 error in 1 plan/);
      writeFileSync(path.join(at, 'docs/a.md'), small.replaceAll('512', '128'));
      await until(/no findings in 1 plan/);
      writeFileSync(path.join(at, 'docs/b.md'), small);
      await until(/1 error in 2 plans/);
    } finally {
      child.kill('SIGINT');
    }
    assert.equal(await new Promise((resolve) => child.on('close', resolve)), 0);
  });
});

describe('progress', () => {
  it('is told to terminals that wait', () => {
    const told: string[] = [];
    let now = 0;
    const bar = (isTTY: boolean) => progress({ isTTY, write: (text) => told.push(text) }, () => now);
    const shown = bar(true);
    shown.show(1);
    now = 1000;
    shown.show(1204);
    shown.clear();
    shown.clear();
    assert.deepEqual(told, ['\r1,204 files …', '\r\u001b[K']);
    const hidden = bar(false);
    now = 9000;
    hidden.show(5);
    hidden.clear();
    assert.equal(told.length, 2);
  });
});
