import type { Draft } from './draft.ts';
import { count, measured, rounded, valueOf, whole } from './numbers.ts';
import { form, type Part, term } from './page.ts';
import { type Row, rows, shapeOf } from './rows.ts';

/** Throughput of a training run from its MFU (6 FLOPs a token and active parameter, Kaplan et al. 2020, section 2.1), and the time of a step. */
export function speed(draft: Draft): void {
  const { page, style, random, facts } = draft;
  if (facts.mode !== 'training' || !random.chance(0.5)) return;
  const peak = valueOf(facts, 'gpu_tflops');
  const mfu = random.int(34, 52);
  const active = facts.values.get('params_active') ?? valueOf(facts, 'params');
  const perGpu = Math.round((peak * mfu) / 100 / (6 * active) / 10) * 10;
  if (perGpu < 20) return;
  const gpus = valueOf(facts, 'gpus');
  page.line(style.heading(2, random.pick(['Throughput', 'Expected throughput', 'Expected performance'])));
  page.line();
  const all: Row[] = [];
  const unit = random.pick([' tokens/s', ' tokens per second']);
  const each = rounded('throughput_per_gpu', perGpu, style);
  const total = rounded('throughput', perGpu * gpus, style, 'result first');
  if (random.chance(0.6)) all.push(['Throughput per GPU', [{ ...each }, unit]]);
  const operand = form(each, 'operand');
  const cluster = form(count(facts, style, 'gpus'), 'operand');
  page.relate(term.of('*', term.site(cluster), term.site(operand)), term.site(total));
  all.push([
    random.pick(['Throughput', 'Total throughput', 'Cluster throughput']),
    [total, unit, ' (', cluster, ` GPUs ${style.times} `, operand, ' tokens/s)'],
  ]);
  if (random.chance(0.5)) {
    const figure = measured('mfu', mfu / 100, 0.01, 0);
    const sustained = measured('tflops_effective', (peak * mfu) / 100, 1e12, 1, 'result');
    const of = form(measured('gpu_tflops', peak, 1e12, 0), 'operand');
    const again = form({ ...figure }, 'operand');
    page.relate(term.of('*', term.site(of), term.site(again)), term.site(sustained), 0.002);
    const effective: Part[] = [of, ` TFLOPS ${style.times} `, again, '% = ', sustained, ' TFLOPS'];
    all.push(['MFU', [figure, '%']], ['Effective compute per GPU', effective]);
  }
  if (random.chance(0.4)) {
    const tokens = whole('tokens per step', valueOf(facts, 'global_batch') * valueOf(facts, 'seq_len'), style, 'result');
    const batch = form(count(facts, style, 'global_batch'), 'operand');
    const length = form(count(facts, style, 'seq_len'), 'operand');
    page.relate(term.of('*', term.site(batch), term.site(length)), term.site(tokens));
    all.push(['Tokens per step', [batch, ` ${style.times} `, length, ' = ', tokens]]);
  }
  rows(draft, shapeOf(draft), ['Metric', 'Value'], all);
}
