import { access, readFile } from 'node:fs/promises';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { startServer } from './server.ts';

/** Serves on stdin and stdout, or on what `--node-ipc`, `--socket` or `--pipe` names. The process ends with its client. */
const transport = process.argv.some((arg) => /^--(?:node-ipc|socket|pipe)\b/.test(arg));
startServer(transport ? createConnection(ProposedFeatures.all) : createConnection(ProposedFeatures.all, process.stdin, process.stdout), {
  files: {
    read: (uri) => readFile(new URL(uri), 'utf8').catch(() => null),
    exists: (uri) =>
      access(new URL(uri)).then(
        () => true,
        () => false,
      ),
  },
});
