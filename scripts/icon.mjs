/** Renders docs/images/icon.svg to the PNG that the marketplace wants. */
import { readFileSync } from 'node:fs';
import { launch } from '../test/editor/lib/chromium.mjs';
import { inRoot } from './setup.mjs';

const browser = await launch();
const page = await browser.newPage({ viewport: { width: 128, height: 128 } });
await page.setContent(`<style>body{margin:0}</style>${readFileSync(inRoot('docs/images/icon.svg'), 'utf8')}`);
await page.screenshot({ path: inRoot('docs/images/icon.png'), omitBackground: true });
await browser.close();
