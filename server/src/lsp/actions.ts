import type { CodeAction, CodeActionContext, CodeActionParams, Diagnostic } from 'vscode-languageserver-protocol';
import {
  type Analysis,
  editedPlaces,
  isOnDegree,
  prepareRepairs,
  type Repair,
  type RepairKind,
  repairsAt,
  type Span,
  touches,
} from '../engine.ts';
import type { Client } from './client.ts';
import { CodeActionKind, CodeActionTriggerKind } from './codes.ts';
import { source, toDiagnostics } from './diagnostics.ts';
import { toWorkspaceEdit } from './edits.ts';
import { fixAllKind, fixAllOf, isSaving, prepareFixAll } from './fix-all.ts';
import { type Forward, forwardOf, isAsked as isForwardAsked, refusedAction } from './forward.ts';
import type { Plan } from './plans.ts';
import { toSpan } from './positions.ts';
import { layoutCommand } from './protocol.ts';

const kinds: Readonly<Record<RepairKind, CodeActionKind>> = {
  fix: CodeActionKind.QuickFix,
  layout: CodeActionKind.QuickFix,
  suppress: CodeActionKind.QuickFix,
  insert: CodeActionKind.RefactorRewrite,
};

export const codeActionKinds: readonly CodeActionKind[] = [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, fixAllKind];

/**
 * The longer part of `toCodeActions`, in steps of a few milliseconds, or of one reading; nothing where no finding is touched. `before` as
 * there.
 */
export function* prepareCodeActions(
  plan: Plan,
  { range, context }: CodeActionParams,
  before: () => Analysis | null,
  now?: () => number,
): Generator<undefined, void> {
  const { analysis } = plan;
  const { start, end } = toSpan(analysis.lines, range);
  if (!isSaving(context) && analysis.findings.some(({ span }) => span.start <= end && start <= span.end)) yield* prepareRepairs(analysis);
  if (wantsFixAll(context)) yield* prepareFixAll(plan, context, before, now);
}

/** Of the layouts so many are named in a menu; the others are a list of their own. */
const mostLayouts = 3;

/**
 * What can be done at a place, worked out from the text as it is now, whatever diagnostics the editor still holds. `before` is the text that
 * the author began with: a definition that was edited since is restated, and never undone.
 */
export function toCodeActions(
  plan: Plan,
  { range, context }: CodeActionParams,
  client: Client,
  before: () => Analysis | null = () => null,
): CodeAction[] {
  const asked = (kind: CodeActionKind) => isAsked(kind, context);
  const actions: CodeAction[] = [];
  const forward = asked(CodeActionKind.QuickFix) ? forwardOf(plan, before()) : null;
  if (asked(CodeActionKind.QuickFix) || asked(CodeActionKind.RefactorRewrite)) {
    const span = toSpan(plan.analysis.lines, range);
    const link = linker(plan, context.diagnostics, client);
    const wanted = offered(plan, forward, span, before()).filter(({ kind }) => asked(kinds[kind]));
    const layouts = wanted.filter(({ kind }) => kind === 'layout');
    const cut = new Set(client.commands ? layouts.slice(mostLayouts) : []);
    const silencing = ({ kind }: Repair): boolean => kind === 'suppress';
    const push = (repairs: readonly Repair[]): void => {
      for (const repair of repairs) actions.push(toCodeAction(plan, repair, kinds[repair.kind], link(repair), client));
    };
    push(wanted.filter((repair) => !cut.has(repair) && !silencing(repair)));
    if (cut.size > 0) actions.push(moreLayouts(cut.size, [...cut].flatMap(link)));
    else if (layouts.length === 0 && client.commands && asked(CodeActionKind.RefactorRewrite) && isAskedOnDegree(plan, span, context))
      actions.push(otherLayouts);
    if (forward?.refused && client.disabledActions && isForwardAsked(plan, forward, span)) actions.push(refusedAction(forward.refused));
    // silence is the last thing to think of
    push(wanted.filter(silencing));
  }
  if (wantsFixAll(context)) {
    const repair = fixAllOf(plan);
    if (repair && repair.edits.length > 0)
      actions.push(toCodeAction(plan, { ...repair, title: `Fix all: ${repair.title}`, preferred: false }, fixAllKind, [], client));
  }
  return actions;
}

/** The author's own edit comes first: what it asks for, then what would undo it. */
function offered(plan: Plan, forward: Forward | null, span: Span, before: Analysis | null): Repair[] {
  const repairs = keepingEdits(repairsAt(plan.analysis, span), before ? editedPlaces(plan.analysis, before) : []);
  if (!forward?.repair || !isForwardAsked(plan, forward, span)) return [...repairs];
  const { title } = forward.repair;
  return [
    { ...forward.repair, preferred: true },
    ...repairs.filter((repair) => repair.title !== title).map((repair) => ({ ...repair, preferred: false })),
  ];
}

/** What was just written is changed last: of what else is offered to mend a statement the first takes its place. */
function keepingEdits(repairs: readonly Repair[], edited: readonly Span[]): readonly Repair[] {
  const undoes = ({ kind, edits }: Repair): boolean =>
    kind === 'fix' && edits.length === 1 && edits.some((edit) => edited.some((place) => touches(edit.span, place)));
  const [undoing, keeping] = [repairs.filter(undoes), repairs.filter((repair) => !undoes(repair))];
  const first = keeping.find(
    ({ kind, settles }) => kind === 'fix' && undoing.some((one) => one.settles.some((finding) => settles.includes(finding))),
  );
  if (!first || !undoing.some(({ preferred }) => preferred)) return repairs;
  return [
    { ...first, preferred: true },
    ...keeping.filter((repair) => repair !== first && repair.kind !== 'suppress'),
    ...undoing.map((repair) => ({ ...repair, preferred: false })),
    ...keeping.filter(({ kind }) => kind === 'suppress'),
  ];
}

/** The one action that is no edit, for the editor whose extension has the list. Editors put what settles a diagnostic before what does not. */
const moreLayouts = (count: number, settled: readonly Diagnostic[]): CodeAction => ({
  title: `More layouts… (${count})`,
  kind: CodeActionKind.QuickFix,
  diagnostics: [...new Set(settled)],
  command: { title: 'Use Another Layout…', command: layoutCommand },
});

/** The same for a plan that needs no other layout, where somebody asks on a degree: no light bulb lights up for it. */
const otherLayouts: CodeAction = {
  title: 'Use Another Layout…',
  kind: CodeActionKind.RefactorRewrite,
  command: { title: 'Use Another Layout…', command: layoutCommand },
};

const isAskedOnDegree = ({ analysis }: Plan, { start }: Span, { triggerKind }: CodeActionContext): boolean =>
  triggerKind === CodeActionTriggerKind.Invoked && isOnDegree(analysis, start);

const isAsked = (kind: CodeActionKind, { only }: CodeActionContext): boolean =>
  !only || only.some((part) => part === '' || kind === part || kind.startsWith(`${part}.`));

/** A light bulb that lights up by itself is about its place, not about the document. */
const wantsFixAll = (context: CodeActionContext): boolean =>
  isAsked(fixAllKind, context) && (context.only !== undefined || context.triggerKind !== CodeActionTriggerKind.Automatic);

function toCodeAction(plan: Plan, repair: Repair, kind: CodeActionKind, diagnostics: Diagnostic[], client: Client): CodeAction {
  const action: CodeAction = { title: titleOf(repair), kind, edit: toWorkspaceEdit(plan, repair, client) };
  if (diagnostics.length > 0) action.diagnostics = diagnostics;
  if (client.preferredActions && repair.preferred) action.isPreferred = true;
  return action;
}

/** A layout says what changes with it: an editor shows nothing but the title. */
const titleOf = ({ kind, title, consequences }: Repair): string =>
  kind === 'layout' && consequences[0] ? `${title} (${consequences[0]})` : title;

/** Finds the diagnostics that a repair settles: as the editor knows them where it sent them along, else as they are now. */
function linker({ analysis, uri }: Plan, held: readonly Diagnostic[], client: Client): (repair: Repair) => Diagnostic[] {
  const ours = held.filter((diagnostic) => diagnostic.source === source);
  const current = toDiagnostics(analysis, uri, client).map((now) => ours.find((then) => printOf(then) === printOf(now)) ?? now);
  return ({ settles }) => {
    const wanted = new Set(settles.map((finding) => `${finding.rule}:${finding.span.start}:${finding.span.end}`));
    return current.filter((_, at) => {
      const finding = analysis.findings[at];
      return finding !== undefined && wanted.has(`${finding.rule}:${finding.span.start}:${finding.span.end}`);
    });
  };
}

const printOf = ({ data }: Diagnostic): unknown => (data as { fingerprint?: unknown } | undefined)?.fingerprint ?? null;
