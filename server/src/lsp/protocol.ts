import type { LayoutChoice } from '../engine.ts';

/** What our own editor extension asks of the server beyond LSP. All of them take `{ textDocument: { uri } }` and answer null for no plan. */
export const reportRequest = 'planwright/report';
export const inspectRequest = 'planwright/inspect';
export const layoutsRequest = 'planwright/layouts';

/** What would follow from other values, `{ textDocument: { uri }, change }`: an `ExploreState`. */
export const exploreRequest = 'planwright/explore';

/** The edit that restates the document to them: a {@link Restated}. */
export const restateRequest = 'planwright/restate';

export const detailsRequest = 'planwright/details';

/** The command by which our own extension shows the details of a place, `[{ uri, position }]`: an editor that has it announces `initializationOptions: { commands: true }`. */
export const detailsCommand = 'planwright.showDetails';

/** The command by which our own extension lists the layouts of the document in the active editor. */
export const layoutCommand = 'planwright.useLayout';

/** The command by which our own extension opens the what-if page of a document, `[uri]` or that of the active editor. */
export const exploreCommand = 'planwright.exploreLayouts';

export interface DocumentParams {
  readonly textDocument: { readonly uri: string };
}

/** A place of a document. */
export interface PlaceParams extends DocumentParams {
  readonly position: { readonly line: number; readonly character: number };
}

/** Values that somebody tries, by the names of `ControlId`: `{ tp: 4, recompute: 'full' }`. Missing ones are as the plan has them. */
export interface ExploreParams extends DocumentParams {
  readonly change?: unknown;
}

/** The edit (an LSP `WorkspaceEdit`) with what it comes to, or why there is none. */
export interface Restated<Edit> {
  readonly title: string;
  /** Places that it writes. */
  readonly rewritten: number;
  /** Lines that a person has to look at, counted from 1. */
  readonly byHand: readonly number[];
  /** Null where the plan cannot be restated: `refused` says why. */
  readonly edit: Edit | null;
  readonly refused: string | null;
}

/** The commands that links of a report lead to: `[uri, line]`, `[uri]`, `[uri, title]`. */
export const reportCommands = { line: 'planwright.goToLine', apply: 'planwright.applyReport', layout: layoutCommand } as const;

/** The modifications that the plan needs. */
export interface ReportAnswer<Edit> {
  readonly markdown: string;
  /** The same with links to lines and to commands, for an editor that has them. */
  readonly linked: string;
  /** All that it tells, as an LSP `WorkspaceEdit`; null where there is nothing to apply. */
  readonly edit: Edit | null;
  /** Places that it writes. */
  readonly rewritten: number;
}

/** All that is known of the number at `position`. */
export interface DetailsAnswer {
  readonly markdown: string;
}

/** What was read and what came of it. */
export interface InspectAnswer {
  readonly claims: { readonly recognised: number; readonly held: number; readonly failed: number; readonly unknown: number };
  readonly findings: { readonly error: number; readonly warning: number; readonly hint: number };
}

/** A layout to choose, with what follows from it in columns and the edit (an LSP `WorkspaceEdit`) that brings it about; null for the plan as it is. */
export interface LayoutRow<Edit> extends Omit<LayoutChoice, 'repair'> {
  readonly edit: Edit | null;
}

/** The caret of the active editor is elsewhere, `{ textDocument: { uri }, position }`. Announced by `initializationOptions: { tellsCaret: true }`. */
export const caretNotification = 'planwright/caret';

export interface CaretParams extends DocumentParams {
  readonly position: { readonly line: number; readonly character: number };
}

/** The other way round: the server asks for the text of `{ uri, limit }` (bytes), or null. Announced by `initializationOptions: { readsFiles: true }`. */
export const readFileRequest = 'planwright/readFile';
