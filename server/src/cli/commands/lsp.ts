import { createRequire } from 'node:module';
import path from 'node:path';
import { UsageError } from '../input/trouble.ts';

/** Runs the language server in this process, over stdin and stdout. It ends the process itself, when the editor says so. */
export function lsp(packageRoot: string): Promise<number> {
  if (process.stdin.isTTY) throw new UsageError('planwright lsp is started by an editor, which speaks to it: see docs/editors.md');
  if (!process.argv.includes('--stdio')) process.argv.push('--stdio');
  createRequire(path.join(packageRoot, 'package.json'))('./dist/node/server.cjs');
  return new Promise(() => {});
}
