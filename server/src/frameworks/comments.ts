import { type Span, span } from '../text/span.ts';
import { figure } from './figure.ts';
import type { Launch } from './launch.ts';

/** A comment that works out the data parallel size in a way that the framework does not. */
export interface WrongDerivation {
  readonly span: Span;
  readonly message: string;
  readonly severity: 'error' | 'warning';
  /** What it should say. */
  readonly correct: string;
}

const derivation =
  /data[- _]?parallel(?:ism)?(?: size| degree)?\s*[:=]\s*((\d[\d,]{0,9})\s*[/÷]\s*\(?((?:\d{1,6}\s*[*×x·]\s*){1,6}\d{1,6})\)?\s*=\s*(\d+(?:\.\d+)?))/i;

/**
 * `# Data parallel: 64 / (1 * 4 * 8 * 1) = 2` where the 8 is EP: experts share the ranks of the other degrees, so EP is not among the divisors.
 * Megatron-LM's own guide has the formula wrong (docs/user-guide/parallelism-guide.md:179 @d98e8a64), its code has not
 * (megatron/core/parallel_state.py:822-884).
 */
export function wrongDerivations(launch: Launch): WrongDerivation[] {
  if (launch.engine.expertParallel !== 'folded') return [];
  const ep = launch.value('ep') ?? 1;
  const dense = (['tp', 'pp', 'cp'] as const).map((slot) => launch.value(slot) ?? 1);
  if (ep === 1) return [];
  const out: WrongDerivation[] = [];
  for (const { text, at } of launch.input.comments ?? []) {
    const batch = wrongBatch(text, at, ep, dense);
    if (batch) out.push(batch);
    const match = derivation.exec(text);
    if (!match?.[1] || !match[2] || !match[3]) continue;
    const gpus = Number(match[2].replaceAll(',', ''));
    const divisors = match[3].split(/[*×x·]/).map((word) => Number(word.trim()));
    const model = dense.reduce((all, value) => all * value, 1);
    if (!same(divisors, [...dense, ep]) || gpus % model !== 0 || Number(match[4]) === gpus / model) continue;
    const start = at.start + match.index + match[0].indexOf(match[1]);
    const factors = (['tp', 'pp', 'cp'] as const)
      .filter((slot) => (launch.value(slot) ?? 1) > 1)
      .map((slot) => `${slot.toUpperCase()} ${launch.value(slot)}`);
    out.push({
      span: span(start, start + match[1].length),
      message: `EP ${ep} is no divisor of the GPUs in ${launch.engine.title}: experts share the ranks of the other degrees. Data parallel is ${figure(gpus)} ÷ ${factors.length > 1 ? `(${factors.join(' × ')})` : (factors[0] ?? '1')} = ${figure(gpus / model)}, not ${match[4]}`,
      severity: 'error',
      correct: `${match[2]} / ${inBrackets(dense.filter((value) => value > 1))} = ${gpus / model}`,
    });
  }
  return out;
}

const batchOf =
  /batch[- _]?size\s*[:=]\s*(\(\s*(\d{1,6})((?:\s*\/{1,2}\s*\d{1,5}){1,5})\s*\)((?:\s*[*×]\s*\d{1,6}){1,3})\s*=\s*(\d{1,8}))/i;

/** `# global batch size = (8 // 2 // 4) * 8 = 8` where one of the divisors is EP. */
function wrongBatch(text: string, at: Span, ep: number, dense: readonly number[]): WrongDerivation | undefined {
  const match = batchOf.exec(text);
  if (!match?.[1] || !match[2] || !match[3] || !match[4]) return undefined;
  const gpus = Number(match[2]);
  const divisors = match[3].match(/\d+/g)?.map(Number) ?? [];
  const factors = match[4].match(/\d+/g)?.map(Number) ?? [];
  const replicas = gpus / dense.reduce((all, value) => all * value, 1);
  const batch = factors.reduce((all, value) => all * value, replicas);
  if (!same(divisors, [...dense, ep]) || !Number.isInteger(replicas) || batch === Number(match[5])) return undefined;
  const start = at.start + match.index + match[0].indexOf(match[1]);
  const kept = dense.filter((value) => value > 1);
  return {
    span: span(start, start + match[1].length),
    severity: 'warning',
    message: `EP ${ep} is no divisor of the GPUs: experts share the ranks of the other degrees. The batch is ${figure(gpus)} ÷ ${inBrackets(kept)} × ${factors.join(' × ')} = ${figure(batch)}, not ${match[5]}`,
    correct: `(${[gpus, ...kept].join(' // ')}) * ${factors.join(' * ')} = ${batch}`,
  };
}

const inBrackets = (values: readonly number[]): string => (values.length > 1 ? `(${values.join(' * ')})` : String(values[0] ?? 1));

/** The same numbers in any order, ones left out. */
const same = (a: readonly number[], b: readonly number[]): boolean => {
  const sorted = (values: readonly number[]): string =>
    values
      .filter((value) => value !== 1)
      .sort((x, y) => x - y)
      .join(' ');
  return sorted(a) === sorted(b);
};
