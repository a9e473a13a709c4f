/**
 * Writes plans whose numbers agree, checks that nothing is found in them, changes one number of each and counts how often the change is
 * found and undone. See docs/testing.md.
 *
 *   npm run mutate -- --count 10000 --seed 7        figures, and examples of what went wrong
 *   npm run mutate -- --examples 5                  more examples of each class; --classes 10: fewer classes
 *   npm run mutate -- --minimal                     examples cut down to the lines that matter
 *   npm run mutate -- --show 1234                   the plan of one seed, as the examples name them
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureDependencies, inRoot } from './setup.mjs';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    examples: { type: 'string', default: '1' },
    classes: { type: 'string', default: '1000' },
    minimal: { type: 'boolean', default: false },
    show: { type: 'string' },
  },
});
ensureDependencies();
const { campaign, reportText, generatePlan } = await load();
if (values.show !== undefined) {
  console.log(generatePlan(Number(values.show)).text);
} else {
  const began = performance.now();
  const count = Number(values.count);
  const onProgress = (done) => {
    if (process.stderr.isTTY && done % 100 === 0) process.stderr.write(`\r${done} of ${count}`);
  };
  const outcome = campaign({ count, seed: Number(values.seed), onProgress });
  if (process.stderr.isTTY) process.stderr.write('\r');
  console.log(reportText(outcome, { examples: Number(values.examples), classes: Number(values.classes), minimal: values.minimal }));
  console.log(`${((performance.now() - began) / 1000).toFixed(1)} s`);
}

/** The generator and the engine, bundled from the sources as they are now. */
async function load() {
  const esbuild = await import('esbuild');
  mkdirSync(inRoot('out'), { recursive: true });
  const folder = mkdtempSync(inRoot('out/mutate-'));
  try {
    const outfile = path.join(folder, 'mutate.mjs');
    await esbuild.build({
      stdin: {
        contents:
          "export { campaign } from './campaign.ts'; export { reportText } from './report.ts'; export { generatePlan } from './generator/plan.ts';",
        resolveDir: inRoot('test/mutation'),
        loader: 'ts',
      },
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      packages: 'external',
    });
    return await import(pathToFileURL(outfile));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
