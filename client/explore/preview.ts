import type { ChangedLine } from '../../server/src/engine.ts';
import { html, table } from './dom.ts';

/** The lines that would change, old beside new, and the two buttons that end it. */
export function previewOf(
  { title, lines, byHand }: { readonly title: string; readonly lines: readonly ChangedLine[]; readonly byHand: readonly string[] },
  write: () => void,
  leave: () => void,
): Node[] {
  const yes = html('button', { type: 'button', id: 'write' }, 'Write it');
  const no = html('button', { type: 'button', id: 'leave', class: 'second' }, 'Leave it');
  yes.addEventListener('click', write);
  no.addEventListener('click', leave);
  const rows = lines.map(({ line, before, after }) => [String(line), html('del', {}, before.trim()), html('ins', {}, after.trim())]);
  const count = `${lines.length} ${lines.length === 1 ? 'line changes' : 'lines change'}`;
  return [
    html('h2', { id: 'preview-title' }, title),
    ...byHand.map((line) => html('p', { class: 'why' }, line)),
    html('div', { class: 'actions' }, yes, no),
    html('div', { class: 'lines' }, table(count, ['Line', 'Now', 'Then'], rows)),
  ];
}
