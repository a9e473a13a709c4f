/**
 * The tables of docs/physics.md: published and measured figures beside what the physics gives.
 *
 *   node scripts/physics-table.mjs           prints them
 *   node scripts/physics-table.mjs --write   brings docs/physics.md up to date
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
process.chdir(root);

const args = process.argv.slice(2);
for (const arg of args) if (arg !== '--write') throw new Error(`unknown option ${arg}; known is --write`);

await mkdir('out', { recursive: true });
const folder = mkdtempSync('out/physics-');
try {
  const outfile = path.resolve(folder, 'tables.mjs');
  await build({
    entryPoints: ['test/physics/tables.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
  });
  const { agreementTable, layerTable, missedRuns, withTables } = await import(pathToFileURL(outfile).href);
  if (args.includes('--write')) {
    const file = 'docs/physics.md';
    writeFileSync(file, withTables(readFileSync(file, 'utf8')));
    console.log(`${file} is up to date`);
  } else {
    console.log([agreementTable(), missedRuns(), layerTable()].join('\n\n'));
  }
} finally {
  rmSync(folder, { recursive: true });
}
