/**
 * Bundles the extension, the language server, the command line and the engine alone into dist/.
 *
 *   node scripts/build.mjs [--minify] [--watch] [--types]
 */
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { writeExploreApp } from './explore-app.mjs';
import { notices } from './notices.mjs';
import { ensureDependencies, inRoot, root, say } from './setup.mjs';

const node = { platform: 'node', format: 'cjs', target: 'node20', mainFields: ['module', 'main'] };
/** ES modules in parts, each read when it is needed. What is CommonJS in them asks for Node's own modules by `require`. */
const modules = {
  format: 'esm',
  splitting: true,
  outExtension: { '.js': '.mjs' },
  entryNames: '[name]',
  chunkNames: 'part-[hash]',
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
};
const browser = { platform: 'browser', format: 'cjs', target: 'es2022', mainFields: ['browser', 'module', 'main'] };

/** What packages bring along and nothing here asks for. */
const lean = {
  name: 'lean',
  setup(build) {
    // messages in fifty languages, of which English is spoken
    build.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
    // of its two builds the one whose unused parts can be left out; both are the same code
    build.onResolve({ filter: /^yaml$/ }, () => ({ path: inRoot('node_modules/yaml/browser/dist/index.js') }));
  },
};

/**
 * CommonJS that Node loads ends in `.cjs`, whatever the package's type. A browser's extension host adds `.js` to what it loads and takes it
 * for CommonJS only as long as package.json names no type `module`; so it names none. A worker is a plain script.
 */
const bundles = [
  { ...node, entry: 'client/src/node.ts', out: 'dist/node/extension.cjs', external: ['vscode'] },
  { ...node, entry: 'server/src/lsp/node.ts', out: 'dist/node/server.cjs' },
  { ...browser, entry: 'client/src/web.ts', out: 'dist/web/extension.js', external: ['vscode'] },
  { ...browser, entry: 'server/src/lsp/browser.ts', out: 'dist/web/server.js', format: 'iife' },
  { ...browser, entry: 'client/explore/editor.ts', out: 'dist/page/explore.js', format: 'iife' },
  { ...browser, entry: 'client/explore/page.css', out: 'dist/page/explore.css' },
  { ...node, ...modules, entry: ['server/src/cli/main.ts', 'server/src/cli/check/worker.ts'], out: 'dist/cli' },
  { ...node, entry: 'server/src/engine.ts', out: 'dist/engine.cjs' },
];

/** Builds all bundles whose entry exists; with `watch`, keeps them up to date until the process ends. */
export async function build({ minify = false, watch = false, log = () => {} } = {}) {
  const esbuild = await import('esbuild');
  const present = bundles.filter(({ entry }) => [entry].flat().every((file) => existsSync(inRoot(file))));
  const options = present.map(({ entry, out, ...rest }) => ({
    ...rest,
    absWorkingDir: root,
    entryPoints: [entry].flat(),
    ...(rest.splitting ? { outdir: out } : { outfile: out }),
    bundle: true,
    minify,
    plugins: [lean],
    sourcemap: minify ? false : 'linked',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
    charset: 'utf8',
    metafile: true,
  }));
  if (watch) {
    for (const option of options) await (await esbuild.context(option)).watch();
    return;
  }
  await writeExploreApp(esbuild, inRoot('dist/app/explore.html'));
  const results = await Promise.all(options.map((option) => esbuild.build(option)));
  writeFileSync(inRoot('dist/NOTICES.txt'), notices(results.flatMap(({ metafile }) => Object.keys(metafile.inputs))));
  for (const [at, { metafile }] of results.entries()) {
    if (present[at].splitting) tidy(present[at].out, Object.keys(metafile.outputs));
    const code = Object.entries(metafile.outputs).filter(([name]) => !name.endsWith('.map'));
    const bytes = code.reduce((sum, [, output]) => sum + output.bytes, 0);
    log(`${present[at].out} ${Math.round(bytes / 1000)} kB`);
  }
}

/** Parts of an earlier build would be shipped along. */
function tidy(folder, made) {
  for (const name of readdirSync(inRoot(folder)))
    if (!made.includes(`${folder}/${name}`)) rmSync(inRoot(folder, name), { recursive: true });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const flags = new Set(process.argv.slice(2));
  ensureDependencies();
  await build({ minify: flags.has('--minify'), watch: flags.has('--watch'), log: say });
  if (flags.has('--types')) {
    const { writeTypes } = await import('./types.mjs');
    say(`dist/types ${writeTypes()} files`);
  }
  if (flags.has('--watch')) say('watching; Ctrl+C ends it');
}
