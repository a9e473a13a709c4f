import * as vscode from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import { type Api, activateWith } from './common.ts';

/** Entry in a browser: the server runs in a web worker. */
export function activate(context: vscode.ExtensionContext): Promise<Api> {
  return activateWith(context, async (options) => {
    const worker = new Worker(vscode.Uri.joinPath(context.extensionUri, 'dist/web/server.js').toString(true));
    context.subscriptions.push({ dispose: () => worker.terminate() });
    return new LanguageClient('planwright', 'Planwright', worker, options);
  });
}
