/** The site of the docs and its playground, as a person uses them. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { buildSite, serveSite } from '../../../scripts/site.mjs';
import { artifacts } from '../lib/util.mjs';
import { looks, seriousIn } from './axe.mjs';

/** All but the generator's own button, which says *Search* and shows a key beside it. */
const ours = { exclude: ['.DocSearch-Button'] };

export async function site({ browser, step, shots = artifacts }) {
  const { address, stop } = await serveSite(await buildSite());
  const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
  const elsewhere = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(address) && !request.url().startsWith('data:')) elsewhere.push(request.url());
  });
  const found = () => page.locator('#found li');
  try {
    await step('an example of a rule opens in the playground, which finds what the page says', async () => {
      await page.goto(`${address}/rules/divisibility.html`);
      await page.locator('a.try').first().click();
      await found().first().waitFor();
      assert.match(await found().first().innerText(), /40 attention heads cannot be divided by TP 16/);
      assert.equal(await page.locator('#marks mark.error').innerText(), '16');
      await page.screenshot({ path: path.join(shots, 'playground-example.png') });
      assert.match(await page.locator('#found a').first().getAttribute('href'), /rules\/divisibility\.html$/);
    });

    await step('a click fixes it, and one undo takes that back', async () => {
      const text = page.locator('#text');
      const before = await text.inputValue();
      await page.locator('#found .fixes button').first().click();
      await page.locator('#status', { hasText: 'nothing found' }).waitFor();
      assert.match(await text.inputValue(), /Tensor parallel size: (?:8|20)\n/);
      await text.press('Control+z');
      await page.locator('#status', { hasText: '1 error' }).waitFor();
      assert.equal(await text.inputValue(), before);
    });

    await step('what is written is checked, and is in the address', async () => {
      await page.goto(`${address}/playground/index.html`);
      await page.locator('#status', { hasText: 'nothing found' }).waitFor();
      const text = page.locator('#text');
      await text.fill((await text.inputValue()).replace('32 ÷ 2 = 16', '32 ÷ 2 = 15'));
      await found().first().waitFor();
      await page.waitForFunction(() => location.hash.length > 50);
      const other = await browser.newPage();
      await other.goto(page.url());
      await other.locator('#found li').first().waitFor();
      assert.equal(await other.locator('#text').inputValue(), await text.inputValue());
      await other.close();
    });

    await step('other values are tried below the text, and written into it', async () => {
      await page.goto('about:blank');
      await page.goto(`${address}/playground/index.html`);
      await page.locator('#expected').waitFor();
      await page.locator('#tp-2').focus();
      await page.keyboard.press('ArrowRight');
      await page.locator('#summary', { hasText: 'TP 4 · PP 2 · DP 8 on 64' }).waitFor();
      await page.screenshot({ path: path.join(shots, 'playground.png'), fullPage: true });
      await page.locator('#use').press('Enter');
      await page.waitForFunction(() => /4 × 2 × 8 = 64/.test(document.querySelector('#text').value));
      await page.locator('#status', { hasText: 'nothing found' }).waitFor();
    });

    await step('a caret on a number tells what is known of it', async () => {
      await page.locator('#text').evaluate((area) => {
        area.focus();
        const at = area.value.indexOf('(TP)**: 4') + 8;
        area.setSelectionRange(at, at);
      });
      await page.locator('#at', { hasText: 'tensor parallel size (TP) = 4' }).waitFor();
    });

    for (const [name, look] of Object.entries(looks)) {
      const shot = (what) => path.join(shots, `${what}-${name.replace(' ', '-')}.png`);
      await step(`the playground has nothing grave against it in ${name}`, async () => {
        await page.emulateMedia(look);
        await page.goto('about:blank');
        await page.goto(`${address}/rules/gpu-count.html`);
        await page.locator('a.try').first().click();
        await found().first().waitFor();
        assert.deepEqual(await seriousIn(page), []);
        // the marks lie behind the text, which must not cover them, and what is chosen is told apart from the rest
        const colour = (selector) =>
          page
            .locator(selector)
            .first()
            .evaluate((element) => getComputedStyle(element).backgroundColor);
        assert.match(await colour('#text'), /^rgba\(.*, 0\)$/);
        assert.notEqual(await colour('.chip input:checked + span'), await colour('.chip input:enabled:not(:checked) + span'));
        await page.screenshot({ path: shot('playground') });
      });

      await step(`the pages of the docs have nothing grave against them in ${name}`, async () => {
        const grave = [];
        for (const file of ['index', 'first-plan', 'cli', 'editors', 'rules/gpu-count', 'zh/index']) {
          await page.goto(`${address}/${file}.html`);
          grave.push(...(await seriousIn(page, ours)).map((found) => `${file}: ${found}`));
        }
        await page.goto(`${address}/first-plan.html`);
        await page.screenshot({ path: shot('site') });
        assert.deepEqual(grave, []);
      });
    }
    await page.emulateMedia(looks.light);

    await step('the site finds a word of its pages', async () => {
      await page.goto(`${address}/index.html`);
      // The page is there as text before its program listens; a key pressed before that is lost.
      await page.waitForFunction(() => document.querySelector('#app')?.__vue_app__);
      await page.keyboard.press('Control+k');
      await page.locator('#localsearch-input').fill('bubble');
      await page.locator('.VPLocalSearchBox .result', { hasText: 'pipeline-bubble' }).first().waitFor();
      await page.screenshot({ path: path.join(shots, 'site-search.png') });
      await page.keyboard.press('Escape');
    });

    await step('nothing was asked of anybody else', () => assert.deepEqual(elsewhere, []));
  } finally {
    await page.close();
    await stop();
  }
}
