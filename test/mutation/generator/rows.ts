import type { QuantityId } from '../../../server/src/vocabulary/quantities.ts';
import type { Draft } from './draft.ts';
import { isFigure, type Part } from './page.ts';
import { labels } from './words.ts';

/** Label and value, the value in parts. */
export type Row = readonly [label: string, ...value: Part[]];

export type Shape = 'list' | 'numbered' | 'nested' | 'fence' | 'table' | 'wide table' | 'lines' | 'tree';

export const shapeOf = (draft: Draft): Shape =>
  draft.random.pick(['list', 'list', 'list', 'fence', 'fence', 'table', 'table', 'wide table', 'lines', 'numbered', 'nested', 'tree']);

export const labelOf = (draft: Draft, id: QuantityId): string => draft.random.pick(labels[id] ?? [id]);

/** Rows of a label and a value, as authors lay them out. */
export function rows(draft: Draft, shape: Shape, heads: readonly [string, string], all: readonly Row[]): void {
  const { page, style } = draft;
  page.at(shape, () => {
    if (shape === 'fence' || shape === 'tree') page.line('```', style.fence);
    if (shape === 'table') page.line(`| ${heads[0]} | ${heads[1]} |\n`, draft.random.chance(0.5) ? '|---|---|' : '| --- | ---: |');
    if (shape === 'wide table')
      page.line(`| ${heads[0]} | ${heads[1]} | ${draft.random.pick(['Note', 'Status', 'Comment'])} |\n|---|---|---|`);
    if (shape === 'nested')
      page.line(`${style.bullet} ${style.label(draft.random.pick(['Settings', 'Values', 'In detail'])).replace(/ – $/, '')}`.trimEnd());
    for (const [index, [label, ...value]] of all.entries()) row(draft, shape, index, index === all.length - 1, label, bold(draft, value));
    if (shape === 'fence' || shape === 'tree') page.line('```');
    page.line();
  });
}

function row({ page, style, random }: Draft, shape: Shape, index: number, last: boolean, label: string, value: readonly Part[]): void {
  switch (shape) {
    case 'list':
      return page.line(`${style.bullet} ${style.label(label)}`, value);
    case 'numbered':
      return page.line(`${index + 1}. ${style.label(label)}`, value);
    case 'nested':
      return page.line(`  ${style.bullet} ${style.label(label)}`, value);
    case 'lines':
      return page.line(style.label(label), value, last ? '' : '  ');
    case 'fence':
      return page.line(`${label}: `, value);
    case 'tree':
      return page.line(`${last ? '└──' : '├──'} ${label}: `, value);
    case 'table':
      return page.line(`| ${label} | `, value, ' |');
    case 'wide table':
      return page.line(`| ${label} | `, value, ` | ${random.pick(['fixed', 'as measured', 'agreed', 'ok', '✓', ''])} |`);
  }
}

/** `**512**` where the author likes it. */
function bold({ style, page }: Draft, value: readonly Part[]): readonly Part[] {
  const [only] = value;
  return style.boldValues && page.place !== 'fence' && page.place !== 'tree' && value.length === 1 && only !== undefined && isFigure(only)
    ? ['**', only, '**']
    : value;
}
