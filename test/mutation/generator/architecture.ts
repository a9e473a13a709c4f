import type { QuantityId } from '../../../server/src/vocabulary/quantities.ts';
import type { Draft } from './draft.ts';
import { derived, type Equation } from './equation.ts';
import { count, measured, valueOf } from './numbers.ts';
import type { Figure, Part } from './page.ts';
import { labelOf, type Row, rows, shapeOf } from './rows.ts';

/** The model: sizes and counts. */
export function architecture(draft: Draft): void {
  const { page, style, random, facts } = draft;
  page.line(style.heading(2, random.pick(['Model', 'Model architecture', 'Model configuration'])));
  page.line();
  if (random.chance(0.12)) return inWords(draft);
  const all: Row[] = [];
  const add = (id: QuantityId, chance: number): void => {
    if (facts.values.has(id) && random.chance(chance)) all.push([labelOf(draft, id), count(facts, style, id)]);
  };
  all.push([labelOf(draft, 'params'), parameters(draft, 'params')]);
  if (facts.moe && random.chance(0.4)) all.push([labelOf(draft, 'params_active'), parameters(draft, 'params_active')]);
  all.push([labelOf(draft, 'layers'), count(facts, style, 'layers'), random.chance(0.15) ? ' transformer layers' : '']);
  const combined = random.chance(0.25);
  if (combined) {
    const heads: Equation = {
      operator: '*',
      operands: [
        { figure: count(facts, style, 'heads'), noun: 'heads' },
        { figure: count(facts, style, 'head_dim'), noun: 'dimensions' },
      ],
      result: { figure: count(facts, style, 'hidden') },
    };
    all.push([labelOf(draft, 'hidden'), derived(page, heads, style, random)]);
  } else {
    add('hidden', 1);
  }
  add('heads', combined ? 0.7 : 1);
  add('head_dim', 0.7);
  add('kv_heads', 1);
  add('ffn', 0.8);
  if (facts.moe) all.push([labelOf(draft, 'experts'), count(facts, style, 'experts'), random.chance(0.15) ? ' experts per layer' : '']);
  add('experts_top_k', 0.6);
  add('vocab', 0.4);
  add('seq_len', 0.6);
  all.push([random.pick(['Precision', 'Data type']), precision(draft)]);
  rows(
    draft,
    shapeOf(draft),
    random.pick([
      ['Parameter', 'Value'],
      ['Setting', 'Value'],
      ['Dimension', 'Size'],
    ]),
    all,
  );
}

function inWords(draft: Draft): void {
  const { page, style, facts } = draft;
  page.write(
    `${facts.model} has `,
    count(facts, style, 'layers'),
    ' transformer layers with a hidden size of ',
    count(facts, style, 'hidden'),
    ' and ',
    count(facts, style, 'heads'),
    ' attention heads',
  );
  if (facts.values.has('kv_heads')) page.write(' (', count(facts, style, 'kv_heads'), ' KV heads)');
  page.write('.');
  if (facts.moe) page.write(' Each MoE layer has ', count(facts, style, 'experts'), ' experts.');
  page.line(` In total these are `, parameters(draft, 'params'), ` parameters, kept in `, precision(draft), '.');
  page.line();
}

/** `BF16`, which says how many bytes a parameter takes. */
export const precision = ({ facts }: Draft, write = (name: string): string => name): Figure => ({
  id: 'bytes_per_param',
  text: write(facts.precision),
  shown: valueOf(facts, 'bytes_per_param'),
  scale: 1,
  half: 0,
  form: 'name',
});

/** `13.4B`. A headline may round: a reader lets 3 % pass either way. */
export function parameters(draft: Draft, id: 'params' | 'params_active', form?: string): Part[] {
  const value = valueOf(draft.facts, id);
  const figure = measured(id, value, 1e9, value >= 1e11 ? 0 : 1, form);
  return [
    { ...figure, half: Math.max(figure.half, 0.03 * value) },
    draft.style.gap === ' ' && draft.random.chance(0.15) ? ' billion' : 'B',
  ];
}
