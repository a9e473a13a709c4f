import * as vscode from 'vscode';
import type { WorkspaceEdit } from 'vscode-languageclient';
import type { ExploreState } from '../../server/src/engine.ts';
import { type ExploreParams, exploreCommand, exploreRequest, type Restated, restateRequest } from '../../server/src/lsp/protocol.ts';
import { bodyIn } from '../explore/body.ts';
import type { Change, FromPage, ToPage } from '../explore/messages.ts';
import { activeDocument, tellNoPlan } from './ask.ts';
import type { EditPreview } from './edit-preview.ts';
import { escaped } from './page.ts';
import type { Server } from './server.ts';

/** `Planwright: Explore Layouts` opens a page on which values of the plan are tried before they are written. One page for each document. */
export function registerExplore(context: vscode.ExtensionContext, server: Server, preview: EditPreview): void {
  const pages = new Map<string, Page>();
  const files = vscode.Uri.joinPath(context.extensionUri, 'dist/page');
  context.subscriptions.push(
    vscode.commands.registerCommand(exploreCommand, async (given?: unknown) => {
      const source = typeof given === 'string' ? vscode.Uri.parse(given) : activeDocument()?.uri;
      if (!source) return void tellNoPlan();
      const known = pages.get(source.toString());
      if (known) return known.panel.reveal();
      if (!(await ask<ExploreState>(server, exploreRequest, source, {}))) return void tellNoPlan();
      const page = new Page(server, source, files, preview);
      pages.set(source.toString(), page);
      page.panel.onDidDispose(() => pages.delete(source.toString()));
    }),
    // findings come once the text has been read, so what is shown follows it
    vscode.languages.onDidChangeDiagnostics(({ uris }) => {
      for (const uri of uris) pages.get(uri.toString())?.send({ kind: 'changed' });
    }),
    vscode.workspace.onDidChangeTextDocument(({ document }) => pages.get(document.uri.toString())?.edited()),
    { dispose: () => [...pages.values()].map(({ panel }) => panel.dispose()) },
  );
}

/** How long after the last keystroke a page follows. */
const delay = 400;

/** Null for what is no plan; undefined where the server does not answer, or the document changed meanwhile: then it is asked again. */
async function ask<Answer>(server: Server, method: string, uri: vscode.Uri, change: Change): Promise<Answer | null | undefined> {
  const params: ExploreParams = { textDocument: { uri: uri.toString() }, change };
  return server.ask<Answer | null>(method, params);
}

class Page {
  readonly panel: vscode.WebviewPanel;
  readonly #server: Server;
  readonly #source: vscode.Uri;
  readonly #name: string;
  readonly #preview: EditPreview;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(server: Server, source: vscode.Uri, files: vscode.Uri, preview: EditPreview) {
    this.#preview = preview;
    this.#server = server;
    this.#source = source;
    this.#name = source.path.slice(source.path.lastIndexOf('/') + 1);
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: false };
    this.panel = vscode.window.createWebviewPanel('planwright.explore', vscode.l10n.t('Layouts: {0}', this.#name), column, {
      enableScripts: true,
      localResourceRoots: [files],
    });
    this.panel.webview.onDidReceiveMessage((message: FromPage) => void this.#hear(message));
    this.panel.webview.html = pageOf(this.panel.webview, files);
    this.panel.onDidDispose(() => clearTimeout(this.#timer));
  }

  send(message: ToPage): void {
    void this.panel.webview.postMessage(message);
  }

  edited(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.send({ kind: 'changed' }), delay);
  }

  async #hear(message: FromPage): Promise<void> {
    // a document that was closed meanwhile is opened again, unseen: the server knows only open ones
    await vscode.workspace.openTextDocument(this.#source).then(undefined, () => null);
    if (message.kind === 'explore') {
      const state = await ask<ExploreState>(this.#server, exploreRequest, this.#source, message.change);
      if (state !== undefined) this.send({ kind: 'state', name: this.#name, state, asked: message.asked });
      return;
    }
    await this.#use(message.change);
  }

  /** Shows what the document becomes in a diff, and writes it once that is confirmed. */
  async #use(change: Change): Promise<void> {
    const restated = () => ask<Restated<WorkspaceEdit>>(this.#server, restateRequest, this.#source, change);
    const answer = await restated();
    if (!answer?.edit)
      return this.send({
        kind: 'said',
        text: answer ? vscode.l10n.t('Not possible: {0}.', answer.refused ?? '') : vscode.l10n.t('The plan cannot be read now.'),
      });
    this.send({ kind: 'said', text: vscode.l10n.t('Shown in the editor: apply or discard it there.') });
    const current = async (): Promise<vscode.WorkspaceEdit | null> => {
      const edit = (await restated())?.edit;
      return this.#server.toEdit(edit);
    };
    await this.#preview.offer(await vscode.workspace.openTextDocument(this.#source), current, answer);
    this.send({ kind: 'said', text: '' });
  }
}

/** No markup comes from a document: all that is shown is sent, and set as text. */
function pageOf(webview: vscode.Webview, files: vscode.Uri): string {
  const nonce = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const [script, style] = ['explore.js', 'explore.css'].map((name) => webview.asWebviewUri(vscode.Uri.joinPath(files, name)));
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="${escaped(vscode.env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(vscode.l10n.t('Layouts'))}</title>
<link rel="stylesheet" href="${style}">
</head>
<body data-words="${escaped(JSON.stringify(vscode.l10n.bundle ?? {}))}">
${bodyIn((text) => escaped(vscode.l10n.t(text)))}
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
