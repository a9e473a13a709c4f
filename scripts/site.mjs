/**
 * Builds the site of the docs, with local search and the playground, into dist/site. Nothing is fetched.
 *
 *   node scripts/site.mjs [--serve]     --serve shows it on this machine
 *
 * SITE_BASE=/planwright/ is the folder of the server that it will stand in; by default the top.
 */
import { cpSync, createReadStream, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureDependencies, inRoot, root, say } from './setup.mjs';
import { siteRules, stagedPages } from './site-pages.mjs';

/** What the generator reads: inside of the repository, where it finds its own packages. */
const stage = inRoot('out/site');
export const siteFolder = inRoot('dist/site');

const shared = { absWorkingDir: root, bundle: true, minify: true, charset: 'utf8', logLevel: 'warning', target: 'es2022' };

/** The module that packs links, for Node: the page uses the same. */
export async function linkModule() {
  const esbuild = await import('esbuild');
  const options = { ...shared, write: false, entryPoints: ['site/playground/link.ts'], format: 'esm' };
  const { outputFiles } = await esbuild.build(options);
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
}

/** The playground is no page of the generator: its policy allows its own scripts alone. */
async function buildPlayground(folder) {
  const esbuild = await import('esbuild');
  const page = { ...shared, platform: 'browser', mainFields: ['browser', 'module', 'main'], format: 'iife', outdir: folder };
  await esbuild.build({
    ...page,
    entryPoints: ['site/playground/playground.ts', 'site/playground/worker.ts', 'site/playground/playground.css'],
  });
  const body = await esbuild.build({ ...shared, write: false, entryPoints: ['client/explore/body.ts'], format: 'esm' });
  const explorer = await import(`data:text/javascript,${encodeURIComponent(body.outputFiles[0].text)}`);
  const frame = readFileSync(inRoot('site/playground/index.html'), 'utf8');
  writeFileSync(
    path.join(folder, 'index.html'),
    frame.replace('{{explorer}}', () => explorer.body),
  );
  cpSync(inRoot('docs/images/icon.svg'), path.join(folder, 'icon.svg'));
}

/** Resolves to the folder of the site. */
export async function buildSite({ log = () => {} } = {}) {
  const { fragmentOf } = await linkModule();
  rmSync(stage, { recursive: true, force: true });
  for (const [name, text] of await stagedPages(fragmentOf)) {
    mkdirSync(path.dirname(path.join(stage, name)), { recursive: true });
    writeFileSync(path.join(stage, name), text);
  }
  cpSync(inRoot('docs/images'), path.join(stage, 'images'), { recursive: true });
  cpSync(inRoot('site/.vitepress'), path.join(stage, '.vitepress'), { recursive: true });
  writeFileSync(path.join(stage, '.vitepress/rules.json'), JSON.stringify(siteRules()));
  mkdirSync(path.join(stage, 'public'), { recursive: true });
  cpSync(inRoot('docs/images/icon.svg'), path.join(stage, 'public/icon.svg'));
  const { build } = await import('vitepress');
  await build(stage, { outDir: siteFolder, base: process.env.SITE_BASE ?? '/' });
  await buildPlayground(path.join(siteFolder, 'playground'));
  log(`dist/site ${existsSync(path.join(siteFolder, 'index.html')) ? 'built' : 'missing'}`);
  return siteFolder;
}

const kinds = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** Serves the built site on this machine alone. Resolves to `{ address, stop }`. */
export async function serveSite(folder = siteFolder) {
  const server = createServer((request, response) => {
    const named = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    const asked = path.join(folder, path.normalize(named));
    const file = existsSync(asked) && statSync(asked).isDirectory() ? path.join(asked, 'index.html') : asked;
    if (!file.startsWith(folder) || !existsSync(file)) return response.writeHead(404).end('Not found');
    response.writeHead(200, { 'Content-Type': `${kinds[path.extname(file)] ?? 'application/octet-stream'}; charset=utf-8` });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { address: `http://127.0.0.1:${server.address().port}`, stop: () => new Promise((resolve) => server.close(resolve)) };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  ensureDependencies();
  await buildSite({ log: say });
  if (process.argv.includes('--serve')) say(`${(await serveSite()).address}; Ctrl+C ends it`);
}
