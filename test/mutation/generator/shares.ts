import type { QuantityId } from '../../../server/src/vocabulary/quantities.ts';
import type { Draft } from './draft.ts';
import { derived, type Equation } from './equation.ts';
import { count } from './numbers.ts';
import { type Part, term } from './page.ts';
import { labelOf, type Row, rows, shapeOf } from './rows.ts';

export interface Share {
  readonly id: QuantityId;
  readonly over: QuantityId;
  readonly by: 'tp' | 'pp' | 'ep';
  readonly noun: string;
  readonly chance: number;
}

/** What is divided by what. */
export const shares: readonly Share[] = [
  { id: 'layers_per_stage', over: 'layers', by: 'pp', noun: 'layers per stage', chance: 0.95 },
  { id: 'experts_per_gpu', over: 'experts', by: 'ep', noun: 'experts per GPU', chance: 0.95 },
  { id: 'heads_per_rank', over: 'heads', by: 'tp', noun: 'heads per rank', chance: 0.8 },
  { id: 'kv_heads_per_rank', over: 'kv_heads', by: 'tp', noun: 'KV heads per rank', chance: 0.4 },
  { id: 'hidden_per_rank', over: 'hidden', by: 'tp', noun: 'dimensions per rank', chance: 0.4 },
  { id: 'ffn_per_rank', over: 'ffn', by: 'tp', noun: 'dimensions per rank', chance: 0.3 },
];

const overNouns: Readonly<Partial<Record<QuantityId, string>>> = {
  layers: 'layers',
  experts: 'experts',
  heads: 'heads',
  kv_heads: 'KV heads',
};
const byNouns = { pp: 'stages', ep: 'EP ranks', tp: 'TP ranks' } as const;

export const shareEquation = ({ facts, style }: Draft, { id, over, by, noun }: Share): Equation => ({
  operator: '/',
  operands: [
    { figure: count(facts, style, over), noun: overNouns[over] ?? '' },
    { figure: count(facts, style, by), noun: byNouns[by] },
  ],
  result: { figure: count(facts, style, id), noun },
});

/** `16 heads → 2 heads per rank`, `1,024 → 128 per rank`. */
function arrow({ page, facts, style, random }: Draft, { id, over, by, noun }: Share): Part[] {
  const from = count(facts, style, over, 'before an arrow');
  const to = count(facts, style, id, 'behind an arrow');
  page.relate(term.of('/', term.site(from), term.quantity(by)), term.site(to));
  const counted = overNouns[over];
  return [
    from,
    counted ? ` ${counted}` : '',
    random.pick([' → ', ' -> ']),
    to,
    counted ? ` ${noun}` : ` per ${by === 'tp' ? 'rank' : 'GPU'}`,
  ];
}

export const statedShares = ({ facts }: Draft): Share[] => shares.filter(({ id, by }) => facts.values.has(id) && facts.values.has(by));

/** What each rank gets: layers, experts, heads, dimensions. */
export function divisions(draft: Draft): void {
  const { page, style, random, facts } = draft;
  page.line(style.heading(2, random.pick(['What each rank holds', 'Module division', 'Per-rank shares', 'Partitioning'])));
  page.line();
  const all: Row[] = [];
  for (const share of statedShares(draft)) {
    if (!random.chance(share.chance)) continue;
    const figure = count(facts, style, share.id);
    all.push([
      labelOf(draft, share.id),
      random.chance(0.08)
        ? arrow(draft, share)
        : random.chance(0.65)
          ? derived(page, shareEquation(draft, share), style, random)
          : random.chance(0.3) && figure.shown > 1
            ? [figure, ` ${share.noun}`]
            : figure,
    ]);
  }
  if (facts.moe && random.chance(0.25)) {
    const equation: Equation = {
      operator: '*',
      operands: [
        { figure: count(facts, style, 'layers'), noun: 'layers' },
        { figure: count(facts, style, 'experts'), noun: 'experts' },
      ],
      result: { figure: count(facts, style, 'experts_total'), noun: 'experts' },
    };
    all.push(['Experts in all layers', derived(page, equation, style, random)]);
  }
  if (all.length > 0) rows(draft, shapeOf(draft), ['Share', 'Value'], all);
}
