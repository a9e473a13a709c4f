/** What `planwright mcp` takes. */
export interface McpOptions {
  /** Folders that documents may be read from, instead of those that the client names. */
  readonly root?: readonly string[];
}

/** Serves agents over stdin and stdout until they close it. */
export const mcp = async (options: McpOptions, packageRoot: string): Promise<number> =>
  (await import('../mcp/main.ts')).serve(options, packageRoot);
