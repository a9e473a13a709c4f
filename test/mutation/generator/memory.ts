import { parameters } from './architecture.ts';
import type { Draft } from './draft.ts';
import { about, bare, count, measured, valueOf } from './numbers.ts';
import { type Figure, form, type Part, term } from './page.ts';
import { memoryParts } from './quantities.ts';
import { labelOf, type Row, rows, shapeOf } from './rows.ts';

/** A figure of bytes with its unit. */
interface Bytes {
  readonly figure: Figure;
  readonly unit: string;
}

/** Memory of one GPU by component, with its sum and its share of the capacity. */
export function memory(draft: Draft): void {
  const { page, style, random, facts } = draft;
  if (!random.chance(0.7)) return;
  page.line(style.heading(2, random.pick(['Memory per GPU', 'Memory requirements per GPU', 'Per-GPU memory'])));
  page.line();
  const decimals = random.pick([1, 1, 2]);
  const small = memoryParts.some((id) => (facts.values.get(id) ?? 1e12) < 0.5e9);
  const unit = small ? { scale: 1e6, text: 'MB', decimals: 0 } : { scale: 1e9, text: 'GB', decimals };
  const parts: Figure[] = [];
  const all: Row[] = [];
  let sum = 0;
  for (const id of memoryParts) {
    const value = facts.values.get(id);
    if (value === undefined) continue;
    const figure = soft(draft, measured(id, value, unit.scale, unit.decimals, 'part'));
    parts.push(figure);
    sum += figure.shown;
    const note = notes[id];
    all.push([labelOf(draft, id), [style.about, figure, `${style.gap}${unit.text}`, note && random.chance(0.25) ? ` (${note})` : '']]);
  }
  const plain = measured('mem_total', sum * unit.scale, unit.scale, unit.decimals, 'total');
  const total: Bytes = { figure: soft(draft, plain), unit: `${style.gap}${unit.text}` };
  page.relate(term.of('+', ...parts.map(term.site)), term.site(total.figure));
  const capacity: Bytes = { figure: measured('gpu_memory', valueOf(facts, 'gpu_memory'), 1e9, 0, 'operand'), unit: `${style.gap}GB` };
  const share = measured(
    'mem_utilization',
    (plain.shown * unit.scale) / valueOf(facts, 'gpu_memory'),
    0.01,
    random.pick([0, 1, 1]),
    'share',
  );
  const shape = shapeOf(draft);
  const table = shape === 'table' || shape === 'wide table';
  const said = random.pick(['no', 'line', 'of', 'bare'] as const);
  const tail: Part[] = said === 'of' ? [' (', share, '% of ', capacity.figure, capacity.unit, ')'] : [];
  if (said !== 'no')
    page.relate(
      term.of('/', term.site(total.figure), said === 'bare' ? term.quantity('gpu_memory') : term.site(capacity.figure)),
      term.site(share),
      0.005,
    );
  const value: Part[] = [style.about, total.figure, total.unit];
  all.push([
    table && random.chance(0.6) ? '**Total**' : random.pick(['Total', 'Total memory', 'Total per GPU']),
    [table && random.chance(0.5) ? ['**', value, '**'] : value, tail],
  ]);
  if (said === 'line')
    all.push([
      random.pick(['Memory utilization', 'Utilization']),
      [share, '% (', form({ ...total.figure }, 'operand'), total.unit, ` ${style.over} `, capacity.figure, capacity.unit, ')'],
    ]);
  if (said === 'bare') all.push(['Memory utilization', [share, '%']]);
  page.keep(total.figure, total.unit);
  rows(draft, shape, ['Component', random.pick(['Memory', 'Size', 'Per GPU'])], all);
  if (random.chance(0.3)) {
    page.line(
      'At ',
      style.about,
      form({ ...total.figure }, 'echo'),
      total.unit,
      ' per GPU the plan stays below the ',
      form({ ...capacity.figure }, 'echo'),
      capacity.unit,
      ' that a GPU has.',
    );
    page.line();
  }
}

const notes: Readonly<Record<string, string>> = {
  mem_gradients: 'same as the weights',
  mem_optimizer: 'Adam, 12 bytes per parameter',
  mem_activations: 'full sequence, no recomputation',
  mem_overhead: 'NCCL and CUDA context',
};

const soft = ({ style }: Draft, figure: Figure): Figure => (style.about === '' ? figure : about(figure));

/** The model's weights from its parameters; of a dense model, their share on one GPU too. */
export function weights(draft: Draft): void {
  const { page, style, random, facts } = draft;
  if (!random.chance(0.5)) return;
  const value = valueOf(facts, 'params');
  const bytes = valueOf(facts, 'bytes_per_param');
  const parts = parameters(draft, 'params', 'operand');
  const billions = parts[0] as Figure;
  const decimals = value >= 1e11 ? 0 : 1;
  const result = measured('model_weights', billions.shown * bytes * 1e9, 1e9, decimals, 'result');
  const width = bare('bytes_per_param', bytes, 'operand');
  page.relate(term.of('*', term.site(billions), term.site(width)), term.site(result), 0.075);
  page.at('list', () => {
    page.line(
      `${style.bullet} ${style.label(random.pick(['Model weights in total', 'Total model weights', 'Weights of the whole model']))}`,
      parts,
      random.pick([' parameters', '', ' params']),
      ` ${style.times} `,
      width,
      ` ${bytes === 1 ? 'byte' : 'bytes'} = `,
      result,
      `${style.gap}GB`,
    );
    if (!facts.moe && random.chance(0.3)) oneLine(draft, parts, width);
    else if (!facts.moe && random.chance(0.6)) {
      const ranks = valueOf(facts, 'tp') * valueOf(facts, 'pp');
      const whole = form({ ...result }, 'operand');
      const by = bare('ranks that share the weights', ranks, 'operand');
      const each = measured('weights of a rank', (result.shown * 1e9) / ranks, 1e9, 2, 'result first');
      page.relate(term.of('/', term.site(whole), term.site(by)), term.site(each), 0);
      page.relate(term.of('*', term.quantity('tp'), term.quantity('pp')), term.site(by));
      page.line(
        `${style.bullet} ${style.label('Weights per GPU')}`,
        each,
        `${style.gap}GB (`,
        whole,
        `${style.gap}GB ${style.over} `,
        by,
        ')',
      );
    }
  });
  page.line();
}

/** `(13.4B × 2 bytes) ÷ (8 × 4) = 0.84 GB per GPU`, of a dense model. */
function oneLine({ page, style, facts, random }: Draft, parts: Part[], width: Figure): void {
  const billions = form({ ...(parts[0] as Figure) }, 'operand in brackets');
  const bytes = form({ ...width }, 'operand in brackets');
  const tp = count(facts, style, 'tp', 'operand in brackets');
  const pp = count(facts, style, 'pp', 'operand in brackets');
  const result = measured('weights of a rank', (billions.shown * billions.scale * bytes.shown) / (tp.shown * pp.shown), 1e9, 2, 'result');
  page.relate(
    term.of('/', term.of('*', term.site(billions), term.site(bytes)), term.of('*', term.site(tp), term.site(pp))),
    term.site(result),
    0.075,
  );
  const names = random.chance(0.5) ? ['TP ', 'PP '] : ['', ''];
  page.line(
    `${style.bullet} ${style.label('Weights per GPU')}(`,
    billions,
    parts[1] ?? '',
    ` ${style.times} `,
    bytes,
    bytes.shown === 1 ? ' byte' : ' bytes',
    `) ${style.over} (${names[0]}`,
    tp,
    ` ${style.times} ${names[1]}`,
    pp,
    ') = ',
    result,
    `${style.gap}GB`,
  );
}
