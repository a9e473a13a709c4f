import * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { type Api, activateWith } from './common.ts';
import { registerAgents, registerTasks } from './program.ts';

/** Entry on the desktop and on remote machines: the server is a process of its own, spoken to over its standard streams. */
export function activate(context: vscode.ExtensionContext): Promise<Api> {
  registerTasks(context);
  registerAgents(context);
  const module = vscode.Uri.joinPath(context.extensionUri, 'dist/node/server.cjs').fsPath;
  const run = { module, transport: TransportKind.stdio };
  const debug = { ...run, options: { execArgv: ['--inspect=6009'] } };
  return activateWith(context, (options) => new LanguageClient('planwright', 'Planwright', { run, debug }, options));
}
