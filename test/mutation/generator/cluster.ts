import type { Draft } from './draft.ts';
import { derived, type Equation } from './equation.ts';
import { count, measured, valueOf } from './numbers.ts';
import type { Part } from './page.ts';
import { labelOf, type Row, rows, shapeOf } from './rows.ts';

export function title(draft: Draft): void {
  const { page, style, random, facts } = draft;
  const kind = facts.moe ? 'MoE' : 'dense transformer';
  page.line(
    style.heading(
      1,
      random.pick([
        `Deployment plan for ${facts.model}`,
        `${facts.model}: parallel strategy`,
        `Parallel layout of the ${facts.model} ${kind}`,
        `How ${facts.model} is spread over the cluster`,
      ]),
    ),
  );
  page.line();
  if (!random.chance(0.7)) return;
  const training = facts.mode === 'training';
  const times = facts.gpu !== '' && random.chance(0.08) ? random.pick(['x ', '× ']) : null;
  const gpus: Part[] = times
    ? [count(facts, style, 'gpus', '64× H100'), `${times}NVIDIA ${facts.gpu}`]
    : [count(facts, style, 'gpus'), ` ${style.gpus}`];
  page.line(
    random.pick<Part[]>([
      [`This plan ${training ? 'trains' : 'serves'} the ${facts.model} ${kind} on `, gpus, nodesTail(draft), '.'],
      ['We have ', gpus, nodesTail(draft), ` for ${training ? 'training' : 'serving'} ${facts.model}, and use all of them.`],
      [`The cluster has `, gpus, nodesTail(draft), `; ${facts.model} ${training ? 'is trained' : 'is served'} on all of it.`],
    ]),
  );
  page.line();
}

function nodesTail({ facts, style, random }: Draft): Part[] {
  if (!facts.values.has('nodes') || random.chance(0.4)) return [];
  return random.chance(0.5)
    ? [' in ', count(facts, style, 'nodes'), ' nodes of ', count(facts, style, 'gpus_per_node')]
    : [' (', count(facts, style, 'nodes'), ' nodes with ', count(facts, style, 'gpus_per_node'), ' GPUs per node)'];
}

export function hardware(draft: Draft): void {
  const { page, style, random, facts } = draft;
  page.line(style.heading(2, random.pick(['Hardware', 'Cluster', 'Hardware environment', 'Cluster and GPUs'])));
  page.line();
  const all: Row[] = [];
  const nodes = facts.values.has('nodes') && random.chance(0.8);
  if (nodes && random.chance(0.5)) {
    const product: Equation = {
      operator: '*',
      operands: [
        { figure: count(facts, style, 'nodes'), noun: 'nodes' },
        { figure: count(facts, style, 'gpus_per_node'), noun: 'GPUs per node' },
      ],
      result: { figure: count(facts, style, 'gpus'), noun: 'GPUs' },
    };
    all.push([labelOf(draft, 'gpus'), derived(page, product, style, random)]);
  } else {
    all.push([labelOf(draft, 'gpus'), count(facts, style, 'gpus')]);
  }
  if (nodes) {
    all.push([labelOf(draft, 'nodes'), count(facts, style, 'nodes')]);
    all.push([labelOf(draft, 'gpus_per_node'), count(facts, style, 'gpus_per_node')]);
  }
  if (facts.gpu !== '' && random.chance(0.7)) all.push(['GPU type', `NVIDIA ${facts.gpu}`]);
  all.push([labelOf(draft, 'gpu_memory'), measured('gpu_memory', valueOf(facts, 'gpu_memory'), 1e9, 0), `${style.gap}GB`]);
  if (random.chance(0.5))
    all.push([labelOf(draft, 'gpu_tflops'), measured('gpu_tflops', valueOf(facts, 'gpu_tflops'), 1e12, 0), ' TFLOPS']);
  if (random.chance(0.5))
    all.push([labelOf(draft, 'gpu_bandwidth'), measured('gpu_bandwidth', valueOf(facts, 'gpu_bandwidth'), 1e12, 2), ' TB/s']);
  if (random.chance(0.3))
    all.push(['Interconnect', random.pick(['NVLink inside a node, InfiniBand between nodes', '400 Gb/s InfiniBand', 'NVLink, 900 GB/s'])]);
  rows(
    draft,
    shapeOf(draft),
    random.pick([
      ['Resource', 'Value'],
      ['Item', 'Value'],
    ]),
    all,
  );
}
