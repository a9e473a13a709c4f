import type { ExploreState, StageBar } from '../../server/src/engine.ts';
import { html, svg, table } from './dom.ts';
import { gigabytes, marks, short } from './figures.ts';
import { t } from './words.ts';

type Memory = NonNullable<ExploreState['memory']>;

const width = 640;
const [left, right, top] = [72, 96, 18];

/** What a GPU of each stage is expected to hold, part by part, with the range of the whole, against what it may use. */
export function barsOf({ stages, capacity, high }: Memory): SVGElement {
  const end = 1.05 * Math.max(capacity ?? 0, high, ...stages.map((stage) => stage.high));
  const row = stages.length > 16 ? 12 : 26;
  const height = top + stages.length * row + 22;
  const x = (bytes: number): number => left + (bytes / end) * (width - left - right);
  const axis = marks(end / 1e9).flatMap((mark) => [
    svg('line', { class: 'grid', x1: x(mark * 1e9), x2: x(mark * 1e9), y1: top, y2: height - 18 }),
    svg('text', { class: 'mark', x: x(mark * 1e9), y: height - 4, 'text-anchor': 'middle' }, short(mark)),
  ]);
  const limit =
    capacity === null
      ? []
      : [
          svg('line', { class: 'limit', x1: x(capacity), x2: x(capacity), y1: top - 4, y2: height - 18 }),
          svg('text', { class: 'mark', x: x(capacity), y: top - 7, 'text-anchor': 'middle' }, t('{0} to use', gigabytes(capacity))),
        ];
  return svg(
    'svg',
    {
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'aria-label': t('Memory of a GPU by stage and component; the table below has the figures'),
    },
    ...axis,
    ...stages.map((stage, at) => barOf(stage, top + at * row, row, x)),
    ...limit,
    // figures are read over the line
    ...stages.map(({ high: end, expected }, at) =>
      svg('text', { class: 'figure', x: Math.max(x(end), x(expected)) + 6, y: top + at * row + row / 2 + 3 }, gigabytes(expected)),
    ),
  );
}

function barOf({ stage, layers, parts, low, high, expected }: StageBar, y: number, row: number, x: (bytes: number) => number): SVGElement {
  let from = 0;
  const pieces = parts.map(({ id, name, expected: bytes }) => {
    const piece = svg(
      'rect',
      { class: `part ${id}`, x: x(from), y: y + 2, width: Math.max(0, x(from + bytes) - x(from)), height: row - 6 },
      svg('title', {}, `${t('stage {0}', stage)}: ${t(name)} ${gigabytes(bytes)}`),
    );
    from += bytes;
    return piece;
  });
  const middle = y + row / 2 - 1;
  return svg(
    'g',
    {},
    svg('text', { class: 'mark', x: left - 6, y: middle + 4, 'text-anchor': 'end' }, t('stage {0}', stage)),
    ...pieces,
    svg(
      'path',
      { class: 'range', d: `M${x(low)} ${middle - 4}V${middle + 4}M${x(low)} ${middle}H${x(high)}M${x(high)} ${middle - 4}V${middle + 4}` },
      svg(
        'title',
        {},
        t('stage {0}, {1} layers: {2} to {3}, expected {4}', stage, layers, gigabytes(low), gigabytes(high), gigabytes(expected)),
      ),
    ),
  );
}

/** The components by their colours. */
export function legendOf({ stages }: Memory): HTMLElement {
  const seen = new Map(stages.flatMap(({ parts }) => parts.map(({ id, name }) => [id, name] as const)));
  const items = [...seen].map(([id, name]) => {
    const swatch = svg(
      'svg',
      { class: 'swatch', viewBox: '0 0 10 10', 'aria-hidden': 'true' },
      svg('rect', { class: `part ${id}`, width: 10, height: 10 }),
    );
    return html('li', {}, swatch, t(name));
  });
  const range = svg(
    'svg',
    { class: 'swatch', viewBox: '0 0 10 10', 'aria-hidden': 'true' },
    svg('path', { class: 'range', d: 'M1 2V8M1 5H9M9 2V8' }),
  );
  return html('ul', { class: 'legend' }, ...items, html('li', {}, range, t('range of what is left open')));
}

/** The same figures for those who read rather than look. */
export function memoryTable({ stages }: Memory): HTMLElement {
  const ids = [...new Map(stages.flatMap(({ parts }) => parts.map(({ id, name }) => [id, name] as const)))];
  const rows = stages.map(({ stage, layers, parts, low, high, expected }) => [
    t('stage {0}', stage),
    String(layers),
    ...ids.map(([id]) => gigabytes(parts.find((part) => part.id === id)?.expected ?? 0)),
    gigabytes(expected),
    t('{0} to {1}', gigabytes(low), gigabytes(high)),
  ]);
  return table(
    t('Memory of one GPU of each stage'),
    [t('Stage'), t('Layers'), ...ids.map(([, name]) => t(name)), t('Expected'), t('Range')],
    rows,
  );
}
