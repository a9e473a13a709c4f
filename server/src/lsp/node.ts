import { Console } from 'node:console';
import { access } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import {
  createServerPipeTransport,
  createServerSocketTransport,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageReader,
  type MessageWriter,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import { inTime, patience } from '../disk/in-time.ts';
import { readProjectFile } from '../disk/read-file.ts';
import { connect } from './connection.ts';
import { Frames } from './frames.ts';
import type { Files } from './project.ts';
import { startServer } from './server.ts';

/** The machine's own files. What cannot or must not be read counts as absent. */
const files: Files = {
  async read(uri, { inside, limit }) {
    try {
      const folders = inside.filter((folder) => folder.startsWith('file:')).map((folder) => fileURLToPath(folder));
      return new TextDecoder().decode(await readProjectFile(fileURLToPath(uri), { inside: folders, limit }));
    } catch {
      return null;
    }
  },
  async exists(uri) {
    try {
      await inTime(access(fileURLToPath(uri)), patience, () => new Error('too late'));
      return true;
    } catch {
      return false;
    }
  },
};

/** What the command line names, `--socket=5000` or `--socket 5000`; undefined where it does not. */
function argument(name: string): string | undefined {
  const at = process.argv.findIndex((arg) => arg === name || arg.startsWith(`${name}=`));
  return at < 0 ? undefined : (process.argv[at]?.split('=', 2)[1] ?? process.argv[at + 1]);
}

/** Stdin and stdout, or what `--node-ipc`, `--socket` or `--pipe` names. */
function transport(): [MessageReader, MessageWriter] {
  if (process.argv.includes('--node-ipc')) return [new IPCMessageReader(process), new IPCMessageWriter(process)];
  const port = Number(argument('--socket'));
  if (port > 0) return createServerSocketTransport(port);
  const pipe = argument('--pipe');
  if (pipe) return createServerPipeTransport(pipe);
  const frames = new Frames();
  process.stdin.on('data', (bytes: Buffer) => {
    const wrong = frames.take(bytes);
    if (wrong === null) return;
    process.stderr.write(`planwright: the input is not made of messages of the Language Server Protocol (${wrong}); the server ends\n`);
    process.exit(1);
  });
  // only messages go to the standard output
  globalThis.console = new Console(process.stderr);
  return [new StreamMessageReader(process.stdin), new StreamMessageWriter(process.stdout)];
}

/** How often the server looks whether its client is still there: milliseconds. */
const pulse = 3000;

/** The process ends with its client. */
function endWith(client: number | null): void {
  if (client === null) return;
  setInterval(() => {
    try {
      process.kill(client, 0);
    } catch {
      process.exit(1);
    }
  }, pulse);
}

endWith(Number(argument('--clientProcessId')) || null);
const [reader, writer] = transport();
startServer(connect(reader, writer, { started: endWith, exit: (told) => process.exit(told ? 0 : 1) }), { files });
