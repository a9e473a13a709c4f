import * as vscode from 'vscode';
import type { BaseLanguageClient, WorkspaceEdit } from 'vscode-languageclient';
import { type LayoutChoice, layoutsRequest } from '../../server/src/lsp/protocol.ts';
import { activeDocument, ask, tellNoPlan } from './ask.ts';

type Choice = LayoutChoice<WorkspaceEdit>;

/** `Planwright: Use Another Layout…` lists the valid layouts with what follows from each, and restates the plan to the one chosen. */
export function registerLayouts(context: vscode.ExtensionContext, client: BaseLanguageClient): void {
  context.subscriptions.push(vscode.commands.registerCommand('planwright.useLayout', () => choose(client)));
}

async function choose(client: BaseLanguageClient): Promise<void> {
  const document = activeDocument();
  const choices = document && (await ask<Choice[]>(client, layoutsRequest, document.uri));
  if (!document || !choices) return void tellNoPlan();
  if (choices.length === 0) return void vscode.window.showInformationMessage('Planwright: the layout of this plan needs no other.');
  const items = choices.map(({ title, consequences: [changes = '', ...more], preferred }) => ({
    label: title,
    description: preferred ? `${changes} (preferred)` : changes,
    detail: more.join(' · '),
  }));
  const picked = await vscode.window.showQuickPick(items, { title: 'Layouts that fit the GPUs', matchOnDetail: true });
  if (!picked) return;
  // The document may have changed while the list stood open: the edit must be one of the text as it is now.
  const current = await ask<Choice[]>(client, layoutsRequest, document.uri);
  const chosen = current?.find(({ title }) => title === picked.label);
  if (!chosen) return void vscode.window.showWarningMessage(`Planwright: the plan has changed, and “${picked.label}” no longer applies.`);
  await vscode.workspace.applyEdit(await client.protocol2CodeConverter.asWorkspaceEdit(chosen.edit));
}
