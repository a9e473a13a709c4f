import { figure, percentText } from '../notation/write.ts';
import { achievedFlops, hardwareFlopsUtilization, modelFlopsUtilization, tokensPerSecond } from '../physics/throughput.ts';
import { peakFlopsOf, tokenFlops } from '../plan/compute.ts';
import type { Mention } from '../plan/model.ts';
import type { Plan } from '../plan/plan.ts';
import { practiceOf } from '../plan/practice.ts';
import { plainWords } from '../vocabulary/phrase.ts';
import { type QuantityId, quantity } from '../vocabulary/quantities.ts';
import { inputs, rewritten, spelled, statedAt, written } from './related.ts';
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
  const peak = peakFlopsOf(plan);
  const perToken = tokenFlops(plan);
  const rate = tokenRate(plan);
  if (!peak || !perToken || !rate) return;
  const implied = {
    low: modelFlopsUtilization(rate.perGpu, perToken.low, peak.high),
    high: modelFlopsUtilization(rate.perGpu, perToken.high, peak.low),
  };
  const does = `${figure(rate.perGpu)} tokens/s per GPU at ${figure(perToken.low / 1e9)}${perToken.high > perToken.low * 1.005 ? ` to ${figure(perToken.high / 1e9)}` : ''} GFLOP a token are ${tera(achievedFlops(rate.perGpu, perToken.low))} TFLOPS`;
  if (implied.low > 1.03) {
    const { mention } = rate;
    report({
      span: mention.number.span,
      severity: 'error',
      message: `${does} or more, and a GPU does ${peakText(plan, peak.high)}: ${written(mention)} is more than the hardware can do`,
      related: inputs(
        plan,
        rateInputs.filter((id) => id !== mention.id),
      ),
    });
    return;
  }
  const stated = plan.facts.mentions.find((mention) => mention.id === 'mfu' && mention === statedAt(plan, 'mfu'));
  if (!stated || stated.role === 'echo' || (stated.number.qualifier !== 'exact' && stated.number.qualifier !== 'about')) return;
  // HFU is often called MFU: with recomputation the forward pass counts twice
  const repeated = practice.recompute === 'none' || practice.recompute === 'selective' ? 1.05 : hardwareFlopsUtilization(1, 'full');
  if (stated.value >= implied.low / doubt && stated.value <= implied.high * repeated * doubt) return;
  report({
    span: stated.number.span,
    severity: 'warning',
    message: `${does}, ${percentText(implied.low)} of the ${peakText(plan, peak.high)} of a GPU, not an MFU of ${written(stated)}`,
    corrections: [
      {
        title: `Change ${written(stated)} to ${rewritten(stated.number, implied.low)}`,
        preferred: true,
        safe: false,
        numbers: [{ number: stated.number, value: implied.low }],
      },
    ],
    related: [
      { message: `${quantity(rate.mention.id).name} ${written(rate.mention)}`, span: rate.mention.number.span },
      ...inputs(
        plan,
        rateInputs.filter((id) => id !== rate.mention.id),
      ),
    ],
  });
}

const rateInputs: readonly QuantityId[] = ['gpus', 'global_batch', 'seq_len', 'latency', 'params', 'gpu_tflops'];

const tera = (flop: number): string => figure(flop / 1e12);

const peakText = (plan: Plan, peak: number): string => spelled(plan, 'gpu_tflops', (flop) => `${tera(flop)} TFLOPS`, peak);

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
  return { perGpu: tokensPerSecond(batch, sequence, step.value) / gpus, mention: step };
}

/** `Step time`, `time per iteration`: of a whole step, not of one micro-batch or request. */
const isStep = (plan: Plan, { statement }: Mention): boolean => {
  const label = statement.label ?? statement.cell?.rowLabel ?? null;
  return label !== null && /\b(?:step|iteration)\b/.test(plainWords(plan.facts.document.plain.slice(label.start, label.end)));
};
