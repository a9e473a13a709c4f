import { chromium } from 'playwright-core';
import { ensureChromium } from '../../../scripts/chromium.mjs';

/** A headless Chromium that reaches nothing but this machine, with or without a network. */
export const launch = () =>
  chromium.launch({
    executablePath: ensureChromium(),
    headless: !process.env.E2E_HEADED,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
    ],
  });

export const viewport = { width: 1440, height: 900 };
