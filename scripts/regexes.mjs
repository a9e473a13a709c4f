/**
 * Asks a detector of backtracking (recheck) about every regular expression of the engine and of its two faces, written or put together. It is
 * fetched into out/regexes when asked for, and is no dependency: it takes minutes and megabytes.
 *
 *   npm run regexes                    all of them; exits with 1 where one takes time that grows exponentially
 *   npm run regexes -- --timeout 20    seconds for each
 *   npm run regexes -- --only '<<'     those whose source contains this
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureDependencies, inRoot, say } from './setup.mjs';

const { values } = parseArgs({ options: { timeout: { type: 'string', default: '10' }, only: { type: 'string', default: '' } } });
const versions = { recheck: '4.5.0', acorn: '8.15.0' };

ensureDependencies();
const folder = inRoot('out/regexes');
const tools = fetchTools();
const found = await collect(tools('acorn'));
const wanted = [...found.values()].filter(({ source }) => source.includes(values.only));
say(`${wanted.length} regular expressions`);
const verdicts = await checkAll(wanted, tools('recheck'));
report(verdicts);

function fetchTools() {
  mkdirSync(folder, { recursive: true });
  const manifest = path.join(folder, 'package.json');
  writeFileSync(manifest, JSON.stringify({ private: true, dependencies: versions }));
  if (Object.keys(versions).some((name) => !existsSync(path.join(folder, 'node_modules', name)))) {
    say('fetching recheck and acorn from npm …');
    const npm = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'], {
      cwd: folder,
      stdio: 'inherit',
    });
    if (npm.status !== 0) throw new Error('they cannot be had');
  }
  return createRequire(manifest);
}

/** Every expression once, by source and flags, with the file that it was met in first: literals by parsing, others by making them. */
async function collect({ parse }) {
  const esbuild = await import('esbuild');
  const out = new Map();
  const add = (source, flags, file) => {
    const key = `/${source}/${flags}`;
    if (!out.has(key)) out.set(key, { source, flags, file });
  };
  const made = [];
  for (const [entry, name] of [
    ['server/src/engine.ts', 'engine.mjs'],
    ['server/src/lsp/server.ts', 'server.mjs'],
    ['server/src/cli/main.ts', 'cli.mjs'],
  ]) {
    const outfile = path.join(folder, name);
    await esbuild.build({
      absWorkingDir: inRoot('.'),
      entryPoints: [entry],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'esnext',
      packages: 'external',
      charset: 'utf8',
    });
    made.push(outfile);
    const { readFileSync } = await import('node:fs');
    const code = readFileSync(outfile, 'utf8');
    const files = [...code.matchAll(/^\/\/ (server\/src\/\S+)$/gm)].map(({ index, 1: file }) => [index, file]);
    walk(parse(code, { ecmaVersion: 'latest', sourceType: 'module' }), ({ regex, start }) => {
      if (regex) add(regex.pattern, regex.flags, files.findLast(([index]) => index < start)?.[1] ?? entry);
    });
  }
  const Original = globalThis.RegExp;
  globalThis.RegExp = new Proxy(Original, {
    construct(target, args) {
      const regex = Reflect.construct(target, args);
      if (new Error('who?').stack?.includes('out/regexes/engine.mjs')) add(regex.source, regex.flags, 'put together');
      return regex;
    },
  });
  await import(made[0]);
  globalThis.RegExp = Original;
  return out;
}

function walk(node, visit) {
  if (Array.isArray(node)) for (const each of node) walk(each, visit);
  else if (node && typeof node === 'object') {
    if (typeof node.type === 'string') visit(node);
    for (const value of Object.values(node)) if (value && typeof value === 'object') walk(value, visit);
  }
}

async function checkAll(expressions, { check }) {
  const out = [];
  const queue = [...expressions];
  const worker = async () => {
    for (let one = queue.shift(); one; one = queue.shift()) {
      const verdict = await check(one.source, one.flags, { timeout: Number(values.timeout) * 1000 });
      out.push({ ...one, status: verdict.status, complexity: verdict.complexity, attack: verdict.attack?.pattern ?? '' });
      if (out.length % 100 === 0) say(`${out.length} of ${expressions.length}`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return out;
}

function report(all) {
  const of = (status) => all.filter((one) => one.status === status);
  const exponential = of('vulnerable').filter(({ complexity }) => complexity?.type === 'exponential');
  for (const { source, flags, file, complexity, attack } of of('vulnerable').sort(
    (a, b) => (b.complexity?.degree ?? 99) - (a.complexity?.degree ?? 99),
  ))
    console.log(`${complexity?.summary ?? complexity?.type}  ${file}\n    /${cut(source)}/${flags}\n    ${cut(attack)}`);
  for (const { source, flags, file } of of('unknown')) console.log(`undecided  ${file}\n    /${cut(source)}/${flags}`);
  console.log(
    `\n${all.length} expressions: ${of('safe').length} safe, ${of('vulnerable').length - exponential.length} polynomial, ${exponential.length} exponential, ${of('unknown').length} undecided`,
  );
  process.exitCode = exponential.length > 0 ? 1 : 0;
}

function cut(text) {
  return text.length > 160 ? `${text.slice(0, 159)}…` : text;
}
