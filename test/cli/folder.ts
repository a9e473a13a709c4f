import { spawn } from 'node:child_process';
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

/** The program as a user runs it, in a process of its own. */
export function planwright(args: readonly string[], { cwd = root, input = '', env = {} }: RunOptions = {}): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const { NO_COLOR: _no, FORCE_COLOR: _force, GITHUB_WORKSPACE: _workspace, ...inherited } = process.env;
    const child = spawn(process.execPath, [program, ...args], { cwd, env: { ...inherited, ...env } });
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
