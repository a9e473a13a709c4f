import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { RootsListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { version } from '../version.ts';
import { type Access, accessTo, pathsOf } from './access.ts';
import { registerPages, registerTools } from './tools.ts';

export interface ServerOptions {
  /** Folders that may be read, whatever the client names. */
  readonly roots: readonly string[];
  /** The folder that holds `docs` and `dist`. */
  readonly packageRoot: string;
}

const instructions = `Planwright checks deployment plans: documents that lay out how a large model is spread over GPUs (markdown, YAML, JSON, TOML, launch commands).
After writing or editing such a document, call \`check\`: it recomputes every number and says what cannot be true, with line and column. \`fix\` gives the correction as a unified diff for you to apply; nothing is ever written. Ask \`layouts\` before choosing TP, PP, EP, DP, and \`memory\` before claiming that something fits. A document that is not saved can be passed as \`text\`.`;

/** A server for agents with tools that only read. */
export function createServer({ roots, packageRoot }: ServerOptions): McpServer {
  const server = new McpServer({ name: 'planwright', title: 'Planwright', version }, { instructions });
  let access: Promise<Access> | null = null;

  /** The user's word on the command line, then the client's, then the working folder. */
  async function find(): Promise<Access> {
    if (roots.length > 0) return accessTo(roots);
    if (!server.server.getClientCapabilities()?.roots) return accessTo([process.cwd()]);
    const named = await server.server.listRoots().catch(() => ({ roots: [] }));
    return accessTo(pathsOf(named.roots.map(({ uri }) => uri)));
  }

  server.server.setNotificationHandler(RootsListChangedNotificationSchema, () => {
    access = null;
  });
  registerTools(
    server,
    () => {
      access ??= find();
      return access;
    },
    packageRoot,
  );
  registerPages(server, packageRoot);
  return server;
}
