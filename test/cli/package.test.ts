import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { parse } from 'yaml';
import { folder, root } from './folder.ts';

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const windows = process.platform === 'win32';

/** Nothing outside of the folder helps: no registry, no packages of before, no settings of the user or of this repository. */
const alone = (home: string): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: home,
  USERPROFILE: home,
  npm_config_cache: path.join(home, '.npm'),
  npm_config_offline: 'true',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_update_notifier: 'false',
});

/** A command in `cwd`, with no more around it than a stranger has. */
function run(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    env: { ...alone(cwd), ...env },
    encoding: 'utf8',
    shell: windows,
  });
  return { status, stdout, stderr };
}

const tarball = path.join(root, 'dist', `planwright-${manifest.version}.tgz`);
/** A project that has the package among its dependencies. */
const project = folder({ 'package.json': '{ "name": "plans", "private": true }', 'plan.md': readFileSync('examples/plan.md') });

before(() => {
  execFileSync(process.execPath, ['scripts/pack.mjs', '--built'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  const installed = run('npm', ['install', tarball], project);
  assert.equal(installed.status, 0, installed.stderr);
});

const installed = (...parts: string[]) => path.join(project, 'node_modules/planwright', ...parts);
const bin = () => path.join(project, 'node_modules/.bin/planwright');

describe('the package of npm', () => {
  it('holds what runs, and neither sources nor tests', () => {
    const list = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { encoding: 'utf8', shell: windows }));
    const files: string[] = list[0].files.map((file: { path: string }) => file.path);
    for (const file of [
      'bin/planwright.mjs',
      'dist/node/main.cjs',
      'dist/node/worker.cjs',
      'dist/app/explore.html',
      'dist/node/server.cjs',
      'dist/engine.cjs',
      'dist/types/engine.d.ts',
    ])
      assert.ok(files.includes(file), file);
    assert.deepEqual(
      files.filter((file) => /^(?:client|server|test|scripts|site|dist\/(?:web|page|site|vsix))\/|\.(?:map|vsix|tgz|png)$/.test(file)),
      [],
    );
    assert.equal(manifest.dependencies, undefined, 'all that runs is in the bundles: nothing is fetched');
  });

  it('carries the licences of all that is bundled', () => {
    const notices = readFileSync(installed('dist/NOTICES.txt'), 'utf8');
    for (const name of ['yaml', 'commander', '@modelcontextprotocol/sdk', 'zod', 'ajv'])
      assert.match(notices, new RegExp(`^${name} \\d`, 'm'));
  });

  it('runs with npx in an empty folder', () => {
    const at = folder({ 'plan.md': readFileSync('examples/plan.md') });
    const npx = (...args: string[]) => run('npx', ['--yes', '--package', tarball, 'planwright', ...args], at);
    const { status, stdout, stderr } = npx('check', 'plan.md');
    assert.equal(status, 1, stderr);
    assert.match(stdout, /^error\[gpu-count\]: 8 × 4 × 16 × 4 is 2048, not 512$/m);
    assert.equal(npx('--version').stdout, `${manifest.version}\n`);
  });

  it('has all of its commands, with the pages and the server that they need', () => {
    assert.match(run(bin(), ['explain', 'gpu-count'], project).stdout, /^# gpu-count\n/);
    assert.match(run(bin(), ['memory', 'plan.md'], project).stdout, /per GPU/);
    assert.match(run(bin(), ['layouts', 'plan.md'], project).stdout, /valid layouts/);
    assert.ok(existsSync(installed('schemas/planwright.schema.json')));
  });

  it('gives the engine to programs, with types', () => {
    writeFileSync(
      path.join(project, 'use.mjs'),
      "import { analyze, applyEdits, fixAll } from 'planwright';\nconst a = analyze('TP: 8\\nPP: 4\\nDP: 4\\nGPUs: 512 (8 × 4 × 4 = 512)\\n');\nconsole.log(a.isPlan, a.findings.map((f) => f.rule).join());\n",
    );
    assert.equal(run(process.execPath, ['use.mjs'], project).stdout, 'true gpu-count\n');
    writeFileSync(
      path.join(project, 'use.ts'),
      "import { type Analysis, analyze, memoryReport, type Severity } from 'planwright';\nconst a: Analysis = analyze('x', { path: 'plan.md' });\nexport const worst: Severity | undefined = a.findings[0]?.severity;\nexport const gpu: number | null | undefined = memoryReport(a)?.perGpu[0]?.capacity;\n// @ts-expect-error there is no such key\nexport const no = a.nothing;\n",
    );
    const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
    const options = ['--ignoreConfig', '--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023', '--types', '', 'use.ts'];
    const { status, stdout } = run(process.execPath, [tsc, ...options], project);
    assert.equal(status, 0, stdout);
  });

  it('serves agents', async () => {
    const client = new Client({ name: 'test', version: '1' });
    await client.connect(
      new StdioClientTransport({ command: process.execPath, args: [installed('bin/planwright.mjs'), 'mcp'], cwd: project }),
    );
    try {
      const { content } = (await client.callTool({ name: 'check', arguments: { path: 'plan.md' } })) as { content: { text: string }[] };
      assert.match(content[0]?.text ?? '', /^error\[gpu-count\]/m);
    } finally {
      await client.close();
    }
  });
});

describe('what is said of the package elsewhere', () => {
  it('is the same name and version everywhere', () => {
    const server = JSON.parse(readFileSync('server.json', 'utf8'));
    assert.equal(server.name, manifest.mcpName);
    assert.ok(server.description.length <= 100);
    const [npm] = server.packages;
    assert.deepEqual([server.version, npm.identifier, npm.version], [manifest.version, manifest.name, manifest.version]);
    for (const file of ['action.yml', '.pre-commit-hooks.yaml'])
      assert.match(readFileSync(file, 'utf8'), new RegExp(`planwright[@:]${manifest.version.replaceAll('.', '\\.')}\\b`), file);
  });
});

/** A repository with a plan that is wrong and a page that is none. */
function repository(): string {
  const at = folder({ 'docs/plan.md': readFileSync('examples/plan.md'), 'README.md': '# Notes\n' });
  for (const args of [
    ['init', '-q'],
    ['add', '.'],
  ])
    execFileSync('git', args, { cwd: at });
  return at;
}

describe('the action', () => {
  it('checks a checkout by the command that it runs there', { skip: windows && 'composite steps run in bash' }, () => {
    const { inputs, runs } = parse(readFileSync('action.yml', 'utf8'));
    const [step] = runs.steps;
    assert.deepEqual(
      Object.values<string>(step.env).map((value) => /inputs\.(\w+)/.exec(value)?.[1]),
      Object.keys(inputs),
    );
    const env = { PATHS: inputs.paths.default, ARGS: inputs.args.default, PACKAGE: tarball };
    const at = repository();
    const { status, stdout, stderr } = run('bash', ['-euo', 'pipefail', '-c', step.run], at, env);
    assert.equal(status, 1, stderr);
    assert.match(stdout, /^::error file=docs\/plan\.md,line=39,col=18,endColumn=38,title=planwright gpu-count::/m);
    assert.equal(run('bash', ['-euo', 'pipefail', '-c', step.run], at, { ...env, PATHS: 'docs/*.yaml README.md' }).status, 0);
  });
});

describe('the hook of pre-commit', () => {
  it('checks the files that its pattern names', { skip: windows }, () => {
    const [hook] = parse(readFileSync('.pre-commit-hooks.yaml', 'utf8'));
    const at = repository();
    // as pre-commit does it: the staged files that match, behind the entry, with a shell's words
    const staged = execFileSync('git', ['diff', '--cached', '--name-only'], { cwd: at, encoding: 'utf8' }).trim().split('\n');
    const files = staged.filter((file) => new RegExp(hook.files).test(file));
    assert.deepEqual(files, ['README.md', 'docs/plan.md']);
    const [command = '', ...args] = hook.entry.split(' ');
    const PATH = `${path.dirname(bin())}${path.delimiter}${process.env.PATH}`;
    const { status, stdout } = run(command, [...args, ...files], at, { PATH });
    assert.equal(status, 1);
    assert.match(stdout, /docs\/plan\.md:39:18/);
    assert.equal(run(command, [...args, 'README.md'], at, { PATH }).stdout, '', 'quiet where nothing is wrong');
  });
});

describe('the container', () => {
  it('holds what its file puts there, and checks by the command that it runs', { skip: windows }, () => {
    const file = readFileSync('Dockerfile', 'utf8').replaceAll('\\\n', '');
    // all but what needs a registry, which the package of this run stands for
    const [, unpack = ''] = /^RUN npm ci && node scripts\/pack\.mjs && (.+)$/m.exec(file) ?? [];
    const [, link = ''] = /^RUN (ln -s .+)$/m.exec(file) ?? [];
    const [entry, given] = ['ENTRYPOINT', 'CMD'].map((name) => JSON.parse(new RegExp(`^${name} (.+)$`, 'm').exec(file)?.[1] ?? 'null'));
    const at = repository();
    const image = folder({ 'usr/local/bin/.keep': '', 'opt/.keep': '' });
    const inImage = (command: string): string => command.replace(/(?<= )\/(?=package|opt|usr)/g, `${image}/`);
    for (const command of [unpack, `mv /package /opt/planwright`, link]) {
      const { status, stderr } = run('bash', ['-euo', 'pipefail', '-c', inImage(` ${command}`)], root);
      assert.equal(status, 0, stderr);
    }
    const PATH = `${path.join(image, 'usr/local/bin')}${path.delimiter}${process.env.PATH}`;
    const { status, stdout, stderr } = run(entry[0], [...entry.slice(1), ...given], at, { PATH });
    assert.equal(status, 1, stderr);
    assert.match(stdout, /docs\/plan\.md:39:18/);
  });
});
