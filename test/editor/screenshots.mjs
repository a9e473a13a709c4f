/** Takes the pictures of docs/images from a run of the packaged extension. */
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { inRoot } from '../../scripts/setup.mjs';
import { artifacts } from './lib/util.mjs';
import { ui } from './ui.mjs';

const pictures = {
  hover: 'hover',
  dense: 'hover-dense',
  mixture: 'hover-mixture',
  'pretrain-405b': 'hover-nemo',
  'torchtitan-405b': 'hover-torchtitan',
  'llama-70b': 'hover-vllm',
  details: 'details',
  menu: 'quick-fix',
  explore: 'explore',
  'explore-layouts': 'explore-layouts',
  report: 'modifications',
};

export async function screenshots() {
  const count = await ui();
  if (count.failed > 0) return count;
  for (const [step, name] of Object.entries(pictures))
    copyFileSync(path.join(artifacts, `ui-${step}.png`), inRoot(`docs/images/${name}.png`));
  return count;
}
