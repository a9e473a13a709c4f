/**
 * docs/dialects.md, from the descriptions in server/src/frameworks.
 *
 *   node scripts/generate-dialects.mjs           prints it
 *   node scripts/generate-dialects.mjs --write   brings docs/dialects.md up to date
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

process.chdir(path.dirname(path.dirname(fileURLToPath(import.meta.url))));

const args = process.argv.slice(2);
for (const arg of args) if (arg !== '--write') throw new Error(`unknown option ${arg}; known is --write`);

await mkdir('out', { recursive: true });
const folder = mkdtempSync('out/dialects-');
try {
  const outfile = path.resolve(folder, 'document.cjs');
  await build({
    entryPoints: ['test/frameworks/document.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    mainFields: ['module', 'main'],
    logLevel: 'warning',
  });
  const { dialectsDocument } = createRequire(import.meta.url)(outfile);
  if (args.includes('--write')) {
    writeFileSync('docs/dialects.md', dialectsDocument());
    console.log('docs/dialects.md is up to date');
  } else console.log(dialectsDocument());
} finally {
  rmSync(folder, { recursive: true, force: true });
}
