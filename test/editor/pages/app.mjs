/** The what-if page as an MCP App: the host's half is that of the protocol's own package, the server a real one behind standard streams. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { build } from 'esbuild';
import { inRoot, root } from '../../../scripts/setup.mjs';
import { artifacts } from '../lib/util.mjs';
import { looks, seriousIn } from './axe.mjs';

/** A chat, as far as a page sees one: it shows the page in a sandbox, passes its calls on, and tells what the agent asked. */
const chat = `
import { AppBridge, PostMessageTransport } from '@modelcontextprotocol/ext-apps/app-bridge';
globalThis.show = async (html, theme, args) => {
  document.body.replaceChildren();
  const frame = document.createElement('iframe');
  frame.sandbox = 'allow-scripts';
  frame.style = 'width: 1000px; height: 1400px; border: 0';
  document.body.append(frame);
  const bridge = new AppBridge(null, { name: 'chat', version: '1' }, { serverTools: {}, message: { text: {} } }, { hostContext: { theme } });
  bridge.oncalltool = (params) => globalThis.callTool(params);
  bridge.onmessage = async ({ content }) => { globalThis.said = content.map(({ text }) => text).join(''); return {}; };
  bridge.onsizechange = ({ height }) => { globalThis.height = height; };
  const ready = new Promise((resolve) => { bridge.oninitialized = resolve; });
  await bridge.connect(new PostMessageTransport(frame.contentWindow, frame.contentWindow));
  frame.srcdoc = html;
  await ready;
  await bridge.sendToolInput({ arguments: args });
};`;

async function chatScript() {
  const stdin = { contents: chat, resolveDir: root };
  const { outputFiles } = await build({ stdin, bundle: true, write: false, format: 'iife', platform: 'browser', logLevel: 'error' });
  return outputFiles[0].text;
}

/** Steps over one page; `shots` gets their pictures. */
export async function app({ browser, step, shots = artifacts }) {
  const client = new Client({ name: 'chat', version: '1' });
  await client.connect(new StdioClientTransport({ command: process.execPath, args: [inRoot('bin/planwright.mjs'), 'mcp'], cwd: root }));
  const page = await browser.newPage({ viewport: { width: 1040, height: 1000 } });
  const requests = [];
  page.on('request', (request) => requests.push(request.url()));
  try {
    await page.exposeFunction('callTool', (params) => client.callTool(params));
    await page.setContent('<!DOCTYPE html><title>Chat</title>');
    await page.addScriptTag({ content: await chatScript() });
    const [{ text }] = (await client.readResource({ uri: 'ui://planwright/explore.html' })).contents;
    const shown = async (theme, args) => {
      await page.evaluate(([html, colours, given]) => globalThis.show(html, colours, given), [text, theme, args]);
      const frame = await (await page.waitForSelector('iframe')).contentFrame();
      await frame.locator('#expected').waitFor();
      return frame;
    };

    await step('an MCP App begins with what the agent asked for, and asks the server by the chat', async () => {
      const frame = await shown('light', { path: 'examples/plan.md', change: { tp: 4 } });
      assert.match(await frame.locator('#title').innerText(), /examples.plan\.md/);
      assert.equal(await frame.locator('#tp-4').isChecked(), true);
      await frame.locator('input[name=ep]:checked').focus();
      await page.keyboard.press('ArrowLeft');
      await frame.locator('#summary', { hasText: 'TP 4 · PP 4 · EP 8 · DP 4 on 512' }).waitFor();
      await page.screenshot({ path: path.join(shots, 'app-light.png') });
    });

    await step('it asks the agent to write what was chosen', async () => {
      const frame = await (await page.waitForSelector('iframe')).contentFrame();
      await frame.locator('#use').press('Enter');
      await frame.locator('#said', { hasText: 'Asked in the chat.' }).waitFor();
      const said = await page.evaluate(() => globalThis.said);
      const [, layout] = /call the tool fix with layout "([^"]+)"/.exec(said) ?? [];
      assert.match(said, /^Restate examples.plan\.md to TP 4 · PP 4 · EP 8 · DP 4: /);
      const { content, isError } = await client.callTool({ name: 'fix', arguments: { path: 'examples/plan.md', layout } });
      assert.ok(!isError && /^\+Total GPUs: 512 \(4 × 4 × 8 × 4 = 512\)$/m.test(content[0].text));
      assert.ok((await page.evaluate(() => globalThis.height)) > 600);
    });

    for (const [name, look] of Object.entries(looks))
      await step(`it has nothing grave against it in ${name}, and loads nothing`, async () => {
        await page.emulateMedia(look);
        const frame = await shown(look.colorScheme, { path: 'examples/dense.md' });
        await frame.locator('summary', { hasText: 'as a table' }).first().click();
        assert.deepEqual(await seriousIn(frame), []);
        await page.screenshot({ path: path.join(shots, `app-${name.replace(' ', '-')}-dense.png`), fullPage: true });
        assert.deepEqual(
          requests.filter((url) => !/^(?:about:|data:)/.test(url)),
          [],
        );
      });
  } finally {
    await page.close();
    await client.close();
  }
}
