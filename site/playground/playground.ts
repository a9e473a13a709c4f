/** The playground: a text, what is found in it as it is written, fixes by a click, and the what-if page below. */
import { html } from '../../client/explore/dom.ts';
import { hear, start } from '../../client/explore/explorer.ts';
import type { Change, FromPage } from '../../client/explore/messages.ts';
import { trainingPlan } from '../../server/src/cli/commands/template.ts';
import { startEngine } from './engine.ts';
import { fragmentOf, longestLink, sharedIn } from './link.ts';
import { type Fix, languages, type PageLanguage, type Told } from './messages.ts';

const place = <E extends HTMLElement>(id: string): E => document.getElementById(id) as E;
const text = place<HTMLTextAreaElement>('text');
const language = place<HTMLSelectElement>('language');
const marks = place('marks');
const list = place('found');
const status = place('status');
const at = place('at');

const ask = startEngine('worker.js');
/** How long after the last keystroke the address follows; ms. */
const delay = 400;

const shown = () => ({ text: text.value, language: language.value as PageLanguage });

/** Written as if by hand, so that the browser's undo takes it back. */
function write(after: string): void {
  const before = text.value;
  let [from, to] = [0, before.length];
  let end = after.length;
  while (from < to && from < end && before[from] === after[from]) from++;
  while (to > from && end > from && before[to - 1] === after[end - 1]) [to, end] = [to - 1, end - 1];
  text.focus();
  text.setSelectionRange(from, to);
  const done = document.execCommand('insertText', false, after.slice(from, end));
  if (!done) text.setRangeText(after.slice(from, end), from, to, 'end');
  if (!done) changed();
}

/** What is underlined: the text once more, unseen, with its findings marked. */
function underline(found: readonly Told[]): void {
  const parts: (Node | string)[] = [];
  let last = 0;
  for (const { start: from, end, severity } of [...found].sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (from < last || from === end) continue;
    parts.push(text.value.slice(last, from), html('mark', { class: severity }, text.value.slice(from, end)));
    last = end;
  }
  // a last line that is empty has no height of its own
  marks.replaceChildren(...parts, `${text.value.slice(last)}\n`);
}

function itemOf({ rule, severity, message, start: from, end, line, fixes }: Told): HTMLElement {
  const go = html('button', { type: 'button', class: 'plain' }, `line ${line}`);
  go.addEventListener('click', () => {
    text.focus();
    text.setSelectionRange(from, end);
  });
  const page = html('a', { href: `../rules/${rule}.html` }, rule);
  return html(
    'li',
    { class: severity },
    html('p', {}, html('b', {}, severity), ' ', page, ' ', go),
    html('p', {}, message),
    html('div', { class: 'fixes' }, ...fixes.map(fixOf)),
  );
}

function fixOf({ title, preferred, after }: Fix): HTMLElement {
  const button = html('button', { type: 'button', class: preferred ? 'preferred' : '' }, title);
  button.addEventListener('click', () => write(after));
  return button;
}

/** The text that findings were asked for last: an older answer is dropped. */
let asked: string | null = null;

async function check(): Promise<void> {
  const given = shown();
  asked = given.text;
  const { plan: isPlan, readAs, found } = await ask({ kind: 'check', ...given });
  if (asked !== text.value) return;
  underline(found);
  list.replaceChildren(...found.map(itemOf));
  const errors = found.filter(({ severity }) => severity === 'error').length;
  const count = found.length === 0 ? 'nothing found' : `${found.length} found, ${errors} ${errors === 1 ? 'error' : 'errors'}`;
  status.textContent = isPlan
    ? `Read as ${readAs}; ${count}.`
    : 'This is no deployment plan: it states no layout, and nothing is said of it.';
  hear({ kind: 'changed' });
}

let timer: ReturnType<typeof setTimeout> | undefined;

function changed(): void {
  underline([]);
  void check();
  clearTimeout(timer);
  timer = setTimeout(() => void remember(), delay);
}

async function remember(): Promise<void> {
  const fragment = await fragmentOf(shown());
  if (fragment.length <= longestLink) history.replaceState(null, '', fragment);
}

async function tellOf(offset: number): Promise<void> {
  const { text: markdown } = await ask({ kind: 'at', ...shown(), offset });
  at.textContent =
    markdown === null
      ? 'Put the caret on a number: here stands what is known of it.'
      : markdown.replace(/\*\*|`|(?<!\w)_|_(?!\w)|\\(?=\W)/g, '');
}

async function answerPage(message: FromPage): Promise<void> {
  if (message.kind === 'explore') {
    const { state } = await ask({ kind: 'explore', ...shown(), change: message.change });
    return hear({ kind: 'state', name: 'this plan', state, asked: message.asked });
  }
  const { after, refused } = await ask({ kind: 'restate', ...shown(), change: message.change satisfies Change });
  if (after !== null) write(after);
  hear({ kind: 'said', text: after === null ? `Not possible: ${refused}.` : 'Written into the text; Ctrl+Z takes it back.' });
}

async function load(): Promise<void> {
  const shared = await sharedIn(location.hash).catch((error: Error) => {
    status.textContent = error.message;
    return null;
  });
  if (shared || text.value === '') text.value = shared?.text ?? trainingPlan;
  language.value = languages.find((one) => one === shared?.language) ?? 'markdown';
  underline([]);
  await check();
}

text.addEventListener('input', changed);
text.addEventListener('scroll', () => {
  marks.scrollTop = text.scrollTop;
  marks.scrollLeft = text.scrollLeft;
});
document.addEventListener('selectionchange', () => {
  if (document.activeElement === text) void tellOf(text.selectionStart);
});
language.addEventListener('change', changed);
place('copy').addEventListener('click', async () => {
  await remember();
  await navigator.clipboard.writeText(location.href).catch(() => {});
  status.textContent = 'The address of this page holds the text.';
});
addEventListener('hashchange', () => void load());

void load();
start({ post: (message) => void answerPage(message), remembered: {}, remember: () => {} });
