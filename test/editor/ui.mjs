/** What a person sees and does: the packaged extension in a real workbench, by mouse and keyboard. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { keepEvidence } from './lib/page.mjs';
import { openSession } from './lib/session.mjs';
import { artifacts, tally } from './lib/util.mjs';
import { seriousIn } from './pages/axe.mjs';

const best = 'Use TP 4 · PP 4 · EP 8 · DP 4 (TP 8 → 4, EP 16 → 8)';

/** What the preferred layout makes of examples/plan.md and plan.yaml, line by line; every other line stays as it is. */
const restated = {
  35: 'Tensor Parallelism (TP):   4',
  37: 'Expert Parallelism (EP):   8',
  39: 'Total GPUs: 512 (4 × 4 × 8 × 4 = 512)',
  52: '- **Expert groups**: 8',
  53: '- **Experts per GPU**: 8 (64 ÷ 8 = 8)',
  59: '- **Tensor groups**: 4',
  60: '- **Hidden dimensions per group**: 256 (1024 ÷ 4 = 256)',
  61: '- **Attention heads per group**: 4 (16 ÷ 4 = 4)',
  75: 'Parameters:        ~117.2MB  (30B × 2 bytes ÷ 512 = ~117.2MB)',
  77: 'Gradients:         ~117.2MB',
  78: 'Optimizer states:  ~234.4MB  (2× the parameters, Adam)',
  79: 'Total:             ~724.8MB',
  80: 'Utilization:       ~1.13%    (724.8MB ÷ 64GB)',
  108: 'Experts per GPU: 8',
  109: 'Hidden dimensions per GPU: 256',
  124: 'Expert groups:         8',
  125: 'Tensor groups:         4',
  128: 'Check: 4 × 8 × 4 × 4 = 512 modules = 512 GPUs ✓',
  134: '- **Experts**: 8 experts on each GPU',
  135: '- **Tensor**: 256 hidden dimensions on each GPU',
};
const restatedYaml = {
  20: '# 4 * 4 * 8 * 4 = 512',
  21: 'parallelism: {tensor: 4, pipeline: 4, expert: 8, data: 4}',
  26: '  experts_per_gpu: 8    # 64 / 8',
  27: '  heads_per_rank: "4"   # 16 / 4',
};

const restate = (text, lines) =>
  text
    .split('\n')
    .map((line, at) => lines[at + 1] ?? line)
    .join('\n');

/** Resolves to the counts; screenshots of every step go to `shots`. E2E_THEME names another theme than the editor's own. */
export async function ui({ shots = artifacts, theme = process.env.E2E_THEME } = {}) {
  mkdirSync(shots, { recursive: true });
  const session = await openSession(theme ? { settings: { 'workbench.colorTheme': theme } } : {});
  const { place, running, page, heard, workbench } = session;
  const disk = (name) => readFileSync(path.join(place.workspace, name), 'utf8');
  const original = disk('plan.md');
  const results = [];
  /** Steps that end after what they show. */
  const own = new Set(['restate', 'inlay']);
  let broken = false;

  /** Saves, and waits for what the file should hold: an editor empties a file before it writes it, so any other content may be half of one. */
  async function saved(name, wanted) {
    await page.keyboard.press('Control+S');
    await workbench.until(() => disk(name) === wanted, 20_000).catch(() => {});
    assert.deepEqual(disk(name).split('\n'), wanted.split('\n'));
  }

  /** Later steps build on earlier ones, so the first failure ends it. */
  async function step(name, title, work) {
    if (broken) return;
    const began = Date.now();
    try {
      await work();
      results.push({ title, state: 'passed', ms: Date.now() - began });
      if (!own.has(name)) await page.screenshot({ path: path.join(shots, `ui-${name}.png`) });
    } catch (error) {
      broken = true;
      results.push({ title, state: 'failed', error: String(error.stack ?? error) });
      await keepEvidence('ui-failure', page, heard, [running.logFile]);
    }
  }

  try {
    await step('squiggle', 'the false product is underlined, exactly', async () => {
      await session.show('plan.md', 39);
      const squiggle = await workbench.squiggleOn('Total GPUs: 512 (');
      const { left, right } = await workbench.extent('Total GPUs: 512 (', '8 × 4 × 16 × 4 = 512');
      assert.ok(
        Math.abs(squiggle.x - left) < 2 && Math.abs(squiggle.x + squiggle.width - right) < 2,
        JSON.stringify({ squiggle, left, right }),
      );
    });

    await step('colours', 'degrees and equations are coloured', async () => {
      const [number, plain] = [await workbench.colourOf('Total GPUs: 512 (', '16'), await workbench.colourOf('Total GPUs: 512 (', 'Total')];
      assert.notEqual(number, plain);
    });

    await step('problems', 'the Problems panel lists it with its rule', async () => {
      await workbench.command('View: Focus Problems');
      await page.keyboard.press('Control+F');
      await page.keyboard.type('gpu-count');
      const row = page.locator('.markers-panel .monaco-list-row', { hasText: '8 × 4 × 16 × 4 is 2048' }).first();
      await row.waitFor();
      assert.match(await row.innerText(), /planwright\s*\(?gpu-count/);
    });

    await step('hover', 'a hover shows the finding and the quantity with its formula', async () => {
      await workbench.command('View: Hide Panel');
      const hover = await workbench.hoverSquiggle('Total GPUs: 512 (');
      const text = await hover.innerText();
      assert.match(text, /is 2048, not 512/);
      assert.match(text, /gpu-count/);
      assert.match(text, /expert parallel size \(EP\) = 16/);
      assert.equal(await hover.locator('table').count(), 0, 'tables are for the details');
      const box = await hover.boundingBox();
      assert.ok(box.height < 300, text);
      // what a GPU holds stands where nobody has to scroll to
      const held = await hover
        .locator('p', { hasText: /holds ≈/ })
        .first()
        .boundingBox();
      assert.ok(held.y + held.height <= box.y + box.height, text);
    });

    await step('lens', 'above the layout stands what it comes to, with a way to others', async () => {
      await page.mouse.move(900, 600);
      const lens = page.locator('.monaco-editor .codelens-decoration', { hasText: '2048 GPUs, not 512' }).first();
      await lens.waitFor();
      assert.match(await lens.innerText(), /4 layers a stage.*GB of 64 GB a GPU.*other layouts/s);
    });

    await step('menu', 'Ctrl+. offers the layouts', async () => {
      const items = await workbench.quickFixes(best, 'Total GPUs: 512 (');
      assert.ok(items.filter((item) => item.startsWith('Use TP')).length >= 3, items.join('\n'));
      assert.equal(items[0], best, 'the best one comes first');
      const [more, silence] = [/^More layouts/, /^Silence/].map((name) => items.findIndex((item) => name.test(item)));
      assert.ok(more > 0 && silence > more, `silence is last: ${items.join('; ')}`);
    });

    await step('applied', 'the preferred one rewrites every place that depends on it, and nothing else', async () => {
      await workbench.choose(best);
      await workbench.line('Total GPUs: 512 (4 × 4 × 8 × 4 = 512)').waitFor();
      await workbench.noSquiggleOn('Total GPUs: 512 (');
      await saved('plan.md', restate(original, restated));
    });

    await step('undo', 'one undo takes all of it back', async () => {
      await page.keyboard.press('Control+Z');
      await workbench.squiggleOn('Total GPUs: 512 (');
      await saved('plan.md', original);
    });

    await step('layouts', 'a command lists layouts with what follows from each, in columns', async () => {
      await workbench.command('Planwright: Use Another Layout');
      const row = page.locator('.quick-input-list .monaco-list-row', { hasText: 'EP 8  · DP 4' }).first();
      await row.waitFor();
      assert.match(await row.innerText(), /TP 8 → 4, EP 16 → 8 · preferred\s+≈ \d+ GB a GPU, \d+ % of 64 GB · .*\d\d places/s);
    });

    await step('preview', 'the one chosen is shown beside the plan before it is applied', async () => {
      await page.locator('.quick-input-list .monaco-list-row', { hasText: 'EP 8  · DP 4' }).first().click();
      await page
        .locator('.monaco-diff-editor .modified .view-line', { hasText: 'Total GPUs: 512 (4 × 4 × 8 × 4 = 512)' })
        .first()
        .waitFor();
      await page.locator('.notification-list-item', { hasText: '31 places of plan.md would be rewritten' }).first().waitFor();
      await page.waitForTimeout(500);
    });

    await step('chosen', 'and applied when that is confirmed, in one edit', async () => {
      await page.locator('.notification-list-item a.monaco-button', { hasText: 'Apply' }).first().click();
      await page.locator('.monaco-diff-editor').first().waitFor({ state: 'detached' });
      await workbench.line('Total GPUs: 512 (4 × 4 × 8 × 4 = 512)').waitFor();
      await workbench.noSquiggleOn('Total GPUs: 512 (');
      await page.keyboard.press('Control+Z');
      await workbench.squiggleOn('Total GPUs: 512 (');
    });

    await step('explore', 'a page tells what would follow from other values, by the keyboard alone', async () => {
      await workbench.command('View: Toggle Primary Side Bar Visibility');
      await workbench.command('Planwright: Explore Layouts');
      const frame = await workbench.webview(/Memory of a GPU/);
      const [before, problem] = await Promise.all([frame.locator('#expected').innerText(), frame.locator('#problems').innerText()]);
      assert.match(problem, /2048 GPUs, not 512/);
      assert.ok(await frame.locator('#tp-16').isDisabled());
      assert.match(await frame.locator('#control-tp').innerText(), /not 16: 512 GPUs, PP 4, EP 16/);
      for (const [control, value] of [
        ['tp', 4],
        ['ep', 8],
      ]) {
        await frame.locator(`input[name=${control}]:checked`).focus();
        await page.keyboard.press('ArrowLeft');
        await workbench.until(() => frame.locator(`#${control}-${value}:checked:focus`).count());
      }
      await workbench.until(async () => /TP 4 · PP 4 · EP 8 · DP 4 on 512/.test(await frame.locator('#summary').innerText()));
      assert.equal(await frame.locator('#problems li').count(), 0);
      assert.notEqual(await frame.locator('#expected').innerText(), before);
      // in the theme that E2E_THEME names
      assert.deepEqual(await seriousIn(frame), []);
      await page.waitForTimeout(300);
    });

    await step('explored', 'it shows what the plan becomes, writes it when that is confirmed, and one undo takes it back', async () => {
      const frame = await workbench.webview(/Memory of a GPU/);
      await frame.locator('#speed-title').evaluate((title) => title.scrollIntoView());
      await page.screenshot({ path: path.join(shots, 'ui-explore-layouts.png') });
      assert.ok((await frame.locator('#layouts .dot').count()) > 100);
      await frame.locator('#use').press('Enter');
      await page
        .locator('.monaco-diff-editor .modified .view-line', { hasText: 'Total GPUs: 512 (4 × 4 × 8 × 4 = 512)' })
        .first()
        .waitFor();
      await page.locator('.notification-list-item a.monaco-button', { hasText: 'Apply' }).first().click();
      await page.locator('.monaco-diff-editor').first().waitFor({ state: 'detached' });
      await workbench.line('Total GPUs: 512 (4 × 4 × 8 × 4 = 512)').waitFor();
      // the page follows: what is chosen is now what the plan states
      await workbench.until(() => frame.locator('#layouts .dot.own ~ .ring').count());
      await page.locator('.tab', { hasText: 'Layouts: plan.md' }).locator('.codicon-close').click();
      await workbench.line('Total GPUs: 512 (').click();
      await page.keyboard.press('Control+Z');
      await workbench.squiggleOn('Total GPUs: 512 (8 × 4');
      await page.keyboard.press('Control+S');
      await workbench.until(() => disk('plan.md') === original);
      await workbench.command('View: Toggle Primary Side Bar Visibility');
    });

    await step('restate', 'an edited definition is followed by the plan, if that is wanted', async () => {
      await workbench.command('View: Close All Editors');
      await workbench.openFile('plan-corrected.md');
      const line = workbench.line('Tensor Parallelism (TP):');
      await line.click();
      await page.keyboard.press('End');
      await page.keyboard.press('Backspace');
      await page.keyboard.type('8');
      await page.keyboard.press('Home');
      await workbench.squiggleOn('Tensor Parallelism (TP):');
      const items = await workbench.quickFixes('Restate the plan to TP 8');
      assert.match(items[0], /^Restate the plan to TP 8 \(\d\d places\) \(Layout: TP 4 → 8, DP 4 → 2\)$/);
      await page.screenshot({ path: path.join(shots, 'ui-restate.png') });
      await page.keyboard.press('Escape');
      for (const _ of 'four keys') await page.keyboard.press('Control+Z');
      await workbench.noSquiggleOn('Tensor Parallelism (TP):');
      await workbench.command('View: Close All Editors');
      await workbench.openFile('plan.md');
      await workbench.squiggleOn('Total GPUs: 512 (');
    });

    await step('status', 'the language status counts what was checked', async () => {
      await page.locator('.statusbar-item[id="status.languageStatus"]').hover();
      const status = page.locator('.monaco-hover .hover-language-status', { hasText: /claims checked, \d+ wrong/ }).first();
      await status.waitFor();
    });

    await step('report', 'a command shows the modifications beside the plan, with links to its lines', async () => {
      await workbench.command('Planwright: Show Modifications');
      await page.locator('.tab', { hasText: 'plan modifications' }).first().waitFor();
      const frame = await workbench.webview(/2048/);
      assert.ok(await frame.locator('h1').first().innerText());
      await frame.locator('a', { hasText: 'lines 108 to 109' }).first().click();
      await workbench.line('Hidden dimensions per GPU: 128').waitFor();
      await workbench.until(async () => (await page.locator('.line-numbers.active-line-number').first().innerText()) === '108');
      await page.waitForTimeout(300);
    });

    await step('report-apply', 'a link of the report shows all of its changes, to be applied', async () => {
      const frame = await workbench.webview(/2048/);
      await frame.locator('a', { hasText: 'Show and apply all 31 changes' }).first().click();
      await page
        .locator('.monaco-diff-editor .modified .view-line', { hasText: 'Total GPUs: 512 (4 × 4 × 8 × 4 = 512)' })
        .first()
        .waitFor();
      await workbench.command('Planwright: Discard the Changes Shown');
      await page.locator('.monaco-diff-editor').first().waitFor({ state: 'detached' });
    });

    for (const [name, words, part, says] of [
      ['dense', 'Tensor parallelism (TP) | 8', '8', /a GPU of stage 0 \(the fullest of 4\) holds/],
      ['mixture', 'Total GPUs**: 2048', '2048', /recompute not stated/],
      ['pretrain-405b', 'tensor_model_parallel_size: 8', '8', /a GPU of stage 0 \(the fullest of 9\) holds/],
      ['torchtitan-405b', 'tensor_parallel_degree 8', '8', /128 heads ÷ 8 = 16[\s\S]*holds ≈/],
      ['llama-70b', '--max-model-len=131072', '131072', /vLLM leaves .* whole sequences of 131,072 tokens/],
    ]) {
      await step(name, `a hover tells what a GPU holds and what decides it: ${name}.md`, async () => {
        await workbench.command('Notifications: Clear All Notifications');
        await workbench.command('View: Close All Editors');
        await workbench.openFile(`${name}.${/^(?:pretrain|llama)/.test(name) ? 'yaml' : 'md'}`);
        const hover = await workbench.hoverOn(words, part);
        assert.match(await hover.innerText(), says);
        // it fades in
        await page.waitForTimeout(500);
      });
    }

    await step('details', 'its link opens the tables beside the plan', async () => {
      await workbench.command('View: Close All Editors');
      await workbench.openFile('mixture.md');
      const hover = await workbench.hoverOn('Total GPUs**: 2048', '2048');
      await hover.locator('a', { hasText: 'Details' }).first().click();
      const frame = await workbench.webview(/holds/);
      assert.match(await frame.locator('table').first().innerText(), /total/);
      // the hover goes with the pointer
      await page.mouse.move(700, 800);
      await hover.waitFor({ state: 'hidden' });
      await page.waitForTimeout(300);
    });

    await step('linked', 'and the other one the page on which values are tried', async () => {
      const hover = await workbench.hoverOn('Total GPUs**: 2048', '2048');
      await hover.locator('a', { hasText: 'Explore layouts' }).first().click();
      const frame = await workbench.webview(/Memory of a GPU/);
      assert.match(await frame.locator('#title').innerText(), /mixture\.md/);
      await workbench.command('View: Close All Editors');
    });

    await step('inlay', 'behind a wrong number stands what it should be, and a double click puts it there', async () => {
      await workbench.openFile('plan-corrected.md');
      const words = '(2048 ÷ 4 = ';
      await workbench.goToLine(
        1 +
          disk('plan-corrected.md')
            .split('\n')
            .findIndex((line) => line.includes(words)),
      );
      await page.keyboard.press('End');
      await page.keyboard.press('Backspace');
      await page.keyboard.press('Backspace');
      await page.keyboard.type('3)');
      await page.keyboard.press('Home');
      const hint = page.locator('.monaco-editor .view-line span', { hasText: /^→.512$/ }).last();
      await hint.waitFor();
      await page.screenshot({ path: path.join(shots, 'ui-inlay.png') });
      await hint.dblclick();
      await workbench.line('(2048 ÷ 4 = 512)').waitFor();
      await workbench.noSquiggleOn('(2048 ÷ 4 = 512)');
      await page.keyboard.press('Control+S');
    });

    await step('walkthrough', 'Get Started has a walkthrough', async () => {
      await workbench.command('View: Close All Editors');
      await workbench.command('Welcome: Open Walkthrough');
      await page.keyboard.type('Planwright', { delay: 5 });
      await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Planwright: your first plan' }).first().click();
      await page.locator('.gettingStartedContainer', { hasText: 'Write a plan' }).first().waitFor();
      await page.waitForTimeout(500);
    });

    await step('yaml', 'a plan in YAML is underlined too, and one key press applies the preferred repair', async () => {
      await workbench.command('View: Close All Editors');
      await workbench.openFile('plan.yaml');
      await workbench.squiggleOn('* 16 * 4 = 512');
      const before = disk('plan.yaml');
      await workbench.putCursor('* 16 * 4 = 512');
      await workbench.retry(
        () => page.keyboard.press('Shift+Alt+.'),
        () => workbench.noSquiggleOn('* 4 = 512', 3000),
      );
      await saved('plan.yaml', restate(before, restatedYaml));
    });

    await step('manifest', 'Ctrl+. on a Kubernetes manifest fixes the degree, and nothing else', async () => {
      await workbench.command('View: Close All Editors');
      await workbench.openFile('serving.yaml');
      await workbench.squiggleOn('as many as the node has');
      const before = disk('serving.yaml');
      const items = await workbench.quickFixes('Use TP 2', 'as many as the node has');
      assert.ok(items.includes('Use GPUs 4'), items.join('\n'));
      await workbench.choose('Use TP 2');
      await workbench.noSquiggleOn('as many as the node has');
      await saved('serving.yaml', before.replace('- "4"  #', '- "2"  #'));
    });

    await step('divisor', 'Ctrl+. on a NeMo config writes the divisor that was chosen', async () => {
      await workbench.openFile('training.yaml');
      await workbench.squiggleOn('# stages');
      const before = disk('training.yaml');
      const items = await workbench.quickFixes('Use PP 4', '# stages');
      assert.ok(items.includes('Use PP 2') && items.includes('Use PP 1'), items.join('\n'));
      await workbench.choose('Use PP 2');
      await workbench.noSquiggleOn('# stages');
      await saved('training.yaml', before.replace('parallel_size: 8 #', 'parallel_size: 2 #'));
    });

    await step('restart', 'a command restarts the server, which marks the plan again', async () => {
      await workbench.openFile('plan.md');
      await workbench.goToLine(39);
      await workbench.command('Planwright: Restart Language Server');
      await page.waitForTimeout(500);
      await workbench.quickFixes(best, 'Total GPUs: 512 (');
      await page.keyboard.press('Escape');
    });

    await step('statistics', 'a command tells what was recognised and what holds', async () => {
      await workbench.command('Planwright: Show Statistics');
      await page.locator('.notification-list-item', { hasText: /claims checked, [1-9]\d* wrong of \d+ recognised/ }).waitFor();
    });

    await step('quiet', 'what is no plan stays without marks', async () => {
      await workbench.openFile('notes.md');
      await page.waitForTimeout(1500);
      assert.equal(await page.locator('.monaco-editor[data-uri$="notes.md"] [class*=squiggly]').count(), 0);
    });
  } finally {
    await session.end(broken);
  }
  return tally('packaged extension by mouse and keyboard', results, 0);
}
