/**
 * Shows the product at work: checks the example plan in the terminal, then opens it in an editor with the extension loaded.
 *
 *   node scripts/start.mjs [--no-editor] [--web]
 *
 * The editor is desktop VS Code where `code` is at hand, else VS Code for the Web on localhost, which runs until Ctrl+C. Both work on a copy
 * of the examples and on a profile of their own.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from './build.mjs';
import { ensureDependencies, inRoot, root, say } from './setup.mjs';

const flags = process.argv.slice(2);
for (const flag of flags)
  if (!['--no-editor', '--web'].includes(flag)) throw new Error(`unknown option ${flag}; known are --no-editor --web`);

ensureDependencies();
say('building …');
await build();
say('checking examples/plan.md in the terminal: planwright check examples/plan.md\n');
planwright(['check', 'examples/plan.md'], 'inherit');
console.log();
if (!flags.includes('--no-editor')) await openEditor();

function planwright(args, stdio) {
  return spawnSync(process.execPath, [inRoot('bin/planwright.mjs'), ...args], { cwd: root, stdio, encoding: 'utf8' });
}

/** Line of the first finding that can be repaired, to open the example at. */
function firstFinding() {
  const { stdout } = planwright(['check', '--format', 'json', 'examples/plan.md'], 'pipe');
  const { findings } = JSON.parse(stdout).documents[0];
  return (findings.find(({ repairs }) => repairs.length > 0) ?? findings[0])?.range.start.line ?? 1;
}

async function openEditor() {
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'planwright-'));
  const folder = path.join(scratch, 'examples');
  cpSync(inRoot('examples'), folder, { recursive: true });
  const code = flags.includes('--web') ? null : findCode();
  if (code) openDesktop(code, folder, scratch);
  else await openWeb(folder, scratch);
}

/** `code` on the PATH, where there is a screen to show it on. */
function findCode() {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return null;
  const names = process.platform === 'win32' ? ['code.cmd'] : ['code'];
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return folders.flatMap((each) => names.map((name) => path.join(each, name))).find((file) => existsSync(file)) ?? null;
}

function openDesktop(code, folder, scratch) {
  say('opening the example in VS Code, with a profile of its own');
  const args = [
    '--new-window',
    `--extensionDevelopmentPath=${root}`,
    `--user-data-dir=${path.join(scratch, 'user-data')}`,
    `--extensions-dir=${path.join(scratch, 'extensions')}`,
    '--disable-workspace-trust',
    folder,
    '--goto',
    `${path.join(folder, 'plan.md')}:${firstFinding()}`,
  ];
  const { status, error } = spawnSync(code, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0)
    throw new Error(`${code} could not be started (${error?.message ?? `exit code ${status}`}); \`npm start -- --web\` does without it`);
}

async function openWeb(folder, scratch) {
  say('starting VS Code for the Web …');
  const { serveWeb } = await import('./web-workbench.mjs');
  const server = await serveWeb({ folder, scratch: path.join(scratch, 'web') });
  const payload = JSON.stringify([
    ['openFile', `vscode-test-web://mount/plan.md:${firstFinding()}`],
    ['gotoLineMode', 'true'],
  ]);
  say(`open this in a browser: ${server.url}?${new URLSearchParams({ payload })}`);
  say('Ctrl+C ends it');
  await new Promise((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  await server.stop();
  rmSync(scratch, { recursive: true, force: true });
}
