import type { WorkspaceEdit } from 'vscode-languageserver';
import { inspect, layoutChoices, modificationReport } from '../engine.ts';
import type { Client } from './client.ts';
import { toWorkspaceEdit } from './edits.ts';
import type { Plan } from './plans.ts';
import type { InspectAnswer, LayoutRow, ReportAnswer } from './protocol.ts';

export const toReport = ({ analysis }: Plan): ReportAnswer => ({ markdown: modificationReport(analysis) });

export function toInspection({ analysis }: Plan): InspectAnswer {
  const findings = { error: 0, warning: 0, hint: 0 };
  for (const { severity } of analysis.findings) findings[severity]++;
  return { claims: inspect(analysis).claims, findings };
}

/** The layouts that fit the GPUs, whether the plan needs another one or not. */
export const toLayoutChoices = (plan: Plan, client: Client): LayoutRow<WorkspaceEdit>[] =>
  layoutChoices(plan.analysis).map(({ repair, ...row }) => ({ ...row, edit: repair && toWorkspaceEdit(plan, repair, client) }));
