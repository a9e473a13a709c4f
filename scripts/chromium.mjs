/** A Chromium to drive editors with: found, or installed where the machine allows it without asking. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { say } from './setup.mjs';

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

export const findChromium = () => process.env.E2E_CHROMIUM ?? places.find((place) => existsSync(place));

/** Resolves to the path of a Chromium. Root on a Debian installs one; anybody else is told how to. */
export function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    say('installing Chromium and a font with apt-get, which the editor tests drive; a minute or two …');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const apt = (...args) => spawnSync('apt-get', [...args], { stdio: ['ignore', 'ignore', 'inherit'], env }).status === 0;
    apt('update', '-qq');
    apt('install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core');
    const installed = findChromium();
    if (installed) return installed;
  }
  throw new Error(
    'no Chromium to drive the editor with: install one (`apt-get install chromium`, or Chrome), or name it in E2E_CHROMIUM; `--no-editor` leaves these tests out',
  );
}
