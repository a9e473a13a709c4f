import type { DegreeId, QuantityId } from '../../server/src/vocabulary/quantities.ts';
import { type Draft, factors, statedDegrees } from './document.ts';
import { derived, type Equation, equationText, leftSide, namings } from './equation.ts';
import { memoryParts } from './facts.ts';
import { about, bare, count, measured, valueOf, whole } from './numbers.ts';
import { type Figure, form, type Part, term } from './page.ts';
import { labels, longDegree, symbol } from './words.ts';

/** Label and value, the value in parts. */
type Row = readonly [label: string, ...value: Part[]];

type Shape = 'list' | 'fence' | 'table';

/** Rows as a list, a fenced block or a table of two columns. */
function rows(draft: Draft, shape: Shape, heads: readonly [string, string], all: readonly Row[]): void {
  const { page, style } = draft;
  page.place = shape;
  if (shape === 'fence') page.line('```', style.fence);
  if (shape === 'table') page.line(`| ${heads[0]} | ${heads[1]} |`, '\n', draft.random.chance(0.5) ? '|---|---|' : '| --- | ---: |');
  for (const [label, ...value] of all) {
    if (shape === 'list') page.line(`${style.bullet} ${style.label(label)}`, value);
    else if (shape === 'fence') page.line(`${label}: `, value);
    else page.line(`| ${label} | `, value, ' |');
  }
  if (shape === 'fence') page.line('```');
  page.line();
  page.place = 'sentence';
}

const shapeOf = (draft: Draft): Shape => draft.random.pick(['list', 'list', 'fence', 'table']);

const label = (draft: Draft, id: QuantityId): string => draft.random.pick(labels[id] ?? [id]);

export function title(draft: Draft): void {
  const { page, style, random, facts } = draft;
  const kind = facts.moe ? 'MoE' : 'dense transformer';
  page.line(style.heading(1, random.pick([`Deployment plan for ${facts.model}`, `${facts.model}: parallel strategy`, `Parallel layout of the ${facts.model} ${kind}`, `How ${facts.model} is spread over the cluster`])));
  page.line();
  if (random.chance(0.7)) {
    const verb = facts.mode === 'training' ? random.pick(['trains', 'pre-trains']) : random.pick(['serves', 'runs inference of']);
    page.line(`This plan ${verb} the ${facts.model} ${kind} on `, count(facts, style, 'gpus'), ` ${style.gpus}`, nodesTail(draft), '.');
    page.line();
  }
}

function nodesTail(draft: Draft): Part[] {
  const { facts, style, random } = draft;
  if (!facts.values.has('nodes') || random.chance(0.4)) return [];
  return random.chance(0.5)
    ? [', in ', count(facts, style, 'nodes'), ' nodes of ', count(facts, style, 'gpus_per_node')]
    : [' (', count(facts, style, 'nodes'), ' nodes with ', count(facts, style, 'gpus_per_node'), ' GPUs per node)'];
}

export function hardware(draft: Draft): void {
  const { page, style, random, facts } = draft;
  page.line(style.heading(2, random.pick(['Hardware', 'Cluster', 'Hardware environment'])));
  page.line();
  const all: Row[] = [];
  const nodes = facts.values.has('nodes') && random.chance(0.8);
  const product: Equation = {
    operator: '*', operands: nodes ? [{ figure: count(facts, style, 'nodes'), noun: 'nodes' }, { figure: count(facts, style, 'gpus_per_node'), noun: 'GPUs per node' }] : [],
    result: { figure: count(facts, style, 'gpus'), noun: 'GPUs' },
  };
  if (nodes && random.chance(0.5)) all.push([label(draft, 'gpus'), derived(page, product, style, random)]);
  else all.push([label(draft, 'gpus'), count(facts, style, 'gpus')]);
  if (nodes) {
    all.push([label(draft, 'nodes'), count(facts, style, 'nodes')]);
    all.push([label(draft, 'gpus_per_node'), count(facts, style, 'gpus_per_node')]);
  }
  if (facts.gpu !== '') all.push(['GPU type', `NVIDIA ${facts.gpu}`]);
  all.push([label(draft, 'gpu_memory'), measured('gpu_memory', valueOf(facts, 'gpu_memory'), 1e9, 0), `${style.gap}GB`]);
  if (random.chance(0.5)) all.push([label(draft, 'gpu_tflops'), measured('gpu_tflops', valueOf(facts, 'gpu_tflops'), 1e12, 0), ' TFLOPS']);
  if (random.chance(0.5)) all.push([label(draft, 'gpu_bandwidth'), measured('gpu_bandwidth', valueOf(facts, 'gpu_bandwidth'), 1e12, 2), ' TB/s']);
  rows(draft, shapeOf(draft), ['Resource', 'Value'], all);
}

export function model(draft: Draft): void {
  const { page, style, random, facts } = draft;
  page.line(style.heading(2, random.pick(['Model', 'Model architecture', 'Model configuration'])));
  page.line();
  const all: Row[] = [];
  const add = (id: QuantityId, chance: number, ...unit: string[]): void => {
    if (facts.values.has(id) && random.chance(chance)) all.push([label(draft, id), count(facts, style, id), ...unit]);
  };
  all.push([label(draft, 'params'), params(draft, 'params')]);
  if (facts.moe && random.chance(0.4)) all.push([label(draft, 'params_active'), params(draft, 'params_active')]);
  add('layers', 1);
  const heads: Equation = {
    operator: '*', operands: [{ figure: count(facts, style, 'heads'), noun: 'heads' }, { figure: count(facts, style, 'head_dim'), noun: 'dimensions' }], result: { figure: count(facts, style, 'hidden') },
  };
  const combined = random.chance(0.25);
  if (combined) all.push([label(draft, 'hidden'), derived(page, heads, style, random)]);
  else add('hidden', 1);
  add('heads', combined ? 0.7 : 1);
  add('head_dim', 0.7);
  add('kv_heads', 1);
  add('ffn', 0.8);
  if (facts.moe) {
    add('experts', 1);
    add('experts_top_k', 0.6);
  }
  add('vocab', 0.4);
  add('seq_len', 0.6);
  all.push(['Precision', facts.precision]);
  rows(draft, shapeOf(draft), random.pick([['Parameter', 'Value'], ['Setting', 'Value'], ['Dimension', 'Size']]), all);
}

export function params(draft: Draft, id: 'params' | 'params_active'): Part[] {
  const value = valueOf(draft.facts, id);
  return [measured(id, value, 1e9, value >= 1e11 ? 0 : 1), 'B'];
}

const degreeName = (draft: Draft, id: DegreeId): string => {
  const long = `${longDegree[id][0]?.toUpperCase()}${longDegree[id].slice(1)} ${draft.random.pick(['Parallelism', 'Parallel', 'parallelism', 'parallel size'])}`;
  return draft.style.naming === 'long' ? long : draft.style.naming === 'both' ? `${long} (${symbol(id)})` : symbol(id);
};

function degreeValue(draft: Draft, id: DegreeId): Part[] {
  const figure = count(draft.facts, draft.style, id);
  const way = draft.random.chance(0.2);
  if (way) return [form(figure, 'n-way'), '-way'];
  if (id === 'pp' && draft.random.chance(0.2)) return [figure, ' stages'];
  return [figure];
}

export function layout(draft: Draft): void {
  const { page, style, random, facts } = draft;
  const heading = random.pick(['Parallel strategy', 'Layout', 'Parallelism', 'Parallel configuration']);
  const glued = random.chance(0.25);
  page.place = 'heading';
  page.line(style.heading(2, heading), glued ? [': ', gluedDegrees(draft)] : []);
  page.place = 'sentence';
  page.line();
  const shape = random.pick(['list', 'list', 'fence', 'fence', 'table', 'columns', 'sentence', 'sections', 'assignments'] as const);
  const stated = statedDegrees(facts);
  if (shape === 'columns') {
    page.place = 'degree columns';
    page.line(`| ${stated.map(symbol).join(' | ')} | GPUs |`);
    page.line(`|${'---|'.repeat(stated.length + 1)}`);
    page.line('| ', stated.map((id) => [count(facts, style, id), ' | ']), count(facts, style, 'gpus'), ' |');
    page.line();
    page.place = 'sentence';
  } else if (shape === 'sentence') {
    degreeSentence(draft, stated);
  } else if (shape === 'sections') {
    for (const id of stated) {
      page.line(style.heading(3, degreeName({ ...draft, style: { ...style, naming: style.naming === 'short' ? 'both' : style.naming } }, id)));
      page.line();
      page.place = 'list under a heading';
      page.line(`${style.bullet} ${style.label(random.pick(['Degree', 'Size', 'Degree']))}`, degreeValue(draft, id));
      page.line(`${style.bullet} ${style.label('Why')}${reasons[id]}`);
      page.line();
      page.place = 'sentence';
    }
  } else if (shape === 'assignments') {
    page.place = 'fence assignment';
    page.line('```');
    for (const id of stated) page.line(`${symbol(id)} = `, count(facts, style, id));
    page.line('```');
    page.line();
    page.place = 'sentence';
  } else {
    const all: Row[] = stated.map((id) => [degreeName(draft, id), ...degreeValue(draft, id)]);
    if (random.chance(0.6)) all.push(['Total GPUs', derived(page, productEquation(draft), style, random)]);
    rows(draft, shape, random.pick([['Dimension', 'Degree'], ['Parallelism', 'Size'], ['Strategy', 'Value']]), all);
  }
  if (facts.ep === 'folded') {
    page.line(random.pick(['Expert parallelism reuses the data-parallel ranks and adds no factor to the GPU count.', 'EP is folded into DP, as in Megatron-Core: it does not multiply the number of GPUs.']));
    page.line();
  }
  if (shape === 'columns' || random.chance(0.5)) productLine(draft);
}

const reasons: Readonly<Record<DegreeId, string>> = {
  tp: 'all-reduce stays on NVLink', pp: 'activations cross nodes once a stage', ep: 'experts are spread evenly', dp: 'more samples at a time', cp: 'long sequences are cut', sp: 'norms are cut along the sequence',
};

export function gluedDegrees(draft: Draft): Part[] {
  const { random, facts } = draft;
  const joint = random.pick(['_', '_', ' ', '-', ' + ']);
  const parts: Part[] = [];
  for (const id of random.shuffle(statedDegrees(facts))) {
    if (parts.length > 0) parts.push(joint);
    parts.push(symbol(id), bare(id, valueOf(facts, id), 'glued'));
  }
  return parts;
}

export function productEquation(draft: Draft): Equation {
  const { facts, style, random } = draft;
  const ids = random.chance(0.3) ? random.shuffle(factors(facts)) : factors(facts);
  return { operator: '*', operands: ids.map((id) => ({ figure: count(facts, style, id), name: symbol(id) })), result: { figure: count(facts, style, 'gpus'), noun: 'GPUs' } };
}

function productLine(draft: Draft): void {
  const { page, style, random } = draft;
  const equation = productEquation(draft);
  const names = equation.operands.map((operand) => operand.name);
  const lead = random.pick([`**Total GPUs**: `, 'Total: ', `GPUs = ${names.join(` ${style.times} `)} = `, `${names.join(` ${style.times} `)} = `, 'Check: ', 'This gives ']);
  page.place = 'product line';
  page.line(lead, equationText(page, equation, style, random), lead === 'This gives ' ? '.' : '');
  page.line();
  page.place = 'sentence';
}

function degreeSentence(draft: Draft, stated: readonly DegreeId[]): void {
  const { page, style, random, facts } = draft;
  const shape = random.pick(['way', 'size', 'equals', 'symbol'] as const);
  const parts: Part[] = stated.map((id) => {
    const figure = count(facts, style, id);
    if (shape === 'way') return [form(figure, 'n-way'), `-way ${longDegree[id]} parallelism`];
    if (shape === 'size') return [`${id === 'ep' ? 'an' : 'a'} ${longDegree[id]} parallel size of `, form(figure, 'size of')];
    if (shape === 'equals') return [`${symbol(id)}=`, form(figure, 'TP=8')];
    return [`${symbol(id)} `, form(figure, 'TP 8')];
  });
  page.line(random.pick(['We use ', 'The model runs with ', 'The layout is ', 'Every step uses ']), enumeration(parts), '.');
  page.line();
}

function enumeration(parts: readonly Part[]): Part[] {
  const out: Part[] = [];
  for (const [index, part] of parts.entries()) {
    if (index > 0) out.push(index === parts.length - 1 ? ' and ' : ', ');
    out.push(part);
  }
  return out;
}

/** What each rank gets: layers, experts, heads, dimensions. */
export function divisions(draft: Draft): void {
  const { page, style, random, facts } = draft;
  page.line(style.heading(2, random.pick(['What each rank holds', 'Module division', 'Per-rank shares', 'Partitioning'])));
  page.line();
  const all: Row[] = [];
  for (const [id, over, by, noun] of shares) {
    if (!facts.values.has(id) || !facts.values.has(by)) continue;
    if (!random.chance(id === 'layers_per_stage' || id === 'experts_per_gpu' ? 0.95 : id === 'heads_per_rank' ? 0.8 : 0.4)) continue;
    const equation: Equation = {
      operator: '/', operands: [{ figure: count(facts, style, over), noun: overNouns[over] ?? '' }, { figure: count(facts, style, by), noun: byNouns[by] ?? '' }],
      result: { figure: count(facts, style, id), noun },
    };
    all.push([label(draft, id), random.chance(0.65) ? derived(page, equation, style, random) : [count(facts, style, id), random.chance(0.3) ? ` ${noun}` : '']]);
  }
  if (facts.moe && random.chance(0.25)) {
    const equation: Equation = {
      operator: '*', operands: [{ figure: count(facts, style, 'layers'), noun: 'layers' }, { figure: count(facts, style, 'experts'), noun: 'experts' }],
      result: { figure: count(facts, style, 'experts_total'), noun: 'experts' },
    };
    all.push(['Experts in all layers', derived(page, equation, style, random)]);
  }
  rows(draft, shapeOf(draft), ['Share', 'Value'], all);
}

const shares: readonly (readonly [QuantityId, QuantityId, QuantityId, string])[] = [
  ['layers_per_stage', 'layers', 'pp', 'layers per stage'], ['experts_per_gpu', 'experts', 'ep', 'experts per GPU'], ['heads_per_rank', 'heads', 'tp', 'heads per rank'],
  ['kv_heads_per_rank', 'kv_heads', 'tp', 'KV heads per rank'], ['hidden_per_rank', 'hidden', 'tp', 'dimensions per rank'], ['ffn_per_rank', 'ffn', 'tp', 'dimensions per rank'],
];
const overNouns: Readonly<Partial<Record<QuantityId, string>>> = { layers: 'layers', experts: 'experts', heads: 'heads', kv_heads: 'KV heads' };
const byNouns: Readonly<Partial<Record<QuantityId, string>>> = { pp: 'stages', ep: 'EP ranks', tp: 'TP ranks' };

/** Batch sizes of a training run. */
export function batches(draft: Draft): void {
  const { page, style, random, facts } = draft;
  if (facts.mode !== 'training' || !random.chance(0.6)) return;
  page.line(style.heading(2, random.pick(['Batching', 'Batch schedule', 'Batch configuration'])));
  page.line();
  const equation: Equation = {
    operator: '*',
    operands: [
      { figure: count(facts, style, 'micro_batch'), noun: 'sequences' },
      { figure: count(facts, style, 'micro_batches'), noun: 'micro-batches' },
      { figure: count(facts, style, 'dp'), name: 'DP', noun: 'replicas' },
    ],
    result: { figure: count(facts, style, 'global_batch'), noun: 'sequences' },
  };
  const all: Row[] = [[label(draft, 'global_batch'), random.chance(0.6) ? derived(page, equation, style, random) : count(facts, style, 'global_batch')]];
  all.push([label(draft, 'micro_batch'), count(facts, style, 'micro_batch')]);
  all.push([label(draft, 'micro_batches'), count(facts, style, 'micro_batches')]);
  if (random.chance(0.5)) {
    const per: Equation = {
      operator: '/', operands: [{ figure: count(facts, style, 'global_batch') }, { figure: count(facts, style, 'dp'), name: 'DP' }], result: { figure: count(facts, style, 'batch_per_replica'), noun: 'sequences' },
    };
    all.push([label(draft, 'batch_per_replica'), derived(page, per, style, random)]);
  }
  rows(draft, shapeOf(draft), ['Setting', 'Value'], all);
}

/** GPUs and layers of each pipeline stage. */
export function ranges(draft: Draft): void {
  const { page, style, random, facts } = draft;
  const stages = valueOf(facts, 'pp');
  if (stages < 2 || stages > 8 || !facts.values.has('dp') || !random.chance(0.4)) return;
  const gpus = valueOf(facts, 'gpus') / stages;
  const layers = valueOf(facts, 'layers_per_stage');
  page.line(style.heading(3, random.pick(['Stage placement', 'GPU ranges', 'Placement of the stages'])));
  page.line();
  const fenced = random.chance(0.6);
  const withLayers = random.pick(['range', 'count', 'none'] as const);
  const dash = random.pick(['-', '-', '–']);
  page.place = fenced ? 'fence range' : 'list range';
  if (fenced) page.line('```');
  let previous: Figure | undefined;
  let previousLayer: Figure | undefined;
  for (let stage = 0; stage < stages; stage++) {
    const low = bare(`gpu range ${stage} low`, stage * gpus, 'bound');
    const high = bare(`gpu range ${stage} high`, (stage + 1) * gpus - 1, 'bound');
    contiguous(page, low, high, previous, 'gpus', stages);
    previous = high;
    const tail: Part[] = [];
    if (withLayers === 'count') tail.push(' (', count(facts, style, 'layers_per_stage'), ' layers)');
    if (withLayers === 'range') {
      const from = bare(`layer range ${stage} low`, stage * layers, 'bound');
      const to = bare(`layer range ${stage} high`, (stage + 1) * layers - 1, 'bound');
      contiguous(page, from, to, previousLayer, 'layers', stages);
      previousLayer = to;
      tail.push(', layers ', from, dash, to);
    }
    page.line(fenced ? '' : `${style.bullet} `, `Stage ${stage}: GPUs `, low, dash, high, tail);
  }
  if (fenced) page.line('```');
  page.line();
  page.place = 'sentence';
}

function contiguous(page: Draft['page'], low: Figure, high: Figure, before: Figure | undefined, total: 'gpus' | 'layers', stages: number): void {
  page.relate(term.site(low), before ? term.of('+', term.site(before), term.constant(1)) : term.constant(0));
  page.relate(term.of('*', term.of('+', term.of('-', term.site(high), term.site(low)), term.constant(1)), term.constant(stages)), term.quantity(total));
}

/** Memory of one GPU by component, with its sum and its share of the capacity. */
export function memory(draft: Draft): void {
  const { page, style, random, facts } = draft;
  if (!random.chance(0.7)) return;
  page.line(style.heading(2, random.pick(['Memory per GPU', 'Memory requirements per GPU', 'Per-GPU memory'])));
  page.line();
  const decimals = random.pick([1, 1, 2]);
  const parts: Figure[] = [];
  const all: Row[] = [];
  let sum = 0;
  for (const id of memoryParts) {
    const value = facts.values.get(id);
    if (value === undefined) continue;
    const figure = measured(id, Math.max(value, 10 ** (9 - decimals)), 1e9, decimals, 'part');
    parts.push(figure);
    sum += figure.shown;
    all.push([label(draft, id), [figure, `${style.gap}GB`]]);
  }
  const total = measured('mem_total', sum * 1e9, 1e9, decimals, 'total');
  page.relate(term.of('+', ...parts.map(term.site)), term.site(total));
  const share = measured('mem_utilization', total.shown / (valueOf(facts, 'gpu_memory') / 1e9), 0.01, random.pick([0, 1, 1]), 'share');
  const capacity = measured('gpu_memory', valueOf(facts, 'gpu_memory'), 1e9, 0, 'operand');
  const shape = shapeOf(draft);
  const withShare = random.pick(['no', 'line', 'of', 'bare'] as const);
  const tail: Part[] = withShare === 'of' ? [' (', share, '% of ', capacity, `${style.gap}GB)`] : [];
  if (withShare !== 'no') page.relate(term.of('/', term.site(total), withShare === 'bare' ? term.quantity('gpu_memory') : term.site(capacity)), term.site(share), 0.005);
  all.push([shape === 'table' ? '**Total**' : random.pick(['Total', 'Total memory', 'Total per GPU']), [shape === 'table' ? ['**', total, `${style.gap}GB**`] : [total, `${style.gap}GB`], tail]]);
  if (withShare === 'line') {
    const again = form({ ...total }, 'operand');
    all.push([random.pick(['Memory utilization', 'Utilization']), [share, '%', ' (', again, `${style.gap}GB ${style.over} `, capacity, `${style.gap}GB)`]]);
  }
  if (withShare === 'bare') all.push(['Memory utilization', [share, '%']]);
  rows(draft, shape, ['Component', random.pick(['Memory', 'Size', 'GB per GPU'])], all);
  if (random.chance(0.3)) {
    page.line('At ', form({ ...total, form: '' }, 'echo'), `${style.gap}GB per GPU the plan stays below the `, form({ ...capacity }, 'echo'), `${style.gap}GB that a GPU has.`);
    page.line();
  }
}

/** The model's weights from its parameters. */
export function weights(draft: Draft): void {
  const { page, style, random, facts } = draft;
  if (!random.chance(0.4)) return;
  const value = valueOf(facts, 'params');
  const bytes = valueOf(facts, 'bytes_per_param');
  const billions = measured('params', value, 1e9, value >= 1e11 ? 0 : 1, 'operand');
  const result = measured('model_weights', billions.shown * bytes * 1e9, 1e9, value >= 1e11 || Number.isInteger(billions.shown * bytes) ? 0 : 1, 'result');
  const width = { ...bare('bytes_per_param', bytes, 'operand') };
  page.relate(term.of('*', term.site(billions), term.site(width)), term.site(result), 0.075);
  page.relate(term.constant(bytes), term.quantity('bytes_per_param'));
  page.place = 'list';
  page.line(`${style.bullet} ${style.label(random.pick(['Model weights in total', 'Total model weights', 'Weights of the whole model']))}`, billions, 'B', random.pick([' parameters', '', ' params']), ` ${style.times} `, width, ` ${bytes === 1 ? 'byte' : 'bytes'} = `, result, `${style.gap}GB`);
  page.line();
  page.place = 'sentence';
}

/** A block of ticked lines at the end. */
export function verification(draft: Draft): void {
  const { page, style, random, facts } = draft;
  if (!random.chance(0.65)) return;
  page.line(style.heading(2, random.pick(['Verification', 'Consistency check', 'Checks'])));
  page.line();
  const fenced = random.chance(0.5);
  const tick = style.tick === '' ? '' : ` ${style.tick}`;
  page.place = fenced ? 'fenced check' : 'listed check';
  if (fenced) page.line('```');
  const bullet = fenced ? '' : `${style.bullet} `;
  page.line(bullet, random.pick(['GPUs: ', 'Total GPUs: ', 'Degrees: ']), equationText(page, productEquation(draft), style, random), tick);
  for (const [id, over, by, noun] of shares.slice(0, 3)) {
    if (!facts.values.has(id) || !facts.values.has(by) || !random.chance(0.7)) continue;
    const equation: Equation = {
      operator: '/', operands: [{ figure: count(facts, style, over), noun: overNouns[over] ?? '' }, { figure: count(facts, style, by), noun: byNouns[by] ?? '' }],
      result: { figure: count(facts, style, id), noun },
    };
    page.line(bullet, `${label(draft, over)}: `, equationText(page, equation, style, random), tick);
  }
  if (fenced) page.line('```');
  page.line();
  page.place = 'sentence';
}

/** A last paragraph that says it all again. */
export function summary(draft: Draft): void {
  const { page, style, random, facts } = draft;
  if (!random.chance(0.7)) return;
  page.line(style.heading(2, random.pick(['Summary', 'Conclusion', 'In short'])));
  page.line();
  if (random.chance(0.5)) {
    page.place = 'glued line';
    page.line(random.pick(['Configuration: ', 'The plan in one line: ', 'Layout: ']), gluedDegrees(draft), ` on `, count(facts, style, 'gpus'), ` ${style.gpus}.`);
    page.line();
  }
  page.place = 'sentence';
  const said: Part[] = [];
  const per = random.shuffle(shares.slice(0, 3).filter(([id]) => facts.values.has(id)));
  for (const [id] of per.slice(0, random.int(1, 3))) {
    if (id === 'layers_per_stage') said.push(['Each pipeline stage runs ', count(facts, style, id), ' layers. ']);
    if (id === 'experts_per_gpu') said.push(['Each GPU holds ', count(facts, style, id), ` expert${valueOf(facts, id) === 1 ? '' : 's'} per layer. `]);
    if (id === 'heads_per_rank') said.push(['Every tensor-parallel rank computes ', count(facts, style, id), ' attention heads. ']);
  }
  said.push(['All ', count(facts, style, 'gpus'), ` ${style.gpus} are in use.`]);
  page.line(said);
  page.line();
}

/** Numbers that are nobody's business: other set-ups, goals, history, dates. Nothing of it may be reported. */
export function noise(draft: Draft): void {
  const { page, random, style, facts } = draft;
  const tp = valueOf(facts, 'tp');
  const other = random.pick([2, 4, 8, 16].filter((value) => value !== tp));
  const lines = [
    `Compared with the baseline of TP=${other} and PP=${random.pick([1, 2, 4])}, communication drops by ${random.int(5, 60)}%.`,
    `Target: first token within ${random.int(1, 10)} seconds, at most ${random.int(20, 90)} ms per token after that.`,
    `An earlier draft used ${other}-way tensor parallelism; it was given up because all-reduce left the node.`,
    `Checkpoints are written every ${random.int(1, 9) * 250} steps and kept for ${random.int(3, 30)} days.`,
    `Reviewed on 2025-0${random.int(1, 9)}-1${random.int(0, 9)}; the next review is in week ${random.int(1, 52)}.`,
    `NCCL 2.${random.int(18, 27)} and CUDA 12.${random.int(1, 8)} are pinned.`,
    `All-to-all takes ${random.int(2, 9)}.${random.int(1, 9)} ms per layer in the trace, all-reduce ${random.int(1, 4)}.${random.int(1, 9)} ms.`,
    `Option B, not chosen: TP${other} with ${random.pick([2, 4, 8])} stages.`,
  ];
  page.line(random.pick(lines));
  page.line();
  if (random.chance(0.2)) {
    page.line(style.heading(3, random.pick(['Baseline for comparison', 'Previous configuration'])));
    page.line();
    page.line(`- TP: ${other}\n- PP: ${random.pick([1, 2, 4])}\n- Throughput: ${random.int(10, 90) * 100} tokens/s`);
    page.line();
  }
}

export { leftSide, namings, about, whole };
