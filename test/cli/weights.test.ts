import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Editor } from '../lsp/harness.ts';
import { folder, root } from './folder.ts';

/**
 * What each program reads to do its work, minified, in kB. A number is lowered when there is less to read. It is raised for a feature that is
 * worth it, and where it is read by every document, hardly ever.
 */
const budgets = {
  'extension, no plan open': 30,
  'extension, with its client': 410,
  'server, started': 125,
  'server, a document that is no plan': 130,
  'server, a plan in markdown': 1_010,
  'server, a config in YAML': 1_250,
  'command line, --version': 54,
  'command line, a document that is no plan': 110,
  'command line, a plan in markdown': 1_000,
  'command line and server, all parts together': 2_230,
} as const;

const at = path.join('out', `weighed-${process.pid}`);
const plan = [
  '# Training plan',
  '',
  '64 H100 GPUs: TP = 8, PP = 4, DP = 2 (8 × 4 × 2 = 64).',
  '',
  '| stage | layers |',
  '|---|---|',
  '| 0 | 8 |',
  '| 1 | 8 |',
  '',
].join('\n');
const config = 'tensor_parallel_size: 8\npipeline_parallel_size: 4\nmodel: meta-llama/Llama-3.1-70B\n';
const files = folder({ 'plan.md': plan, 'notes.md': '# Notes\n\nBuy milk.\n', 'loaded.json': '{}' });
const loaded = path.join(files, 'loaded.json');
const env = { ...process.env, NODE_OPTIONS: `--require ${path.resolve('test/cli/loaded.cjs')}`, PLANWRIGHT_LOADED: loaded, CI: '1' };

before(() => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/build.mjs', '--minify', '--into', at], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
});
after(() => rmSync(at, { recursive: true, force: true }));

const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0) / 1000;
const sizeOf = (name: string): number => statSync(path.join(at, name)).size;

function within(name: keyof typeof budgets, weight: number): void {
  assert.ok(weight > 0 && weight <= budgets[name], `${name}: ${weight.toFixed(0)} kB, and ${budgets[name]} kB are allowed`);
}

/** What was read by the last program that ended. */
const read = (entry: string): number =>
  sum([sizeOf(`node/${entry}.cjs`), ...Object.values<number>(JSON.parse(readFileSync(loaded, 'utf8')))]);

function run(...args: string[]): number {
  const script = `require(${JSON.stringify(path.resolve(at, 'node/main.cjs'))}).main(${JSON.stringify(args)}, ${JSON.stringify(root)})`;
  const { status, stderr } = spawnSync(process.execPath, ['-e', script], { cwd: files, env, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return read('main');
}

async function serve(languageId?: string, text = ''): Promise<number> {
  const usual = { ...process.env };
  Object.assign(process.env, env);
  try {
    const editor = await Editor.spawn({}, [path.join(at, 'node/server.cjs'), '--stdio']);
    if (languageId) {
      await editor.open('untitled:plan', text, languageId);
      await editor.diagnostics('untitled:plan');
    }
    assert.equal(await editor.end(), 0);
    return read('server');
  } finally {
    for (const name of Object.keys(env)) delete process.env[name];
    Object.assign(process.env, usual);
  }
}

describe('what is read to do a piece of work', () => {
  it('is little of the extension where no plan is open', () => {
    const parts = readdirSync(path.join(at, 'extension'));
    within('extension, no plan open', sum(parts.filter((name) => name.startsWith('extension')).map((name) => sizeOf(`extension/${name}`))));
    within('extension, with its client', sum(parts.map((name) => sizeOf(`extension/${name}`))));
  });

  it('is what a server needs to answer, and no more for what is no plan', async () => {
    within('server, started', await serve());
    within('server, a document that is no plan', await serve('markdown', '# Notes\n\nBuy milk.\n'));
  });

  it('is the rooms that a document asks for', async () => {
    within('server, a plan in markdown', await serve('markdown', plan));
    within('server, a config in YAML', await serve('yaml', config));
  });

  it('is as little of the command line', () => {
    within('command line, --version', run('--version'));
    within('command line, a document that is no plan', run('check', 'notes.md'));
    within('command line, a plan in markdown', run('check', 'plan.md'));
  });

  it('is one copy of everything for both', () => {
    const parts = readdirSync(path.join(at, 'node'));
    within('command line and server, all parts together', sum(parts.map((name) => sizeOf(`node/${name}`))));
  });
});
