import type { WorkspaceEdit } from 'vscode-languageserver';
import { inspect, modificationReport, type Repair, repairsFor } from '../engine.ts';
import type { Client } from './client.ts';
import { toWorkspaceEdit } from './edits.ts';
import type { Plan } from './plans.ts';
import type { InspectAnswer, LayoutChoice, ReportAnswer } from './protocol.ts';

export const toReport = ({ analysis }: Plan): ReportAnswer => ({ markdown: modificationReport(analysis) });

export function toInspection({ analysis }: Plan): InspectAnswer {
  const findings = { error: 0, warning: 0, hint: 0 };
  for (const { severity } of analysis.findings) findings[severity]++;
  return { claims: inspect(analysis).claims, findings };
}

/** The layouts that repairs offer anywhere in the document, each once. */
export function toLayoutChoices(plan: Plan, client: Client): LayoutChoice<WorkspaceEdit>[] {
  const layouts = new Map<string, Repair>();
  for (const finding of plan.analysis.findings) {
    for (const repair of repairsFor(plan.analysis, finding)) {
      if (repair.kind === 'layout' && !layouts.has(repair.title)) layouts.set(repair.title, repair);
    }
  }
  return [...layouts.values()].map((repair) => ({
    title: repair.title,
    consequences: [...repair.consequences, ...byHand(plan, repair)],
    preferred: repair.preferred,
    edit: toWorkspaceEdit(plan, repair, client),
  }));
}

const byHand = ({ analysis }: Plan, { byHand: places }: Repair): string[] =>
  places.map(({ message, span }) => `check by hand: line ${analysis.lines.lineOf(span.start) + 1}, ${message}`);
