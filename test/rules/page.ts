import type { Language, Severity } from '../../server/src/engine.ts';

/** What a page says that Planwright says of an example. */
export interface Expectation {
  /** Counted from 1, in the example. */
  readonly line: number;
  readonly characters: string;
  /** Which of several equal ones on the line, from 1. */
  readonly nth: number;
  readonly severity: Severity;
  readonly rule: string;
  readonly message: string;
}

export interface Example {
  /** Line of the page, from 1. */
  readonly at: number;
  readonly language: Language;
  readonly text: string;
  readonly valid: boolean;
  readonly expected: readonly Expectation[];
  /** What becomes of it: by the repair of that title for one of its findings, or by `planwright fix`. */
  readonly repaired: readonly { readonly by: string | null; readonly text: string }[];
}

interface Fence {
  readonly at: number;
  readonly end: number;
  readonly info: string;
  readonly text: string;
}

const languages: Readonly<Record<string, Language>> = { markdown: 'markdown', yaml: 'yaml', jsonc: 'json', json: 'json', toml: 'toml' };

const note = /^> Line (\d+), (`+) ?(.+?) ?\2(?: \((\d)(?:st|nd|rd|th)\))? — \*\*(error|warning|hint)\*\*(?: `([a-z-]+)`)?: (.+)$/;
const repair = /^(?:Repaired by \*(.+)\*|Repaired by `planwright fix`):$/;

/**
 * The examples of a page: the fences of plans below `### Invalid` and `### Valid`. Below an invalid one stands, as a quote, what is said of
 * it, and perhaps what becomes of it. Everything else on the page is for people alone.
 */
export function examplesOf(page: string, rule: string): Example[] {
  const lines = page.split('\n');
  const found: Example[] = [];
  let part: 'valid' | 'invalid' | null = null;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (/^#{1,3} /.test(line)) part = line === '### Invalid' ? 'invalid' : line === '### Valid' ? 'valid' : null;
    const fence = fenceAt(lines, at);
    if (!fence) continue;
    at = fence.end;
    const language = languages[fence.info];
    if (!part || !language) continue;
    const expected: Expectation[] = [];
    const repaired: Example['repaired'][number][] = [];
    if (part === 'invalid') {
      let next = fence.end + 1;
      for (; next < lines.length; next++) {
        const said = lines[next] ?? '';
        if (said === '' || said === '>') continue;
        const by = repair.exec(said);
        const after = by ? fenceAt(lines, lines[next + 1] === '' ? next + 2 : next + 1) : null;
        if (by && after) {
          repaired.push({ by: by[1] ?? null, text: after.text });
          next = after.end;
          continue;
        }
        if (!said.startsWith('>')) break;
        expected.push(expectation(said, rule, next + 1));
      }
      at = next - 1;
    }
    found.push({ at: fence.at + 1, language, text: fence.text, valid: part === 'valid', expected, repaired });
  }
  return found;
}

function expectation(said: string, rule: string, at: number): Expectation {
  const parts = note.exec(said);
  if (!parts) throw new Error(`line ${at} says nothing of an example: ${said}`);
  const [, line, , characters = '', nth, severity, other, message = ''] = parts;
  return { line: Number(line), characters, nth: Number(nth ?? 1), severity: severity as Severity, rule: other ?? rule, message };
}

function fenceAt(lines: readonly string[], at: number): Fence | null {
  const open = /^(`{3,})([a-z]*)/.exec(lines[at] ?? '');
  if (!open) return null;
  const [, mark = '', info = ''] = open;
  let end = at + 1;
  while (end < lines.length && lines[end] !== mark) end++;
  return { at, end, info, text: `${lines.slice(at + 1, end).join('\n')}\n` };
}
