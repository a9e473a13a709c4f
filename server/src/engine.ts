/**
 * The engine's face: everything that an editor, a terminal or a test may call. Pure: no LSP, no VS Code, no Node, no clock.
 */
export { analyze, type Analysis, type AnalyzeOptions, sameOptions } from './analyze.ts';
export type { Files } from './document/files.ts';
export type { Config } from './config/config.ts';
export type { Finding, Related, Repair, RepairKind, RuleId, Severity } from './findings.ts';
export type { Suppressed } from './suppression/apply.ts';
export type { Language } from './document/document.ts';
export { LineIndex, type Position } from './text/lines.ts';
export type { Span } from './text/span.ts';
export { applyEdits, type TextEdit } from './text/edit.ts';
export { prepareRepairs, repairsFor, repairsAt, fixAll } from './repair/repairs.ts';
export { hoverAt, type Hover } from './explain/hover.ts';
export { completionsAt, type Completion, type Completions } from './explain/completion.ts';
export { type Inlay, inlays } from './explain/inlays.ts';
export { outline, type OutlineItem } from './explain/outline.ts';
export { inspect, type InspectDocument } from './explain/inspect.ts';
export { bar } from './explain/bar.ts';
export { empty as emptyMemoryReport, memoryReport, type MemoryDocument } from './explain/memory.ts';
export { layoutReport, type LayoutDocument } from './explain/layouts.ts';
export { modificationReport } from './repair/report.ts';
export { homepage, ruleInfo, ruleIds, type RuleInfo, rulePageUrl } from './rules/catalog.ts';
