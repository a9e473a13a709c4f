/**
 * docs/dialects.md and the list of the dialects, from the descriptions in server/src/frameworks.
 *
 *   node scripts/generate-dialects.mjs           prints the document
 *   node scripts/generate-dialects.mjs --write   brings both up to date, after a dialect was added or changed
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

process.chdir(path.dirname(path.dirname(fileURLToPath(import.meta.url))));

const args = process.argv.slice(2);
for (const arg of args) if (arg !== '--write') throw new Error(`unknown option ${arg}; known is --write`);

if (args.includes('--write')) {
  const place = 'server/src/frameworks/dialects';
  const found = readdirSync(place)
    .filter((file) => file !== 'index.ts')
    // as the formatter sorts imports: the shorter name first
    .sort((a, b) => (path.parse(a).name < path.parse(b).name ? -1 : 1))
    .map((file) => ({ file, name: /^export const (\w+): Dialect = /m.exec(readFileSync(path.join(place, file), 'utf8'))?.[1] ?? '' }))
    .filter(({ name }) => name !== '');
  const lines = [
    '// Made by `node scripts/generate-dialects.mjs --write` from the files beside this one.',
    "import type { Dialect } from '../dialect.ts';",
    ...found.map(({ file, name }) => `import { ${name} } from './${file}';`),
    '',
    '/** Every dialect; of several that a config fits, the first counts. */',
    'export const dialects: readonly Dialect[] = [',
    ...found.map(({ name }) => `  ${name},`),
    '].sort((a, b) => a.order - b.order);',
    '',
  ];
  writeFileSync(path.join(place, 'index.ts'), lines.join('\n'));
}

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
