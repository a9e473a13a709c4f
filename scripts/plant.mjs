/**
 * Plants one mistake in each of some real files with launches, and tells how many are noticed.
 *
 *   npm run plant -- [--count 40] [--seed 1] [--verbose] DIR…
 *
 * Files are drawn from the folders below DIR in turn, so that no author counts for more than another. A mistake is a number mistyped: twice
 * or half of it, one more or less, a digit changed, or three for two. Only one counts that plain arithmetic proves by the numbers of the launch itself: degrees that
 * do not go into the GPUs, heads or experts that a degree does not go into, a batch that ranks cannot share, layers that stages cannot. The
 * arithmetic is that of this file, not the engine's; the engine only tells which number stands where. Nothing is written.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { loadEngine } from '../bench/engine.mjs';
import { ensureDependencies } from './setup.mjs';

const args = process.argv.slice(2);
const option = (name, fallback) => (args.includes(name) ? Number(args[args.indexOf(name) + 1]) : fallback);
const count = option('--count', 40);
const seed = option('--seed', 1);
const verbose = args.includes('--verbose');
const folders = args.filter((arg, index) => !arg.startsWith('--') && !/^--(?:count|seed)$/.test(args[index - 1] ?? ''));
if (folders.length === 0 || !Number.isInteger(count) || !Number.isInteger(seed)) {
  console.error('usage: npm run plant -- [--count N] [--seed N] [--verbose] DIR…');
  process.exit(2);
}

ensureDependencies();
const { analyze } = await loadEngine();

/** mulberry32 */
let state = seed >>> 0;
function random() {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
function shuffled(items) {
  const out = [...items];
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [out[i], out[j]] = [out[j], out[i]];
  }
  return out;
}

const kinds = /\.(?:ya?ml|json|toml|md|rst|sh|sbatch|slurm)$/i;
function* filesOf(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const at = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* filesOf(at);
    else if (entry.isFile() && kinds.test(entry.name) && statSync(at).size < 200_000) yield at;
  }
}

const spoken = (text, file) => {
  const result = analyze(text, { path: file });
  return {
    result,
    said: result.findings.filter(({ severity }) => severity === 'error' || severity === 'warning').map(({ message }) => message),
  };
};

/** Values as people mistype them. */
const slips = (value) =>
  [...new Set([value * 2, value / 2, value + 1, value - 1, value + 2, value - 2, value * 3, value * 1.5])].filter(
    (other) => Number.isInteger(other) && other > 1 && other !== value,
  );

/** Engines that serve a model take at most the GPUs there are; those that train share all of them. */
const serves = new Set(['vllm', 'sglang', 'tensorrt-llm', 'kserve']);

/** Why the numbers of a launch cannot be, by plain arithmetic; null where that is not proven. */
function proof(get, engine, closed) {
  const [tp, pp, cp, gpus] = [get('tp'), get('pp') ?? 1, get('cp') ?? 1, get('gpus') ?? product(get('nodes'), get('gpus_per_node'))];
  if (tp && get('heads') && get('heads') % tp !== 0) return 'heads';
  if (engine.startsWith('rollout') || engine === 'jobs') return tp && gpus && gpus % (tp * pp) !== 0 ? 'GPUs' : null;
  if (tp && gpus && serves.has(engine)) return tp * pp > gpus ? 'GPUs' : null;
  if (tp && gpus && gpus % (tp * pp * cp) !== 0) return 'GPUs';
  // other files may lay the stages out, and most programs cut them as they like
  if (closed && /megatron/.test(engine) && get('layers') && pp > 1 && get('layers') % pp !== 0) return 'layers';
  if (get('experts') && get('ep') && get('experts') % get('ep') !== 0) return 'experts';
  const ranks = tp && gpus ? gpus / (tp * pp * cp) : undefined;
  if (get('global_batch') && get('micro_batch') && ranks && get('global_batch') % (get('micro_batch') * ranks) !== 0) return 'batch';
  if (get('global_batch') && get('mini_batch') && get('global_batch') < get('mini_batch')) return 'batch';
  return null;
}
const product = (a, b) => (a === undefined || b === undefined ? undefined : a * b);
const asWanted = ['heads', 'GPUs', 'batch', 'layers', 'experts'];

/** Every mistake that one changed number of a file makes. */
function* mistakes(text, result) {
  for (const launch of result.plan?.launches.launches ?? []) {
    const known = (slot) => launch.get(slot)?.value;
    if (proof(known, launch.engine.id, launch.closed) !== null) continue;
    for (const [slot, bound] of launch.input.numbers) {
      if (
        bound.source !== 'written' ||
        !bound.editable ||
        !bound.place ||
        text.slice(bound.place.start, bound.place.end) !== String(bound.value)
      )
        continue;
      for (const value of slips(bound.value)) {
        const other = (asked) =>
          asked === slot ? value : asked === 'gpus' && slot !== 'gpus' && !launch.input.numbers.has('gpus') ? undefined : known(asked);
        const kind = proof(other, launch.engine.id, launch.closed);
        if (kind) yield { kind, slot, from: bound.value, to: value, at: bound.place };
      }
    }
  }
}

const perFolder = folders.flatMap((folder) =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((entry) => shuffled([...filesOf(path.join(folder, entry.name))])),
);
const planted = [];
let loud = 0;
for (let turn = 0; planted.length < count && perFolder.some((files) => files.length > 0); turn++) {
  const files = perFolder[turn % perFolder.length];
  for (let file = files.pop(); file !== undefined; file = files.pop()) {
    const text = readFileSync(file, 'utf8');
    const { result, said } = spoken(text, file);
    const possible = shuffled([...mistakes(text, result)]);
    if (possible.length === 0) continue;
    if (said.length > 0) loud++;
    // kinds in turn, as far as the file has them
    const wanted = asWanted.map((_, index) => asWanted[(planted.length + index) % asWanted.length]);
    const mistake = wanted.map((kind) => possible.find((one) => one.kind === kind)).find((one) => one !== undefined);
    const changed = text.slice(0, mistake.at.start) + mistake.to + text.slice(mistake.at.end);
    const fresh = spoken(changed, file).said.filter((message) => !said.includes(message));
    planted.push({ file, ...mistake, caught: fresh.length > 0, message: fresh[0] });
    break;
  }
}
const caught = planted.filter((one) => one.caught);
for (const { file, kind, slot, from, to, caught: found, message } of planted)
  if (verbose || !found)
    console.log(
      `${found ? 'caught' : 'MISSED'} ${kind}: ${slot} ${from} -> ${to} in ${path.relative(process.cwd(), file)}${message ? `: ${message.slice(0, 120)}` : ''}`,
    );
for (const kind of asWanted) {
  const of = planted.filter((one) => one.kind === kind);
  if (of.length > 0) console.log(`${kind}: ${of.filter((one) => one.caught).length} of ${of.length}`);
}
console.log(
  `${caught.length} of ${planted.length} planted mistakes noticed; ${loud} of the files as they are had a finding before (seed ${seed})`,
);
