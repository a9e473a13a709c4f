import { type Span, span } from '../text/span.ts';
import { type ConfigNode, child, nodesAt } from './config-tree.ts';

/**
 * A script in a string of JSON, as the shell gets it, every character where it stood: `\n` is a blank and a line's end. Quotes that were escaped
 * are doubled, which a shell takes for an empty word beside what they enclose.
 */
export const unescaped = (body: string): string =>
  body.replace(/\\\\\\n|\\u[0-9a-fA-F]{4}|\\./g, (escape) => {
    if (escape === '\\\\\\n') return '  \\\n';
    switch (escape[1]) {
      case 'n':
        return ' \n';
      case '"':
        return '""';
      case '\\':
        return ' \\';
      default:
        return ' '.repeat(escape.length);
    }
  });

/** The whole text with what stands at a place written as the shell gets it. */
export const withUnescaped = (text: string, at: Span): string =>
  text.slice(0, at.start) + unescaped(text.slice(at.start, at.end)) + text.slice(at.end);

/** A script of a notebook, and the text of the notebook in which it stands free of JSON. */
export interface CellScript {
  readonly text: string;
  readonly at: Span;
}

const mostCells = 200;
const shellCell = /^%%(?:bash|sh|script\s+(?:ba)?sh)\b/;

/** The shell commands of a notebook: cells of `%%bash`, and lines that begin with `!`. */
export function cellScripts(root: ConfigNode, text: string): CellScript[] {
  const out: CellScript[] = [];
  for (const cell of nodesAt(root, 'cells[]').slice(0, mostCells)) {
    if (child(cell, 'cell_type')?.text !== 'code') continue;
    const source = child(cell, 'source');
    const lines = source && source.children.length > 0 ? source.children : source ? [source] : [];
    const [first] = lines;
    const last = lines.at(-1);
    if (!first || !last || !lines.some((line) => shellCell.test(line.text) || /(?:^|\\n)\s*!/.test(line.text))) continue;
    out.push({ text: freed(lines, text), at: span(first.span.start, last.span.end) });
  }
  return out;
}

/** The lines of a cell in the place of their strings, all else of the cell blank; Python is left out. */
function freed(lines: readonly ConfigNode[], text: string): string {
  const whole = shellCell.test(lines[0]?.text ?? '');
  const [start, end] = [lines[0]?.span.start ?? 0, lines.at(-1)?.span.end ?? 0];
  let body = '';
  let at = start;
  let goesOn = false;
  for (const line of lines) {
    body += text.slice(at, line.span.start).replace(/[^\n]/g, ' ').replaceAll('\n', ' ');
    for (const part of unescaped(text.slice(line.span.start, line.span.end)).split(/(?<=\n)/)) {
      const runs: boolean = whole ? !part.startsWith('%%') : goesOn || /^\s*!/.test(part);
      body += runs ? part.replace('!', whole || goesOn ? '!' : ' ') : part.replace(/[^\n]/g, ' ');
      goesOn = runs && /\\\s*$/.test(part);
    }
    at = line.span.end;
  }
  return text.slice(0, start) + body + text.slice(end);
}
