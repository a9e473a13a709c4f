import { figure, percentText } from '../notation/write.ts';
import { completeDimensions } from '../physics/dimensions.ts';
import { countParameters } from '../physics/parameters.ts';
import { peakFlops } from '../physics/gpus.ts';
import { flopsPerToken, flopsPerTokenFromParameters } from '../physics/throughput.ts';
import type { Range } from '../physics/range.ts';
import type { Mention } from '../plan/model.ts';
import { namedAccelerator, namedModel } from '../plan/named.ts';
import type { Plan } from '../plan/plan.ts';
import { practiceOf } from '../plan/practice.ts';
import { dimensionsOf } from '../plan/shape.ts';
import { plainWords } from '../vocabulary/phrase.ts';
import { quantity, type QuantityId } from '../vocabulary/quantities.ts';
import { inputs, spelled, statedAt, written } from './related.ts';
import type { Report } from './rule.ts';

/** Further apart than counting attention, embeddings and recompute in other ways can explain. */
const doubt = 1.3;

/**
 * Tokens per second × FLOPs per token ÷ peak is the MFU (arXiv:2204.02311 App. B). Where a plan states all of these for training, they have to
 * agree, and none may ask for more than the peak.
 */
export function impliedUtilisation(plan: Plan, report: Report): void {
  const practice = practiceOf(plan);
  if (practice.mode !== 'training' || !practice.modeIsPlain || practice.adapters || practice.severalModels) return;
  const peak = peakOf(plan);
  const perToken = flops(plan);
  const rate = tokenRate(plan);
  if (!peak || !perToken || !rate) return;
  const implied = { low: (rate.perGpu * perToken.low) / peak.high, high: (rate.perGpu * perToken.high) / peak.low };
  const does = `${figure(rate.perGpu)} tokens/s per GPU at ${figure(perToken.low / 1e9)}${perToken.high > perToken.low * 1.005 ? ` to ${figure(perToken.high / 1e9)}` : ''} GFLOP a token are ${tera(rate.perGpu * perToken.low)} TFLOPS`;
  if (implied.low > 1.03) {
    const { mention } = rate;
    report({
      span: mention.number.span, severity: 'error',
      message: `${does} or more, and a GPU does ${peakText(plan, peak.high)}: ${written(mention)} is more than the hardware can do`,
      related: inputs(plan, rateInputs.filter((id) => id !== mention.id)),
    });
    return;
  }
  const stated = plan.facts.mentions.find((mention) => mention.id === 'mfu' && mention === statedAt(plan, 'mfu'));
  if (!stated || stated.role === 'echo' || (stated.number.qualifier !== 'exact' && stated.number.qualifier !== 'about')) return;
  // HFU is often called MFU: with recomputation the forward pass counts twice
  const repeated = practice.recompute === 'none' || practice.recompute === 'selective' ? 1.05 : 4 / 3;
  if (stated.value >= implied.low / doubt && stated.value <= implied.high * repeated * doubt) return;
  report({
    span: stated.number.span, severity: 'warning',
    message: `${does}, ${percentText(implied.low)} of the ${peakText(plan, peak.high)} of a GPU, not an MFU of ${written(stated)}`,
    related: [{ message: `${quantity(rate.mention.id).name} ${written(rate.mention)}`, span: rate.mention.number.span }, ...inputs(plan, rateInputs.filter((id) => id !== rate.mention.id))],
  });
}

const rateInputs: readonly QuantityId[] = ['gpus', 'global_batch', 'seq_len', 'latency', 'params', 'gpu_tflops'];

const tera = (flop: number): string => figure(flop / 1e12);

const peakText = (plan: Plan, peak: number): string => spelled(plan, 'gpu_tflops', (flop) => `${tera(flop)} TFLOPS`, peak);

/** Dense peak of one GPU: as stated, else that of the named accelerator. Low precision is measured against its own peak or that of 16 bits. */
function peakOf(plan: Plan): Range | null {
  const stated = plan.values.get('gpu_tflops');
  const accelerator = namedAccelerator(plan);
  const { precision } = practiceOf(plan);
  const published = accelerator ? [peakFlops(accelerator, 'bf16'), precision ? peakFlops(accelerator, precision) : null] : [];
  // a stated peak may be that of another precision, or of what is reached
  const all = [stated, ...published].filter((peak): peak is number => typeof peak === 'number');
  return all.length > 0 ? { low: Math.min(...all), high: Math.max(...all) } : null;
}

/** FLOPs of one token in training, over all that the plan leaves open; attention counted by halves, in full, or not at all. */
function flops(plan: Plan): Range | null {
  const sequence = plan.values.get('seq_len');
  if (sequence === undefined) return null;
  const all: number[] = [];
  const stated = plan.values.get('params');
  // how many experts a token visits, and how wide they are, is seldom all stated
  const variants = isMixture(plan) && !namedModel(plan) ? [] : (completeDimensions(dimensionsOf(plan)) ?? []);
  // dimensions that cannot give the stated size say nothing of the operations
  const fitting = variants.filter(({ dimensions }) => stated === undefined || Math.abs(countParameters(dimensions).total / stated - 1) < 0.06);
  if (variants.length > 0 && fitting.length === 0) return null;
  for (const { dimensions } of fitting) {
    for (const attention of ['none', 'causal', 'full'] as const) all.push(flopsPerToken(dimensions, { sequenceLength: sequence, attention }));
  }
  const active = plan.values.get('params_active') ?? (isMixture(plan) || namedModel(plan) ? undefined : stated);
  if (active !== undefined) all.push(flopsPerTokenFromParameters(active));
  // without the shape, attention is left out: up to a third more
  if (active !== undefined && fitting.length === 0) all.push(1.35 * flopsPerTokenFromParameters(active));
  return all.length > 0 ? { low: Math.min(...all), high: Math.max(...all) } : null;
}

const isMixture = (plan: Plan): boolean => (plan.values.get('experts') ?? 1) > 1 || (plan.values.get('ep') ?? 1) > 1 || /\bmoe\b|mixture|experts?\b/i.test(plan.facts.document.text);

/** Tokens per second and GPU, from whichever figure the plan states in so many words. */
function tokenRate(plan: Plan): { readonly perGpu: number; readonly mention: Mention } | null {
  const gpus = plan.values.get('gpus');
  const tokens = (mention: Mention | undefined): boolean => /^tok/.test(mention?.number.unit?.noun ?? '') && mention?.role !== 'echo';
  const per = statedAt(plan, 'throughput_per_gpu');
  if (per && tokens(per)) return { perGpu: per.value, mention: per };
  const total = statedAt(plan, 'throughput');
  if (total && tokens(total) && gpus) return { perGpu: total.value / gpus, mention: total };
  const step = statedAt(plan, 'latency');
  const batch = plan.values.get('global_batch');
  const sequence = plan.values.get('seq_len');
  if (!step || !gpus || !batch || !sequence || step.role === 'echo' || !isStep(plan, step)) return null;
  return { perGpu: (batch * sequence) / step.value / gpus, mention: step };
}

/** `Step time`, `time per iteration`: of a whole step, not of one micro-batch or request. */
const isStep = (plan: Plan, { statement }: Mention): boolean => {
  const label = statement.label ?? statement.cell?.rowLabel ?? null;
  return label !== null && /\b(?:step|iteration)\b/.test(plainWords(plan.facts.document.plain.slice(label.start, label.end)));
};
