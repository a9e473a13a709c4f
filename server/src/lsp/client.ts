import type { InitializeParams as Params, WorkspaceFolder } from 'vscode-languageserver-protocol';

type InitializeParams = Params & { readonly workspaceFolders?: readonly WorkspaceFolder[] | null };

/** What the editor can do, as it announced on `initialize`: everything else in the server asks here. */
export interface Client {
  /** It asks for diagnostics; otherwise they are sent to it. */
  readonly pullsDiagnostics: boolean;
  readonly refreshesDiagnostics: boolean;
  readonly relatedInformation: boolean;
  readonly versionedEdits: boolean;
  readonly changeAnnotations: boolean;
  readonly preferredActions: boolean;
  /** It shows code actions that cannot be done, with the reason. */
  readonly disabledActions: boolean;
  /** It runs our own commands: those of the extension. */
  readonly commands: boolean;
  /** It lists the headings of markdown by itself. */
  readonly listsHeadings: boolean;
  readonly markdownHover: boolean;
  readonly markdownCompletion: boolean;
  readonly refreshesInlayHints: boolean;
  readonly nestedSymbols: boolean;
  readonly configuration: boolean;
  readonly dynamicConfiguration: boolean;
  readonly watchesFiles: boolean;
  /** It answers `planwright/readFile`, for files that only it can read. */
  readonly readsFiles: boolean;
  /** It sends `planwright/caret` when the caret goes elsewhere. */
  readonly tellsCaret: boolean;
  /** It tells when folders are opened and closed. */
  readonly tellsFolders: boolean;
  /** Folders that are open, by their URIs. */
  readonly folders: readonly string[];
  /** `initializationOptions`: settings for editors that have no `workspace/configuration`. */
  readonly options: unknown;
}

export function readClient({ capabilities, initializationOptions, workspaceFolders, rootUri }: InitializeParams): Client {
  const { textDocument, workspace } = capabilities;
  return {
    pullsDiagnostics: textDocument?.diagnostic !== undefined,
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    relatedInformation: (textDocument?.diagnostic?.relatedInformation ?? textDocument?.publishDiagnostics?.relatedInformation) === true,
    versionedEdits: workspace?.workspaceEdit?.documentChanges === true,
    changeAnnotations: workspace?.workspaceEdit?.changeAnnotationSupport !== undefined,
    preferredActions: textDocument?.codeAction?.isPreferredSupport === true,
    disabledActions: textDocument?.codeAction?.disabledSupport === true,
    commands: initializationOptions?.commands === true,
    listsHeadings: initializationOptions?.listsHeadings === true,
    markdownHover: textDocument?.hover?.contentFormat?.includes('markdown') === true,
    markdownCompletion: textDocument?.completion?.completionItem?.documentationFormat?.includes('markdown') === true,
    refreshesInlayHints: workspace?.inlayHint?.refreshSupport === true,
    nestedSymbols: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    configuration: workspace?.configuration === true,
    dynamicConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    readsFiles: initializationOptions?.readsFiles === true,
    tellsCaret: initializationOptions?.tellsCaret === true,
    tellsFolders: workspace?.workspaceFolders === true,
    folders: workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : []),
    options: initializationOptions?.planwright ?? initializationOptions,
  };
}
