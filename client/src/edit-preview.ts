import * as vscode from 'vscode';

const scheme = 'planwright-preview';

/** What waits for an answer. */
interface Shown {
  readonly address: vscode.Uri;
  readonly answer: (apply: boolean) => void;
}

interface Asked {
  readonly title: string;
  /** Places that are rewritten; blanks that keep columns in place are none. */
  readonly rewritten: number;
  /** Lines that a person has to look at. */
  readonly byHand: readonly number[];
}

const { t } = vscode.l10n;

/** What is asked before anything is written. */
function questionOf({ title, rewritten, byHand }: Asked, name: string): string {
  const places =
    rewritten === 1
      ? t('{0}? 1 place of {1} would be rewritten.', title, name)
      : t('{0}? {1} places of {2} would be rewritten.', title, rewritten, name);
  if (byHand.length === 0) return places;
  return `${places} ${byHand.length === 1 ? t('Check line {0} by hand.', byHand.join(', ')) : t('Check lines {0} by hand.', byHand.join(', '))}`;
}

/** Shows a plan beside what an edit makes of it, in a diff editor, and asks whether that is wanted. */
export class EditPreview implements vscode.Disposable, vscode.TextDocumentContentProvider {
  readonly #texts = new Map<string, string>();
  readonly #subscriptions: vscode.Disposable[];
  #shown: Shown | null = null;

  constructor() {
    this.#subscriptions = [
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      vscode.commands.registerCommand('planwright.applyPreview', () => this.#answer(true)),
      vscode.commands.registerCommand('planwright.discardPreview', () => this.#answer(false)),
      // whoever closes the editor has answered
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
        if (closed.some((tab) => this.#isShownIn(tab))) this.#answer(false);
      }),
    ];
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? '';
  }

  /**
   * Shows what `current` tells, and applies what it tells once that is confirmed: the document may have changed meanwhile, and an edit must be
   * one of the text as it is.
   */
  async offer(document: vscode.TextDocument, current: () => Promise<vscode.WorkspaceEdit | null>, asked: Asked): Promise<void> {
    const shown = await current();
    if (shown && !(await this.#confirm(document, shown, asked))) return;
    const edit = shown && (await current());
    if (!edit)
      return void vscode.window.showWarningMessage(t('Planwright: the plan has changed, and “{0}” no longer applies.', asked.title));
    await vscode.workspace.applyEdit(edit);
    await vscode.window.showTextDocument(document, { preview: false, viewColumn: columnOf(document.uri) });
  }

  /** Resolves to whether the edit is wanted. */
  async #confirm(document: vscode.TextDocument, edit: vscode.WorkspaceEdit, asked: Asked): Promise<boolean> {
    this.#answer(false);
    const address = vscode.Uri.from({ scheme, path: document.uri.path, query: `${document.uri}#${Date.now()}` });
    const edits = edit.get(document.uri);
    this.#texts.set(address.toString(), edited(document, edits));
    const answered = new Promise<boolean>((resolve) => {
      this.#shown = { address, answer: resolve };
    });
    const name = document.uri.path.slice(document.uri.path.lastIndexOf('/') + 1);
    try {
      const viewColumn = columnOf(document.uri);
      await vscode.commands.executeCommand('vscode.diff', document.uri, address, `${name}: ${asked.title}`, { preview: true, viewColumn });
      const apply = t('Apply');
      void vscode.window
        .showInformationMessage(`Planwright: ${questionOf(asked, name)}`, apply, t('Discard'))
        .then((picked) => picked && this.#shown?.address === address && this.#answer(picked === apply));
      return await answered;
    } finally {
      this.#texts.delete(address.toString());
      await this.#close(address);
    }
  }

  #answer(apply: boolean): void {
    const shown = this.#shown;
    this.#shown = null;
    shown?.answer(apply);
  }

  #isShownIn({ input }: vscode.Tab): boolean {
    return input instanceof vscode.TabInputTextDiff && input.modified.toString() === this.#shown?.address.toString();
  }

  async #close(address: vscode.Uri): Promise<void> {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    const ours = tabs.filter(({ input }) => input instanceof vscode.TabInputTextDiff && input.modified.toString() === address.toString());
    if (ours.length > 0) await vscode.window.tabGroups.close(ours);
  }

  dispose(): void {
    this.#answer(false);
    for (const one of this.#subscriptions) one.dispose();
  }
}

/** Where a document stands open: what is asked from a page beside it is shown in its own place. */
export const columnOf = (uri: vscode.Uri): vscode.ViewColumn =>
  vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString())?.viewColumn ?? vscode.ViewColumn.One;

/** The text with edits that do not meet. */
function edited(document: vscode.TextDocument, edits: readonly vscode.TextEdit[]): string {
  const last = [...edits].sort((a, b) => document.offsetAt(b.range.start) - document.offsetAt(a.range.start));
  return last.reduce(
    (text, { range, newText }) => text.slice(0, document.offsetAt(range.start)) + newText + text.slice(document.offsetAt(range.end)),
    document.getText(),
  );
}
