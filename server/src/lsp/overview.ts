import type { WorkspaceEdit } from 'vscode-languageserver';
import { changedLines, inspect, layoutRepairs, modificationReport, pendingLayout, type Repair, restateExplored } from '../engine.ts';
import type { Client } from './client.ts';
import { toWorkspaceEdit } from './edits.ts';
import type { Plan } from './plans.ts';
import type { InspectAnswer, LayoutChoice, ReportAnswer, Restated } from './protocol.ts';

export const toReport = ({ analysis }: Plan): ReportAnswer => ({ markdown: modificationReport(analysis) });

export function toInspection({ analysis }: Plan): InspectAnswer {
  const findings = { error: 0, warning: 0, hint: 0 };
  for (const { severity } of analysis.findings) findings[severity]++;
  return { claims: inspect(analysis).claims, findings };
}

/** The layouts that fit the GPUs, whether the plan needs another one or not. */
export function toLayoutChoices(plan: Plan, client: Client): LayoutChoice<WorkspaceEdit>[] {
  const needed = pendingLayout(plan.analysis) !== undefined;
  return layoutRepairs(plan.analysis).map((repair) => ({
    title: repair.title,
    consequences: [...repair.consequences, places(repair), ...byHand(plan, repair)],
    preferred: needed && repair.preferred,
    edit: toWorkspaceEdit(plan, repair, client),
  }));
}

/** The document restated to what was tried, with the lines that change for a person to look at first. */
export function toRestated(plan: Plan, change: unknown, client: Client): Restated<WorkspaceEdit> {
  const repair = restateExplored(plan.analysis, change);
  if ('refused' in repair) return { title: '', lines: [], byHand: [], edit: null, refused: repair.refused };
  const lines = changedLines(plan.analysis, repair);
  return { title: repair.title, lines, byHand: byHand(plan, repair), edit: toWorkspaceEdit(plan, repair, client), refused: null };
}

const places = ({ edits }: Repair): string => `${edits.length} ${edits.length === 1 ? 'place' : 'places'} change`;

/** Lines to look at, once each. */
function byHand({ analysis }: Plan, { byHand: found }: Repair): string[] {
  if (found.length === 0) return [];
  const lines = [...new Set(found.map(({ span }) => analysis.lines.lineOf(span.start) + 1))].sort((a, b) => a - b);
  return [`check by hand: ${lines.length === 1 ? 'line' : 'lines'} ${lines.join(', ')}`];
}
