import {
  type CancellationToken,
  type Connection,
  type Diagnostic,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  type InitializeResult,
  LSPErrorCodes,
  type Position,
  PositionEncodingKind,
  ResponseError,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { version } from '../../../package.json';
import { configNames } from '../config/config.ts';
import { type Analysis, analyze } from '../engine.ts';
import { codeActionKinds, prepareCodeActions, toCodeActions } from './actions.ts';
import { Baselines } from './baselines.ts';
import { type Client, readClient } from './client.ts';
import { toCompletions } from './completion.ts';
import { source, toConfigDiagnostics, toDiagnostics } from './diagnostics.ts';
import { resultIdOf } from './fingerprint.ts';
import { toHover } from './hover.ts';
import { toInlayHints } from './inlay.ts';
import { Neighbours } from './neighbours.ts';
import { toInspection, toLayoutChoices, toReport } from './overview.ts';
import { isTooLarge, type Plan, Plans, sizeLimit } from './plans.ts';
import { toOffset } from './positions.ts';
import { type Files, isConfigFile, Projects } from './project.ts';
import { type DocumentParams, inspectRequest, layoutsRequest, readFileRequest, reportRequest } from './protocol.ts';
import { Quiet } from './quiet.ts';
import { toDefinitions, toHighlights, toReferences } from './references.ts';
import { prepareRename, rename } from './rename.ts';
import { type Settings, SettingsStore } from './settings.ts';
import { toSymbols } from './symbols.ts';
import { inSlices } from './turn.ts';

/** Files that name files that name files: further than that nobody looks. */
const mostRounds = 10;

export interface Host {
  /** The files of the machine that the server runs on, by their `file:` URIs. Absent in a browser. */
  readonly files?: Files;
  /** The engine, replaceable for tests of what happens when it fails. */
  readonly analyze?: typeof analyze;
}

/**
 * Serves one editor over `connection`, on any transport, in Node and in a worker. Only wiring stands here: what an answer holds is in the
 * file of its feature.
 */
export function startServer(connection: Connection, host: Host = {}): void {
  const documents = new TextDocuments(TextDocument);
  const neighbours = new Neighbours(read, (uri) => documents.get(uri)?.getText());
  const plans = new Plans(host.analyze ?? analyze, (uri) => neighbours.filesFor(uri));
  const quiet = new Quiet();
  const baselines = new Baselines();
  const scheduled = new Set<string>();
  let client: Client;
  let settings: SettingsStore;

  connection.onInitialize((params): InitializeResult => {
    client = readClient(params);
    neighbours.folders = client.folders;
    const ask = (uri: string) => connection.workspace.getConfiguration({ scopeUri: uri, section: 'planwright' });
    settings = new SettingsStore(new Projects({ read, exists }), client.configuration ? ask : null, client.options);
    return {
      serverInfo: { name: 'Planwright', version },
      capabilities: {
        positionEncoding: PositionEncodingKind.UTF16,
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
        definitionProvider: true,
        referencesProvider: true,
        documentHighlightProvider: true,
        renameProvider: { prepareProvider: true },
        hoverProvider: true,
        completionProvider: { triggerCharacters: [':', '=', ' ', '"'] },
        inlayHintProvider: true,
        documentSymbolProvider: { label: 'Planwright' },
        codeActionProvider: { codeActionKinds: [...codeActionKinds] },
        ...(client.pullsDiagnostics && {
          diagnosticProvider: { identifier: source, interFileDependencies: false, workspaceDiagnostics: false },
        }),
      },
    };
  });

  connection.onInitialized(() => {
    if (client.configuration && client.dynamicConfiguration) {
      attempt('settings', connection.client.register(DidChangeConfigurationNotification.type, { section: 'planwright' }));
    }
    if (client.watchesFiles) {
      const watchers = [...configNames.map((name) => `**/${name}`), '**/*.{yaml,yml,json,toml}'].map((globPattern) => ({ globPattern }));
      attempt('watching', connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }));
    }
  });

  connection.onDidChangeConfiguration(({ settings: sent }) => changed(sent?.planwright));
  connection.onDidChangeWatchedFiles(({ changes }) => {
    if (changes.some(({ uri }) => isConfigFile(uri))) changed();
    for (const { uri } of changes) neighbourChanged(uri);
  });

  /** Settings are other than they were: all that is open is checked again. */
  function changed(sent?: unknown): void {
    settings.reset(sent);
    if (client.refreshesInlayHints) attempt('inlay hints', connection.languages.inlayHint.refresh());
    if (!client.pullsDiagnostics) for (const uri of documents.keys()) schedule(uri);
    else if (client.refreshesDiagnostics) connection.languages.diagnostics.refresh();
  }

  /** Documents that take values from a file are checked again when it changes. */
  function neighbourChanged(uri: string): void {
    const concerned = neighbours.changed(uri).filter((other) => other !== uri);
    for (const other of concerned) {
      const document = documents.get(other);
      if (document) plans.forget(document);
      if (!client.pullsDiagnostics) schedule(other);
    }
    if (concerned.length > 0 && client.pullsDiagnostics && client.refreshesDiagnostics) connection.languages.diagnostics.refresh();
  }

  /** Our own machine's files are read here; those of a virtual workspace only the editor can read. */
  async function read(uri: string): Promise<string | null> {
    if (uri.startsWith('file:') && host.files) return host.files.read(uri);
    return client.readsFiles ? connection.sendRequest(readFileRequest, { uri }) : null;
  }

  async function exists(uri: string): Promise<boolean> {
    return uri.startsWith('file:') && host.files ? host.files.exists(uri) : false;
  }

  documents.onDidSave(({ document }) => baselines.saved(document));

  documents.onDidOpen(({ document }) => {
    baselines.opened(document);
    if (isTooLarge(document)) connection.console.warn(`${document.uri}: larger than ${sizeLimit / 1e6} MB; taken for no plan`);
  });

  documents.onDidChangeContent(({ document: { uri } }) => {
    quiet.edited(uri);
    neighbourChanged(uri);
    if (!client.pullsDiagnostics) schedule(uri);
  });

  documents.onDidClose(({ document: { uri } }) => {
    quiet.forget(uri);
    settings.forget(uri);
    neighbours.forget(uri);
    neighbourChanged(uri);
    if (!client.pullsDiagnostics) connection.sendDiagnostics({ uri, diagnostics: [] });
  });

  /** Publishes once the edits that wait have been taken in; asked again meanwhile, it is the same publication. */
  function schedule(uri: string): void {
    if (scheduled.has(uri)) return;
    scheduled.add(uri);
    attempt('diagnostics', check(uri));
  }

  async function check(uri: string): Promise<void> {
    let known: Settings | undefined;
    while (!known) {
      await settings.load(uri);
      await quiet.settled(uri);
      await withNeighbours(uri);
      known = settings.known(uri);
    }
    scheduled.delete(uri);
    const document = documents.get(uri);
    if (!document) return settings.forget(uri);
    await connection.sendDiagnostics({ uri, version: document.version, diagnostics: diagnose(document, known) });
  }

  function diagnose(document: TextDocument, known: Settings): Diagnostic[] {
    if (isConfigFile(document.uri)) return toConfigDiagnostics(document.getText());
    const plan = planOf(document, known);
    return plan ? toDiagnostics(plan.analysis, plan.uri, client) : [];
  }

  connection.languages.diagnostics.on(async ({ textDocument: { uri }, previousResultId }, token): Promise<DocumentDiagnosticReport> => {
    await settings.load(uri);
    await quiet.settled(uri);
    await withNeighbours(uri);
    if (token.isCancellationRequested) throw cancelled();
    const document = documents.get(uri);
    const items = document ? diagnose(document, await settings.load(uri)) : [];
    const resultId = resultIdOf(items);
    return resultId === previousResultId
      ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId }
      : { kind: DocumentDiagnosticReportKind.Full, resultId, items };
  });

  connection.onHover(about('hover', (plan, { position }) => toHover(plan.analysis, toOffset(plan.analysis.lines, position), client)));
  connection.onCompletion(
    about('completion', (plan, { position }) => toCompletions(plan.analysis, toOffset(plan.analysis.lines, position), client)),
  );
  connection.languages.inlayHint.on(
    about('inlay hints', (plan, { range }) => (settings.known(plan.uri)?.inlayHints ? toInlayHints(plan.analysis, range) : [])),
  );
  connection.onDocumentSymbol(about('symbols', (plan) => toSymbols(plan.analysis, plan.uri, client)));
  connection.onCodeAction(
    about('code actions', (plan, params) => toCodeActions(plan, params, client, beforeEdits(plan)), prepareCodeActions),
  );
  const at = (plan: Plan, { position }: { position: Position }): number => toOffset(plan.analysis.lines, position);
  connection.onDefinition(about('definition', (plan, params) => toDefinitions(plan, at(plan, params))));
  connection.onReferences(about('references', (plan, params) => toReferences(plan, at(plan, params), params.context.includeDeclaration)));
  connection.onDocumentHighlight(about('highlights', (plan, params) => toHighlights(plan, at(plan, params))));
  connection.onPrepareRename(about('rename', (plan, params) => prepareRename(plan, at(plan, params))));
  connection.onRenameRequest(about('rename', (plan, params) => rename(plan, at(plan, params), params.newName, client)));
  connection.onRequest(
    reportRequest,
    about('report', (plan) => toReport(plan)),
  );
  connection.onRequest(
    inspectRequest,
    about('inspect', (plan) => toInspection(plan)),
  );
  connection.onRequest(
    layoutsRequest,
    about('layouts', (plan) => toLayoutChoices(plan, client)),
  );

  /**
   * A request about one document: null for what is no plan, and where the engine fails. What takes longer is prepared in steps, and edits
   * have precedence over them.
   */
  function about<P extends DocumentParams, R>(
    name: string,
    work: (plan: Plan, params: P) => R,
    prepare?: (plan: Plan, params: P) => Iterator<undefined, void>,
  ) {
    return async (params: P, token: CancellationToken): Promise<R | null> => {
      if (token.isCancellationRequested) throw cancelled();
      const { uri } = params.textDocument;
      const asked = documents.get(uri)?.version;
      const known = settings.known(uri) ?? (await settings.load(uri));
      await withNeighbours(uri);
      const document = documents.get(uri);
      if (!document) return null;
      // Positions of an older version mean nothing in a newer one.
      if (document.version !== asked) throw modified();
      const plan = planOf(document, known);
      const steps = plan && prepare?.(plan, params);
      if (steps) {
        await inSlices(
          () => guard(name, () => steps.next().done) !== false,
          () => {
            if (token.isCancellationRequested) throw cancelled();
            if (document.version !== asked) throw modified();
          },
        );
      }
      return plan ? guard(name, () => work(plan, params)) : null;
    };
  }

  /** Reads the files that a document takes values from, and those that they name. */
  async function withNeighbours(uri: string): Promise<void> {
    for (let round = 0; round < mostRounds; round++) {
      const document = documents.get(uri);
      const known = settings.known(uri);
      const wanted = document && known ? wantedBy(document, known) : null;
      if (!document || !wanted || !(await neighbours.load(uri, wanted))) return;
      plans.forget(document);
    }
  }

  /** A reading that fails is reported by whoever asks for the plan. */
  function wantedBy(document: TextDocument, known: Settings): readonly string[] | null {
    try {
      return plans.wanted(document, known);
    } catch {
      return null;
    }
  }

  /** The text that the author began with, where it is another one. */
  function beforeEdits({ uri, analysis }: Plan): Analysis | null {
    const document = documents.get(uri);
    return document ? baselines.before(document, analysis) : null;
  }

  const planOf = (document: TextDocument, known: Settings): Plan | null => guard('analysis', () => plans.plan(document, known));

  /** A defect of the engine costs one line in the log and one answer, never the server. */
  function guard<R>(name: string, work: () => R): R | null {
    try {
      return work();
    } catch (error) {
      // an answer in words is no defect
      if (error instanceof ResponseError) throw error;
      report(name, error);
      return null;
    }
  }

  const attempt = (name: string, work: Promise<unknown>): void => void work.catch((error) => report(name, error));

  const report = (name: string, error: unknown): void =>
    connection.console.error(
      `${name}: ${error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 3).join(' ') : error}`,
    );

  documents.listen(connection);
  connection.listen();
}

const modified = () => new ResponseError(LSPErrorCodes.ContentModified, 'The document changed meanwhile');

const cancelled = () => new ResponseError(LSPErrorCodes.RequestCancelled, 'Cancelled');
