import type { DegreeId } from '../../../server/src/vocabulary/quantities.ts';
import { type Draft, factors, statedDegrees } from './draft.ts';
import { derived, type Equation, equationText } from './equation.ts';
import { bare, count, valueOf, whole } from './numbers.ts';
import { form, type Part, term } from './page.ts';
import { type Row, rows, shapeOf } from './rows.ts';
import { chineseDegree, longDegree, symbol } from './words.ts';

const shapes = [
  'rows',
  'rows',
  'rows',
  'columns',
  'sentence',
  'sections',
  'degree in heading',
  'assignments',
  'yaml fence',
  'flags',
] as const;

/** The degrees, in one of the ways in which plans state them, and what they multiply to. */
export function layout(draft: Draft): void {
  const { page, style, random, facts } = draft;
  const glued = random.chance(0.25);
  page.at('heading', () =>
    page.line(
      style.heading(2, random.pick(['Parallel strategy', 'Layout', 'Parallelism', 'Parallel configuration'])),
      glued ? [': ', gluedDegrees(draft)] : [],
    ),
  );
  page.line();
  const stated = statedDegrees(facts);
  const shape = random.pick(shapes);
  if (shape === 'columns') columns(draft, stated);
  else if (shape === 'sentence') sentence(draft, stated);
  else if (shape === 'sections') sections(draft, stated);
  else if (shape === 'degree in heading') headings(draft, stated);
  else if (shape === 'assignments')
    fenced(
      draft,
      'fence assignment',
      '',
      stated.map((id) => [`${symbol(id)}${random.pick([' = ', '='])}`, count(facts, style, id)]),
    );
  else if (shape === 'flags')
    fenced(
      draft,
      'fence keys',
      '',
      stated.map((id) => [`${longDegree[id]}_parallel_size${random.pick(['=', ': '])}`, bare(id, valueOf(facts, id))]),
    );
  else if (shape === 'yaml fence')
    fenced(draft, 'yaml fence', 'yaml', [
      ['parallelism:'],
      ...stated.map((id): Part[] => [`  ${longDegree[id]}_parallel_size: `, bare(id, valueOf(facts, id))]),
    ]);
  else listed(draft, stated);
  if (facts.ep === 'folded') {
    page.line(
      random.pick([
        'Expert parallelism reuses the data-parallel ranks and adds no factor to the GPU count.',
        'EP is folded into DP, as in Megatron-Core: it does not multiply the number of GPUs.',
      ]),
    );
    page.line();
  }
  if (shape === 'columns' || random.chance(0.5)) productLine(draft);
  if (facts.values.has('dp') && random.chance(0.12)) groups(draft);
}

/** `64 groups of 8 GPUs` for one of the degrees. */
function groups({ page, style, random, facts }: Draft): void {
  const split = (['tp', 'pp', 'dp'] as const).filter((each) => valueOf(facts, each) > 1 && valueOf(facts, each) < valueOf(facts, 'gpus'));
  if (split.length === 0) return;
  const id = random.pick(split);
  const groups = whole(`${id} groups`, valueOf(facts, 'gpus') / valueOf(facts, id), style);
  page.relate(term.of('/', term.quantity('gpus'), term.quantity(id)), term.quantity(`${id} groups`));
  page.at('groups', () =>
    page.line(
      `${style.bullet} ${style.label(`${symbol(id)} groups`)}`,
      groups,
      ' groups of ',
      count(facts, style, id),
      ` ${id === 'pp' ? 'stages' : 'GPUs'} each`,
    ),
  );
  page.line();
}

const parallelism = (id: DegreeId): string => `${longDegree[id][0]?.toUpperCase()}${longDegree[id].slice(1)} Parallelism`;

export const degreeName = (draft: Draft, id: DegreeId): string => {
  const { random, style } = draft;
  if (style.naming === 'chinese') return `${chineseDegree[id]} (${symbol(id)})`;
  if (style.naming === 'short') return random.chance(0.3) ? `${symbol(id)} ${random.pick(['degree', 'size'])}` : symbol(id);
  const long = `${longDegree[id][0]?.toUpperCase()}${longDegree[id].slice(1)} ${random.pick(['Parallelism', 'Parallel', 'parallelism', 'parallel size'])}`;
  return style.naming === 'long' ? long : `${long} (${symbol(id)})`;
};

function degreeValue({ facts, style, random }: Draft, id: DegreeId): Part[] {
  const figure = count(facts, style, id);
  const draw = random.next();
  if (draw < 0.2) return [form(figure, 'n-way'), '-way'];
  if (draw < 0.3 && id === 'pp') return [figure, figure.shown === 1 ? ' stage' : ' stages'];
  if (draw < 0.3 && id === 'dp') return [figure, figure.shown === 1 ? ' replica' : ' replicas'];
  return [figure];
}

function listed(draft: Draft, stated: readonly DegreeId[]): void {
  const { page, style, random } = draft;
  const all: Row[] = stated.map((id) => [degreeName(draft, id), ...degreeValue(draft, id)]);
  if (random.chance(0.6)) all.push(['Total GPUs', derived(page, productEquation(draft), style, random)]);
  rows(
    draft,
    shapeOf(draft),
    random.pick([
      ['Dimension', 'Degree'],
      ['Parallelism', 'Size'],
      ['Strategy', 'Value'],
    ]),
    all,
  );
}

function columns({ page, facts, style }: Draft, stated: readonly DegreeId[]): void {
  page.at('degree columns', () => {
    page.line(`| ${stated.map(symbol).join(' | ')} | GPUs |`);
    page.line(`|${'---|'.repeat(stated.length + 1)}`);
    page.line(
      '| ',
      stated.map((id) => [count(facts, style, id), ' | ']),
      count(facts, style, 'gpus'),
      ' |',
    );
    page.line();
  });
}

function fenced(draft: Draft, place: string, info: string, lines: readonly (readonly Part[])[]): void {
  const { page } = draft;
  page.at(place, () => {
    page.line('```', info);
    for (const line of lines) page.line(line);
    page.line('```');
    page.line();
  });
}

const reasons: Readonly<Record<DegreeId, readonly string[]>> = {
  tp: ['all-reduce stays on NVLink', 'matrix products are cut along heads and FFN columns'],
  pp: ['activations cross nodes once a stage', 'stages are even'],
  ep: ['experts are spread evenly', 'all-to-all stays small'],
  dp: ['more samples at a time', 'replicas are independent'],
  cp: ['long sequences are cut', 'ring attention'],
  sp: ['norms are cut along the sequence'],
};

function sections(draft: Draft, stated: readonly DegreeId[]): void {
  const { page, style, random } = draft;
  for (const id of stated) {
    page.line(style.heading(3, fullName(draft, id)));
    page.line();
    page.at('list under a heading', () =>
      page.line(
        `${style.bullet} ${style.label(random.pick(['Degree', 'Size', 'Degree', `${symbol(id)} degree`]))}`,
        degreeValue(draft, id),
      ),
    );
    page.line(`${style.bullet} ${style.label('Why')}${random.pick(reasons[id])}`);
    page.line();
  }
}

/** `### Tensor Parallelism (TP) = 8`, `### Tensor Parallelism (TP=8)`. */
function headings(draft: Draft, stated: readonly DegreeId[]): void {
  const { page, style, random, facts } = draft;
  const inside = random.chance(0.5);
  for (const id of stated) {
    const long = parallelism(id);
    page.at('heading', () =>
      page.line(
        inside
          ? [style.heading(3, `${long} (${symbol(id)}=`), count(facts, style, id), ')']
          : [style.heading(3, `${long} (${symbol(id)}) = `), count(facts, style, id)],
      ),
    );
    page.line();
    page.line(`${style.bullet} ${random.pick(reasons[id])}`);
    page.line();
  }
}

const fullName = (draft: Draft, id: DegreeId): string =>
  degreeName({ ...draft, style: { ...draft.style, naming: draft.style.naming === 'short' ? 'both' : draft.style.naming } }, id);

/** `TP8_PP4_EP16_DP4`, in any order. */
export function gluedDegrees({ random, facts }: Draft): Part[] {
  const joint = random.pick(['_', '_', ' ', '-', ' + ', ', ']);
  const equals = random.chance(0.3) ? '=' : '';
  const parts: Part[] = [];
  for (const id of random.shuffle(statedDegrees(facts))) {
    if (parts.length > 0) parts.push(equals === '=' && joint === '_' ? ' ' : joint);
    parts.push(`${symbol(id)}${equals}`, bare(id, valueOf(facts, id), equals === '=' ? 'TP=8' : 'glued'));
  }
  return parts;
}

export function productEquation({ facts, style, random }: Draft): Equation {
  const ids = random.chance(0.3) ? random.shuffle(factors(facts)) : factors(facts);
  return {
    operator: '*',
    operands: ids.map((id) => ({ figure: count(facts, style, id), name: symbol(id), longName: parallelism(id) })),
    result: { figure: count(facts, style, 'gpus'), noun: 'GPUs' },
  };
}

export function productLine(draft: Draft): void {
  const { page, style, random } = draft;
  const equation = productEquation(draft);
  const names = equation.operands.map((operand) => operand.name).join(` ${style.times} `);
  const lead = random.pick(['**Total GPUs**: ', 'Total: ', `GPUs = ${names} = `, `${names} = `, 'Check: ', 'This gives ', 'Allocation: ']);
  page.at('product line', () =>
    page.line(
      lead,
      equationText(page, equation, style, random, lead.endsWith('= ') ? 'result last' : 'noun'),
      lead === 'This gives ' ? '.' : '',
    ),
  );
  page.line();
}

function sentence({ page, style, random, facts }: Draft, stated: readonly DegreeId[]): void {
  const shape = random.pick(['way', 'size', 'equals', 'symbol', 'mixed'] as const);
  const part = (id: DegreeId): Part => {
    const figure = count(facts, style, id);
    const own = shape === 'mixed' ? random.pick(['way', 'size', 'equals', 'symbol'] as const) : shape;
    if (own === 'way') return [form(figure, 'n-way'), `-way ${longDegree[id]} parallelism`];
    if (own === 'size')
      return [`${id === 'ep' ? 'an' : 'a'} ${longDegree[id]} parallel ${random.pick(['size', 'degree'])} of `, form(figure, 'size of')];
    if (own === 'equals') return [`${symbol(id)}=`, form(figure, 'TP=8')];
    return [`${symbol(id)} `, form(figure, 'TP 8')];
  };
  const parts = stated.map(part);
  const last = parts.pop() ?? '';
  page.line(
    random.pick(['We use ', 'The model runs with ', 'The layout is ', 'Every step uses ']),
    parts.map((each, index) => (index > 0 ? [', ', each] : each)),
    ' and ',
    last,
    '.',
  );
  page.line();
}
