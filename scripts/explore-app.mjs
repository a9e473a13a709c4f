/** The what-if page as one file that loads nothing: what `planwright mcp` gives to chats that show pages of tools. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './setup.mjs';

const shared = { absWorkingDir: root, bundle: true, minify: true, write: false, charset: 'utf8', logLevel: 'warning', target: 'es2022' };

/** What a policy names instead of allowing every script of the page. */
const hashOf = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Bundles script and style into a page whose policy allows these two and nothing else. */
export async function writeExploreApp(esbuild, file) {
  const [script, style, parts] = await Promise.all(
    [
      { entryPoints: ['client/explore/app.ts'], format: 'iife', platform: 'browser' },
      { entryPoints: ['client/explore/app.css'] },
      { entryPoints: ['client/explore/body.ts'], format: 'esm' },
    ].map(async (options) => (await esbuild.build({ ...shared, ...options })).outputFiles[0].text.trim()),
  );
  const { body } = await import(`data:text/javascript,${encodeURIComponent(parts)}`);
  const policy = `default-src 'none'; script-src ${hashOf(script)}; style-src ${hashOf(style)}`;
  const page = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Layouts</title>
<style>${style}</style>
</head>
<body>
${body}
<script>${script}</script>
</body>
</html>
`;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, page);
}
