import { ResponseError } from 'vscode-jsonrpc';
import type {
  CodeActionParams,
  Diagnostic,
  DidChangeConfigurationParams,
  DidChangeWatchedFilesParams,
  DidChangeWorkspaceFoldersParams,
  DocumentDiagnosticParams,
  DocumentDiagnosticReport,
  InitializeResult,
  InlayHintParams,
  ReferenceParams,
  RenameParams,
  WorkspaceFoldersChangeEvent,
} from 'vscode-languageserver-protocol';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { version } from '../../../package.json';
import { configNames, fileLimit } from '../config/config.ts';
import { largestText } from '../config/limits.ts';
import { type Analysis, analyze, explore, prepareRepairs, prepareRestate } from '../engine.ts';
import { codeActionKinds, prepareCodeActions, toCodeActions } from './actions.ts';
import { Baselines } from './baselines.ts';
import { Checks } from './checks.ts';
import { readClient } from './client.ts';
import { DocumentDiagnosticReportKind, ErrorCodes, LSPErrorCodes, PositionEncodingKind, TextDocumentSyncKind } from './codes.ts';
import { toCompletions } from './completion.ts';
import type { CancellationToken, Connection } from './connection.ts';
import { source, toConfigDiagnostics, toDiagnostics } from './diagnostics.ts';
import { Documents } from './documents.ts';
import { resultIdOf } from './fingerprint.ts';
import { isTooLong } from './fix-all.ts';
import { toDetails, toHover } from './hover.ts';
import { toCorrectionHints, toInlayHints } from './inlay.ts';
import { toLenses } from './lens.ts';
import { Neighbours } from './neighbours.ts';
import { toInspection, toLayoutChoices, toReport, toRestated } from './overview.ts';
import { isTooLarge, type Plan, Plans } from './plans.ts';
import { toOffset } from './positions.ts';
import { type Files, isConfigFile, Projects } from './project.ts';
import {
  type CaretParams,
  caretNotification,
  type DocumentParams,
  detailsRequest,
  type ExploreParams,
  exploreRequest,
  inspectRequest,
  layoutsRequest,
  type PlaceParams,
  reportRequest,
  restateRequest,
} from './protocol.ts';
import { toDefinitions, toHighlights, toReferences } from './references.ts';
import { prepareRename, rename } from './rename.ts';
import { type Settings, SettingsStore } from './settings.ts';
import { askSettings, filesOf } from './sources.ts';
import { toSymbols } from './symbols.ts';
import { inSlices } from './turn.ts';
import { type Later, Typing } from './typing.ts';

export interface Host {
  /** The files of the machine that the server runs on, by their `file:` URIs. Absent in a browser. */
  readonly files?: Files;
  /** The engine, replaceable for tests of what happens when it fails. */
  readonly analyze?: typeof analyze;
  /** Two clocks, replaceable for tests that must not depend on how busy a machine is: what waits, and the time. */
  readonly later?: Later;
  readonly now?: () => number;
}

/**
 * Serves one editor over `connection`, on any transport, in Node and in a worker. Only wiring stands here: what an answer holds is in the
 * file of its feature.
 */
export function startServer(connection: Connection, host: Host = {}): void {
  const typing = new Typing(checkAgain, host.later);
  const documents = new Documents();
  const files = filesOf(connection, host.files, () => client);
  const projects = new Projects(files);
  const neighbours = new Neighbours(
    (uri, inside) => files.read(uri, { inside, limit: fileLimit }),
    (uri) => documents.get(uri)?.getText(),
  );
  const plans = new Plans(host.analyze ?? analyze, (uri) => neighbours.filesFor(uri), host.now);
  const checks = new Checks({
    document: (uri) => documents.get(uri),
    settings: () => settings,
    plans,
    neighbours,
    publish: (document, known) =>
      connection.sendNotification('textDocument/publishDiagnostics', {
        uri: document.uri,
        version: document.version,
        diagnostics: diagnose(document, known),
      }),
    attempt: (work) => attempt('diagnostics', work),
  });
  let started = false;
  let client = readClient({ processId: null, rootUri: null, capabilities: {} });
  let settings = new SettingsStore(projects, null, null);
  const baselines = new Baselines();

  connection.onInitialize((params): InitializeResult => {
    started = true;
    client = readClient(params);
    typing.told = client.tellsCaret;
    opened(client.folders);
    settings = new SettingsStore(projects, client.configuration ? askSettings(connection) : null, client.options);
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
        // lenses are commands, and those only our own extension has
        ...(client.commands && { codeLensProvider: {} }),
        documentSymbolProvider: { label: 'Planwright' },
        codeActionProvider: { codeActionKinds: [...codeActionKinds] },
        ...(client.tellsFolders && { workspace: { workspaceFolders: { supported: true, changeNotifications: true } } }),
        ...(client.pullsDiagnostics && {
          diagnosticProvider: { identifier: source, interFileDependencies: false, workspaceDiagnostics: false },
        }),
      },
    };
  });

  connection.onNotification('workspace/didChangeWorkspaceFolders', ({ event }: DidChangeWorkspaceFoldersParams) => foldersChanged(event));
  connection.onNotification('initialized', () => {
    if (client.configuration && client.dynamicConfiguration) {
      attempt('settings', connection.register('workspace/didChangeConfiguration', { section: 'planwright' }));
    }
    if (client.watchesFiles) {
      const watchers = [...configNames.map((name) => `**/${name}`), '**/*.{yaml,yml,json,toml}'].map((globPattern) => ({ globPattern }));
      attempt('watching', connection.register('workspace/didChangeWatchedFiles', { watchers }));
    }
  });

  function opened(folders: readonly string[]): void {
    neighbours.folders = folders;
    projects.workspace = folders;
  }

  /** Which files count is other than it was: all is read anew. */
  function foldersChanged({ added, removed }: WorkspaceFoldersChangeEvent): void {
    const gone = new Set(removed.map(({ uri }) => uri));
    opened([...neighbours.folders.filter((uri) => !gone.has(uri)), ...added.map(({ uri }) => uri)]);
    neighbours.reset();
    for (const document of documents.all()) plans.forget(document);
    changed();
  }

  connection.onNotification('workspace/didChangeConfiguration', ({ settings: sent }: DidChangeConfigurationParams) =>
    changed(sent?.planwright),
  );
  connection.onNotification('workspace/didChangeWatchedFiles', ({ changes }: DidChangeWatchedFilesParams) => {
    if (changes.some(({ uri }) => isConfigFile(uri))) changed();
    for (const { uri } of changes) neighbourChanged(uri);
  });

  /** Settings are other than they were: all that is open is checked again. */
  function changed(sent?: unknown): void {
    settings.reset(sent);
    if (client.refreshesInlayHints) attempt('inlay hints', connection.sendRequest('workspace/inlayHint/refresh'));
    if (client.commands) attempt('code lenses', connection.sendRequest('workspace/codeLens/refresh'));
    checkAgain(...documents.keys());
  }

  /** Documents that take values from a file are checked again when it changes. */
  function neighbourChanged(uri: string): void {
    const concerned = neighbours.changed(uri).filter((other) => other !== uri);
    for (const other of concerned) {
      const document = documents.get(other);
      if (document) plans.forget(document);
    }
    if (concerned.length > 0) checkAgain(...concerned);
  }

  /** What is to be said of these documents is other than it was. */
  function checkAgain(...uris: readonly string[]): void {
    if (!started) return;
    if (!client.pullsDiagnostics) for (const uri of uris) checks.schedule(uri);
    else if (client.refreshesDiagnostics) attempt('refresh', connection.sendRequest('workspace/diagnostic/refresh'));
  }

  connection.onNotification(caretNotification, ({ textDocument: { uri }, position }: CaretParams) => {
    const document = documents.get(uri);
    if (document) typing.moved(uri, document.offsetAt(position));
  });

  documents.listen(connection, {
    opened(document) {
      baselines.opened(document);
      if (isTooLarge(document)) connection.console.warn(`${document.uri}: larger than ${largestText / 1e6} MB; taken for no plan`);
    },
    edited: (document, changes) => typing.edited(document, changes),
    changed({ uri }) {
      checks.edited(uri);
      neighbourChanged(uri);
      if (started && !client.pullsDiagnostics) checks.schedule(uri);
    },
    saved: (document) => baselines.saved(document),
    closed({ uri }) {
      checks.closed(uri);
      typing.forget(uri);
      settings.forget(uri);
      neighbours.forget(uri);
      neighbourChanged(uri);
      if (!client.pullsDiagnostics) void connection.sendNotification('textDocument/publishDiagnostics', { uri, diagnostics: [] });
    },
  });

  function diagnose(document: TextDocument, known: Settings): Diagnostic[] {
    if (isConfigFile(document.uri)) return toConfigDiagnostics(document.getText());
    const plan = planOf(document, known);
    if (!plan) return [];
    // an editor that asks by itself, and cannot be told to ask again, would never hear the rest
    const said = client.pullsDiagnostics && !client.refreshesDiagnostics ? null : typing.said(plan.uri, plan.analysis);
    return toDiagnostics(plan.analysis, plan.uri, client).filter((_, at) => said?.[at] !== false);
  }

  connection.onRequest('textDocument/diagnostic', async (params: DocumentDiagnosticParams, token): Promise<DocumentDiagnosticReport> => {
    const { uri } = params.textDocument;
    if (!started) throw notStarted();
    const known = await checks.ready(uri);
    if (token.isCancellationRequested) throw cancelled();
    const document = documents.get(uri);
    const items = document && known ? diagnose(document, known) : [];
    const resultId = resultIdOf(items);
    return resultId === params.previousResultId
      ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId }
      : { kind: DocumentDiagnosticReportKind.Full, resultId, items };
  });

  connection.onRequest(
    'textDocument/hover',
    about('hover', (plan, { position }: PlaceParams) => toHover(plan, toOffset(plan.analysis.lines, position), client)),
  );
  connection.onRequest(
    detailsRequest,
    about('details', (plan, { position }: PlaceParams) => toDetails(plan, toOffset(plan.analysis.lines, position))),
  );
  connection.onRequest(
    'textDocument/completion',
    about('completion', (plan, { position }: PlaceParams) => toCompletions(plan.analysis, toOffset(plan.analysis.lines, position), client)),
  );
  connection.onRequest(
    'textDocument/inlayHint',
    about(
      'inlay hints',
      (plan, { range }: InlayHintParams) => {
        const known = settings.known(plan.uri);
        return [
          ...(known?.inlayHints ? toInlayHints(plan.analysis, range) : []),
          ...(known?.corrections ? toCorrectionHints(plan.analysis, range) : []),
        ];
      },
      (plan) => (settings.known(plan.uri)?.corrections ? prepareRepairs(plan.analysis) : nothing),
    ),
  );
  connection.onRequest(
    'textDocument/codeLens',
    about('code lenses', (plan) => (settings.known(plan.uri)?.codeLens ? toLenses(plan) : [])),
  );
  connection.onRequest(
    'textDocument/documentSymbol',
    about('symbols', (plan) => toSymbols(plan.analysis, plan.uri, client)),
  );
  connection.onRequest(
    'textDocument/codeAction',
    about(
      'code actions',
      (plan, params: CodeActionParams) => toCodeActions(plan, params, client, () => beforeEdits(plan)),
      (plan, params: CodeActionParams) => prepareCodeActions(plan, params, () => beforeEdits(plan), host.now),
      (document, { context }: CodeActionParams) => isTooLong(plans.expected(document), context),
    ),
  );
  const at = (plan: Plan, { position }: PlaceParams): number => toOffset(plan.analysis.lines, position);
  connection.onRequest(
    'textDocument/definition',
    about('definition', (plan, params: PlaceParams) => toDefinitions(plan, at(plan, params))),
  );
  connection.onRequest(
    'textDocument/references',
    about('references', (plan, params: ReferenceParams) => toReferences(plan, at(plan, params), params.context.includeDeclaration)),
  );
  connection.onRequest(
    'textDocument/documentHighlight',
    about('highlights', (plan, params: PlaceParams) => toHighlights(plan, at(plan, params))),
  );
  connection.onRequest(
    'textDocument/prepareRename',
    about('rename', (plan, params: PlaceParams) => prepareRename(plan, at(plan, params))),
  );
  connection.onRequest(
    'textDocument/rename',
    about('rename', (plan, params: RenameParams) => rename(plan, at(plan, params), params.newName, client)),
  );
  connection.onRequest(
    reportRequest,
    about('report', (plan) => toReport(plan, client)),
  );
  connection.onRequest(
    inspectRequest,
    about('inspect', (plan) => toInspection(plan)),
  );
  connection.onRequest(
    layoutsRequest,
    about('layouts', (plan) => toLayoutChoices(plan, client)),
  );
  connection.onRequest(
    exploreRequest,
    about('explore', (plan, { change }: ExploreParams) => explore(plan.analysis, change)),
  );
  connection.onRequest(
    restateRequest,
    about(
      'restate',
      (plan, { change }: ExploreParams) => toRestated(plan, change, client),
      (plan) => prepareRestate(plan.analysis),
    ),
  );

  /**
   * A request about one document: null for what is no plan, and where the engine fails. What takes longer is prepared in steps, and edits
   * have precedence over them.
   */
  function about<P extends DocumentParams, R>(
    name: string,
    work: (plan: Plan, params: P) => R,
    prepare?: (plan: Plan, params: P) => Iterator<undefined, void>,
    isDeclined?: (document: TextDocument, params: P) => boolean,
  ) {
    return async (params: P, token: CancellationToken): Promise<R | null> => {
      if (!started) throw notStarted();
      if (token.isCancellationRequested) throw cancelled();
      const { uri } = params.textDocument;
      const asked = documents.get(uri)?.version;
      if (asked === undefined) return null;
      const known = settings.known(uri) ?? (await settings.load(uri));
      await checks.withNeighbours(uri);
      const document = documents.get(uri);
      if (!document) return null;
      // Positions of an older version mean nothing in a newer one.
      if (document.version !== asked) throw modified();
      if (isDeclined?.(document, params)) return null;
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

  connection.listen();
}

const notStarted = () => new ResponseError(ErrorCodes.ServerNotInitialized, 'The server is not initialized');

const modified = () => new ResponseError(LSPErrorCodes.ContentModified, 'The document changed meanwhile');

const nothing: Iterator<undefined, void> = { next: () => ({ done: true, value: undefined }) };

const cancelled = () => new ResponseError(LSPErrorCodes.RequestCancelled, 'Cancelled');
