import type { McpOptions } from '../mcp/options.ts';

/** Serves agents over stdin and stdout until they close it. */
export const mcp = async (options: McpOptions, packageRoot: string): Promise<number> =>
  (await import('../mcp/main.ts')).serve(options, packageRoot);
