import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { elapsed, inRoot } from '../../../scripts/setup.mjs';

/** Editors that were fetched once, kept between runs. */
export const cache = inRoot('.vscode-test');
/** Screenshots, and the logs of what failed. */
export const artifacts = inRoot('.e2e-artifacts');

export const log = (text) => console.log(`[${elapsed().padStart(7)}]   ${text}`);
export const verbose = Boolean(process.env.E2E_VERBOSE);
export const timeoutSeconds = Number(process.env.E2E_TIMEOUT ?? 240);

/** What every editor is started with: nothing that moves, asks or looks for a network. */
const settings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'window.confirmBeforeClose': 'never',
  'window.menuBarVisibility': 'hidden',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'editor.hover.delay': 100,
  'editor.minimap.enabled': false,
};

/** A throw-away profile with a private copy of the example plans and of our own fixtures. Its path is short: sockets are named under it. */
export function makeProfile(more = {}) {
  const profile = mkdtempSync(path.join(os.tmpdir(), 'pw-'));
  const workspace = path.join(profile, 'ws');
  cpSync(inRoot('examples'), workspace, { recursive: true });
  cpSync(inRoot('test/editor/workspace'), workspace, { recursive: true });
  for (const folder of ['user-data/User', 'extensions', 'server-data', 'tmp']) mkdirSync(path.join(profile, folder), { recursive: true });
  writeFileSync(path.join(profile, 'user-data/User/settings.json'), JSON.stringify({ ...settings, ...more }, null, 2));
  return { profile, workspace, results: path.join(profile, 'results.json') };
}

export function dropProfile({ profile }, failed) {
  if (failed || process.env.E2E_KEEP) log(`profile kept: ${profile}`);
  else rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}

/** npm in a folder of its own, without what a calling `npm run` says about our package, and never with install scripts. */
export function npm(args, cwd) {
  const own =
    /^npm_(package|lifecycle|command|config_(local_prefix|prefix|global|workspace|dir|omit|include|dry_run|ignore_scripts|json|package_lock)$)/i;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)));
  const options = { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], shell: process.platform === 'win32' };
  return execFileSync('npm', [...args, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], options);
}

/** Prints every test of a run and counts them. A run that ended badly, or in which nothing ran, counts as a failure. */
export function tally(label, results, exitCode) {
  const count = { passed: 0, failed: 0, skipped: 0 };
  for (const { title, state, ms, error } of results ?? []) {
    count[state]++;
    const mark = { passed: '✓', failed: '✗', skipped: '-' }[state];
    console.log(`    ${mark} ${title}${ms === undefined ? '' : ` (${ms} ms)`}${error ? `\n${error.replace(/^/gm, '        ')}` : ''}`);
  }
  if (exitCode !== 0 || count.passed === 0) {
    if (count.failed === 0) {
      console.log(
        `    ✗ ${label} ended badly: ${results ? `exit code ${exitCode}, ${count.passed} passed` : `no results, exit code ${exitCode}`}`,
      );
      count.failed++;
    }
  }
  log(
    `${count.failed === 0 ? '✓' : '✗'} ${label}: ${count.passed} passed, ${count.failed} failed${count.skipped ? `, ${count.skipped} skipped` : ''}`,
  );
  return count;
}
