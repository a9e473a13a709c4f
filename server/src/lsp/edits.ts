import type { AnnotatedTextEdit, TextEdit, WorkspaceEdit } from 'vscode-languageserver-protocol';
import { type Analysis, type Repair, type Span, writtenEdits } from '../engine.ts';
import type { Client } from './client.ts';
import type { Plan } from './plans.ts';
import { toRange } from './positions.ts';

const restated = 'restated';

/**
 * A repair as an edit of this very version of the document. What reaches beyond the paragraph of the finding is annotated, so that an editor
 * can show it apart.
 */
export function toWorkspaceEdit({ uri, version, analysis }: Plan, repair: Repair, client: Client): WorkspaceEdit {
  const written = writtenEdits(analysis, repair);
  const edits: TextEdit[] = written.map(({ span, newText }) => ({ range: toRange(analysis.lines, span), newText }));
  if (!client.versionedEdits) return { changes: { [uri]: edits } };
  const textDocument = { uri, version };
  const home = paragraphs(analysis, repair);
  const inside = inOneOf(home);
  const away = written.map(({ span }) => home.length > 0 && !inside(span));
  if (!client.changeAnnotations || !away.includes(true)) return { documentChanges: [{ textDocument, edits }] };
  const annotated = edits.map((edit, at): TextEdit | AnnotatedTextEdit => (away[at] ? { ...edit, annotationId: restated } : edit));
  const lines = written.filter((_, at) => away[at]).map(({ span }) => analysis.lines.lineOf(span.start) + 1);
  return {
    documentChanges: [{ textDocument, edits: annotated }],
    changeAnnotations: { [restated]: { label: 'Restated from the plan', description: named(lines), needsConfirmation: false } },
  };
}

/** The paragraphs, lists, tables or fences that hold the findings which a repair settles. */
function paragraphs({ document }: Analysis, { settles }: Repair): Span[] {
  const blocks = new Map<number, Span>();
  for (const { block, span } of document.statements) {
    const known = blocks.get(block);
    blocks.set(block, known ? { start: Math.min(known.start, span.start), end: Math.max(known.end, span.end) } : span);
  }
  const at = settles.map(({ span }) => span).sort((a, b) => a.start - b.start);
  return [...blocks.values()].filter((part) => {
    // of those that begin in it, the first that also ends in it
    for (let nth = firstFrom(at, part.start); nth < at.length && (at[nth] as Span).start <= part.end; nth++)
      if ((at[nth] as Span).end <= part.end) return true;
    return false;
  });
}

/** Where in a sorted list the first span is that begins at `offset` or after it. */
function firstFrom(sorted: readonly Span[], offset: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as Span).start < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether a span is inside of one of some blocks, which do not meet. */
function inOneOf(blocks: readonly Span[]): (span: Span) => boolean {
  const sorted = [...blocks].sort((a, b) => a.start - b.start);
  return ({ start, end }) => {
    const block = sorted[firstFrom(sorted, start + 1) - 1];
    return block !== undefined && end <= block.end;
  };
}

/** `line 3`, `lines 3, 5 and 9`. */
function named(lines: readonly number[]): string {
  const each = [...new Set(lines)];
  return each.length === 1 ? `line ${each[0]}` : `lines ${each.slice(0, -1).join(', ')} and ${each.at(-1)}`;
}
