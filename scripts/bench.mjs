/**
 * Measures what a user waits for and prints a table; asserts nothing.
 *
 *   node scripts/bench.mjs            ours, beside a floor: a bare server that scans lines
 *   node scripts/bench.mjs --peers    also language servers of others, fetched from npm into out/peers
 *   node scripts/bench.mjs --quick    fewer repetitions
 *   node scripts/bench.mjs folders    parts of it: bundles, analysis, layouts, latency, commandLine, folders, linters (with --peers)
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { gzipSync } from 'node:zlib';
import { measure, quantile, typing } from '../bench/client.mjs';
import { manifests, markdownPlan, otherYaml, shellScript, yamlPlan } from '../bench/documents.mjs';
import { loadEngine } from '../bench/engine.mjs';
import { fetchLinters } from '../bench/linters.mjs';
import { fetchPeers } from '../bench/peers.mjs';
import { build } from './build.mjs';
import { ensureDependencies, inRoot, say } from './setup.mjs';

const flags = new Set(process.argv.slice(2));
const quick = flags.has('--quick');
const only = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
const sizes = [200, 1_000, 10_000];
const edits = (lines) => (quick ? 20 : lines >= 10_000 ? 60 : 200);

ensureDependencies();
say('building, minified as shipped …');
await build({ minify: true });

console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, load ${loadavg()[0]?.toFixed(1)}\n`);
const parts = { bundles, analysis, layouts, latency, commandLine, folders, linters };
for (const [name, measured] of Object.entries(parts)) if (only.length === 0 || only.includes(name)) await measured();

/** From an edit to what the server says of it, over stdio. */
async function latency() {
  const ours = { command: [process.execPath, inRoot('dist/node/server.cjs'), '--stdio'], options: {} };
  const servers = [
    { name: 'Planwright, markdown', languageId: 'markdown', ...ours },
    { name: 'Planwright, YAML', languageId: 'yaml', ...ours },
    { name: 'Planwright, Kubernetes manifests', languageId: 'yaml', make: manifests, ...ours },
    {
      name: 'floor: a bare server, one pattern a line',
      languageId: 'markdown',
      command: [process.execPath, inRoot('bench/floor.mjs')],
      options: {},
    },
    ...(flags.has('--peers') ? fetchPeers(inRoot('out/peers'), say) : []),
  ];
  const rows = [];
  for (const { name, languageId, make, command, options } of servers) {
    for (const lines of sizes) {
      const text = (make ?? (languageId === 'yaml' ? yamlPlan : markdownPlan))(lines);
      const document = { uri: `file:///bench/plan.${languageId === 'yaml' ? 'yaml' : 'md'}`, languageId, text };
      try {
        const { start, first, edits: times, rss } = await measure(command, document, typing(text, edits(lines)), options);
        rows.push([name, lines, ms(quantile(times, 0.5)), ms(quantile(times, 0.95)), ms(start), ms(first), rss ?? '?']);
      } catch (error) {
        rows.push([name, lines, error.message, '', '', '', '']);
      }
      say(`${name}, ${lines} lines`);
    }
  }
  print(['edit → diagnostics (ms)', 'lines', 'p50', 'p95', 'start → initialized', 'start → first diagnostics', 'memory (MB)'], rows);
  if (!flags.has('--peers')) console.log('Language servers of others: --peers\n');
}

/** The engine alone, in this process. */
async function analysis() {
  const { analyze } = await loadEngine();
  const rows = [];
  for (const [name, language, make] of [
    ['markdown', 'markdown', markdownPlan],
    ['YAML', 'yaml', yamlPlan],
    ['Kubernetes manifests', 'yaml', manifests],
    ['YAML that is no plan', 'yaml', otherYaml],
    ['shell scripts', 'shell', shellScript],
  ]) {
    for (const lines of language === 'shell' ? [300, 1_000] : sizes) {
      const text = make(lines);
      const [{ range, text: typed }] = typing(text, 1);
      const at = text.split('\n').slice(0, range.start.line).join('\n').length + 1 + range.start.character;
      const changed = text.slice(0, at) + typed + text.slice(at + 1);
      const count = quick ? 5 : lines >= 10_000 ? 15 : 60;
      const whole = timed(count, () => analyze(text, { language }));
      let previous = analyze(text, { language });
      const { isPlan, findings } = previous;
      const again = timed(count, (n) => {
        previous = analyze(n % 2 === 0 ? changed : text, { language, previous });
      });
      const times = [whole, again].flatMap((each) => [ms(quantile(each, 0.5)), ms(quantile(each, 0.95))]);
      rows.push([name, lines, isPlan ? 'yes' : 'no', findings.length, ...times]);
    }
  }
  print(['analysis alone (ms)', 'lines', 'plan', 'findings', 'whole p50', 'p95', 'after an edit p50', 'p95'], rows);
}

/**
 * The search for layouts and the estimate of one, alone: a dense model and a mixture on 16,384 GPUs, with everything left open that widens the
 * search. Each time for other figures, as after an edit. Processor time too: it is the same on a machine that others use.
 */
async function layouts() {
  const { searchLayouts, adviseLayouts, machineOf, estimateMemory, findModel, findAccelerator } = await loadEngine('bench/layouts.ts');
  const machine = machineOf(findAccelerator('H100'), 'bf16');
  const rows = [];
  for (const [name, current] of [
    ['Llama-3.1-405B', { tp: 8, pp: 14, dp: 128 }],
    ['DeepSeek-V3', { tp: 4, pp: 16, ep: 64, dp: 256 }],
  ]) {
    const { dimensions: model } = findModel(name);
    const memory = { mode: 'training', model, precision: 'bf16', globalBatch: 4096, capacity: 85e9 };
    const request = {
      gpus: 16_384,
      current,
      epMeaning: 'folded',
      layers: model.layers,
      heads: model.heads,
      kvHeads: model.kvHeads,
      hidden: model.hidden,
      experts: model.moe?.experts,
      globalBatch: 4096,
      unevenPipeline: true,
    };
    const tried = {
      'search for a repair': (sequence) => searchLayouts({ ...request, memory: { ...memory, sequenceLength: sequence } }),
      'search for advice': (sequence) => adviseLayouts({ gpus: 16_384, model, machine, capacity: 85e9, globalBatch: 4096, sequence }),
      estimate: (sequence) => estimateMemory({ ...memory, sequenceLength: sequence, degrees: current, epMeaning: 'folded' }),
    };
    for (const [what, action] of Object.entries(tried)) {
      for (let n = 0; n < 100; n++) action(4096 + n);
      const times = timedTwice(quick ? 20 : 200, (n) => action(8192 + 16 * n));
      rows.push([name, what, ...times.flatMap((each) => [ms(quantile(each, 0.5)), ms(quantile(each, 0.95))])]);
    }
  }
  print(['on 16,384 GPUs (ms)', '', 'p50', 'p95', 'processor p50', 'p95'], rows);
}

/** The command line, from a cold start. */
function commandLine() {
  const folder = mkdtempSync(path.join(tmpdir(), 'planwright-bench-'));
  try {
    for (let n = 0; n < 200; n++) writeFileSync(path.join(folder, `plan-${n}.md`), markdownPlan(150 + n));
    const bin = inRoot('bin/planwright.mjs');
    const run = (...args) => timed(quick ? 3 : 10, () => spawnSync(process.execPath, args, { stdio: 'ignore' }));
    const rows = [
      ['node -e 0, for comparison', run('-e', '0')],
      ['planwright --version', run(bin, '--version')],
      ['planwright check, one file of 150 lines', run(bin, 'check', path.join(folder, 'plan-0.md'))],
      ['planwright check --format json, 200 files of 150 to 350 lines', run(bin, 'check', '--format', 'json', folder)],
    ].map(([name, times]) => [name, ms(quantile(times, 0.5)), ms(quantile(times, 0.95))]);
    print(['command line (ms)', 'p50', 'p95'], rows);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A folder of plans, configs and documents that are none, in one thread, in one for each processor, and again with what was kept. */
function folders() {
  const folder = mkdtempSync(path.join(tmpdir(), 'planwright-bench-'));
  const count = quick ? 100 : 1_000;
  const make = [
    ['md', () => markdownPlan(60)],
    ['yaml', () => yamlPlan(60)],
    ['yaml', () => manifests(60)],
    ['yaml', () => otherYaml(200)],
    ['md', () => '# Notes\n\nNothing to see.\n'.repeat(20)],
    ['sh', () => shellScript(60)],
  ];
  for (let at = 0; at < count; at++) {
    const inside = path.join(folder, `part-${at % 10}`);
    mkdirSync(inside, { recursive: true });
    const [extension, write] = make[at % make.length];
    writeFileSync(path.join(inside, `${at}.${extension}`), write().replaceAll('8', String((at % 7) + 2)));
  }
  const env = { ...process.env, XDG_CACHE_HOME: path.join(folder, '.cache') };
  const run = (...args) =>
    timed(1, () => spawnSync(process.execPath, [inRoot('bin/planwright.mjs'), 'check', ...args], { cwd: folder, env }))[0];
  try {
    const names = readdirSync(folder, { recursive: true }).filter((name) => /\.(?:md|yaml|sh)$/.test(name));
    // a dozen at a time stay in one thread
    let alone = 0;
    for (let from = 0; from < names.length; from += 12) alone += run(...names.slice(from, from + 12));
    const cold = run('.');
    run('--cache', '.');
    const warm = run('--cache', '.');
    print(
      [`${count} files (ms)`, ''],
      [
        ['a dozen at a time, one thread', ms(alone)],
        ['all at once', ms(cold)],
        ['again, with --cache', ms(warm)],
      ],
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One text in this process, and a folder of markdown by a program of its own, beside linters of prose and style. Each looks for other things. */
async function linters() {
  if (!flags.has('--peers')) return console.log('Linters of others: --peers\n');
  const { libraries, programs } = await fetchLinters(inRoot('out/linters'), say);
  const { analyze } = await loadEngine();
  const rows = [];
  for (const { name, check } of [{ name: 'Planwright, figures', check: (text) => analyze(text, { language: 'markdown' }) }, ...libraries]) {
    for (const lines of sizes) {
      const times = [];
      // some keep what they found: each time another text
      for (let n = 0; n < (quick || lines >= 10_000 ? 3 : 15); n++) {
        const text = `${markdownPlan(lines)}\nRun ${n} of ${n + 1}.\n`;
        const began = performance.now();
        await check(text);
        times.push(performance.now() - began);
      }
      rows.push([name, lines, ms(quantile(times, 0.5)), ms(quantile(times, 0.95))]);
      say(`${name}, ${lines} lines`);
    }
  }
  print(['one text (ms)', 'lines', 'p50', 'p95'], rows);
  folderOfMarkdown(programs);
}

function folderOfMarkdown(programs) {
  const folder = mkdtempSync(path.join(tmpdir(), 'planwright-bench-'));
  try {
    for (let n = 0; n < 130; n++) writeFileSync(path.join(folder, `plan-${n}.md`), markdownPlan(100 + n));
    const ours = { name: 'planwright check', command: [process.execPath, inRoot('bin/planwright.mjs'), 'check'] };
    const rows = [ours, ...programs].map(({ name, command: [program, ...args] }) => {
      const times = timed(quick ? 2 : 5, () => spawnSync(program, [...args, folder], { stdio: 'ignore' }));
      return [name, ms(quantile(times, 0.5)), ms(quantile(times, 0.95))];
    });
    print(['130 files of 100 to 230 lines of markdown (ms)', 'p50', 'p95'], rows);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function bundles() {
  const files = ['dist/node', 'dist/extension', 'dist/web/extension.js', 'dist/web/server.js'];
  const rows = files.map((file) => {
    const parts = statSync(inRoot(file)).isDirectory() ? readdirSync(inRoot(file)).map((name) => path.join(file, name)) : [file];
    const sizes = parts.map((part) => readFileSync(inRoot(part))).map((bytes) => [bytes.length, gzipSync(bytes, { level: 9 }).length]);
    const sum = (nth) => sizes.reduce((all, size) => all + size[nth], 0);
    return [file, kB(sum(0)), kB(sum(1))];
  });
  print(['bundles (kB)', 'minified', 'gzip'], rows);
}

function timed(count, action) {
  const times = [];
  for (let n = 0; n < count; n++) {
    const began = performance.now();
    action(n);
    times.push(performance.now() - began);
  }
  return times;
}

/** Elapsed times, and what of them this process had a processor for. */
function timedTwice(count, action) {
  const spent = [];
  const times = timed(count, (n) => {
    const before = process.cpuUsage();
    action(n);
    const { user, system } = process.cpuUsage(before);
    spent.push((user + system) / 1000);
  });
  return [times, spent];
}

function ms(value) {
  return value >= 100 ? value.toFixed(0) : value.toFixed(1);
}

function kB(bytes) {
  return (bytes / 1000).toFixed(0);
}

/** A table in markdown, so that it can be pasted. */
function print(head, rows) {
  const all = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, at) => Math.max(...all.map((row) => row[at].length)));
  const line = (row) => `| ${row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at]))).join(' | ')} |`;
  console.log(
    [
      line(all[0]),
      `|${widths.map((width, at) => (at === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`,
      ...all.slice(1).map(line),
      '',
    ].join('\n'),
  );
}
