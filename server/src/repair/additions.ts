import type { Analysis } from '../analyze.ts';
import type { Statement } from '../document/document.ts';
import type { Repair } from '../findings.ts';
import { degreeIn } from '../plan/context.ts';
import { slice } from '../plan/reading.ts';
import { span } from '../text/span.ts';
import { plainWords } from '../vocabulary/phrase.ts';
import { impactOf } from './impact.ts';
import type { PlannedLayout } from './layout-repairs.ts';

/**
 * What a corrected plan should say beside its figures: a note on communication where tensor parallelism changes, and a section on the impact.
 * Offered while a layout is pending; markdown only.
 */
export function additions(analysis: Analysis, pending: PlannedLayout | undefined): readonly Repair[] {
  if (!analysis.plan || !pending || analysis.language !== 'markdown') return [];
  const impact = impactOf(analysis.plan, pending);
  const out: Repair[] = [];
  const settles = analysis.findings.filter((finding) => finding.rule === 'gpu-count' || finding.rule === 'capacity');
  if (impact.communication) {
    const note = insertNote(analysis, `**Communication**: ${impact.communication}`);
    if (note) out.push(insertion('Insert a note on communication', note.offset, note.text, settles));
  }
  if (impact.lines.length > 0) {
    const eol = lineEnd(analysis.text);
    const body = [
      '## Performance impact of the corrected layout',
      '',
      ...impact.lines.map(([subject, text]) => `- **${subject}**: ${text}`),
    ].join(eol);
    const text = analysis.text;
    const lead = text.endsWith('\n') ? eol : eol + eol;
    if (!text.includes('Performance impact of the corrected layout')) {
      out.push(
        insertion('Insert a section on the performance impact', text.length, `${lead}${body}${text.endsWith('\n') ? eol : ''}`, settles),
      );
    }
  }
  return out;
}

function insertion(title: string, offset: number, newText: string, settles: Repair['settles']): Repair {
  return {
    kind: 'insert',
    title,
    consequences: [],
    preferred: false,
    tier: 'check by hand',
    edits: [{ span: span(offset, offset), newText }],
    byHand: [],
    settles,
  };
}

const lineEnd = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

/** A paragraph behind the list, table or fence that states the tensor-parallel size. */
function behindDegrees(analysis: Analysis, note: string): { offset: number; text: string } | null {
  const { document, lines, text } = analysis;
  const stated = analysis.plan?.byId.get('tp')?.find((mention) => mention.role === 'definition');
  if (!stated) return null;
  const block = document.statements.filter((statement) => statement.block === stated.statement.block);
  let line = lines.lineOf(Math.max(...block.map((statement) => statement.span.end)));
  if (stated.statement.fence !== null) {
    while (line + 1 < lines.count && !/^\s*(?:```|~~~)/.test(text.slice(lines.startOf(line), lines.endOf(line)))) line++;
  }
  const eol = lineEnd(text);
  return { offset: lines.endOf(line), text: `${eol}${eol}${note}` };
}

/** Behind the last list item of the last section on tensor parallelism, in its list; else behind that section's last line. */
function insertNote(analysis: Analysis, note: string): { offset: number; text: string } | null {
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
  return { offset: lines.endOf(line), text: bullet };
}
