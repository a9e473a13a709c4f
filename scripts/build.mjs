/**
 * Bundles the extension, the language server, the command line and the engine alone into dist/.
 *
 *   node scripts/build.mjs [--minify] [--watch] [--types] [--into FOLDER]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { writeExploreApp } from './explore-app.mjs';
import { notices } from './notices.mjs';
import { later } from './parts/later.mjs';
import { inParts } from './parts/parts.mjs';
import { ensureDependencies, inRoot, root, say } from './setup.mjs';

const node = { platform: 'node', format: 'cjs', target: 'node20', mainFields: ['module', 'main'] };
const browser = { platform: 'browser', format: 'cjs', target: 'es2022', mainFields: ['browser', 'module', 'main'] };

const unused = new RegExp(
  String.raw`[\\/]vscode-languageclient[\\/]lib[\\/]common[\\/](?:${[
    ...['callHierarchy', 'colorProvider', 'declaration', 'documentLink', 'executeCommand', 'fileOperations', 'foldingRange', 'formatting'],
    ...['implementation', 'inlineCompletion', 'inlineValue', 'linkedEditingRange', 'selectionRange', 'semanticTokens'],
    ...['signatureHelp', 'textDocumentContent', 'typeDefinition', 'typeHierarchy', 'workspaceSymbol'],
  ].join('|')})\.js$`,
);
const withoutFeature = "class { getState() { return { kind: 'static' }; } fillClientCapabilities() {} initialize() {} clear() {} }";

/** What packages bring along and nothing here asks for. */
const lean = {
  name: 'lean',
  setup(build) {
    // messages in fifty languages, of which English is spoken
    build.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
    // features that our server has not: of their classes what a client calls of each
    build.onLoad({ filter: unused }, async ({ path: file }) => {
      const names = new Set([...readFileSync(file, 'utf8').matchAll(/^exports\.(\w+) = \1;$/gm)].map(([, name]) => name));
      return { contents: [...names].map((name) => `exports.${name} = ${withoutFeature};`).join('\n'), loader: 'js' };
    });
    // the editor compares its version with the one that package.json names before it loads the extension
    build.onLoad({ filter: /[\\/]semver[\\/]functions[\\/](?:parse|satisfies)\.js$/ }, () => ({
      contents: 'module.exports = () => ({});',
    }));
    // commands that are programs of their own: it has none
    build.onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      /[\\/]commander[\\/]/.test(importer) ? { path: 'nothing', namespace: 'nothing' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: 'module.exports = {};' }));
    // of its two builds the one whose unused parts can be left out; both are the same code
    build.onResolve({ filter: /^yaml$/ }, () => ({ path: inRoot('node_modules/yaml/browser/dist/index.js') }));
  },
};

/**
 * CommonJS that Node loads ends in `.cjs`, whatever the package's type. A browser's extension host adds `.js` to what it loads and takes it
 * for CommonJS only as long as package.json names no type `module`; so it names none. A worker is a plain script.
 */
const bundles = [
  {
    ...node,
    parts: { server: 'server/src/lsp/node.ts', main: 'server/src/cli/main.ts', worker: 'server/src/cli/check/worker.ts' },
    out: 'node',
    keeps: true,
  },
  { ...node, parts: { extension: 'client/src/node.ts' }, out: 'extension', external: ['vscode'], keeps: false },
  { ...browser, entry: 'client/src/web.ts', out: 'web/extension.js', external: ['vscode'] },
  { ...browser, entry: 'server/src/lsp/browser.ts', out: 'web/server.js', format: 'iife' },
  { ...browser, entry: 'client/explore/editor.ts', out: 'page/explore.js', format: 'iife' },
  { ...browser, entry: 'client/explore/page.css', out: 'page/explore.css' },
  { ...node, entry: 'server/src/engine.ts', out: 'engine.cjs' },
];

/** What esbuild is told for a bundle in one file, or for one in parts. */
function optionsOf({ entry, parts, out, keeps, ...rest }, { minify, loader }) {
  const common = {
    ...rest,
    absWorkingDir: root,
    bundle: true,
    minify,
    sourcemap: minify ? false : 'linked',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
    metafile: true,
  };
  if (!parts) return { ...common, entryPoints: [entry], outfile: out, charset: 'utf8', plugins: [lean] };
  return {
    ...common,
    entryPoints: parts,
    outdir: out,
    // read as Latin-1
    charset: 'ascii',
    format: 'esm',
    splitting: true,
    write: false,
    entryNames: '[name]-[hash]',
    chunkNames: 'part-[hash]',
    plugins: [lean, later, inParts({ folder: out, entries: Object.keys(parts), keeps, loader })],
  };
}

/** Builds all bundles, and resolves to what is in them; with `watch`, keeps them up to date until the process ends. */
export async function build({ minify = false, watch = false, into = 'dist', log = () => {} } = {}) {
  const esbuild = await import('esbuild');
  const { code: loader } = await esbuild.transform(readFileSync(inRoot('scripts/parts/loader.cjs'), 'utf8'), { minify, platform: 'node' });
  const options = bundles.map((bundle) => optionsOf({ ...bundle, out: path.join(into, bundle.out) }, { minify, loader }));
  if (watch) {
    for (const option of options) await (await esbuild.context(option)).watch();
    return [];
  }
  await writeExploreApp(esbuild, inRoot(into, 'app/explore.html'));
  const results = await Promise.all(options.map((option) => esbuild.build(option)));
  writeFileSync(inRoot(into, 'NOTICES.txt'), notices(results.flatMap(({ metafile }) => Object.keys(metafile.inputs))));
  for (const [at, { metafile }] of results.entries()) {
    const code = Object.entries(metafile.outputs).filter(([name]) => !name.endsWith('.map'));
    const bytes = code.reduce((sum, [, output]) => sum + output.bytes, 0);
    log(`${path.join(into, bundles[at].out)} ${Math.round(bytes / 1000)} kB`);
  }
  return results.map(({ metafile }) => metafile);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const flags = new Set(process.argv.slice(2));
  const at = process.argv.indexOf('--into');
  const into = at < 0 ? 'dist' : process.argv[at + 1];
  ensureDependencies();
  await build({ minify: flags.has('--minify'), watch: flags.has('--watch'), into, log: say });
  if (flags.has('--types')) {
    const { writeTypes } = await import('./types.mjs');
    say(`dist/types ${writeTypes()} files`);
  }
  if (flags.has('--watch')) say('watching; Ctrl+C ends it');
}
