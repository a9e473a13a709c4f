import type { Analysis } from '../analyze.ts';
import type { Statement } from '../document/document.ts';
import type { Repair } from '../findings.ts';
import { degreeIn } from '../plan/context.ts';
import { slice } from '../plan/reading.ts';
import type { TextEdit } from '../text/edit.ts';
import { span } from '../text/span.ts';
import { plainWords } from '../vocabulary/phrase.ts';
import { outcomeOf } from './accept.ts';
import { EditSet } from './edit-set.ts';
import { impactOf } from './impact.ts';
import type { PlannedLayout } from './layout-repairs.ts';

/**
 * What a corrected plan should say beside its figures: a note on communication where tensor parallelism changes, and a section on the impact.
 * They speak of the layout that is pending, so they come with it; markdown only.
 */
export function additions(analysis: Analysis, pending: PlannedLayout | undefined): readonly Repair[] {
  if (!analysis.plan || !pending || analysis.language !== 'markdown') return [];
  const impact = impactOf(analysis.plan, pending);
  const out: Repair[] = [];
  const add = (what: string, insertion: TextEdit | null): void => {
    const repair = insertion && withLayout(analysis, pending, what, insertion);
    if (repair) out.push(repair);
  };
  if (impact.communication) add('a note on communication', insertNote(analysis, `**Communication**: ${impact.communication}`));
  if (impact.lines.length > 0 && !analysis.text.includes(impactTitle))
    add('a section on the performance impact', impactSection(analysis, impact.lines));
  return out;
}

const impactTitle = 'Performance impact of the corrected layout';

function impactSection({ text }: Analysis, lines: readonly (readonly [string, string])[]): TextEdit {
  const eol = lineEnd(text);
  const body = [`## ${impactTitle}`, '', ...lines.map(([subject, words]) => `- **${subject}**: ${words}`)].join(eol);
  const ended = text.endsWith('\n');
  return insertedAt(text.length, `${ended ? eol : eol + eol}${body}${ended ? eol : ''}`);
}

/** The layout and the addition in one edit; null where something in it would be wrong. */
function withLayout(analysis: Analysis, pending: PlannedLayout, what: string, insertion: TextEdit): Repair | null {
  const edits = new EditSet();
  edits.add(pending.restatement.edits);
  if (!edits.write(insertion.span, insertion.newText)) return null;
  const outcome = outcomeOf(analysis, edits.list());
  if (!outcome || outcome.brought.length > 0) return null;
  return {
    kind: 'insert',
    title: `${pending.title}, with ${what}`,
    consequences: [],
    preferred: false,
    tier: 'layout',
    edits: edits.list(),
    byHand: pending.restatement.byHand,
    settles: analysis.findings.filter((finding) => finding.rule === 'gpu-count' || finding.rule === 'capacity'),
  };
}

const insertedAt = (offset: number, newText: string): TextEdit => ({ span: span(offset, offset), newText });

const lineEnd = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

/** A paragraph behind the list, table or fence that states the tensor-parallel size. */
function behindDegrees(analysis: Analysis, note: string): TextEdit | null {
  const { document, lines, text } = analysis;
  const stated = analysis.plan?.byId.get('tp')?.find((mention) => mention.role === 'definition');
  if (!stated) return null;
  const block = document.statements.filter((statement) => statement.block === stated.statement.block);
  let line = lines.lineOf(Math.max(...block.map((statement) => statement.span.end)));
  if (stated.statement.fence !== null) {
    while (line + 1 < lines.count && !/^\s*(?:```|~~~)/.test(text.slice(lines.startOf(line), lines.endOf(line)))) line++;
  }
  const eol = lineEnd(text);
  return insertedAt(lines.endOf(line), `${eol}${eol}${note}`);
}

/** Behind the last list item of the last section on tensor parallelism, in its list; else behind that section's last line. */
function insertNote(analysis: Analysis, note: string): TextEdit | null {
  const { document, lines, text } = analysis;
  let target: Statement | undefined;
  for (const statement of document.statements) {
    if (statement.kind !== 'item' || !statement.section || statement.parent) continue;
    const title = plainWords(slice(document, statement.section.title));
    if (degreeIn(title) === 'tp') target = statement;
  }
  if (text.includes(note)) return null;
  if (!target) return behindDegrees(analysis, note);
  const line = lines.lineOf(target.span.end);
  const first = lines.lineOf(target.span.start);
  const marker = /^\s*(?:[-*+]|\d{1,4}[.)])[ \t]+/.exec(text.slice(lines.startOf(first), lines.endOf(first)))?.[0] ?? '- ';
  const eol = lineEnd(text);
  const bullet = /\d/.test(marker) ? `${eol}${eol}${note}` : `${eol}${marker}${note}`;
  return insertedAt(lines.endOf(line), bullet);
}
