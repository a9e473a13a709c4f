/** The licences of what the bundles carry, as those licences ask. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { inRoot } from './setup.mjs';

/** `inputs` are the files of an esbuild metafile. Resolves to one text with name, version and licence of every package among them. */
export function notices(inputs) {
  const folders = new Set(inputs.flatMap((file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []));
  const parts = [...folders].map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(inRoot(folder, 'package.json'), 'utf8'));
    const file = readdirSync(inRoot(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const text =
      file && existsSync(inRoot(folder, file)) ? readFileSync(path.join(inRoot(folder), file), 'utf8').trim() : `Licence: ${license}`;
    return `${name} ${version}\n\n${text}\n`;
  });
  return ['Planwright includes the following packages.\n', ...[...new Set(parts)].sort()].join(`\n${'-'.repeat(80)}\n\n`);
}
