/** What `planwright mcp` takes. */
export interface McpOptions {
  /** Folders that documents may be read from, instead of those that the client names. */
  readonly root?: readonly string[];
}
