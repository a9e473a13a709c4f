/** The same sights in three themes: a picture of each in .e2e-artifacts, and what axe-core says of what is ours. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { keepEvidence } from './lib/page.mjs';
import { openSession } from './lib/session.mjs';
import { artifacts, tally } from './lib/util.mjs';
import { seriousIn } from './pages/axe.mjs';

/** Names of themes by the class that the workbench has in them. */
const themes = { 'vs-dark': 'Default Dark Modern', vs: 'Default Light Modern', 'hc-black': 'Default High Contrast' };

const wrong = '(2048 ÷ 4 = 513)';

/** A plan with one wrong figure, which shows what it should be from the first moment. Resolves to its line. */
function addSlip({ workspace }) {
  const right = readFileSync(path.join(workspace, 'plan-corrected.md'), 'utf8');
  const text = right.replace('(2048 ÷ 4 = 512)', wrong);
  assert.notEqual(text, right);
  writeFileSync(path.join(workspace, 'slip.md'), text);
  return 1 + text.split('\n').findIndex((line) => line.includes(wrong));
}

/** What fades in has done so. */
const settled = (page, ms = 500) => page.waitForTimeout(ms);

async function afresh({ page, workbench }, file) {
  await page.mouse.move(700, 20);
  await workbench.command('View: Close All Editors');
  if (file) await workbench.openFile(file);
}

const lensOf = (page, hasText) => page.locator('.monaco-editor .codelens-decoration', { hasText }).first().waitFor();

/** The rows of a hover but for those of findings, whose colours are the editor's. */
const ownRows = '.monaco-hover:not(.hidden) .hover-contents:not(.marker)';

/** What axe-core finds in a page whose frame runs no script, nor axe-core's timers: it is asked of a copy. */
async function seriousInCopy(page, frame) {
  const markup = await frame.locator('html').evaluate((element) => element.outerHTML);
  const copy = await page.context().browser().newPage();
  await copy.setContent(`<!DOCTYPE html>${markup}`);
  assert.ok((await copy.locator('body').innerText()).length > 100, markup.slice(0, 500));
  const grave = await seriousIn(copy);
  await copy.close();
  return grave;
}

/** Looked at in this order; each resolves to what axe-core finds, where there is something of ours to ask it about. */
const sights = {
  async lens({ page, workbench, show }) {
    await show('plan.md', 33);
    await workbench.squiggleOn('Total GPUs: 512 (');
    await lensOf(page, '2048 GPUs, not 512');
  },

  async hover({ page, workbench }) {
    const hover = await workbench.hoverSquiggle('Total GPUs: 512 (');
    const held = hover.locator('p', { hasText: /holds ≈/ });
    await held.first().waitFor();
    await settled(page);
    return seriousIn(page, ownRows);
  },

  async explore({ page, workbench }) {
    await page.keyboard.press('Escape');
    await workbench.command('Planwright: Explore Layouts');
    const frame = await workbench.webview(/Memory of a GPU/);
    await frame.locator('#layouts .dot').first().waitFor();
    await workbench.command('View: Toggle Primary Side Bar Visibility');
    await settled(page);
    return seriousIn(frame);
  },

  async 'explore-layouts'({ page, workbench }) {
    const frame = await workbench.webview(/Memory of a GPU/);
    await frame.locator('#speed-title').evaluate((title) => title.scrollIntoView());
    await workbench.command('View: Toggle Primary Side Bar Visibility');
    await settled(page);
  },

  async details(view) {
    const { page, workbench } = view;
    await afresh(view, 'mixture.md');
    // it moves the lines below it
    await lensOf(page, 'GPUs');
    const hover = await workbench.hoverOn('Total GPUs**: 2048', '2048');
    await settled(page);
    const grave = await seriousIn(page, ownRows);
    await hover.locator('a', { hasText: 'Details' }).first().click();
    // the editor's own preview of markdown shows them: its colours are not ours to judge
    await (await workbench.webview(/holds/)).locator('table').first().waitFor();
    // the hover goes with the pointer
    await page.mouse.move(700, 800);
    await hover.waitFor({ state: 'hidden' });
    await settled(page);
    return grave;
  },

  async report(view) {
    const { page, workbench } = view;
    await afresh(view, 'plan.md');
    await workbench.squiggleOn('Total GPUs: 512 (');
    await workbench.command('Planwright: Show Modifications');
    const frame = await workbench.webview(/Show and apply all 31 changes/);
    await settled(page);
    return seriousInCopy(page, frame);
  },

  async inlay(view) {
    const { page, workbench, slipAt } = view;
    await afresh(view, 'slip.md');
    await workbench.goToLine(slipAt);
    const hint = page.locator('.monaco-editor .view-line span', { hasText: /^→.512$/ });
    await hint.last().waitFor();
    await page.mouse.move(900, 800);
    await settled(page);
  },

  async walkthrough(view) {
    const { page, workbench } = view;
    await afresh(view);
    await workbench.command('Welcome: Open Walkthrough');
    await page.keyboard.type('Planwright', { delay: 5 });
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Planwright: your first plan' }).first().click();
    await workbench.webview(/There is no format to learn/);
    await settled(page);
  },
};

/** Resolves to the counts; pictures `THEME-SIGHT.png` go to `shots`. */
export async function inThemes({ shots = artifacts } = {}) {
  mkdirSync(shots, { recursive: true });
  const session = await openSession();
  const { place, page, workbench, heard, running } = session;
  page.setDefaultTimeout(45_000);
  const settings = path.join(place.profile, 'user-data/User/settings.json');
  const given = JSON.parse(readFileSync(settings, 'utf8'));
  const view = { page, workbench, slipAt: addSlip(place) };
  const results = [];
  try {
    for (const [kind, theme] of Object.entries(themes)) {
      writeFileSync(settings, JSON.stringify({ ...given, 'workbench.colorTheme': theme }));
      view.show = async (name, line) => {
        await session.show(name, line);
        await page.locator(`.monaco-workbench.${kind}`).waitFor();
      };
      for (const [name, look] of Object.entries(sights)) {
        const began = Date.now();
        const result = { title: `${name} in ${theme}` };
        results.push(result);
        try {
          assert.deepEqual((await look(view)) ?? [], []);
          Object.assign(result, { state: 'passed', ms: Date.now() - began });
        } catch (error) {
          Object.assign(result, { state: 'failed', error: String(error.stack ?? error) });
          await keepEvidence(`themes-${kind}-${name}`, page, heard, [running.logFile]);
        }
        await page.screenshot({ path: path.join(shots, `${kind}-${name}.png`) });
      }
      await afresh(view);
    }
  } finally {
    await session.end(results.some(({ state }) => state === 'failed'));
  }
  return tally('the same sights in three themes', results, 0);
}
