import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { analyze } from '../../server/src/engine.ts';

/**
 * Pairs of small files: one with a mistake that its program stops at, and the same one mended. A folder holds files that speak of one
 * another. What is told of the first must not be told of the second, of which nothing may be told at all.
 */
const root = 'test/frameworks/pairs';

function filesIn(folder: string, prefix = ''): Record<string, string> {
  const out: Record<string, string> = {};
  for (const name of readdirSync(folder)) {
    const at = path.join(folder, name);
    if (statSync(at).isDirectory()) Object.assign(out, filesIn(at, `${prefix}${name}/`));
    else out[`${prefix}${name}`] = readFileSync(at, 'utf8');
  }
  return out;
}

/** Errors and warnings of a file, or of all files of a folder, each read beside the others. */
function told(pair: string, side: string): string[] {
  const name = readdirSync(path.join(root, pair)).find((entry) => entry.startsWith(side)) ?? '';
  const at = path.join(root, pair, name);
  const files = statSync(at).isDirectory() ? filesIn(at) : { [name]: readFileSync(at, 'utf8') };
  return Object.entries(files).flatMap(([file, text]) =>
    analyze(text, { path: file, files: (other) => files[other] ?? null })
      .findings.filter(({ severity }) => severity === 'error' || severity === 'warning')
      .map(({ message }) => message),
  );
}

describe('a launch with a mistake beside the same one without', () => {
  for (const pair of readdirSync(root))
    it(pair, () => {
      assert.deepEqual(told(pair, 'good'), []);
      assert.ok(told(pair, 'bad').length > 0, 'not seen');
    });
});
