/** A module of the engine and all below it, bundled from the sources as they are now and loaded into this process. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { inRoot } from '../scripts/setup.mjs';

export async function loadEngine(entry = 'server/src/engine.ts') {
  const esbuild = await import('esbuild');
  mkdirSync(inRoot('out'), { recursive: true });
  const folder = mkdtempSync(inRoot('out/engine-'));
  try {
    const outfile = path.join(folder, 'engine.cjs');
    await esbuild.build({
      entryPoints: [inRoot(entry)],
      outfile,
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      mainFields: ['module', 'main'],
    });
    return createRequire(import.meta.url)(outfile);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
