/** The places where the one suite runs. Each resolves to the counts of its tests. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { inRoot, root } from '../../../scripts/setup.mjs';
import { serveWeb } from '../../../scripts/web-workbench.mjs';
import { launch, viewport } from './chromium.mjs';
import { keepEvidence, listen } from './page.mjs';
import { cache, dropProfile, log, makeProfile, tally } from './util.mjs';
import { ensureServer, startServer, workbenchUrl } from './vscode-server.mjs';

const nodeSuite = inRoot('out/editor/suite.cjs');
const webSuite = inRoot('out/editor/suite-web');

const read = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined);

const hostLogs = (folder) =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true })
        .filter((name) => /(?:exthost|Planwright).*\.log$/.test(name))
        .map((name) => path.join(folder, name))
    : [];

const hasDisplay = () => process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

/** Runs something that needs a screen; where there is none, on one that nobody sees. */
async function onDisplay(run) {
  if (hasDisplay()) return run();
  const xvfb = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const [number] = await once(xvfb.stdio[3], 'data');
  process.env.DISPLAY = `:${String(number).trim()}`;
  try {
    return await run();
  } finally {
    delete process.env.DISPLAY;
    xvfb.kill();
  }
}

/** Desktop VS Code. Its download is kept in .vscode-test. */
export const desktop = () => onDisplay(runDesktop);

async function runDesktop() {
  const { downloadAndUnzipVSCode, runTests } = await import('@vscode/test-electron');
  const vscodeExecutablePath = await downloadAndUnzipVSCode({ version: process.env.E2E_VSCODE ?? 'stable', cachePath: cache });
  const place = makeProfile();
  let exitCode = 0;
  try {
    await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: root,
      extensionTestsPath: nodeSuite,
      extensionTestsEnv: { E2E_RESULTS: place.results },
      launchArgs: [
        place.workspace,
        ...['user-data', 'extensions'].flatMap((name) => [`--${name}-dir`, path.join(place.profile, name)]),
        '--disable-workspace-trust',
        '--skip-welcome',
        '--disable-gpu',
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
    });
  } catch (error) {
    exitCode = 1;
    console.error(String(error));
  }
  const results = read(place.results);
  const count = tally('suite in desktop VS Code', results?.results, exitCode);
  dropProfile(place, count.failed > 0);
  return count;
}

/** The same workbench and extension host, served by the VS Code server to a headless Chromium. */
export async function server() {
  const place = makeProfile();
  const running = await startServer(ensureServer(), place.profile, { E2E_RESULTS: place.results });
  let browser;
  let count;
  try {
    browser = await launch();
    const page = await browser.newPage({ viewport });
    const heard = await listen(page);
    const remote = (file) => `vscode-remote://${running.authority}${file}`;
    const payload = [
      ['extensionDevelopmentPath', remote(root)],
      ['extensionTestsPath', remote(nodeSuite)],
      ['enableProposedApi', ''],
    ];
    await page.goto(workbenchUrl(running.authority, place.workspace, payload));
    const exitCode = await heard.exited();
    count = tally('suite in the VS Code server', read(place.results)?.results, exitCode);
    if (count.failed > 0)
      await keepEvidence('server', page, heard, [running.logFile, ...hostLogs(path.join(place.profile, 'user-data/logs'))]);
  } finally {
    await browser?.close();
    await running.stop();
  }
  dropProfile(place, count.failed > 0);
  return count;
}

/** VS Code for the Web: extension and language server in web workers, the workspace on a virtual file system. */
export async function web() {
  const place = makeProfile();
  const running = await serveWeb({ folder: place.workspace, scratch: path.join(place.profile, 'web'), extensionTestsPath: webSuite });
  let browser;
  let count;
  try {
    browser = await launch();
    const page = await browser.newPage({ viewport });
    const heard = await listen(page);
    await page.goto(running.url);
    const exitCode = await heard.exited();
    count = tally('suite in VS Code for the Web', heard.results?.results, exitCode);
    if (count.failed > 0) await keepEvidence('web', page, heard);
  } finally {
    await browser?.close();
    await running.stop();
  }
  dropProfile(place, count.failed > 0);
  return count;
}

/** E2E_HOST=desktop|server forces one. Else the desktop where it is at hand or can be downloaded, else the server. */
export async function pickHost() {
  const wanted = process.env.E2E_HOST ?? 'auto';
  if (wanted === 'desktop' || wanted === 'server') return wanted;
  if (wanted !== 'auto') throw new Error(`E2E_HOST is ${wanted}; it may be auto, desktop or server`);
  if (!hasDisplay() && spawnSync('Xvfb', ['-help']).error) {
    log('no display and no Xvfb: the suite runs in the VS Code server');
    return 'server';
  }
  if (existsSync(cache) && readdirSync(cache).some((name) => name.startsWith('vscode-'))) return 'desktop';
  try {
    await fetch('https://update.code.visualstudio.com/api/releases/stable', { signal: AbortSignal.timeout(5000) });
    return 'desktop';
  } catch (error) {
    log(`VS Code cannot be downloaded (${error.cause?.code ?? error.name}): the suite runs in the VS Code server`);
    return 'server';
  }
}
