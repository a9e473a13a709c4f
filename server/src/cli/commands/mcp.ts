import { createRequire } from 'node:module';
import path from 'node:path';

export interface McpOptions {
  /** Folders that documents may be read from, instead of those that the client names. */
  readonly root?: readonly string[];
}

/** Serves agents over stdin and stdout until they close it. The bundle is one of its own: no other command pays for it. */
export function mcp(options: McpOptions, packageRoot: string): Promise<number> {
  return createRequire(path.join(packageRoot, 'package.json'))('./dist/mcp.cjs').serve(options, packageRoot);
}
