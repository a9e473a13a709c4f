import { type Span, span } from '../text/span.ts';

/** A file that a script writes from its own text: `cat > config.yaml <<EOF … EOF`. */
export interface Heredoc {
  /** The file's name as written; `-` where a program reads the text itself (`kubectl apply -f -`). */
  readonly path: string;
  readonly at: Span;
}

const opening = /<<-?[ \t]*(["']?)([A-Za-z_]\w*)\1/;
const target = /(?:^|[^>&\d])>[ \t]*"?([\w./${}-]+)"?|\btee[ \t]+"?([\w./${}-]+)"?/;
const configs = /\.(?:ya?ml|json|toml)$/i;
const most = 50;

/** The configs that a script writes, or hands to kubectl. What is appended to a file is only a part of it. */
export function heredocsIn(text: string, at: Span): Heredoc[] {
  const out: Heredoc[] = [];
  if (!text.slice(at.start, at.end).includes('<<')) return out;
  let line = at.start;
  while (line < at.end && out.length < most) {
    const end = endOfLine(text, line, at.end);
    const command = text.slice(line, end);
    const mark = command.length > 2000 || /^\s*#/.test(command) ? null : opening.exec(command);
    line = end + 1;
    if (!mark?.[2] || command.includes('<<<')) continue;
    const start = line;
    let stop = at.end;
    for (let i = line; i < at.end; ) {
      const next = endOfLine(text, i, at.end);
      if (text.slice(i, next).trim() === mark[2]) {
        stop = i;
        line = next + 1;
        break;
      }
      i = next + 1;
    }
    const written = command.includes('>>') ? null : target.exec(command.replace(opening, ' '));
    const path = written?.[1] ?? written?.[2];
    if (path && configs.test(path)) out.push({ path, at: span(start, stop) });
    else if (/\b(?:kubectl|oc)\b[^|]*-f[ =]?(?:-|\/dev\/stdin)/.test(command)) out.push({ path: '-', at: span(start, stop) });
  }
  return out;
}

function endOfLine(text: string, from: number, limit: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 || end > limit ? limit : end;
}
