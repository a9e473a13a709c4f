/** What our own editor extension asks of the server beyond LSP. All of them take `{ textDocument: { uri } }` and answer null for no plan. */
export const reportRequest = 'planwright/report';
export const inspectRequest = 'planwright/inspect';
export const layoutsRequest = 'planwright/layouts';

export interface DocumentParams {
  readonly textDocument: { readonly uri: string };
}

/** The modifications that the plan needs. */
export interface ReportAnswer {
  readonly markdown: string;
}

/** What was read and what came of it. */
export interface InspectAnswer {
  readonly claims: { readonly recognised: number; readonly held: number; readonly failed: number; readonly unknown: number };
  readonly findings: { readonly error: number; readonly warning: number; readonly hint: number };
}

/** A layout to choose, with what follows from it and the edit (an LSP `WorkspaceEdit`) that brings it about. */
export interface LayoutChoice<Edit> {
  readonly title: string;
  readonly consequences: readonly string[];
  readonly preferred: boolean;
  readonly edit: Edit;
}

/** The caret of the active editor is elsewhere, `{ textDocument: { uri }, position }`. Announced by `initializationOptions: { tellsCaret: true }`. */
export const caretNotification = 'planwright/caret';

export interface CaretParams extends DocumentParams {
  readonly position: { readonly line: number; readonly character: number };
}

/** The other way round: the server asks for the text of `{ uri, limit }` (bytes), or null. Announced by `initializationOptions: { readsFiles: true }`. */
export const readFileRequest = 'planwright/readFile';
