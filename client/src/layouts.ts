import * as vscode from 'vscode';
import type { WorkspaceEdit } from 'vscode-languageclient';
import { type LayoutRow, layoutCommand, layoutsRequest } from '../../server/src/lsp/protocol.ts';
import { activeDocument, ask, tellNoPlan } from './ask.ts';
import type { EditPreview } from './edit-preview.ts';
import type { Server } from './server.ts';

type Row = LayoutRow<WorkspaceEdit>;

/**
 * `Planwright: Use Another Layout…` lists the valid layouts with what follows from each, shows the plan beside what the one chosen makes of
 * it, and restates the plan once that is confirmed.
 */
export function registerLayouts(context: vscode.ExtensionContext, server: Server, preview: EditPreview): void {
  context.subscriptions.push(
    vscode.commands.registerCommand(layoutCommand, async (uri?: string, title?: string) => {
      const document = typeof uri === 'string' ? await vscode.workspace.openTextDocument(vscode.Uri.parse(uri)) : activeDocument();
      const rows = document && (await ask<Row[]>(server, layoutsRequest, document.uri));
      if (!document || !rows) return void tellNoPlan();
      const row = typeof title === 'string' ? rows.find((one) => one.title === title) : await choose(rows);
      if (!row?.edit) return;
      await preview.offer(document, () => editOf(server, document, row.title), row);
    }),
  );
}

async function choose(rows: readonly Row[]): Promise<Row | null> {
  if (!rows.some(({ edit }) => edit)) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Planwright: no other layout fits this plan.'));
    return null;
  }
  const widths = widthsOf(rows);
  const items = rows.map((row) => ({ ...itemOf(row, widths), row }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Layouts that fit the GPUs'),
    placeHolder: vscode.l10n.t('Expected memory · bubble · forecast of the rate · what is rewritten'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.row ?? null;
}

async function editOf(server: Server, document: vscode.TextDocument, wanted: string): Promise<vscode.WorkspaceEdit | null> {
  const rows = await ask<Row[]>(server, layoutsRequest, document.uri);
  const edit = rows?.find(({ title }) => title === wanted)?.edit;
  return server.toEdit(edit);
}

/** Digits of the widest value of each degree, so that degrees stand below each other. */
function widthsOf(rows: readonly Row[]): Map<string, number> {
  const widths = new Map<string, number>();
  for (const { columns } of rows)
    for (const { name, value } of columns.degrees) widths.set(name, Math.max(widths.get(name) ?? 0, String(value).length));
  return widths;
}

/** As wide as a digit. */
const figureSpace = '\u2007';

function itemOf({ columns, changes, preferred, edit }: Row, widths: ReadonlyMap<string, number>): vscode.QuickPickItem {
  const degrees = columns.degrees.map(({ name, value }) => `${name} ${String(value).padEnd(widths.get(name) ?? 0, figureSpace)}`);
  const notes = [edit ? changes.join(', ') : vscode.l10n.t('as it is'), columns.reading ?? '', preferred ? vscode.l10n.t('preferred') : ''];
  return {
    label: degrees.join(' · '),
    description: notes.filter((note) => note !== '').join(' · '),
    detail: [columns.memory, columns.bubble, columns.rate, columns.places].filter((column) => column !== null).join(' · '),
  };
}
