import type { Point } from '../../server/src/engine.ts';
import { html, svg, table } from './dom.ts';
import { gigabytes, marks, short } from './figures.ts';
import { t } from './words.ts';

const [width, height] = [640, 300];
const [left, right, top, bottom] = [64, 16, 20, 40];

type Choose = (point: Point) => void;
type Placed = Point & { readonly memory: number; readonly tokensPerGpu: number };

const isPlaced = (point: Point): point is Placed => point.memory !== null && point.tokensPerGpu !== null;

/** Every layout by memory and speed; the plan's own is a diamond, the chosen one has a ring. Null where speed or memory cannot be told. */
export function scatterOf(points: readonly Point[], capacity: number | null, choose: Choose): SVGElement | null {
  const placed = points.filter(isPlaced);
  if (placed.length === 0) return null;
  // far beyond what a GPU holds it does not matter how far
  const most = Math.max(...placed.map(({ memory }) => memory));
  const endX = capacity === null ? 1.05 * most : Math.min(1.05 * most, 2 * capacity);
  const endY = 1.08 * Math.max(...placed.map(({ tokensPerGpu }) => tokensPerGpu));
  const x = (bytes: number): number => left + (Math.min(bytes, endX) / endX) * (width - left - right);
  const y = (rate: number): number => height - bottom - (rate / endY) * (height - top - bottom);
  const axes = [
    ...marks(endX / 1e9).flatMap((mark) => [
      svg('line', { class: 'grid', x1: x(mark * 1e9), x2: x(mark * 1e9), y1: top, y2: height - bottom }),
      svg('text', { class: 'mark', x: x(mark * 1e9), y: height - bottom + 14, 'text-anchor': 'middle' }, short(mark)),
    ]),
    ...marks(endY).flatMap((mark) => [
      svg('line', { class: 'grid', x1: left, x2: width - right, y1: y(mark), y2: y(mark) }),
      svg('text', { class: 'mark', x: left - 6, y: y(mark) + 4, 'text-anchor': 'end' }, short(mark)),
    ]),
    svg('text', { class: 'mark', x: (left + width) / 2, y: height - 6, 'text-anchor': 'middle' }, t('GB expected on the fullest GPU')),
    svg('text', { class: 'mark', x: 4, y: 12 }, t('tokens/s for each GPU')),
  ];
  const limit =
    capacity !== null && capacity <= endX
      ? [svg('line', { class: 'limit', x1: x(capacity), x2: x(capacity), y1: top, y2: height - bottom })]
      : [];
  // what is marked lies on top
  const ordered = [...placed].sort((a, b) => rank(a) - rank(b));
  const dots = ordered.map((point) => dotOf(point, x(point.memory), y(point.tokensPerGpu), choose));
  const label = t('{0} layouts by memory and speed; the table below lists them', placed.length);
  return svg('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': label }, ...axes, ...limit, ...dots);
}

const rank = ({ own, chosen }: Point): number => (chosen ? 2 : own ? 1 : 0);

function dotOf(point: Placed, x: number, y: number, choose: Choose): SVGElement {
  const { fits, own, chosen, valid, memory, tokensPerGpu } = point;
  const title = svg('title', {}, `${nameOf(point)}: ${gigabytes(memory)}, ${short(tokensPerGpu)} tokens/s`);
  const kind = `dot ${fits === false ? 'over' : 'fits'} ${own ? 'own' : ''}`;
  const mark = own
    ? svg('path', { class: kind, d: `M${x} ${y - 7}L${x + 7} ${y}L${x} ${y + 7}L${x - 7} ${y}Z` }, title)
    : svg('circle', { class: kind, cx: x, cy: y, r: 4 }, title);
  const group = svg('g', { class: valid ? 'choice' : '' }, mark, chosen ? svg('circle', { class: 'ring', cx: x, cy: y, r: 11 }) : null);
  if (valid) group.addEventListener('click', () => choose(point));
  return group;
}

export const nameOf = ({ degrees: { tp, pp, ep, dp } }: Point): string => `TP ${tp} · PP ${pp}${ep > 1 ? ` · EP ${ep}` : ''} · DP ${dp}`;

/** As many as one looks through. */
const longest = 20;

/** The layouts as a table, the quickest that fit first, each with a button that chooses it. */
export function layoutTable(points: readonly Point[], choose: Choose): HTMLElement {
  const ordered = [...points].sort(
    (a, b) =>
      Number(b.fits !== false) - Number(a.fits !== false) ||
      (b.tokensPerGpu ?? 0) - (a.tokensPerGpu ?? 0) ||
      (a.memory ?? 0) - (b.memory ?? 0),
  );
  const shown = ordered.filter((point, at) => at < longest || point.own || point.chosen);
  const rows = shown.map((point) => {
    const { memory, tokensPerGpu, fits, valid, own, chosen } = point;
    const button = html('button', { type: 'button', class: 'plain', 'aria-pressed': String(chosen), disabled: !valid }, nameOf(point));
    button.addEventListener('click', () => choose(point));
    const notes = [
      ...(own ? [t('the plan’s own')] : []),
      ...(chosen ? [t('chosen')] : []),
      ...(valid ? [] : [t('does not make the GPUs, or breaks a rule')]),
      ...(fits === false ? [t('does not fit')] : []),
    ];
    return [button, memory === null ? '' : gigabytes(memory), tokensPerGpu === null ? '' : short(tokensPerGpu), notes.join(', ')];
  });
  const quick = points.some(({ tokensPerGpu }) => tokensPerGpu !== null);
  const counts = [shown.length, points.length] as const;
  const caption = quick
    ? t('{0} of {1} layouts, the quickest that fit first', ...counts)
    : t('{0} of {1} layouts, those that need the least memory first', ...counts);
  const head = [t('Layout'), t('Memory expected'), t('Tokens/s for each GPU'), t('Notes')];
  // a column of nothing says nothing
  const told = head.map((_, column) => column === 0 || rows.some((row) => row[column] !== ''));
  const only = <T>(cells: readonly T[]): T[] => cells.filter((_, column) => told[column]);
  return table(caption, only(head), rows.map(only));
}
