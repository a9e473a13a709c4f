import * as vscode from 'vscode';
import { type Api, activateWith } from './common.ts';
import { registerLanguageTools } from './language-tools.ts';
import { registerAgents, registerTasks } from './program.ts';

/** Entry on the desktop and on remote machines: the server is a process of its own, spoken to over its standard streams. */
export async function activate(context: vscode.ExtensionContext): Promise<Api> {
  registerTasks(context);
  const servesAgents = registerAgents(context);
  registerLanguageTools(context);
  const api = await activateWith(context, async (options) => {
    const { LanguageClient, TransportKind } = await import('./language-client.ts');
    const module = vscode.Uri.joinPath(context.extensionUri, 'dist/node/server.cjs').fsPath;
    const run = { module, transport: TransportKind.stdio };
    const debug = { ...run, options: { execArgv: ['--inspect=6009'] } };
    return new LanguageClient('planwright', 'Planwright', { run, debug }, options);
  });
  return { ...api, servesAgents };
}
