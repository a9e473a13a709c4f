/**
 * The extension in real editors:
 *
 *   node test/editor/run.mjs               all of it
 *   node test/editor/run.mjs suite         the suite in the extension host (E2E_HOST=auto|desktop|server)
 *   node test/editor/run.mjs web           the same suite in VS Code for the Web
 *   node test/editor/run.mjs ui            the packaged extension by mouse and keyboard
 *   node test/editor/run.mjs themes        the sights of the packaged extension in three themes, with axe-core
 *   node test/editor/run.mjs pages         the MCP App and the site of the docs in a browser
 *   node test/editor/run.mjs start         npm start
 *   node test/editor/run.mjs screenshots   the pictures of docs/images
 *   node test/editor/run.mjs animation     the moving one
 *
 * E2E_THEME='Default Dark Modern' (or 'Default High Contrast') shows `ui` in that theme; pictures of what is seen are in .e2e-artifacts.
 */
import { pathToFileURL } from 'node:url';
import { packageExtension } from '../../scripts/package.mjs';
import { ensureDependencies, root, say } from '../../scripts/setup.mjs';

/** Bundles the suite for both kinds of extension host. */
async function bundleSuite() {
  const { build } = await import('esbuild');
  const common = { absWorkingDir: root, bundle: true, format: 'cjs', sourcemap: 'inline', logLevel: 'warning', target: 'es2022' };
  await build({
    ...common,
    entryPoints: ['test/editor/suite/index.node.ts'],
    outfile: 'out/editor/suite.cjs',
    platform: 'node',
    external: ['vscode', 'mocha'],
  });
  await build({
    ...common,
    entryPoints: ['test/editor/suite/index.web.ts'],
    outfile: 'out/editor/suite-web.js',
    platform: 'browser',
    external: ['vscode'],
    alias: { 'node:assert/strict': 'assert/' },
    define: { global: 'globalThis' },
    // The `assert` package expects Node's process.
    banner: { js: 'var process = globalThis.process ?? { env: {}, nextTick: (f, ...a) => queueMicrotask(() => f(...a)) };' },
  });
}

const runs = {
  suite: async () => {
    const hosts = await import('./lib/hosts.mjs');
    return hosts[await hosts.pickHost()]();
  },
  web: async () => (await import('./lib/hosts.mjs')).web(),
  ui: async () => (await import('./ui.mjs')).ui(),
  themes: async () => (await import('./themes.mjs')).inThemes(),
  pages: async () => (await import('./pages.mjs')).pages(),
  start: async () => (await import('./start.mjs')).start(),
  animation: async () => (await import('./animation.mjs')).animation(),
  screenshots: async () => (await import('./screenshots.mjs')).screenshots(),
};

/** Runs the named parts, by default all that are tests, and adds up their counts. A part that cannot run counts as a failure. */
export async function runEditorTests({ parts = ['suite', 'web', 'ui', 'themes', 'pages', 'start'], verbose = false } = {}) {
  if (verbose) process.env.E2E_VERBOSE = '1';
  const { ensureChromium } = await import('../../scripts/chromium.mjs');
  ensureChromium();
  await packageExtension();
  await bundleSuite();
  say('extension packaged');
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const part of parts) {
    const count = await runs[part]().catch((error) => {
      console.error(`    ✗ ${part}: ${error.stack ?? error}`);
      return { passed: 0, failed: 1, skipped: 0 };
    });
    for (const key of Object.keys(total)) total[key] += count[key] ?? 0;
  }
  return total;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const parts = process.argv.slice(2);
  const unknown = parts.filter((part) => !(part in runs));
  if (unknown.length > 0) throw new Error(`unknown part ${unknown.join(', ')}; known are ${Object.keys(runs).join(', ')}`);
  ensureDependencies();
  const { passed, failed, skipped } = await runEditorTests(parts.length > 0 ? { parts } : {});
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  process.exit(failed === 0 && passed > 0 ? 0 : 1);
}
