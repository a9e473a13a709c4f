/**
 * The forecast of tokens per second and GPU for layouts that were run, against the rates that were published:
 *
 *   node scripts/forecast.mjs RUNS.json
 *
 * RUNS.json: `{"rows": [{"config": {"model", "system", "precision", "gpus", "gbs", "mbs", "seq", "tp", "pp", "cp", "vp", "ep"},
 * "published": {"tokens_per_s_gpu"}}]}`, as the tables of Megatron-Bridge have them.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const [file] = process.argv.slice(2);
if (!file) throw new Error('usage: node scripts/forecast.mjs RUNS.json');

async function engine() {
  await mkdir(path.join(root, 'out'), { recursive: true });
  const folder = mkdtempSync(path.join(root, 'out/forecast-'));
  try {
    const outfile = path.join(folder, 'engine.mjs');
    const contents = ['physics/index', 'repair/advise', 'repair/machine'].map((name) => `export * from './server/src/${name}.ts';`);
    const stdin = { contents: contents.join('\n'), resolveDir: root, loader: 'ts' };
    await build({ stdin, outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'warning' });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const { adviseLayouts, findAccelerator, findModel, machineOf } = await engine();

/** `LLAMA3_70B`, `DeepSeekV3`, `Nemotron4_340B`: names of recipes as the catalog spells them. */
const spelled = (name) =>
  name
    .replace(/\s*\(.*\)/, '')
    .replace(/([a-z])(\d)/gi, '$1 $2')
    .replace(/_/g, ' ')
    .replace(/deepseek ?v 3/i, 'DeepSeek-V3');
const modelOf = (name) => findModel(name.replace(/\s*\(.*\)/, '').trim()) ?? findModel(spelled(name));
const formatOf = (precision = '') => (/bf16/i.test(precision) ? 'bf16' : /fp4/i.test(precision) ? 'nvfp4' : 'fp8');

/** The forecast over what was published; null where model or accelerator is not known. */
function ratioOf({ config, published }) {
  const chip = /GB300|GB200|B300|B200|H100/.exec(config?.system ?? '')?.[0];
  const model = chip && published?.tokens_per_s_gpu ? modelOf(config.model) : null;
  const accelerator = model && findAccelerator(chip);
  const machine = accelerator && machineOf(accelerator, formatOf(config.precision));
  if (!machine) return null;
  const { tp, pp, cp, ep, mbs, vp, gpus, gbs, seq } = config;
  const stated = { tp: tp ?? 1, pp: pp ?? 1, cp: cp ?? 1, ep: ep ?? 1, ...(mbs && { microBatch: mbs }), ...(vp && { vpp: vp }) };
  // what was run did fit
  const capacity = 4 * accelerator.usable;
  const [layout] = adviseLayouts({ gpus, model: model.dimensions, machine, capacity, globalBatch: gbs, sequence: seq, stated });
  return layout ? layout.tokensPerGpu / published.tokens_per_s_gpu : null;
}

const { rows } = JSON.parse(readFileSync(file, 'utf8'));
const errors = rows.map(ratioOf).flatMap((ratio) => (ratio === null ? [] : [Math.abs(Math.log(ratio))]));
errors.sort((a, b) => a - b);
const median = errors[Math.floor(errors.length / 2)] ?? Number.NaN;
console.log(`${errors.length} runs, median |log error| ${median.toFixed(2)}, a factor of ${Math.exp(median).toFixed(2)}`);
