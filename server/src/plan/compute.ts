import { completeDimensions } from '../physics/dimensions.ts';
import { peakFlops } from '../physics/gpus.ts';
import { countParameters } from '../physics/parameters.ts';
import type { Range } from '../physics/range.ts';
import { flopsPerToken, flopsPerTokenFromParameters } from '../physics/throughput.ts';
import { modelOf } from './model-file.ts';
import { namedAccelerator, namedModel } from './named.ts';
import type { Plan } from './plan.ts';
import { practiceOf } from './practice.ts';
import { dimensionsOf } from './shape.ts';

/** Dense peak of one GPU: as stated, else that of the named accelerator. Low precision is measured against its own peak or that of 16 bits. */
export function peakFlopsOf(plan: Plan): Range | null {
  const stated = plan.values.get('gpu_tflops');
  const accelerator = namedAccelerator(plan);
  const { precision } = practiceOf(plan);
  const published = accelerator ? [peakFlops(accelerator, 'bf16'), precision ? peakFlops(accelerator, precision) : null] : [];
  // a stated peak may be that of another precision, or of what is reached
  const all = [stated, ...published].filter((peak): peak is number => typeof peak === 'number');
  return all.length > 0 ? { low: Math.min(...all), high: Math.max(...all) } : null;
}

/** FLOPs of one token in training, over all that the plan leaves open; attention counted by halves, in full, or not at all. */
export function tokenFlops(plan: Plan): Range | null {
  const sequence = plan.values.get('seq_len');
  if (sequence === undefined) return null;
  const all: number[] = [];
  const stated = plan.values.get('params');
  // how many experts a token visits, and how wide they are, is seldom all stated
  const known = !isMixture(plan) || modelOf(plan) !== null || (stated !== undefined && dimensionsOf(plan).moe?.topK != null);
  const variants = known ? (completeDimensions(dimensionsOf(plan)) ?? []) : [];
  // dimensions that cannot give the stated size say nothing of the operations
  const fitting = variants.filter(
    ({ dimensions }) => stated === undefined || Math.abs(countParameters(dimensions).total / stated - 1) < 0.06,
  );
  if (variants.length > 0 && fitting.length === 0) return null;
  for (const { dimensions } of fitting) {
    for (const attention of ['none', 'causal', 'full'] as const)
      all.push(flopsPerToken(dimensions, { sequenceLength: sequence, attention }));
  }
  const active = plan.values.get('params_active') ?? (isMixture(plan) || namedModel(plan) ? undefined : stated);
  if (active !== undefined) all.push(flopsPerTokenFromParameters(active));
  // without the shape, attention is left out: up to a third more
  if (active !== undefined && fitting.length === 0) all.push(1.35 * flopsPerTokenFromParameters(active));
  return all.length > 0 ? { low: Math.min(...all), high: Math.max(...all) } : null;
}

const isMixture = (plan: Plan): boolean =>
  (plan.values.get('experts') ?? 1) > 1 || (plan.values.get('ep') ?? 1) > 1 || plan.facts.document.words.has(ofExperts);

const ofExperts = /\bmoe\b|mixture|experts?\b/i;
