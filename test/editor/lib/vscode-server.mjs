/**
 * The VS Code server that the npm package `code-server` carries in lib/vscode, run without code-server's own wrapper: the real workbench
 * and the real extension host, with no compiler and no download other than from the npm registry.
 */
import { execFileSync, spawn } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { cache, log, npm } from './util.mjs';

/** 4.100.3 (VS Code 1.100) is the last one for Node 20; from 4.103 on it takes Node 22, from 4.133 on Node 24. */
const version = process.env.E2E_CODE_SERVER ?? '4.100.3';
const minor = Number(version.split('.')[1]);
const nodeMajor = minor >= 133 ? 24 : minor >= 103 ? 22 : 20;

/** Resolves to where the server stands and the Node to run it with; fetches what is missing. */
export function ensureServer() {
  const folder = path.join(cache, `code-server-${version}`);
  const home = path.join(folder, 'lib/vscode');
  if (!existsSync(path.join(folder, '.ready'))) install(folder, home);
  return { home, node: ensureNode() };
}

function install(folder, home) {
  log(`fetching the VS Code server (code-server ${version}, about 60 MB) from npm, once …`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const [{ filename }] = JSON.parse(npm(['pack', `code-server@${version}`, '--json', '--pack-destination', folder], folder));
  const parts = ['package/lib/vscode', 'package/package.json', 'package/LICENSE'];
  execFileSync('tar', ['-xzf', filename, '--strip-components=1', '--exclude=*.map', ...parts], { cwd: folder });
  rmSync(path.join(folder, filename));
  npm(['install', '--omit=dev'], home);
  const modules = path.join(home, 'node_modules');
  symlinkSync('node_modules', path.join(home, 'node_modules.asar'));
  copyStub('spdlog.cjs', path.join(modules, '@vscode/spdlog/index.js'));
  for (const name of ['native-watchdog', '@vscode/native-watchdog']) {
    if (existsSync(path.join(modules, name))) copyStub('watchdog.cjs', path.join(modules, name, 'build/Release/watchdog.js'));
  }
  const ripgrep = path.join(modules, '@vscode/ripgrep');
  if (existsSync(ripgrep) && !existsSync(path.join(ripgrep, 'bin/rg'))) addRipgrep(folder, ripgrep);
  writeFileSync(path.join(folder, '.ready'), '');
  log('VS Code server ready');
}

function copyStub(name, to) {
  mkdirSync(path.dirname(to), { recursive: true });
  copyFileSync(path.join(import.meta.dirname, 'stubs', name), to);
}

/** The ripgrep that the server asks for downloads its binary when installed; a later release carries it in a package. */
function addRipgrep(folder, ripgrep) {
  const temporary = path.join(folder, 'ripgrep');
  mkdirSync(temporary);
  writeFileSync(path.join(temporary, 'package.json'), '{"private":true}');
  npm(['install', '@vscode/ripgrep@1.18.0'], temporary);
  cpSync(path.join(temporary, `node_modules/@vscode/ripgrep-${process.platform}-${process.arch}/bin`), path.join(ripgrep, 'bin'), {
    recursive: true,
  });
  rmSync(temporary, { recursive: true });
}

function ensureNode() {
  if (process.env.E2E_NODE) return process.env.E2E_NODE;
  if (Number(process.versions.node.split('.')[0]) >= nodeMajor) return process.execPath;
  const folder = path.join(cache, `node-${nodeMajor}`);
  const node = path.join(folder, 'node_modules/node/bin/node');
  if (!existsSync(node)) {
    log(`fetching Node ${nodeMajor} from npm, which this VS Code server needs …`);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'package.json'), '{"private":true}');
    npm(['install', `node@npm:node-${process.platform}-${process.arch}@${nodeMajor}`], folder);
  }
  return node;
}

const places = (profile) => [
  '--accept-server-license-terms',
  ...['user-data', 'server-data', 'extensions'].flatMap((name) => [`--${name}-dir`, `${profile}/${name}`]),
];

export function installVsix({ home, node }, profile, vsix) {
  execFileSync(node, [path.join(home, 'out/server-main.js'), ...places(profile), '--install-extension', vsix], { stdio: 'pipe' });
}

/** Starts the server on a port of its choice. `stop` takes everything down that it started: extension host and language server too. */
export async function startServer({ home, node }, profile, more = {}) {
  const logFile = path.join(profile, 'server.log');
  const output = openSync(logFile, 'w');
  const foreign = /^(npm_|VSCODE_|ELECTRON_|NODE_OPTIONS$)/i;
  const env = {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name))),
    TMPDIR: `${profile}/tmp`,
    XDG_RUNTIME_DIR: `${profile}/tmp`,
    EXTENSIONS_GALLERY: '{}',
    ...more,
  };
  const flags = ['--host', '127.0.0.1', '--port', '0', '--without-connection-token', '--disable-telemetry', '--disable-workspace-trust'];
  const script = path.join(home, 'out/server-main.js');
  // Newer servers take extension tests only from a smoke test.
  const args = [script, ...flags, ...places(profile), '--enable-smoke-test-driver'];
  const child = spawn(node, args, { cwd: profile, env, stdio: ['ignore', output, output], detached: true });
  closeSync(output);
  let ended = null;
  const gone = new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      ended = code ?? signal;
      resolve();
    });
  });
  const kill = (signal) => {
    try {
      process.kill(-child.pid, signal);
    } catch {}
  };
  const stop = async () => {
    kill('SIGTERM');
    const timer = setTimeout(kill, 4000, 'SIGKILL');
    await gone;
    clearTimeout(timer);
    kill('SIGKILL');
  };
  for (let waited = 0; waited < 60_000; waited += 50) {
    if (ended !== null) throw new Error(`the VS Code server ended early (${ended}):\n${readFileSync(logFile, 'utf8')}`);
    const listening = /Extension host agent listening on (\d+)/.exec(readFileSync(logFile, 'utf8'));
    if (listening) return { authority: `127.0.0.1:${listening[1]}`, logFile, stop };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await stop();
  throw new Error(`the VS Code server did not start:\n${readFileSync(logFile, 'utf8')}`);
}

/** The address of a workbench on a folder; `payload` is what the desktop takes as command line. */
export function workbenchUrl(authority, folder, payload) {
  const all = [...payload, ['skipWelcome', 'true'], ['skipReleaseNotes', 'true']];
  return `http://${authority}/?${new URLSearchParams({ folder, payload: JSON.stringify(all) })}`;
}
