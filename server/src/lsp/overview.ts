import type { WorkspaceEdit } from 'vscode-languageserver-protocol';
import { fixEverything, inspect, layoutChoices, linesByHand, modificationReport, restateExplored } from '../engine.ts';
import type { Client } from './client.ts';
import { commandLink } from './command-link.ts';
import { toWorkspaceEdit } from './edits.ts';
import type { Plan } from './plans.ts';
import { type InspectAnswer, type LayoutRow, type ReportAnswer, type Restated, reportCommands } from './protocol.ts';

export function toReport(plan: Plan, client: Client): ReportAnswer<WorkspaceEdit> {
  const { analysis, uri } = plan;
  const markdown = modificationReport(analysis);
  const repair = fixEverything(analysis);
  const { line, apply, layout } = reportCommands;
  const links = {
    line: (number: number) => commandLink(line, uri, number),
    apply: commandLink(apply, uri),
    layout: (title: string) => commandLink(layout, uri, title),
  };
  return {
    markdown,
    linked: client.commands ? modificationReport(analysis, links) : markdown,
    edit: repair && toWorkspaceEdit(plan, repair, client),
    rewritten: repair?.edits.length ?? 0,
  };
}

export function toInspection({ analysis }: Plan): InspectAnswer {
  const findings = { error: 0, warning: 0, hint: 0 };
  for (const { severity } of analysis.findings) findings[severity]++;
  return { claims: inspect(analysis).claims, findings };
}

/** The layouts that fit the GPUs, whether the plan needs another one or not. */
export const toLayoutChoices = (plan: Plan, client: Client): LayoutRow<WorkspaceEdit>[] =>
  layoutChoices(plan.analysis).map(({ repair, ...row }) => ({ ...row, edit: repair && toWorkspaceEdit(plan, repair, client) }));

/** The document restated to what was tried. */
export function toRestated(plan: Plan, change: unknown, client: Client): Restated<WorkspaceEdit> {
  const repair = restateExplored(plan.analysis, change);
  if ('refused' in repair) return { title: '', rewritten: 0, byHand: [], edit: null, refused: repair.refused };
  const { title, edits } = repair;
  const byHand = linesByHand(plan.analysis, repair);
  return { title, rewritten: edits.length, byHand, edit: toWorkspaceEdit(plan, repair, client), refused: null };
}
