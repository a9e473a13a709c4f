import type { Draft } from './draft.ts';
import { bare, count, valueOf, whole } from './numbers.ts';
import { type Figure, type Page, type Part, term } from './page.ts';

/** GPUs and layers of each pipeline stage. */
export function ranges(draft: Draft): void {
  const { page, style, random, facts } = draft;
  const stages = valueOf(facts, 'pp');
  if (stages < 2 || stages > 8 || !facts.values.has('dp') || !random.chance(0.4)) return;
  const gpus = valueOf(facts, 'gpus') / stages;
  const layers = valueOf(facts, 'layers_per_stage');
  const shape = random.pick(['fence', 'list', 'table'] as const);
  const extra = random.pick(['layer range', 'layer count', 'GPU count', 'none'] as const);
  const dash = random.pick(['-', '-', '–']);
  page.line(style.heading(3, random.pick(['Stage placement', 'GPU ranges', 'Placement of the stages'])));
  page.line();
  page.at(`${shape} range`, () => {
    if (shape === 'fence') page.line('```');
    if (shape === 'table')
      page.line(
        `| Stage | GPUs |${extra === 'none' ? '' : ` ${extra === 'GPU count' ? 'Number of GPUs' : 'Layers'} |`}\n|---|---|${extra === 'none' ? '' : '---|'}`,
      );
    let before: Bounds | undefined;
    let beforeLayers: Bounds | undefined;
    for (let stage = 0; stage < stages; stage++) {
      const bounds = boundsOf(page, 'gpu', stage, gpus, stages, before);
      before = bounds;
      let tail: Part[] = [];
      if (extra === 'layer range') {
        const own = boundsOf(page, 'layer', stage, layers, stages, beforeLayers);
        beforeLayers = own;
        tail = shape === 'table' ? [own.low, dash, own.high] : [', layers ', own.low, dash, own.high];
      }
      if (extra === 'layer count')
        tail =
          shape === 'table'
            ? [count(facts, style, 'layers_per_stage')]
            : [' (', count(facts, style, 'layers_per_stage'), layers === 1 ? ' layer)' : ' layers)'];
      if (extra === 'GPU count')
        tail =
          shape === 'table'
            ? [whole('gpus_per_stage', gpus, style)]
            : [' (', whole('gpus_per_stage', gpus, style), gpus === 1 ? ' GPU)' : ' GPUs)'];
      if (shape === 'table') page.line(`| ${stage} | `, bounds.low, dash, bounds.high, ' |', extra === 'none' ? '' : [' ', tail, ' |']);
      else page.line(shape === 'fence' ? '' : `${style.bullet} `, `Stage ${stage}: GPUs `, bounds.low, dash, bounds.high, tail);
    }
    if (shape === 'fence') page.line('```');
    page.line();
    if (stages <= 4 && random.chance(0.25)) sum(draft, stages, gpus);
    page.relate(term.of('/', term.quantity('gpus'), term.quantity('pp')), term.quantity('gpus_per_stage'));
  });
}

/** `128 + 128 + 128 + 128 = 512 GPUs`. */
function sum({ page, facts, style }: Draft, stages: number, gpus: number): void {
  const parts = Array.from({ length: stages }, () => whole('gpus_per_stage', gpus, style, 'summand'));
  const total = count(facts, style, 'gpus', 'sum');
  page.relate(term.of('+', ...parts.map(term.site)), term.site(total));
  page.at('sum', () =>
    page.line(
      'Together: ',
      parts.map((part, index) => (index === 0 ? part : [' + ', part])),
      ' = ',
      total,
      ' GPUs',
    ),
  );
  page.line();
}

interface Bounds {
  readonly low: Figure;
  readonly high: Figure;
}

/** Stage `stage` of `stages`: begins where the one before ends, and all have the same size. */
function boundsOf(page: Page, what: 'gpu' | 'layer', stage: number, size: number, stages: number, before: Bounds | undefined): Bounds {
  const low = bare(`${what} range ${stage} low`, stage * size, 'bound');
  const high = bare(`${what} range ${stage} high`, (stage + 1) * size - 1, 'bound');
  page.relate(term.site(low), before ? term.of('+', term.site(before.high), term.constant(1)) : term.constant(0));
  const length = term.of('+', term.of('-', term.site(high), term.site(low)), term.constant(1));
  page.relate(term.of('*', length, term.constant(stages)), term.quantity(what === 'gpu' ? 'gpus' : 'layers'));
  return { low, high };
}
