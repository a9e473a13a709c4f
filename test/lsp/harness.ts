import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import {
  type ClientCapabilities,
  type CodeAction,
  type CodeActionContext,
  CodeActionKind,
  type CompletionItem,
  createProtocolConnection,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type DocumentSymbol,
  type Hover,
  type InitializeResult,
  type InlayHint,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  type Range,
  StreamMessageReader,
  StreamMessageWriter,
  type SymbolInformation,
  type WorkspaceEdit,
} from 'vscode-languageserver-protocol/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { connect } from '../../server/src/lsp/connection.ts';
import { type Host, startServer } from '../../server/src/lsp/server.ts';

/** What a current editor announces; pull diagnostics are left out, since most editors are sent theirs. */
export const modern: ClientCapabilities = {
  workspace: {
    configuration: true,
    didChangeConfiguration: { dynamicRegistration: true },
    workspaceEdit: { documentChanges: true, changeAnnotationSupport: { groupsOnLabel: true } },
    diagnostics: { refreshSupport: true },
  },
  textDocument: {
    publishDiagnostics: { relatedInformation: true, versionSupport: true, codeDescriptionSupport: true, dataSupport: true },
    codeAction: {
      isPreferredSupport: true,
      dataSupport: true,
      codeActionLiteralSupport: { codeActionKind: { valueSet: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite] } },
    },
    hover: { contentFormat: ['markdown', 'plaintext'] },
    completion: { completionItem: { documentationFormat: ['markdown', 'plaintext'] } },
    inlayHint: {},
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
  },
};

/** The same, for an editor that asks for diagnostics. */
export const pulling: ClientCapabilities = {
  ...modern,
  textDocument: { ...modern.textDocument, diagnostic: { dynamicRegistration: false, relatedInformation: true } },
};

export interface Options {
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: unknown;
  /** Answers to `workspace/configuration`. */
  readonly settings?: () => unknown;
  readonly host?: Host;
  /** Folder that is open, by its URI. */
  readonly folder?: string;
  /** Process that the server is told it works for. */
  readonly processId?: number;
}

/** An editor without a screen: it speaks LSP and keeps what it was told. */
export class Editor {
  readonly connection: ProtocolConnection;
  readonly process: ChildProcess | null;
  readonly published: PublishDiagnosticsParams[] = [];
  readonly logged: string[] = [];
  readonly registered: string[] = [];
  readonly documents = new Map<string, TextDocument>();
  /** How much had been published when a document was opened: what came before was of another opening. */
  readonly #before = new Map<string, number>();
  refreshes = 0;
  initialized: InitializeResult = { capabilities: {} };

  private constructor(connection: ProtocolConnection, child: ChildProcess | null) {
    this.connection = connection;
    this.process = child;
  }

  /** The bundled server as a process of its own, over its standard streams. */
  static async spawn(options: Options = {}, command: readonly string[] = ['dist/node/server.cjs', '--stdio']): Promise<Editor> {
    const [script = '', ...args] = command;
    const child = spawn(process.execPath, [path.resolve(script), ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
    const connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
    return new Editor(connection, child).#start(options);
  }

  /** The server inside of this process, over a pair of streams. */
  static async connect(options: Options = {}): Promise<Editor> {
    const [there, back] = [new PassThrough(), new PassThrough()];
    startServer(connect(new StreamMessageReader(there), new StreamMessageWriter(back)), options.host);
    const connection = createProtocolConnection(new StreamMessageReader(back), new StreamMessageWriter(there));
    return new Editor(connection, null).#start(options);
  }

  async #start({ capabilities = modern, initializationOptions, settings, folder, processId = process.pid }: Options): Promise<Editor> {
    const { connection } = this;
    connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => void this.published.push(params));
    connection.onNotification('window/logMessage', ({ message }: { message: string }) => void this.logged.push(message));
    connection.onRequest('client/registerCapability', ({ registrations }: { registrations: { method: string }[] }) => {
      this.registered.push(...registrations.map(({ method }) => method));
    });
    connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) => items.map(() => settings?.() ?? null));
    connection.onRequest('workspace/diagnostic/refresh', () => void this.refreshes++);
    connection.listen();
    this.initialized = await connection.sendRequest('initialize', {
      processId: this.process ? processId : null,
      rootUri: folder ?? null,
      capabilities,
      initializationOptions,
    });
    await connection.sendNotification('initialized', {});
    return this;
  }

  async open(uri: string, text: string, languageId = 'markdown'): Promise<void> {
    this.documents.set(uri, TextDocument.create(uri, languageId, 1, text));
    this.#before.set(uri, this.published.length);
    await this.connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
  }

  /** Replaces the first occurrence of `old`, as typing would. */
  async replace(uri: string, old: string, text: string): Promise<void> {
    const at = this.text(uri).indexOf(old);
    if (at < 0) throw new Error(`no “${old}” in ${uri}`);
    const document = this.document(uri);
    await this.edit(uri, [{ range: { start: document.positionAt(at), end: document.positionAt(at + old.length) }, text }]);
  }

  async edit(uri: string, contentChanges: { range: Range; text: string }[]): Promise<void> {
    const document = TextDocument.update(this.document(uri), contentChanges, this.document(uri).version + 1);
    await this.connection.sendNotification('textDocument/didChange', { textDocument: { uri, version: document.version }, contentChanges });
  }

  async close(uri: string): Promise<void> {
    this.documents.delete(uri);
    await this.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
    // what was sent of this opening is not to be taken for the next one's, whose versions begin anew
    await this.drained();
  }

  document(uri: string): TextDocument {
    const document = this.documents.get(uri);
    if (!document) throw new Error(`${uri} is not open`);
    return document;
  }

  text(uri: string): string {
    return this.document(uri).getText();
  }

  /** The characters that a range covers. */
  slice(uri: string, range: Range): string {
    return this.document(uri).getText(range);
  }

  /** Diagnostics sent for the document's present version. */
  async diagnostics(uri: string): Promise<Diagnostic[]> {
    const { version } = this.document(uri);
    const since = () => this.published.slice(this.#before.get(uri));
    return (await this.until(() => since().findLast((sent) => sent.uri === uri && sent.version === version))).diagnostics;
  }

  async until<T>(ready: () => T | undefined | false): Promise<T> {
    for (let waited = 0; waited < 15_000; waited += 5) {
      const value = ready();
      if (value) return value;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error('the server did not answer in time');
  }

  /** Resolves when the server has worked off all that was sent so far. */
  async drained(): Promise<void> {
    for (let i = 0; i < 3; i++) await this.pull('untitled:nothing');
  }

  pull(uri: string, previousResultId?: string): Promise<DocumentDiagnosticReport> {
    return this.connection.sendRequest('textDocument/diagnostic', { textDocument: { uri }, ...(previousResultId && { previousResultId }) });
  }

  async details(uri: string, at: number): Promise<string | null> {
    const params = { textDocument: { uri }, position: this.document(uri).positionAt(at) };
    const answer = await this.connection.sendRequest<{ markdown: string } | null>('planwright/details', params);
    return answer?.markdown ?? null;
  }

  hover(uri: string, at: number): Promise<Hover | null> {
    return this.connection.sendRequest('textDocument/hover', { textDocument: { uri }, position: this.document(uri).positionAt(at) });
  }

  completions(uri: string, at: number): Promise<CompletionItem[] | null> {
    return this.connection.sendRequest('textDocument/completion', { textDocument: { uri }, position: this.document(uri).positionAt(at) });
  }

  inlayHints(uri: string): Promise<InlayHint[] | null> {
    const range = { start: { line: 0, character: 0 }, end: this.document(uri).positionAt(this.text(uri).length) };
    return this.connection.sendRequest('textDocument/inlayHint', { textDocument: { uri }, range });
  }

  symbols(uri: string): Promise<(DocumentSymbol | SymbolInformation)[] | null> {
    return this.connection.sendRequest('textDocument/documentSymbol', { textDocument: { uri } });
  }

  actions(uri: string, range: Range, context: Partial<CodeActionContext> = {}): Promise<CodeAction[] | null> {
    return this.connection.sendRequest('textDocument/codeAction', {
      textDocument: { uri },
      range,
      context: { diagnostics: [], ...context },
    });
  }

  ask<T>(method: string, uri: string): Promise<T> {
    return this.connection.sendRequest(method, { textDocument: { uri } });
  }

  /** Applies an edit as an editor must: refused where it is of another version. */
  async apply(edit: WorkspaceEdit): Promise<void> {
    for (const change of edit.documentChanges ?? []) {
      if (!('edits' in change)) throw new Error('only text is ever edited');
      const { uri, version } = change.textDocument;
      if (version !== this.document(uri).version) throw new Error(`the edit is of version ${version}`);
      await this.edit(
        uri,
        backwards(change.edits.map((one) => ({ range: (one as { range: Range }).range, text: (one as { newText: string }).newText }))),
      );
    }
    for (const [uri, edits] of Object.entries(edit.changes ?? {})) {
      await this.edit(uri, backwards(edits.map(({ range, newText }) => ({ range, text: newText }))));
    }
  }

  /** Ends the server as an editor does; resolves to the exit code of its process. */
  async end(): Promise<number | null> {
    const { connection, process: child } = this;
    await connection.sendRequest('shutdown');
    if (!child) {
      connection.dispose();
      return null;
    }
    const gone = once(child, 'exit');
    await connection.sendNotification('exit');
    const [code] = await gone;
    connection.dispose();
    return code as number | null;
  }
}

/** Content changes apply one after the other, so the last place goes first. */
const backwards = <T extends { range: Range }>(edits: T[]): T[] =>
  edits.sort((a, b) => b.range.start.line - a.range.start.line || b.range.start.character - a.range.start.character);
