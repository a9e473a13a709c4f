/** A template's gap is looked for this far: it keeps the search linear. */
const longestGap = 500;

/**
 * Puts letters in the place of `{{ … }}`, `{% … %}` and `${…}`, one for one, so that a template still parses as the YAML it makes.
 * A line that holds nothing else (`{{- if .Values.tp }}`) becomes blank.
 */
export function hideTemplates(source: string): string {
  if (!source.includes('{{') && !source.includes('{%') && !source.includes('${')) return source;
  const pieces: string[] = [];
  let done = 0;
  for (let at = source.indexOf('{'); at >= 0; at = source.indexOf('{', at + 1)) {
    const second = source[at + 1];
    const close = second === '{' ? '}}' : second === '%' ? '%}' : source[at - 1] === '$' ? '}' : null;
    if (close === null) continue;
    const end = gapEnd(source, at, close);
    if (end < 0) continue;
    const filler = isAlone(source, at, end) ? ' ' : 'x';
    pieces.push(source.slice(done, at), filler.repeat(end - at));
    done = end;
    at = end - 1;
  }
  pieces.push(source.slice(done));
  return pieces.join('');
}

function gapEnd(source: string, at: number, close: string): number {
  const limit = Math.min(source.length, at + longestGap);
  for (let i = at + 1; i < limit && source[i] !== '\n'; i++) if (source.startsWith(close, i)) return i + close.length;
  return -1;
}

function isAlone(source: string, from: number, to: number): boolean {
  let i = from - 1;
  while (i >= 0 && (source[i] === ' ' || source[i] === '\t')) i--;
  if (i >= 0 && source[i] !== '\n' && source[i] !== '\r') return false;
  let j = to;
  while (source[j] === ' ' || source[j] === '\t') j++;
  return j >= source.length || source[j] === '\n' || source[j] === '\r';
}
