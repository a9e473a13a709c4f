import { bytesText, figure, percentText } from '../notation/write.ts';
import { microBatchesFor, pipelineBubble, scheduleBubble } from '../physics/bubble.ts';
import { expertParallelBytes, tensorParallelBytes } from '../physics/communication.ts';
import { paddedVocab } from '../physics/parameters.ts';
import { tokensPerSecond, tokensPerSecondAt } from '../physics/throughput.ts';
import { peakFlopsOf, tokenFlops } from '../plan/compute.ts';
import type { Plan } from '../plan/plan.ts';
import { practiceOf } from '../plan/practice.ts';
import { dimensionsOf } from '../plan/shape.ts';
import type { QuantityId } from '../vocabulary/quantities.ts';

/** What follows from a quantity for the speed of a plan: idle stages, traffic of a group, rates that a utilization means. */
export function performanceLines(plan: Plan, id: QuantityId): string[] {
  switch (id) {
    case 'pp':
    case 'vpp':
    case 'micro_batches':
    case 'grad_accum':
    case 'bubble':
      return bubbleLine(plan);
    case 'tp':
      return tensorTraffic(plan);
    case 'ep':
      return expertTraffic(plan);
    case 'mfu':
      return ratesAt(plan);
    case 'latency':
    case 'global_batch':
      return tokensOfSteps(plan);
    case 'vocab':
      return paddedTable(plan);
    default:
      return [];
  }
}

function bubbleLine(plan: Plan): string[] {
  const stages = plan.values.get('pp') ?? 1;
  const batches = plan.values.get('micro_batches') ?? plan.values.get('grad_accum');
  if (stages < 2 || batches === undefined || batches < 1) return [];
  const chunks = plan.values.get('vpp') ?? 1;
  const { schedule } = practiceOf(plan);
  const hidden = schedule === 'zero-bubble' || schedule === 'dualpipe' ? schedule : null;
  const { ofIdeal, ofTotal } = hidden ? scheduleBubble(hidden, stages, batches) : pipelineBubble(stages, batches, chunks);
  const formula = hidden
    ? `bubble of ${hidden === 'dualpipe' ? 'DualPipe' : 'a zero-bubble schedule'}`
    : chunks > 1
      ? '`bubble = (PP − 1) ÷ (VPP × micro-batches)`'
      : '`bubble = (PP − 1) ÷ micro-batches`';
  const enough = hidden ? null : microBatchesFor(0.1, stages, 'ofTotal', chunks);
  return [
    `${formula} is ${percentText(ofIdeal)} of the ideal time, ${percentText(ofTotal)} of the step${enough !== null && enough > batches ? `; ${figure(enough)} micro-batches bring it to 10 %` : ''}`,
  ];
}

/** Tokens of a micro-batch that a rank works on, where the plan states them. */
function tokensAtOnce(plan: Plan): number | null {
  const batch = plan.values.get('micro_batch');
  const sequence = plan.values.get('seq_len');
  return batch && sequence && practiceOf(plan).mode === 'training' ? (batch * sequence) / (plan.values.get('cp') ?? 1) : null;
}

function tensorTraffic(plan: Plan): string[] {
  const tp = plan.values.get('tp') ?? 1;
  const { hidden } = dimensionsOf(plan);
  const tokens = tokensAtOnce(plan);
  if (tp < 2 || !hidden || tokens === null) return [];
  return [
    `a GPU sends ${bytesText(tensorParallelBytes(tokens, hidden, tp))} for each layer and micro-batch: four all-reduces of ${figure(tokens)} tokens × ${figure(hidden)} × 2 B, \`2(t − 1)/t\` of each (arXiv:1909.08053 §3)`,
  ];
}

function expertTraffic(plan: Plan): string[] {
  const ep = plan.values.get('ep') ?? 1;
  const { hidden, moe } = dimensionsOf(plan);
  const tokens = tokensAtOnce(plan);
  if (ep < 2 || !hidden || !moe?.topK || tokens === null) return [];
  return [
    `a GPU sends up to ${bytesText(expertParallelBytes(tokens, hidden, moe.topK, ep))} for each layer and micro-batch: to the experts and back, forward and backward, ${figure(tokens)} tokens × ${figure(moe.topK)} × ${figure(hidden)} × 2 B, \`(e − 1)/e\` of each`,
  ];
}

function ratesAt(plan: Plan): string[] {
  const mfu = plan.values.get('mfu');
  const peak = peakFlopsOf(plan);
  const perToken = tokenFlops(plan);
  if (!mfu || mfu > 1 || !peak || !perToken || practiceOf(plan).mode !== 'training') return [];
  const [low, high] = [tokensPerSecondAt(mfu, perToken.high, peak.low), tokensPerSecondAt(mfu, perToken.low, peak.high)];
  return [
    `${percentText(mfu)} of ${figure(peak.high / 1e12)} TFLOPS at ${figure(perToken.low / 1e9)} to ${figure(perToken.high / 1e9)} GFLOP a token are ${figure(low, 3)} to ${figure(high, 3)} tokens/s for each GPU (arXiv:2204.02311 App. B)`,
  ];
}

function tokensOfSteps(plan: Plan): string[] {
  const [batch, sequence, seconds] = (['global_batch', 'seq_len', 'latency'] as const).map((id) => plan.values.get(id));
  if (!batch || !sequence || !seconds || practiceOf(plan).mode !== 'training') return [];
  return [
    `\`batch × sequence ÷ time = ${figure(batch)} × ${figure(sequence)} ÷ ${figure(seconds)} s = ${figure(tokensPerSecond(batch, sequence, seconds))}\` tokens/s, if that is the time of a step`,
  ];
}

function paddedTable(plan: Plan): string[] {
  const vocab = plan.values.get('vocab');
  const { framework, mode } = practiceOf(plan);
  if (!vocab || !framework?.vocabMultiple || mode === 'inference') return [];
  return [`${framework.name} pads it to ${figure(paddedVocab(vocab, plan.values.get('tp') ?? 1, framework.vocabMultiple))} rows`];
}
