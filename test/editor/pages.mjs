/** Pages of ours that need no editor, in a browser that reaches nothing. */
import { mkdirSync } from 'node:fs';
import { launch } from './lib/chromium.mjs';
import { artifacts, tally } from './lib/util.mjs';
import { app } from './pages/app.mjs';
import { chinese } from './pages/chinese.mjs';
import { site } from './pages/site.mjs';

export async function pages() {
  mkdirSync(artifacts, { recursive: true });
  const browser = await launch();
  const results = [];
  const step = async (title, work) => {
    const began = Date.now();
    try {
      await work();
      results.push({ title, state: 'passed', ms: Date.now() - began });
    } catch (error) {
      results.push({ title, state: 'failed', error: String(error.stack ?? error) });
    }
  };
  try {
    await app({ browser, step });
    await chinese({ browser, step });
    await site({ browser, step });
  } finally {
    await browser.close();
  }
  return tally('pages in a browser', results, 0);
}
