import { access } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { inTime, patience } from '../disk/in-time.ts';
import { readProjectFile } from '../disk/read-file.ts';
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

/** Serves on stdin and stdout, or on what `--node-ipc`, `--socket` or `--pipe` names. The process ends with its client. */
const transport = process.argv.some((arg) => /^--(?:node-ipc|socket|pipe)\b/.test(arg));
startServer(transport ? createConnection(ProposedFeatures.all) : createConnection(ProposedFeatures.all, process.stdin, process.stdout), {
  files,
});
if (!transport) {
  const frames = new Frames();
  process.stdin.on('data', (bytes: Buffer) => {
    const wrong = frames.take(bytes);
    if (wrong === null) return;
    process.stderr.write(`planwright: the input is not made of messages of the Language Server Protocol (${wrong}); the server ends\n`);
    process.exit(1);
  });
}
