import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { artifacts, log, timeoutSeconds, verbose } from './util.mjs';

/**
 * Listens to a workbench: it calls `codeAutomationExit` when extension tests have ended; those that run in a worker and so cannot write a
 * file print their results to the console.
 */
export async function listen(page) {
  const heard = { lines: [], results: undefined, exited: undefined };
  page.on('console', (message) => {
    const text = message.text();
    heard.lines.push(text);
    const results = /\[e2e-results\] (\{.*\})/s.exec(text);
    if (results) heard.results = JSON.parse(results[1]);
    if (verbose) console.log(`      | ${text.slice(0, 500)}`);
  });
  page.on('pageerror', (error) => heard.lines.push(`pageerror ${error.message}`));
  const crashed = new Promise((resolve) => page.once('crash', () => resolve(96)));
  const ended = new Promise((resolve) => page.exposeFunction('codeAutomationExit', resolve));
  await page.exposeFunction('codeAutomationLog', () => {});
  heard.exited = () => {
    let timer;
    const late = new Promise((resolve) => {
      timer = setTimeout(() => {
        log(`no end after ${timeoutSeconds} s`);
        resolve(98);
      }, timeoutSeconds * 1000);
    });
    return Promise.race([ended, crashed, late]).finally(() => clearTimeout(timer));
  };
  return heard;
}

/** Keeps what helps to understand a failure. */
export async function keepEvidence(name, page, heard, files = []) {
  mkdirSync(artifacts, { recursive: true });
  await page.screenshot({ path: path.join(artifacts, `${name}.png`) }).catch(() => {});
  writeFileSync(path.join(artifacts, `${name}.console.log`), heard.lines.join('\n'));
  for (const file of files) if (existsSync(file)) copyFileSync(file, path.join(artifacts, `${name}.${path.basename(file)}`));
  log(`screenshot and logs in ${path.relative(process.cwd(), artifacts)}/${name}.*`);
}
