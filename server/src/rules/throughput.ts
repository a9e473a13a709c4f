import type { WrittenNumber } from '../notation/number.ts';
import { isCount } from '../notation/unit.ts';
import { figure } from '../notation/write.ts';
import { sequencesPerSecond } from '../physics/throughput.ts';
import type { Claim, Mention } from '../plan/model.ts';
import type { Plan } from '../plan/plan.ts';
import { main } from '../plan/scenario.ts';
import { Sieve } from '../plan/sieve.ts';
import { blamesOperand, falseEquation } from './arithmetic.ts';
import { expressionText } from './expression-text.ts';
import { flopsBeyondModel } from './model-flops.ts';
import { passesThatDisagree } from './passes.ts';
import { ratesThatDisagree } from './rates.ts';
import { inputs, sides, spelled, statedAt, written } from './related.ts';
import type { Correction, Report, Rule } from './rule.ts';
import { impliedUtilisation } from './utilisation.ts';

/** Throughput, latency, batch and compute that cannot hold together. */
export const throughput: Rule = {
  id: 'throughput',
  severity: 'error',
  check(plan, report) {
    falseDerivation(plan, report);
    totalAgainstPerGpu(plan, report);
    timeFromFlops(plan, report);
    slippedPrefix(plan, report);
    impossibleShare(plan, report);
    for (const draft of [...ratesThatDisagree(plan), ...passesThatDisagree(plan), ...flopsBeyondModel(plan)]) report(draft);
    impliedUtilisation(plan, report);
  },
};

/** `8000 sequences/second (512 GPUs × 32 ÷ 0.016s × 4 DP)`; where batch ÷ latency gives the figure, that is said. */
function falseDerivation(plan: Plan, report: Report): void {
  for (const claim of plan.facts.claims) {
    if (claim.target !== 'throughput' || claim.verdict !== 'fails' || claim.right.kind !== 'number' || claim.expected === undefined)
      continue;
    const draft = falseEquation(plan, claim);
    if (blamesOperand(draft, claim)) {
      report(draft);
      continue;
    }
    const stated = claim.right.number;
    const batch = plan.values.get('global_batch');
    const latency = plan.values.get('latency');
    const identity = batch !== undefined && latency !== undefined && Math.abs(sequencesPerSecond(batch, latency) / stated.value - 1) < 0.02;
    const reason = identity
      ? `; ${stated.text} is the batch over the latency, ${spelled(plan, 'global_batch')} ÷ ${spelled(plan, 'latency', (seconds) => `${figure(seconds)} s`)}`
      : '';
    report({
      span: { start: Math.min(claim.left.span.start, claim.right.span.start), end: Math.max(claim.left.span.end, claim.right.span.end) },
      message: `${expressionText(plan, claim.left)} is ${figure(claim.expected)}, not ${written({ number: stated })}${reason}`,
      related: inputs(plan, ['global_batch', 'latency']),
      corrections: identity ? fromBatch(plan, claim) : (draft.corrections ?? []),
    });
  }
}

/** The figure stands, and is derived from what makes it: `128 ÷ 0.016s`, in the plan's own spelling and signs. */
function fromBatch(plan: Plan, { left }: Claim): Correction[] {
  const [batch, latency] = [statedAt(plan, 'global_batch'), statedAt(plan, 'latency')];
  if (!batch || !latency) return [];
  const text = plan.facts.document.text.slice(left.span.start, left.span.end);
  const newText = `${batch.number.text} ${text.includes('÷') ? '÷' : '/'} ${written(latency)}`;
  return [{ title: `Derive it as ${newText}`, preferred: false, safe: false, insertions: [{ span: left.span, newText }] }];
}

/** Model FLOPs over peak FLOPs: no hardware does more than its peak. */
function impossibleShare(plan: Plan, report: Report): void {
  for (const mention of plan.facts.mentions) {
    if (mention.id !== 'mfu' || mention.scenario !== main || mention.role !== 'definition' || mention.value <= 1) continue;
    report({
      span: mention.number.span,
      message: `an MFU of ${written(mention)} is more than the hardware can do: it is the share of the peak that the model's operations take`,
    });
  }
}

/** A cluster's throughput is the sum over its GPUs. */
function totalAgainstPerGpu(plan: Plan, report: Report): void {
  const gpus = plan.values.get('gpus');
  if (gpus === undefined || gpus < 2) return;
  const totals = plan.facts.mentions.filter(
    (mention) => mention.id === 'throughput' && mention.scenario === main && mention.role !== 'echo' && mention.strength === 'strong',
  );
  for (const per of plan.facts.mentions.filter((mention) => mention.id === 'throughput_per_gpu' && mention.scenario === main)) {
    const total = totals.find(
      (mention) =>
        Math.abs(mention.statement.index - per.statement.index) <= 3 &&
        mention.statement.section === per.statement.section &&
        sameCounted(mention, per) &&
        !goalLabel(plan, mention),
    );
    if (!total || goalLabel(plan, per)) continue;
    const sum = per.value * gpus;
    const bounds = per.number.qualifier !== 'exact' && per.number.qualifier !== 'about';
    if (bounds || Math.abs(sum / total.value - 1) < 0.1) continue;
    const scale = total.number.unit?.scale ?? 1;
    report({
      span: total.number.span,
      message: `${written(total)} over ${figure(gpus)} GPUs is ${figure(total.value / scale / gpus)} per GPU, not ${written(per)}; ${figure(gpus)} × ${written(per)} is ${figure(sum / scale)}`,
      related: [{ message: `per GPU ${written(per)}`, span: per.number.span }, ...inputs(plan, ['gpus'])],
      // nothing says which of the two was measured
      corrections: sides({ number: total.number, value: sum }, { number: per.number, value: total.value / gpus }),
    });
  }
}

const sameCounted = (a: Mention, b: Mention): boolean =>
  (a.number.unit?.noun ?? '') === (b.number.unit?.noun ?? '') || !a.number.unit?.noun || !b.number.unit?.noun;

const goalLabel = (plan: Plan, mention: Mention): boolean => {
  const label = mention.statement.label;
  return label !== null && /target|requirement|goal|minimum/i.test(plan.facts.document.plain.slice(label.start, label.end));
};

/** `~2 PFLOPs` at `240 TFLOPS` take 8.3 seconds: the digits of the stated time are right, its prefix is not. */
function timeFromFlops(plan: Plan, report: Report): void {
  const work = plan.facts.mentions.find((mention) => mention.id === 'model_flops' && mention.scenario === main);
  if (!work) return;
  const near = (mention: Mention): boolean => mention.statement.block === work.statement.block && mention.scenario === main;
  const rate = plan.facts.readings
    .flatMap((reading) => (reading.statement.block === work.statement.block && reading.statement !== work.statement ? reading.items : []))
    .map((item) => (item.kind === 'single' ? item.expression.number : undefined))
    .find((number) => number?.unit?.dimension.flop === 1);
  const time = plan.facts.mentions.find((mention) => mention.id === 'latency' && near(mention));
  if (!rate || !time) return;
  const expected = work.value / rate.value;
  const slip = powerOfThousand(expected / time.value);
  if (slip === 0) return;
  const unit = expected >= 1 ? `${figure(expected)} s` : expected >= 1e-3 ? `${figure(expected * 1e3)} ms` : `${figure(expected * 1e6)} µs`;
  report({
    span: time.number.span,
    message: `${written(work)} at ${written({ number: rate })} take ${unit}, not ${written(time)}`,
    related: [
      { message: `work ${written(work)}`, span: work.number.span },
      { message: `rate ${written({ number: rate })}`, span: rate.span },
    ],
    corrections: sides({ number: time.number, value: expected }, { number: work.number, value: time.value * rate.value }),
  });
}

/** The power of 1000 that a ratio is, to 2 %; 0 where it is 1 or none. */
function powerOfThousand(ratio: number): number {
  const power = Math.round(Math.log10(ratio) / 3);
  return power !== 0 && Math.abs(ratio / 1000 ** power - 1) < 0.02 ? power : 0;
}

/** Two figures of work or more. */
const working = new Sieve(
  ({ items }) => items.filter((item) => item.kind === 'single' && item.expression.number.unit?.dimension.flop === 1).length > 1,
);

/** `227 GFLOPS per GPU out of 400 TFLOPS` where the plan says 56.7 % elsewhere: 227 TFLOPS are meant. */
function slippedPrefix(plan: Plan, report: Report): void {
  let percents: WrittenNumber[] | undefined;
  for (const reading of working.of(plan.facts)) {
    const numbers = reading.items.flatMap((item) =>
      item.kind === 'single' && item.expression.number.unit ? [item.expression.number] : [],
    );
    for (const [index, part] of numbers.entries()) {
      const whole = numbers[index + 1];
      if (
        !whole?.unit ||
        !part.unit ||
        part.unit.text === whole.unit.text ||
        isCount(part.unit.dimension) ||
        part.unit.dimension.flop !== 1 ||
        whole.unit.dimension.flop !== 1
      )
        continue;
      const said = plan.facts.document.plain.slice(part.span.end, whole.span.start).replaceAll('\0', '').toLowerCase();
      if (!/^[a-z -]*\b(?:out of|of)\b[a-z ]*$/.test(said)) continue;
      const printed = part.shown / whole.shown;
      percents ??= plan.facts.readings
        .flatMap(({ items }) => items)
        .flatMap((item) => (item.kind === 'single' && item.expression.number.unit?.percent ? [item.expression.number] : []));
      const share = percents.find((candidate) => Math.abs(candidate.value / printed - 1) < 0.01);
      if (!share || printed > 1 || Math.abs(part.value / whole.value / printed - 1) < 0.5) continue;
      report({
        span: part.span,
        message: `${written({ number: part })} is ${figure((part.value / whole.value) * 100, 2)} % of ${written({ number: whole })}; ${written({ number: share })} of it is ${figure(part.shown)} ${whole.unit.text}`,
        related: [{ message: written({ number: share }), span: share.span }],
        corrections: sides({ number: part, value: part.shown * part.magnitude * whole.unit.scale }),
      });
    }
  }
}
