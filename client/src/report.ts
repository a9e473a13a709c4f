import * as vscode from 'vscode';
import type { WorkspaceEdit } from 'vscode-languageclient';
import { type ReportAnswer, reportCommands, reportRequest } from '../../server/src/lsp/protocol.ts';
import { activeDocument, ask, tellNoPlan } from './ask.ts';
import { columnOf, type EditPreview } from './edit-preview.ts';
import { pageOf } from './page.ts';
import type { Server } from './server.ts';

type Report = ReportAnswer<WorkspaceEdit>;

/** `Planwright: Show Modifications` opens what the plan needs as a page beside it, which follows the plan as it is edited. */
export function registerReport(context: vscode.ExtensionContext, server: Server, preview: EditPreview): void {
  const pages = new ReportPages(server);
  context.subscriptions.push(
    pages,
    vscode.languages.onDidChangeDiagnostics(({ uris }) => {
      for (const uri of uris) void pages.update(uri);
    }),
    vscode.commands.registerCommand('planwright.showReport', () => pages.show()),
    vscode.commands.registerCommand(reportCommands.line, goTo),
    vscode.commands.registerCommand(reportCommands.apply, (uri: string) => apply(server, preview, vscode.Uri.parse(uri))),
    vscode.commands.registerCommand('planwright.exportReport', (source?: vscode.Uri, target?: vscode.Uri) =>
      exportReport(server, source, target),
    ),
  );
}

const reportOf = (server: Server, uri: vscode.Uri): Promise<Report | null> => ask<Report>(server, reportRequest, uri);

const nameOf = (uri: vscode.Uri): string => uri.path.slice(uri.path.lastIndexOf('/') + 1).replace(/\.\w+$/, '');

/** One page for each plan. */
class ReportPages implements vscode.Disposable {
  readonly #server: Server;
  readonly #panels = new Map<string, vscode.WebviewPanel>();

  constructor(server: Server) {
    this.#server = server;
  }

  async show(): Promise<void> {
    const document = activeDocument();
    if (!document || !(await reportOf(this.#server, document.uri))) return void tellNoPlan();
    const key = document.uri.toString();
    const known = this.#panels.get(key);
    if (known) return known.reveal(undefined, true);
    const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const panel = vscode.window.createWebviewPanel('planwright.report', vscode.l10n.t('{0} modifications', nameOf(document.uri)), place, {
      enableScripts: false,
      enableCommandUris: Object.values(reportCommands),
      enableFindWidget: true,
      localResourceRoots: [],
    });
    this.#panels.set(key, panel);
    panel.onDidDispose(() => this.#panels.delete(key));
    await this.update(document.uri);
  }

  async update(uri: vscode.Uri): Promise<void> {
    const panel = this.#panels.get(uri.toString());
    if (!panel) return;
    const report = await reportOf(this.#server, uri);
    // what a plan was before it was emptied is not shown as if it still were
    panel.webview.html = await pageOf(report?.linked ?? vscode.l10n.t('The document is no deployment plan.'), panel.title);
  }

  dispose(): void {
    for (const panel of this.#panels.values()) panel.dispose();
  }
}

/** A link of the report: shows a line of the plan, counted from 1, where the plan stands open. */
async function goTo(name: string, line: number): Promise<void> {
  const uri = vscode.Uri.parse(name);
  const editor = await vscode.window.showTextDocument(uri, { viewColumn: columnOf(uri) });
  const place = editor.document.lineAt(Math.min(line, editor.document.lineCount) - 1).range;
  editor.selection = new vscode.Selection(place.start, place.start);
  editor.revealRange(place, vscode.TextEditorRevealType.InCenter);
}

/** A link of the report: all of its changes, shown beside the plan and applied once that is confirmed. */
async function apply(server: Server, preview: EditPreview, uri: vscode.Uri): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  const report = await reportOf(server, uri);
  const current = async () => {
    const edit = (await reportOf(server, uri))?.edit;
    return server.toEdit(edit);
  };
  await preview.offer(document, current, {
    title: vscode.l10n.t('Apply the modifications'),
    rewritten: report?.rewritten ?? 0,
    byHand: [],
  });
}

/** The report as a file: markdown, or a page of its own by the name that is chosen. */
async function exportReport(server: Server, given?: vscode.Uri, to?: vscode.Uri): Promise<void> {
  const source = given ?? activeDocument()?.uri;
  const report = source && (await reportOf(server, source));
  if (!source || !report) return void tellNoPlan();
  const name = `${nameOf(source)}-modifications`;
  const target =
    to ??
    (await vscode.window.showSaveDialog({
      title: vscode.l10n.t('Export the modifications'),
      defaultUri: vscode.Uri.joinPath(source, '..', `${name}.md`),
      filters: { Markdown: ['md'], HTML: ['html'] },
    }));
  if (!target) return;
  const text = /\.html?$/i.test(target.path) ? await pageOf(report.markdown, name) : report.markdown;
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
  if (!to) await vscode.window.showTextDocument(target, { preview: true });
}
