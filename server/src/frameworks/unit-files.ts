import { type Span, span } from '../text/span.ts';
import { joinedLines } from './script-files.ts';
import { literal, readScript, type Script, type Word } from './shell.ts';

/** Units of systemd: `ExecStart=` is a command line, `Environment=` what it sees. */

const setting = /^[ \t]*([A-Za-z]+)[ \t]*=[ \t]*/;
const assignments = /"([A-Za-z_]\w*)=((?:[^"\\]|\\.)*)"|'([A-Za-z_]\w*)=([^']*)'|([A-Za-z_]\w*)=(\S*)/g;

/** What stands for itself only when the unit is started: `%i`, `%h`; `%%` is a percent sign. */
const specifier = /%[A-Za-z]/;

/** `Environment="A=1" B=2`: later settings win. */
function readEnvironment(text: string, at: Span, environment: Map<string, Word>): void {
  const source = text.slice(at.start, at.end);
  for (const match of source.matchAll(assignments)) {
    const name = match[1] ?? match[3] ?? match[5];
    const value = match[2] ?? match[4] ?? match[6] ?? '';
    if (!name) continue;
    const start = at.start + match.index + match[0].indexOf('=') + 1;
    const open = specifier.test(value) || value.includes('\\');
    environment.set(name, { ...literal(open ? '\ufffc' : value, start), unknown: open });
  }
}

/** Files named by `EnvironmentFile=` win over `Environment=`, and are not read. */
const softened = (environment: ReadonlyMap<string, Word>): Map<string, Word> =>
  new Map([...environment].map(([name, word]) => [name, { ...word, pieces: word.pieces.map((piece) => ({ ...piece, soft: true })) }]));

/** Words with specifiers are not known before the unit is started. */
const withoutSpecifiers = (script: Script): Script => ({
  ...script,
  commands: script.commands.map((command) => ({
    ...command,
    words: command.words.map((word) =>
      specifier.test(word.text.replaceAll('%%', '')) ? { ...word, text: '\ufffc', unknown: true } : word,
    ),
  })),
});

/** What a unit starts. An empty `ExecStart=` takes back what stands above it. */
export function unitScripts(text: string, at: Span): Script[] {
  const environment = new Map<string, Word>();
  let outside = false;
  let service = false;
  let starts: Span[] = [];
  for (const line of joinedLines(text, at)) {
    const words = text.slice(line.start, line.end);
    const section = /^[ \t]*\[(\w+)\]/.exec(words)?.[1];
    if (section) service = section === 'Service';
    const match = service ? setting.exec(words) : null;
    if (!match) continue;
    const value = span(line.start + match[0].length, line.end);
    const said = text.slice(value.start, value.end).trim();
    if (match[1] === 'Environment') readEnvironment(text, value, environment);
    if (match[1] === 'EnvironmentFile') outside = said !== '';
    if (match[1] !== 'ExecStart') continue;
    if (said === '') starts = [];
    // a comment between continued lines is left out by systemd, and ends a command for a shell
    else if (!/\n[ \t]*[#;]/.test(words)) starts.push(span(value.start + (/^[-@:+!|]+/.exec(said)?.[0].length ?? 0), value.end));
  }
  const seen = outside ? softened(environment) : environment;
  return starts.map((start) => withoutSpecifiers(readScript(text, start, { environment: seen })));
}
