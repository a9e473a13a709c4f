/** A client that measures: starts a language server, edits a document, waits for what the server says about each edit. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver-protocol/node';

const patience = 30_000;

/**
 * @param command  program and arguments
 * @param document `{ languageId, uri, text }`
 * @param options  `pull`: ask for diagnostics instead of waiting for them; `settings`, `initializationOptions`,  and `answer(method, params, text)` what the server asks of its client
 * @returns milliseconds: `start` to the answer of `initialize`, `first` from the start to the first diagnostics, `edits` one by one;
 *   `rss` in MB, or null where the system does not tell
 */
export async function measure(command, document, edits, { pull = false, settings = {}, initializationOptions, answer } = {}) {
  const began = performance.now();
  const child = spawn(command[0], command.slice(1), { stdio: ['pipe', 'pipe', 'ignore'] });
  const connection = createMessageConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  let arrived = () => {};
  connection.onNotification('textDocument/publishDiagnostics', (params) => params.uri === document.uri && arrived(params));
  connection.onRequest('workspace/configuration', ({ items }) => items.map(({ section }) => settings[section] ?? null));
  connection.onRequest('client/registerCapability', () => null);
  let { text: now } = document;
  connection.onRequest((method, params) => answer?.(method, params, now) ?? null);
  connection.listen();
  const within = (promise, what) =>
    Promise.race([
      promise,
      new Promise((_, reject) => setTimeout(() => reject(new Error(`${what}: no answer in ${patience / 1000} s`)), patience).unref()),
    ]);
  try {
    await within(
      connection.sendRequest('initialize', {
        processId: process.pid,
        rootUri: null,
        initializationOptions,
        capabilities: {
          textDocument: { publishDiagnostics: { versionSupport: true, relatedInformation: true }, ...(pull && { diagnostic: {} }) },
          workspace: { configuration: true },
        },
      }),
      'initialize',
    );
    const start = performance.now() - began;
    await connection.sendNotification('initialized', {});
    await connection.sendNotification('workspace/didChangeConfiguration', { settings });
    let version = 1;
    const diagnostics = () =>
      pull
        ? connection.sendRequest('textDocument/diagnostic', { textDocument: { uri: document.uri } })
        : new Promise((resolve) => {
            // servers that do not name the version are taken at their next word
            arrived = (params) => (params.version === undefined || params.version === null || params.version >= version) && resolve(params);
          });
    let waiting = pull ? null : diagnostics();
    await connection.sendNotification('textDocument/didOpen', { textDocument: { ...document, version } });
    await within(waiting ?? diagnostics(), 'the first diagnostics');
    const first = performance.now() - began;
    const times = [];
    for (const { range, text } of edits) {
      version++;
      now = edited(now, range, text);
      const sent = performance.now();
      waiting = pull ? null : diagnostics();
      await connection.sendNotification('textDocument/didChange', {
        textDocument: { uri: document.uri, version },
        contentChanges: [{ range, text }],
      });
      await within(waiting ?? diagnostics(), 'an edit');
      times.push(performance.now() - sent);
      // a person pauses between two keys; the server may tidy up
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
    return { start, first, edits: times, rss: memoryOf(child.pid) };
  } finally {
    await ended(child, connection);
    connection.dispose();
  }
}

/** Ends a server as an editor does, so that it can keep what it wants to keep; one that does not listen is killed. */
async function ended(child, connection) {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  const soon = (promise) => Promise.race([promise, new Promise((resolve) => setTimeout(resolve, 1_000))]);
  try {
    await soon(connection.sendRequest('shutdown'));
    await connection.sendNotification('exit');
    await soon(gone);
  } catch {}
  child.kill();
}

function edited(text, { start, end }, newText) {
  const lines = text.split('\n');
  lines[start.line] = lines[start.line].slice(0, start.character) + newText + lines[start.line].slice(end.character);
  return lines.join('\n');
}

function memoryOf(pid) {
  try {
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1000);
  } catch {
    return null;
  }
}

/** A digit in the middle of the document, typed over again and again. */
export function typing(text, count) {
  const lines = text.split('\n');
  let line = Math.floor(lines.length / 2);
  while (!/\d/.test(lines[line])) line = (line + 1) % lines.length;
  const character = lines[line].search(/\d/);
  const was = lines[line][character];
  const range = { start: { line, character }, end: { line, character: character + 1 } };
  return Array.from({ length: count }, (_, n) => ({ range, text: n % 2 === 0 ? String((Number(was) + 1) % 10) : was }));
}

export function quantile(values, q) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
}
