import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import type { McpOptions } from './options.ts';
import { createServer } from './server.ts';

/** Speaks the Model Context Protocol over stdin and stdout. Resolves to the exit code when the client closes them. */
export async function serve({ root = [] }: McpOptions, packageRoot: string): Promise<number> {
  const server = createServer({ roots: root, packageRoot });
  const closed = new Promise<void>((resolve) => {
    server.server.onclose = resolve;
    process.stdin.on('end', () => void server.close());
  });
  await server.connect(new StdioServerTransport());
  await closed;
  return 0;
}
