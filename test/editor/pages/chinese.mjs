/** The what-if page of the editor in Chinese: its words come as data, and what it says of its own is translated. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';
import { inRoot, root } from '../../../scripts/setup.mjs';
import { artifacts } from '../lib/util.mjs';
import { seriousIn } from './axe.mjs';

const { analyze, explore } = createRequire(import.meta.url)(inRoot('dist/engine.cjs'));

/** Latin that stands among Chinese words: degrees, units, formats, names. */
const known = /\b(?:TP|PP|VPP|EP|CP|DP|GPUs?|GB|MB|KV|token|logits|plan\.md)\b/g;

export async function chinese({ browser, step, shots = artifacts }) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['client/explore/body.ts'],
    bundle: true,
    write: false,
    format: 'esm',
  });
  const { bodyIn } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
  const words = JSON.parse(readFileSync(inRoot('l10n/bundle.l10n.zh-cn.json'), 'utf8'));
  const analysis = analyze(readFileSync(inRoot('examples/plan-corrected.md'), 'utf8'), { path: 'plan.md' });
  const expected = Number((explore(analysis, {}).memory.expected / 1e9).toPrecision(3));
  const page = await browser.newPage({ viewport: { width: 1040, height: 1000 } });
  try {
    await step('the page speaks Chinese where the editor does', async () => {
      await page.exposeFunction('answerOf', (change) => explore(analysis, change));
      await page.setContent(
        `<!DOCTYPE html><html lang="zh-cn"><title>布局</title><body>${bodyIn((text) => words[text] ?? text)}</body></html>`,
      );
      await page.addStyleTag({ content: readFileSync(inRoot('dist/page/explore.css'), 'utf8') });
      await page.evaluate((given) => {
        document.body.dataset.words = JSON.stringify(given);
        const post = async ({ change, asked }) =>
          postMessage({ kind: 'state', name: 'plan.md', state: await globalThis.answerOf(change), asked }, '*');
        globalThis.acquireVsCodeApi = () => ({ postMessage: post, getState: () => undefined, setState: () => {} });
      }, words);
      await page.addScriptTag({ content: readFileSync(inRoot('dist/page/explore.js'), 'utf8') });
      await page.locator('#summary', { hasText: `TP 4 · PP 4 · EP 8 · DP 4，共 512 块 GPU · 预计 ${expected} GB，上限 64 GB` }).waitFor();
      for (const summary of await page.locator('summary').all()) await summary.click();
      // what the engine says in words is English: reasons, assumptions, what decides
      const own = await page.locator('h1, h2, legend, dt, th, caption, summary, button:not(.plain), .legend li').allInnerTexts();
      for (const text of own) assert.doesNotMatch(text.replace(known, ''), /[A-Za-z]{2}/, text);
      assert.deepEqual(await seriousIn(page), []);
      await page.screenshot({ path: path.join(shots, 'explore-chinese.png'), fullPage: true });
    });
  } finally {
    await page.close();
  }
}
