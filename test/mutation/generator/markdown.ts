import { architecture } from './architecture.ts';
import { batches } from './batches.ts';
import { summary, verification } from './closing.ts';
import { hardware, title } from './cluster.ts';
import { comparison } from './comparison.ts';
import type { Draft } from './draft.ts';
import { layout } from './layout.ts';
import { memory, weights } from './memory.ts';
import { Noise } from './noise.ts';
import { ranges } from './ranges.ts';
import { divisions } from './shares.ts';
import { speed } from './speed.ts';

/** A plan in markdown: what it runs on, the model, the layout, what follows, and asides here and there. */
export function writeMarkdown(draft: Draft): void {
  const { random } = draft;
  const noise = new Noise(draft);
  title(draft);
  const first = [hardware, architecture, layout];
  for (const section of random.chance(0.8) ? first : random.shuffle(first)) section(draft);
  for (const section of [divisions, ranges, batches, weights, memory, speed, comparison]) {
    if (random.chance(0.2)) noise.write();
    section(draft);
  }
  if (random.chance(0.4)) noise.write();
  verification(draft);
  summary(draft);
}
