import * as vscode from 'vscode';
import { type InspectAnswer, inspectRequest } from '../../server/src/lsp/protocol.ts';
import { activeDocument, ask, tellNoPlan } from './ask.ts';
import type { Server } from './server.ts';

export interface Status {
  /** `37 claims checked, 2 wrong` */
  readonly text: string;
  /** `2 errors, 1 warning` */
  readonly detail: string;
}

/** How long after the last keystroke the status follows. It is read at a glance, the squiggles are what must be quick. */
const delay = 250;

/** Says in the language status what was checked in the active document; shows nothing for what is no plan. */
export function registerStatus(
  context: vscode.ExtensionContext,
  server: Server,
): { readonly current: () => Status | null; readonly update: () => void } {
  let item: vscode.LanguageStatusItem | null = null;
  let status: Status | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function update(): Promise<void> {
    const document = activeDocument();
    const answer = document && (await ask<InspectAnswer>(server, inspectRequest, document.uri));
    if (document !== activeDocument()) return;
    status = answer ? describe(answer) : null;
    void vscode.commands.executeCommand('setContext', 'planwright.isPlan', status !== null);
    item?.dispose();
    item = status && answer && document ? show(document, status, answer) : null;
  }

  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void update(), delay);
  };
  const ifActive = (uri: vscode.Uri) => {
    if (uri.toString() === activeDocument()?.uri.toString()) soon();
  };
  context.subscriptions.push(
    vscode.window.onDidChangeActiveTextEditor(() => void update()),
    vscode.workspace.onDidChangeTextDocument(({ document }) => ifActive(document.uri)),
    vscode.languages.onDidChangeDiagnostics(({ uris }) => uris.forEach(ifActive)),
    vscode.commands.registerCommand('planwright.showStatistics', () => tellStatistics(server)),
    { dispose: () => clearTimeout(timer) },
    { dispose: () => item?.dispose() },
  );
  soon();
  return { current: () => status, update: soon };
}

function show(document: vscode.TextDocument, { text, detail }: Status, { findings }: InspectAnswer): vscode.LanguageStatusItem {
  const selector = { language: document.languageId, scheme: document.uri.scheme };
  const item = vscode.languages.createLanguageStatusItem('planwright.claims', selector);
  item.name = 'Planwright';
  item.text = `Planwright: ${text}`;
  item.detail = detail;
  item.severity = findings.error > 0 ? vscode.LanguageStatusSeverity.Error : vscode.LanguageStatusSeverity.Information;
  item.command = { title: t('Show Modifications'), command: 'planwright.showReport' };
  return item;
}

const { t } = vscode.l10n;

const errors = (n: number): string => (n === 1 ? t('1 error') : t('{0} errors', n));
const warnings = (n: number): string => (n === 1 ? t('1 warning') : t('{0} warnings', n));
const hints = (n: number): string => (n === 1 ? t('1 hint') : t('{0} hints', n));

function describe({ claims, findings }: InspectAnswer): Status {
  const checked = claims.held + claims.failed;
  return {
    text: checked === 1 ? t('1 claim checked, {0} wrong', claims.failed) : t('{0} claims checked, {1} wrong', checked, claims.failed),
    detail: `${errors(findings.error)}, ${warnings(findings.warning)}`,
  };
}

async function tellStatistics(server: Server): Promise<void> {
  const document = activeDocument();
  const answer = document && (await ask<InspectAnswer>(server, inspectRequest, document.uri));
  if (!answer) return void tellNoPlan();
  const { claims, findings } = answer;
  const { text } = describe(answer);
  const chosen = await vscode.window.showInformationMessage(
    `Planwright: ${t('{0} of {1} recognised; {2} hold, {3} cannot be told.', text, claims.recognised, claims.held, claims.unknown)} ` +
      `${errors(findings.error)}, ${warnings(findings.warning)}, ${hints(findings.hint)}.`,
    t('Show Modifications'),
  );
  if (chosen) await vscode.commands.executeCommand('planwright.showReport');
}
