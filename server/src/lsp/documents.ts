import type {
  DidChangeTextDocumentParams,
  DidCloseTextDocumentParams,
  DidOpenTextDocumentParams,
  DidSaveTextDocumentParams,
} from 'vscode-languageserver-protocol';
import { TextDocument, type TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';
import type { Connection } from './connection.ts';

/** Who is told what becomes of open documents. */
export interface Heed {
  readonly opened: (document: TextDocument) => void;
  /** Edits that come, before they are taken in. */
  readonly edited: (document: TextDocument, changes: TextDocumentContentChangeEvent[]) => void;
  /** After an opening, too. */
  readonly changed: (document: TextDocument) => void;
  readonly saved: (document: TextDocument) => void;
  readonly closed: (document: TextDocument) => void;
}

/** The documents that are open in the editor, as they stand there. */
export class Documents {
  readonly #open = new Map<string, TextDocument>();

  get(uri: string): TextDocument | undefined {
    return this.#open.get(uri);
  }

  all(): readonly TextDocument[] {
    return [...this.#open.values()];
  }

  keys(): readonly string[] {
    return [...this.#open.keys()];
  }

  listen(connection: Connection, heed: Heed): void {
    connection.onNotification('textDocument/didOpen', ({ textDocument }: DidOpenTextDocumentParams) => {
      const { uri, languageId, version, text } = textDocument;
      const document = TextDocument.create(uri, languageId, version, text);
      this.#open.set(uri, document);
      heed.opened(document);
      heed.changed(document);
    });
    connection.onNotification('textDocument/didChange', ({ textDocument, contentChanges }: DidChangeTextDocumentParams) => {
      const document = this.#open.get(textDocument.uri);
      if (!document || contentChanges.length === 0) return;
      if (typeof textDocument.version !== 'number') throw new Error(`${textDocument.uri}: a change without a version`);
      heed.edited(document, contentChanges);
      TextDocument.update(document, contentChanges, textDocument.version);
      heed.changed(document);
    });
    const about = (method: string, work: (document: TextDocument) => void) =>
      connection.onNotification(method, ({ textDocument: { uri } }: DidSaveTextDocumentParams | DidCloseTextDocumentParams) => {
        const document = this.#open.get(uri);
        if (document) work(document);
      });
    about('textDocument/didSave', heed.saved);
    about('textDocument/didClose', (document) => {
      this.#open.delete(document.uri);
      heed.closed(document);
    });
  }
}
