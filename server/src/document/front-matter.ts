export interface FrontMatter {
  /** What stands between the two `---`. */
  readonly start: number;
  readonly stop: number;
  /** Past the closing line. */
  readonly end: number;
}

/**
 * YAML between `---` lines at the very start of a markdown document (a byte order mark may come before it). Its first line must
 * be a key or a comment: a rule above running text is a rule.
 */
export function findFrontMatter(text: string): FrontMatter | null {
  const open = text.startsWith('\ufeff') ? 1 : 0;
  const opening = /^---[ \t]*(?:\r\n|\n|\r)/.exec(text.slice(open, open + 80));
  if (!opening) return null;
  const start = open + opening[0].length;
  let known = false;
  for (let at = start; at < text.length; ) {
    let end = at;
    while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end++;
    const line = text.slice(at, Math.min(end, at + 80)).trimEnd();
    if (line === '---' || line === '...') return { start, stop: at, end };
    if (!known && line !== '' && !line.startsWith('#')) {
      if (!/^["']?[\w.-]+["']?[ \t]*:(?:[ \t]|$)/.test(line)) return null;
      known = true;
    }
    at = end + (text.startsWith('\r\n', end) ? 2 : 1);
  }
  return null;
}
