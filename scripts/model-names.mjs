/**
 * How many of the models that documents name the catalog knows: `node scripts/model-names.mjs FOLDER… [--missing]`.
 * Counts mentions of `owner/Name` where the owner publishes language models and the name holds a size or a version.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const folders = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
if (folders.length === 0) throw new Error('usage: node scripts/model-names.mjs FOLDER… [--missing]');

const owners =
  '(?:meta-llama|huggyllama|NousResearch|unsloth|neuralmagic|RedHatAI|nvidia|Qwen|deepseek-ai|mistralai|google|openai|openai-community|moonshotai|zai-org|THUDM|microsoft|MiniMaxAI|tiiuae|bigscience|facebook|EleutherAI|01-ai|allenai|XiaomiMiMo|inclusionAI|baidu|tencent|stepfun-ai|ByteDance-Seed|databricks|CohereForAI|Snowflake|xai-org|meta-models|thinkingmachines)';
const mention = new RegExp(`(?<![\\w/.-])${owners}/([A-Za-z][\\w.-]*\\d[\\w.-]*)`, 'g');
const notModels =
  /\.(?:py|md|sh|ya?ml|json|toml|git|txt|html)$|^(?:Megatron|NeMo|DeepSpeed|TransformerEngine|cuda|pytorch|tensorrt)|embed|rerank|reward|whisper|clip|vit|-vae|prm|guard|mixture|gsm8k|instruct-\d$|dolci|eagle|dspark|dflash|assistant|-parse|-xx|distil-|fairseq|^(?:meta-llama-3\.\d|gemma-\d|llama3-instruct)$|(?:^|-)t5/i;

await mkdir(path.join(root, 'out'), { recursive: true });
const out = mkdtempSync(path.join(root, 'out/names-'));
try {
  const outfile = path.join(out, 'models.mjs');
  await build({
    entryPoints: [path.join(root, 'server/src/physics/models.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
  });
  const { findModel } = await import(pathToFileURL(outfile).href);
  const known = new Map();
  const missing = new Map();
  for (const folder of folders) {
    for (const entry of readdirSync(folder, { recursive: true })) {
      const file = path.join(folder, String(entry));
      if (!statSync(file).isFile() || statSync(file).size > 2_000_000) continue;
      for (const match of readFileSync(file, 'utf8').matchAll(mention)) {
        const name = match[0].replace(/[.-]+$/, '');
        if (notModels.test(match[1])) continue;
        const to = findModel(name) ? known : missing;
        to.set(name, (to.get(name) ?? 0) + 1);
      }
    }
  }
  const sum = (map) => [...map.values()].reduce((total, n) => total + n, 0);
  if (process.argv.includes('--missing')) for (const [name, n] of [...missing].sort((a, b) => b[1] - a[1])) console.log(`${n}\t${name}`);
  const all = sum(known) + sum(missing);
  console.log(
    `${sum(known)} of ${all} mentions known (${((100 * sum(known)) / Math.max(1, all)).toFixed(1)} %), ${known.size} of ${known.size + missing.size} names`,
  );
} finally {
  rmSync(out, { recursive: true, force: true });
}
