/** `npm start`, as somebody sees it who has just cloned the repository: the terminal first, then the web workbench with the plan marked. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { inRoot, root } from '../../scripts/setup.mjs';
import { launch, viewport } from './lib/chromium.mjs';
import { keepEvidence, listen } from './lib/page.mjs';
import { tally } from './lib/util.mjs';
import { Workbench } from './lib/workbench.mjs';

export async function start() {
  const results = [];
  const child = spawn(process.execPath, [inRoot('scripts/start.mjs'), '--web'], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk;
    });
  }
  const gone = new Promise((resolve) => child.once('exit', resolve));
  const browser = await launch();
  const page = await browser.newPage({ viewport });
  const heard = await listen(page);
  const workbench = new Workbench(page);
  const began = Date.now();
  try {
    const [, url] = await workbench.until(() => /open this in a browser: (http:\S+)/.exec(said), 60_000);
    assert.match(said, /8 × 4 × 16 × 4 is 2048, not 512/, 'the terminal tells what is wrong');
    await page.goto(url);
    await workbench.squiggleOn('Total GPUs: 512 (');
    child.kill('SIGINT');
    assert.equal(await gone, 0);
    results.push({
      title: 'npm start checks the example in the terminal, then marks it in an editor',
      state: 'passed',
      ms: Date.now() - began,
    });
  } catch (error) {
    results.push({ title: 'npm start', state: 'failed', error: `${error.stack ?? error}\n${said}` });
    await keepEvidence('start', page, heard);
  } finally {
    child.kill('SIGTERM');
    await browser.close();
    await gone;
  }
  return tally('npm start', results, 0);
}
