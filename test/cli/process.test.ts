import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { ruleIds } from '../../server/src/rules/catalog.ts';
import { folder, spawned as planwright, root } from './folder.ts';

/** The documents of a JSON output, by path. */
const documents = (stdout: string): { path: string; language: string; plan: boolean; findings: unknown[] }[] =>
  JSON.parse(stdout).documents;

/** A root user may read everything: what is denied cannot be shown then. */
const isRoot = process.getuid?.() === 0;

describe('planwright', () => {
  it('tells its version and its commands', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    assert.deepEqual(await planwright(['--version']), { code: 0, stdout: `${version}\n`, stderr: '' });
    const { code, stdout } = await planwright(['--help']);
    assert.equal(code, 0);
    for (const command of ['check', 'fix', 'layouts', 'memory', 'inspect', 'report', 'explain', 'lsp'])
      assert.match(stdout, new RegExp(`^ {2}${command} `, 'm'));
  });

  it('exits with 2 on a command line that it cannot carry out', async () => {
    const wrong = [
      [],
      ['chekc', 'x.md'],
      ['check'],
      ['check', '--format', 'xml', 'x.md'],
      ['check', '--max-warnings', '-1', 'x.md'],
      ['check', '--nope', 'x.md'],
      ['check', '--strictness', 'loud', 'x.md'],
      ['inspect'],
      ['fix', '--layout', 'TP=x', 'examples/plan.md'],
      ['fix', '--set', 'TP=x', 'examples/plan.md'],
      ['fix', '--set', 'memory=8', 'examples/plan.md'],
      ['fix', '--set', 'TP=4', '--layout', 'best', 'examples/plan.md'],
      ['layouts', '--format', 'sarif', 'x.md'],
      ['explain', 'gpu-cuont'],
      ['explain'],
    ];
    for (const args of wrong) {
      const { code, stdout, stderr } = await planwright(args);
      assert.equal(code, 2, args.join(' '));
      assert.equal(stdout, '', args.join(' '));
      assert.notEqual(stderr, '', args.join(' '));
      assert.doesNotMatch(stderr, /\n +at /, 'a stack is nothing for users');
    }
    assert.match((await planwright(['chekc'])).stderr, /Did you mean check\?/);
    assert.match((await planwright(['explain', 'gpu-cuont'])).stderr, /did you mean `gpu-count`\?/);
  });
});

describe('planwright check', () => {
  it('lists every file that is named, whatever it is called', async () => {
    const at = folder({
      'a.md': '# Notes\n',
      'b.cfg': 'x = 1\n',
      c: '',
      'd.YAML': 'a: 1\n',
      'e.json': '{}',
      'f.toml': 'a = 1\n',
      'ü ß.md': 'words\n',
    });
    const names = ['a.md', 'b.cfg', 'c', 'd.YAML', 'e.json', 'f.toml', 'ü ß.md'];
    const { code, stdout, stderr } = await planwright(['check', '--format', 'json', ...names], { cwd: at });
    assert.equal(code, 0);
    assert.equal(stderr, '');
    assert.deepEqual(
      documents(stdout).map(({ path: p, plan, findings }) => ({ p, plan, findings })),
      names.map((p) => ({ p, plan: false, findings: [] })),
    );
  });

  it('lists a file once', async () => {
    const at = folder({ 'a.md': '', 'b/c.md': '' });
    const { stdout } = await planwright(['check', '--format', 'json', 'a.md', './a.md', path.join(at, 'a.md'), '.'], { cwd: at });
    assert.deepEqual(
      documents(stdout).map((document) => document.path),
      ['a.md', path.join('b', 'c.md')],
    );
  });

  it('walks folders as git sees them, and leaves alone what the settings say', async () => {
    const at = folder({
      '.gitignore': 'out/\n',
      'planwright.yaml': 'ignore: [drafts/]\n',
      'a.md': '',
      'out/b.md': '',
      'drafts/c.md': '',
      'node_modules/d.md': '',
      'sub/e.yaml': '',
    });
    mkdirSync(path.join(at, '.git'));
    const paths = async (...args: string[]) =>
      documents((await planwright(['check', '--format', 'json', ...args], { cwd: at })).stdout).map((d) => d.path);
    assert.deepEqual(await paths('.'), ['a.md', path.join('sub', 'e.yaml')]);
    assert.deepEqual(await paths('drafts/c.md', 'out/b.md'), ['drafts/c.md', 'out/b.md'], 'a file that is named is meant');
  });

  it('goes on after a file that it cannot read, and exits with 2', async () => {
    const at = folder({ 'a.md': '', 'closed.md': 'x', 'z.md': '' });
    chmodSync(path.join(at, 'closed.md'), 0);
    const { code, stdout, stderr } = await planwright(['check', '--format', 'json', 'a.md', 'missing.md', 'closed.md', 'z.md'], {
      cwd: at,
    });
    assert.equal(code, 2);
    assert.match(stderr, /missing\.md: no such file or folder/);
    if (!isRoot) assert.match(stderr, /closed\.md: permission denied/);
    assert.deepEqual(
      documents(stdout).map((document) => document.path),
      isRoot ? ['a.md', 'closed.md', 'z.md'] : ['a.md', 'z.md'],
    );
  });

  it('takes what is no text, or is too large, for no plan', async () => {
    const at = folder({ 'a.md': Buffer.from([80, 0, 81]), 'large.yaml': `a: ${'1'.repeat(1_000_001)}`, 'empty.md': '' });
    const { code, stdout, stderr } = await planwright(['check', '--format', 'json', 'a.md', 'large.yaml', 'empty.md'], { cwd: at });
    assert.equal(code, 0);
    assert.match(stderr, /a\.md: not a text/);
    assert.match(stderr, /large\.yaml: larger than 1 MB/);
    assert.deepEqual(documents(stdout), [
      { path: 'a.md', language: 'markdown', plan: false, findings: [] },
      { path: 'large.yaml', language: 'yaml', plan: false, findings: [] },
      { path: 'empty.md', language: 'markdown', plan: false, findings: [] },
    ]);
  });

  it('does not tell of long data in a folder', async () => {
    const data = `{"a": "${'1'.repeat(1_000_001)}"}`;
    const at = folder({ 'data.json': data, 'long.yaml': data });
    const { code, stderr } = await planwright(['check', '.'], { cwd: at });
    assert.equal(code, 0);
    assert.match(stderr, /long\.yaml: larger than 1 MB/);
    assert.doesNotMatch(stderr, /data\.json/);
    assert.match((await planwright(['check', 'data.json'], { cwd: at })).stderr, /data\.json: larger than 1 MB/);
  });

  it('reads standard input, by the name that is given', async () => {
    const { stdout } = await planwright(['check', '--format', 'json', '-'], { input: '# Notes\n' });
    assert.deepEqual(
      documents(stdout).map((document) => document.path),
      ['<stdin>'],
    );
    const named = await planwright(['check', '--format', 'json', '--stdin-filename', 'x/y.yaml', '-'], { input: 'a: 1\n' });
    assert.deepEqual(documents(named.stdout), [{ path: 'x/y.yaml', language: 'yaml', plan: false, findings: [] }]);
    assert.equal((await planwright(['check', '-'], { input: Buffer.from([0, 1]) })).code, 0);
  });

  it('tells what is wrong with the settings, checks all the same, and exits with 2', async () => {
    const at = folder({ 'planwright.yaml': 'rules:\n  gpu-cout: off\n', 'a.md': '', 'b.md': '' });
    const { code, stdout, stderr } = await planwright(['check', '--format', 'json', 'a.md', 'b.md'], { cwd: at });
    assert.equal(code, 2);
    assert.equal(stderr, 'planwright: planwright.yaml:2:3: `rules` has no key `gpu-cout`; did you mean `gpu-count`?\n');
    assert.equal(documents(stdout).length, 2);
  });

  it('says so where there is nothing to check', async () => {
    const at = folder({ 'a.md': '', 'empty/x.py': '' });
    assert.deepEqual(await planwright(['check', 'a.md'], { cwd: at }), {
      code: 0,
      stdout: 'no plan among 1 file (a plan states how a model is spread over GPUs, or launches it)\n',
      stderr: '',
    });
    assert.deepEqual(await planwright(['check', 'empty'], { cwd: at }), { code: 0, stdout: 'no files to check\n', stderr: '' });
  });

  it('ends quietly where its reader has seen enough', async () => {
    const { spawnSync } = await import('node:child_process');
    const { stderr } = spawnSync('sh', ['-c', `"${process.execPath}" bin/planwright.mjs check --format json examples | head -n 1`], {
      cwd: root,
      encoding: 'utf8',
    });
    assert.doesNotMatch(stderr, /EPIPE|Error/);
  });
});

describe('planwright explain', () => {
  it('knows the rules', async () => {
    for (const rule of [ruleIds[0] ?? '', ruleIds.at(-1) ?? '']) {
      const { code, stdout } = await planwright(['explain', rule]);
      assert.equal(code, 0, rule);
      assert.match(stdout, new RegExp(rule));
    }
  });
});

describe('planwright layouts, memory, inspect, report', () => {
  it('say so where a document is no plan', async () => {
    const at = folder({ 'a.md': '# Notes\n' });
    for (const command of ['layouts', 'memory', 'inspect', 'report']) {
      assert.deepEqual(
        await planwright([command, 'a.md'], { cwd: at }),
        { code: 0, stdout: '', stderr: 'planwright: a.md is no deployment plan\n' },
        command,
      );
    }
  });

  it('give the same shape for it as for a plan, in JSON', async () => {
    const at = folder({ 'a.md': '# Notes\n' });
    const json = async (command: string) => JSON.parse((await planwright([command, '--format', 'json', 'a.md'], { cwd: at })).stdout);
    assert.deepEqual(await json('layouts'), {
      version: 1,
      documents: [{ path: 'a.md', gpus: null, advice: false, assumptions: [], layouts: [], fewest: null }],
    });
    assert.deepEqual(await json('memory'), {
      version: 1,
      documents: [
        {
          path: 'a.md',
          layout: {},
          perGpu: [],
          parameters: { stated: null, fromDimensions: null, fromDimensionsRange: null },
          serving: null,
          defaults: [],
          decisive: null,
          assumptions: [],
          advice: [],
          fewest: null,
          unmodelled: null,
        },
      ],
    });
    assert.deepEqual(await json('inspect'), { version: 1, documents: [{ path: 'a.md', plan: false, scenarios: [] }] });
  });

  it('exit with 2 on what cannot be read', async () => {
    for (const command of ['layouts', 'memory', 'inspect', 'report']) {
      const { code, stderr } = await planwright([command, 'missing.md']);
      assert.equal(code, 2, command);
      assert.match(stderr, /missing\.md: no such file/, command);
    }
  });
});

describe('planwright fix', () => {
  it('leaves alone what is no plan, byte for byte', async () => {
    const notes = Buffer.from('\ufeff# Notes\r\n\r\n8 × 4\r\n');
    const at = folder({ 'a.md': notes, 'b.bin': Buffer.from([0, 1, 2]) });
    const { code, stdout } = await planwright(['fix', 'a.md', 'b.bin'], { cwd: at });
    assert.equal(code, 0);
    assert.equal(stdout, 'a.md: no plan, left as it is\n');
    assert.deepEqual(readFileSync(path.join(at, 'a.md')), notes);
    assert.deepEqual(readFileSync(path.join(at, 'b.bin')), Buffer.from([0, 1, 2]));
  });

  it('passes standard input through', async () => {
    const { code, stdout, stderr } = await planwright(['fix', '-'], { input: '\ufeffwords\r\n' });
    assert.deepEqual([code, stdout, stderr], [0, '\ufeffwords\r\n', '<stdin>: no plan, left as it is\n']);
  });

  it('exits with 2 on what cannot be read', async () => {
    assert.equal((await planwright(['fix', 'missing.md'])).code, 2);
  });
});

describe('a folder', () => {
  it('is not told about, file by file, where its files are no plans', async () => {
    const at = folder({ 'docs/a.md': '# Notes\n', 'docs/b.yaml': 'a: 1\n' });
    for (const command of ['layouts', 'memory', 'inspect', 'report', 'fix']) {
      assert.deepEqual(await planwright([command, 'docs'], { cwd: at }), { code: 0, stdout: '', stderr: '' }, command);
    }
  });
});
