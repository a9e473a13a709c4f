/** The what-if page, wherever it is shown: draws what the engine says, asks again when somebody chooses, and works out nothing itself. */
import type { ExploreState, Point } from '../../server/src/engine.ts';
import { barsOf, legendOf, memoryTable } from './bars.ts';
import { controlOf } from './controls.ts';
import { html } from './dom.ts';
import { gigabytes, percent, short, traffic } from './figures.ts';
import type { Change, FromPage, ToPage } from './messages.ts';
import { layoutTable, scatterOf } from './scatter.ts';
import { t } from './words.ts';

/** Where the page is shown: who answers it. */
export interface Host {
  readonly post: (message: FromPage) => void;
  /** What was chosen before the page was hidden. */
  readonly remembered: Change;
  readonly remember: (change: Change) => void;
}

let host: Host = { post: () => {}, remembered: {}, remember: () => {} };
let change: Change = {};
let asked = 0;
/** Tables stay open when the page is drawn anew. */
const open = new Set<string>();

const place = (id: string): HTMLElement => document.getElementById(id) as HTMLElement;

function ask(next: Change): void {
  if (next !== change) place('said').textContent = '';
  change = next;
  // a page that was hidden begins anew, with what was chosen on it
  host.remember(change);
  asked++;
  host.post({ kind: 'explore', change, asked });
}

/** Of replicas and GPUs one follows from the other: the one that was chosen last is kept. */
function choose(id: string, value: number | string): void {
  const { dp, gpus, ...rest } = change;
  if (id === 'dp' || id === 'gpus') ask({ ...rest, [id]: value });
  else ask({ ...change, [id]: value });
}

/** A layout of the same GPUs. */
function take({ degrees: { tp, pp, ep } }: Point, gpus: number): void {
  const { dp: _follows, ...rest } = change;
  ask({ ...rest, tp, pp, ep, gpus });
}

/** Draws into `target` and keeps the focus where it was. */
function draw(target: HTMLElement, ...children: (Node | string | null)[]): void {
  const focused = document.activeElement;
  const inside = target.contains(focused) ? focused : null;
  const name = inside instanceof HTMLInputElement ? inside.name : null;
  const text = inside?.textContent;
  target.replaceChildren(...children.filter((child) => child !== null));
  if (name !== null) target.querySelector<HTMLInputElement>(`input[name="${name}"]:checked`)?.focus();
  else if (inside) [...target.querySelectorAll<HTMLElement>('button, summary')].find((each) => each.textContent === text)?.focus();
}

function details(id: string, title: string, content: HTMLElement): HTMLElement {
  const element = html('details', { open: open.has(id) }, html('summary', {}, title), content);
  element.addEventListener('toggle', () => (element.open ? open.add(id) : open.delete(id)));
  return element;
}

function show(name: string, state: ExploreState | null): void {
  place('title').textContent = t('Layouts of {0}', name);
  place('page').hidden = state === null;
  if (!state) {
    place('summary').textContent = t('{0} is no deployment plan, or says too little of its model to tell what would be.', name);
    return;
  }
  place('summary').textContent = summaryOf(state);
  draw(place('controls'), ...state.controls.map((control) => controlOf(control, choose)));
  place('problems').replaceChildren(...state.problems.map((problem) => html('li', {}, problem)));
  const use = place('use') as HTMLButtonElement;
  use.disabled = state.own || state.problems.length > 0;
  (place('reset') as HTMLButtonElement).disabled = state.own;
  showMemory(state);
  showSpeed(state);
  showLayouts(state);
}

/** One line that is read out when it changes. */
function summaryOf({ layout, gpus, memory, speed, problems }: ExploreState): string {
  const parts = [gpus === 1 ? t('{0} on 1 GPU', layout) : t('{0} on {1} GPUs', layout, short(gpus))];
  if (problems[0] !== undefined) parts.push(problems[0]);
  if (memory) {
    const { expected, capacity } = memory;
    parts.push(
      capacity === null
        ? t('{0} expected', gigabytes(expected))
        : expected > capacity
          ? t('{0} expected of {1}, does not fit', gigabytes(expected), gigabytes(capacity))
          : t('{0} expected of {1}', gigabytes(expected), gigabytes(capacity)),
    );
  }
  if (speed) parts.push(t('about {0} tokens/s for each GPU', short(speed.tokensPerGpu)));
  return parts.join(' · ');
}

function showMemory({ memory }: ExploreState): void {
  const target = place('memory');
  if (!memory) return draw(target, html('p', {}, t('What a GPU holds cannot be told.')));
  const { low, high, expected, capacity, decisive } = memory;
  const share = capacity === null ? '' : t(' of {0}, {1}', gigabytes(capacity), percent(expected / capacity));
  draw(
    target,
    html(
      'p',
      {},
      html('strong', { id: 'expected' }, gigabytes(expected)),
      `${share}; ${t('{0} to {1} by what is left open', gigabytes(low), gigabytes(high))}`,
    ),
    barsOf(memory),
    legendOf(memory),
    decisive === null ? null : html('p', { class: 'why' }, t('What decides: {0}', decisive)),
    details('memory', t('Memory as a table'), memoryTable(memory)),
  );
}

function showSpeed({ speed, bubble, traffic: { tensor, expert }, assumptions }: ExploreState): void {
  const rows: [string, string][] = [
    ...(speed
      ? ([
          [t('Tokens per second and GPU'), t('about {0} ({1} to {2})', short(speed.tokensPerGpu), short(speed.low), short(speed.high))],
          [t('Time of a step'), t('about {0} s', short(speed.seconds))],
        ] as [string, string][])
      : []),
    ...(bubble ? ([[t('Pipeline bubble'), t('{0} of the step', percent(bubble.ofTotal))]] as [string, string][]) : []),
    ...(tensor === null ? [] : ([[t('Tensor parallel traffic'), t('{0} a layer and micro-batch', traffic(tensor))]] as [string, string][])),
    ...(expert === null
      ? []
      : ([[t('Expert parallel traffic'), t('up to {0} a layer and micro-batch', traffic(expert))]] as [string, string][])),
  ];
  draw(
    place('speed'),
    speed
      ? null
      : html('p', {}, t('No speed is forecast: it takes a training plan that states its model, its batch, and GPUs that are known.')),
    html('dl', {}, ...rows.flatMap(([term, text]) => [html('dt', {}, term), html('dd', {}, text)])),
    assumptions.length === 0 || !speed ? null : html('p', { class: 'why' }, t('Taken for granted: {0}.', assumptions.join('; '))),
  );
}

function showLayouts({ points, memory, gpus }: ExploreState): void {
  const choosePoint = (point: Point): void => take(point, gpus);
  const scatter = scatterOf(points, memory?.capacity ?? null, choosePoint);
  const list = layoutTable(points, choosePoint);
  draw(
    place('layouts'),
    scatter,
    scatter &&
      html(
        'p',
        { class: 'why' },
        t('The diamond is the plan’s own layout, the ring the chosen one; hollow ones do not fit. A click chooses.'),
      ),
    scatter ? details('layouts', t('Layouts as a table'), list) : list,
  );
}

/** What the host says. */
export function hear(data: ToPage): void {
  if (data.kind === 'changed') ask(change);
  else if (data.kind === 'said') place('said').textContent = data.text;
  // an answer to what was asked before would undo what was chosen since
  else if (data.asked === asked) show(data.name, data.state);
}

/** Fills the body of the page and asks its first question. */
export function start(given: Host): void {
  host = given;
  place('use').addEventListener('click', () => {
    place('said').textContent = '';
    host.post({ kind: 'use', change });
  });
  place('reset').addEventListener('click', () => ask({}));
  ask(host.remembered);
}
