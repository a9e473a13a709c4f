import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';

/** A temporary folder with these files, removed when the tests of the file are over. */
export function folder(files: Readonly<Record<string, string | Buffer>> = {}): string {
  const made = mkdtempSync(path.join(tmpdir(), 'planwright-'));
  after(() => rmSync(made, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(made, name)), { recursive: true });
    writeFileSync(path.join(made, name), content);
  }
  return made;
}

export const root = process.cwd();
const program = path.join(root, 'bin/planwright.mjs');

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
}

/** What a process of ours hands on to the program: nothing that says how it is to look. */
function environment(more: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const { NO_COLOR: _no, FORCE_COLOR: _force, GITHUB_WORKSPACE: _workspace, ...inherited } = process.env;
  return { ...inherited, ...more };
}

/** The program as a user runs it, in a process of its own: where that is the point. */
export function spawned(args: readonly string[], { cwd = root, input = '', env = {} }: RunOptions = {}): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], { cwd, env: environment(env) });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    // a program that does not read its input closes it
    child.stdin.on('error', () => {});
    child.on('close', (code) => resolve({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }));
    child.stdin.end(input);
  });
}

/** One process for all runs of a test file: most of what a short run takes is reading the program. */
class Host {
  #child: ChildProcess | null = null;
  #last: Promise<unknown> = Promise.resolve();

  /** A run, when those before it are over. */
  run(args: readonly string[], { cwd = root, input = '', env = {} }: RunOptions): Promise<Outcome> {
    const outcome = this.#last.then(async () => {
      this.#child ??= await this.#start();
      const { channel } = this.#child;
      channel?.ref();
      this.#child.send({ args, cwd, env: environment(env), input: Buffer.from(input).toString('base64') });
      const [answer] = await Promise.race([once(this.#child, 'message'), once(this.#child, 'exit')]);
      channel?.unref();
      if (typeof answer === 'object' && answer !== null) return answer as Outcome;
      this.#child = null;
      throw new Error(`planwright ${args.join(' ')} brought its process down`);
    });
    this.#last = outcome.catch(() => {});
    return outcome;
  }

  async #start(): Promise<ChildProcess> {
    const child = fork(path.join(root, 'test/cli/host.mjs'), { cwd: root });
    await once(child, 'message');
    // between runs it keeps nobody waiting; it ends with its channel
    child.unref();
    return child;
  }
}

const host = new Host();

/** What the program does with a command line, in a process that other runs share. */
export const planwright = (args: readonly string[], options: RunOptions = {}): Promise<Outcome> => host.run(args, options);
