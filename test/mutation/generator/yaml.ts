import type { QuantityId } from '../../../server/src/vocabulary/quantities.ts';
import { precision } from './architecture.ts';
import { type Draft, statedDegrees } from './draft.ts';
import { equationText } from './equation.ts';
import { gluedDegrees, productEquation } from './layout.ts';
import { bare, measured, valueOf } from './numbers.ts';
import type { Part } from './page.ts';
import { shareEquation, statedShares } from './shares.ts';
import { keys, longDegree } from './words.ts';

/** A plan as free-form YAML: sections of keys, comments with the arithmetic. */
export function writeYaml(draft: Draft): void {
  const { page, random, facts } = draft;
  // a config has no thousands separators, and its keys are of one kind throughout
  const own: Draft = { ...draft, style: { ...draft.style, grouped: false } };
  const kind = random.int(0, 3);
  const key = (id: QuantityId): string => keys[id]?.[Math.min(kind, (keys[id]?.length ?? 1) - 1)] ?? id;
  const pair = (indent: string, id: QuantityId, comment: Part[] = []): void => {
    page.write(`${indent}${key(id)}: `, bare(id, valueOf(facts, id)));
    if (comment.length > 0) page.at('yaml comment', () => page.write('  # ', comment));
    page.line();
  };
  const flat = random.chance(0.2);
  const indent = flat ? '' : '  ';
  const section = (name: string): void => {
    if (!flat) page.line(`${name}:`);
    else page.line(`# ${name}`);
  };
  page.place = 'yaml';
  page.line(`# ${random.pick(['Layout of', 'Deployment of', 'Plan for'])} ${facts.model}`);
  if (random.chance(0.4))
    page.at('yaml comment', () => page.line('# ', gluedDegrees(own), ' on ', bare('gpus', valueOf(facts, 'gpus')), ' GPUs'));
  page.line(`name: ${facts.model.toLowerCase()}-${random.int(1, 9)}`);
  section('cluster');
  pair(indent, 'gpus', random.chance(0.6) ? equationText(page, productEquation(own), own.style, random) : []);
  for (const id of ['nodes', 'gpus_per_node'] as const) if (facts.values.has(id)) pair(indent, id);
  page.line(`${indent}gpu_memory: `, measured('gpu_memory', valueOf(facts, 'gpu_memory'), 1e9, 0), 'GB');
  section('model');
  for (const id of ['layers', 'hidden', 'ffn', 'heads', 'kv_heads', 'head_dim', 'experts', 'experts_top_k', 'vocab', 'seq_len'] as const) {
    if (facts.values.has(id) && (id === 'layers' || id === 'heads' || id === 'experts' || random.chance(0.6))) pair(indent, id);
  }
  page.line(
    `${indent}precision: `,
    precision(draft, (name) => name.toLowerCase()),
  );
  section('parallelism');
  if (!flat && kind === 3) axes(own, random.pick(['flow', 'block', 'degree']));
  else for (const id of statedDegrees(facts)) pair(indent, id);
  if (facts.ep === 'folded') page.line(`${indent}# EP is folded into DP and does not multiply the number of GPUs`);
  const derivedKeys = statedShares(own).filter(({ chance }) => random.chance(chance));
  if (derivedKeys.length > 0) {
    section('derived');
    for (const share of derivedKeys)
      pair(indent, share.id, random.chance(0.5) ? equationText(page, shareEquation(own, share), own.style, random, 'bare') : []);
  }
  if (facts.mode === 'training' && random.chance(0.6)) {
    section('batch');
    for (const id of ['global_batch', 'micro_batch', 'micro_batches'] as const) pair(indent, id);
  }
  if (random.chance(0.3))
    page.line(
      flat ? '# notes' : 'notes:',
      `\n${flat ? '# ' : '  - '}reviewed in week ${random.int(1, 52)}\n${flat ? '# ' : '  - '}checkpoints every ${random.int(1, 9) * 250} steps`,
    );
}

/** `{ tensor: 8, pipeline: 4 }`, the same in a block, or each with its `degree`. */
function axes({ page, facts }: Draft, shape: 'flow' | 'block' | 'degree'): void {
  const all = statedDegrees(facts);
  if (shape === 'flow') {
    // the section's key is written already: its value follows in the next line
    page.line(
      '  { ',
      all.map((id, index) => [index > 0 ? ', ' : '', `${longDegree[id]}: `, bare(id, valueOf(facts, id))]),
      ' }',
    );
    return;
  }
  for (const id of all) {
    if (shape === 'block') page.line(`  ${longDegree[id]}: `, bare(id, valueOf(facts, id)));
    else page.line(`  ${longDegree[id]}:\n    degree: `, bare(id, valueOf(facts, id)));
  }
}
