/**
 * The command line for many runs in one process, which reads the program once. What a run is told, and what it writes, are messages:
 * `{ args, cwd, env, input }` for `{ code, stdout, stderr }`, one run at a time.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { Readable, Writable } from 'node:stream';

const root = process.cwd();
const { main } = createRequire(import.meta.url)(path.join(root, 'dist/node/main.cjs'));

/** Neither a terminal nor the process' own: keeps what is written to it. */
class Kept extends Writable {
  chunks = [];

  _write(chunk, _encoding, done) {
    this.chunks.push(Buffer.from(chunk));
    done();
  }

  text() {
    return Buffer.concat(this.chunks).toString();
  }
}

const put = (name, value) => Object.defineProperty(process, name, { value, configurable: true, writable: true });

process.on('message', async ({ args, cwd, env, input }) => {
  const [stdout, stderr] = [new Kept(), new Kept()];
  for (const [name, value] of Object.entries({ stdout, stderr, stdin: Readable.from([Buffer.from(input, 'base64')]), env }))
    put(name, value);
  process.chdir(cwd);
  let code = 2;
  try {
    code = await main(args, root);
  } catch (error) {
    stderr.write(`planwright: ${error?.stack ?? error}`);
  }
  process.chdir(root);
  process.send({ code, stdout: stdout.text(), stderr: stderr.text() });
});
process.send('ready');
