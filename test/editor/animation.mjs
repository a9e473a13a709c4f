/** The animated picture of the marketplace: one fix, and all the places that follow it, from a real workbench. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import gifenc from 'gifenc';
import { PNG } from 'pngjs';
import { inRoot } from '../../scripts/setup.mjs';
import { openSession } from './lib/session.mjs';
import { artifacts, tally } from './lib/util.mjs';

const { GIFEncoder, applyPalette, quantize } = gifenc;
const best = 'Use TP 4 · PP 4 · EP 8 · DP 4 (TP 8 → 4, EP 16 → 8)';
const size = { width: 1000, height: 620 };
/** As many as the text of an editor needs to look smooth. */
const colours = 96;
/** A page of a marketplace should not be kept waiting; bytes. */
const largest = 2_000_000;

/** Pictures, each shown for as long as it says (ms), as one that is repeated for ever. */
function gifOf(frames) {
  const gif = GIFEncoder();
  for (const { png, ms } of frames) {
    const { data, width, height } = PNG.sync.read(png);
    const palette = quantize(data, colours);
    gif.writeFrame(applyPalette(data, palette), width, height, { palette, delay: ms });
  }
  gif.finish();
  return gif.bytes();
}

export async function animation() {
  const settings = {
    'workbench.activityBar.location': 'hidden',
    'workbench.statusBar.visible': false,
    'files.autoSave': 'off',
    'diffEditor.hideUnchangedRegions.enabled': true,
    'diffEditor.wordWrap': 'off',
  };
  const session = await openSession({ settings, size });
  const { page, workbench } = session;
  const frames = [];
  const take = async (ms) => frames.push({ png: await page.screenshot({ path: path.join(artifacts, `fix-${frames.length}.png`) }), ms });
  try {
    await session.show('plan.md', 39);
    await workbench.squiggleOn('Total GPUs: 512 (');
    await workbench.command('View: Toggle Primary Side Bar Visibility');
    await page.locator('.codelens-decoration', { hasText: '2048 GPUs' }).first().waitFor();
    await take(1600);
    await workbench.quickFixes(best, 'Total GPUs: 512 (');
    await take(2000);
    await workbench.choose(best);
    await workbench.line('Total GPUs: 512 (4 × 4 × 8 × 4 = 512)').waitFor();
    await workbench.noSquiggleOn('Total GPUs: 512 (');
    await page.waitForTimeout(500);
    await take(1600);
    await workbench.command('File: Compare Active File with Saved');
    await page.locator('.monaco-diff-editor .modified .view-line').first().waitFor();
    await page.locator('.monaco-diff-editor .editor.modified').click();
    await page.keyboard.press('Control+Home');
    for (let turns = 0; turns < 5; turns++) {
      await page.waitForTimeout(500);
      await take(1500);
      await page.keyboard.press('PageDown');
    }
  } finally {
    await session.end(false);
  }
  const bytes = gifOf(frames);
  if (bytes.length > largest) throw new Error(`the picture has ${bytes.length} bytes`);
  writeFileSync(inRoot('docs/images/fix.gif'), bytes);
  return tally(
    `docs/images/fix.gif, ${frames.length} frames, ${Math.round(bytes.length / 1000)} kB`,
    [{ title: 'animation', state: 'passed' }],
    0,
  );
}
