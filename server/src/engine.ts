/**
 * The engine's face: everything that an editor, a terminal or a test may call. Pure: no LSP, no VS Code, no Node, no clock.
 */
export { type Analysis, type AnalyzeOptions, analyze, sameOptions } from './analyze.ts';
export type { Config } from './config/config.ts';
export type { Language } from './document/document.ts';
export type { Files } from './document/files.ts';
export { bar } from './explain/bar.ts';
export { type Completion, type Completions, completionsAt } from './explain/completion.ts';
export { detailsAt } from './explain/details.ts';
export { type ExploreState, explore, isExplorable, prepareRestate, restateExplored, type StageBar } from './explain/explore.ts';
export { type Hover, hoverAt } from './explain/hover.ts';
export { correctionInlays, type Inlay, inlays } from './explain/inlays.ts';
export { type InspectDocument, inspect } from './explain/inspect.ts';
export { type LayoutChoice, layoutChoices, linesByHand } from './explain/layout-choices.ts';
export { type LayoutDocument, layoutReport } from './explain/layouts.ts';
export { type Lens, lenses } from './explain/lenses.ts';
export { describes as isDescribed, empty as emptyMemoryReport, isWide, type MemoryDocument, memoryReport } from './explain/memory.ts';
export { memoryWants } from './explain/memory-wants.ts';
export { type OutlineItem, outline } from './explain/outline.ts';
export { definitionsOf, dependentsOf, isOnDegree, type Place, placesOf, type Quantified, quantityAt } from './explain/places.ts';
export { readAs } from './explain/read-as.ts';
export { modificationReport, type ReportLinks } from './explain/report.ts';
export { type Control, type ControlId, controlIds, type Option } from './explain/what-if/options.ts';
export type { Point } from './explain/what-if/points.ts';
export { isKnown, type WhyFigure, why } from './explain/why.ts';
export type { Finding, Related, Repair, RepairKind, RepairTier, RuleId, Severity, Sureness } from './findings.ts';
export { writtenEdits } from './repair/columns.ts';
export { type FixOptions, fixAll, fixAllSteps, fixEverything, leftToDecide } from './repair/fix-all.ts';
export { editedDefinitions, editedPlaces, forwardRepair } from './repair/forward.ts';
export { asksForLayout } from './repair/offered-layouts.ts';
export { renameValue } from './repair/rename.ts';
export { layoutRepairs, prepareRepairs, repairsAt, repairsFor } from './repair/repairs.ts';
export { type Changes, countNamed, type Refusal, setQuantities } from './repair/set.ts';
export { homepage, type RuleInfo, ruleIds, ruleInfo, rulePageUrl } from './rules/catalog.ts';
export type { Suppressed } from './suppression/apply.ts';
export { applyEdits, type TextEdit } from './text/edit.ts';
export { LineIndex, type Position } from './text/lines.ts';
export { type Span, touches } from './text/span.ts';
