import fc from 'fast-check';
import type { Language, Span } from '../../server/src/engine.ts';
import { generatePlan } from '../mutation/generator/plan.ts';
import { Random } from '../mutation/generator/random.ts';
import { Oracle } from '../mutation/oracle.ts';
import { drawSlip } from '../mutation/slip.ts';

export interface Text {
  readonly text: string;
  readonly language: Language;
}

/** Pieces of plans and of what breaks them, in any order. */
const pieces = [
  '# ',
  '## Layout',
  '\n',
  '\n\n',
  '\r\n',
  '- ',
  '* ',
  '1. ',
  '> ',
  '    ',
  '\t',
  '| ',
  ' | ',
  '|---|---|\n',
  '```',
  '```yaml\n',
  '---\n',
  '**',
  '*',
  '`',
  '~',
  '\\',
  '[',
  ']',
  '(',
  ')',
  '<!--',
  '-->',
  '<b>',
  '&times;',
  'TP',
  'PP',
  'EP',
  'DP',
  'TP=8',
  'TP8',
  'TP8_PP4',
  'EP 16',
  'Tensor Parallelism (TP): ',
  'Pipeline Parallelism: ',
  'Total GPUs: ',
  'Layers: ',
  'Layers per stage: ',
  'Experts per GPU: ',
  'heads',
  'GPU Memory: ',
  'Stage 0: GPUs ',
  '8-way tensor parallelism',
  'tensor_parallel_size: ',
  'gpus: ',
  'parallelism:',
  '  tensor: ',
  '- {tp: 8}',
  '&a',
  '*a',
  '!!int ',
  '? ',
  ': ',
  '"',
  "'",
  '{',
  '}',
  '$TP',
  '${N}',
  '{{ x }}',
  '0',
  '1',
  '2',
  '4',
  '8',
  '16',
  '64',
  '512',
  '1,024',
  '58.6',
  '1e9',
  '00',
  '99999999999999999999',
  '.5',
  '5.',
  '1.2.3',
  '-',
  '−',
  '–',
  '×',
  'x',
  '*',
  '·',
  '÷',
  '/',
  '+',
  '=',
  '≈',
  '≠',
  '<',
  '≤',
  '→',
  '%',
  '~',
  '^',
  '✓',
  '❌',
  'GB',
  'MB',
  'TB/s',
  'TFLOPS',
  'B',
  'K',
  'ms',
  'tokens/s',
  'GPUs',
  'layers',
  'experts',
  'per GPU',
  'baseline',
  'instead of',
  'from',
  'to',
  'Option 2',
  '张量并行',
  '😀',
  '𝕏',
  '\u0000',
  '\u200b',
  '\uFEFF',
  '\uD800',
  'é',
  'ß',
  '\u2028',
];

const languages: readonly Language[] = ['markdown', 'markdown', 'yaml', 'json', 'toml', 'text'];

/** Documents put together from pieces, now and then with any text between. */
export const soup: fc.Arbitrary<Text> = fc.record({
  text: fc
    .array(
      fc.oneof(
        { arbitrary: fc.constantFrom(...pieces), weight: 30 },
        { arbitrary: fc.string({ unit: 'binary', maxLength: 6 }), weight: 1 },
      ),
      { maxLength: 160 },
    )
    .map((parts) => parts.join('')),
  language: fc.constantFrom(...languages),
});

const seed = fc.integer({ min: 0, max: 2 ** 31 - 1 });

/** A plan in which everything agrees. */
export const plan: fc.Arbitrary<Text> = seed.map((value) => {
  const { text, language } = generatePlan(value);
  return { text, language };
});

/** A plan with one to three numbers changed. */
export const wrongPlan: fc.Arbitrary<Text> = fc.tuple(seed, fc.integer({ min: 1, max: 3 })).map(([value, slips]) => {
  const generated = generatePlan(value);
  const oracle = new Oracle(generated);
  const random = new Random(value ^ 0x2545f491);
  // from the back, so that what stands before keeps its offsets
  const drawn = Array.from({ length: slips }, () => drawSlip(generated, oracle, random))
    .filter((slip) => slip !== null)
    .sort((a, b) => b.site.start - a.site.start);
  let text = generated.text;
  let last = Number.POSITIVE_INFINITY;
  for (const { site, newText } of drawn) {
    if (site.end > last) continue;
    text = text.slice(0, site.start) + newText + text.slice(site.end);
    last = site.start;
  }
  return { text, language: generated.language };
});

export interface Edit {
  /** Where, as a share of the text. */
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
  /** Repeats what is removed this often instead. */
  readonly repeat: number;
}

export const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 80 })),
  insert: fc.oneof(fc.constant(''), fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 3 })),
  repeat: fc.constantFrom(0, 0, 0, 1, 2),
});

export function applyEdit(text: string, { at, remove, insert, repeat }: Edit): string {
  const start = Math.floor(at * text.length);
  const end = Math.min(text.length, start + remove);
  return text.slice(0, start) + (repeat > 0 ? text.slice(start, end).repeat(repeat + 1) : insert) + text.slice(end);
}

/** A plan as it looks while somebody types in it: characters left out, doubled, put in. */
export const damaged: fc.Arbitrary<Text> = fc
  .tuple(fc.oneof(plan, wrongPlan), fc.array(edit, { minLength: 1, maxLength: 6 }))
  .map(([{ text, language }, edits]) => ({ text: edits.reduce(applyEdit, text), language }));

export const anyText: fc.Arbitrary<Text> = fc.oneof(soup, damaged, wrongPlan);

export const anyTextAnywhere: fc.Arbitrary<Text & { readonly span: Span }> = fc
  .tuple(anyText, fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 40 }))
  .map(([document, at, length]) => {
    const start = Math.floor(at * document.text.length);
    return { ...document, span: { start, end: Math.min(document.text.length, start + length) } };
  });
