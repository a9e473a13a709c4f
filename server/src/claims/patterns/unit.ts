import { slice } from '../../plan/reading.ts';
import type { Line } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import type { Page } from '../page.ts';
import { shown } from './ratio.ts';

/** What a label's last word is measured in, where it can be nothing else. */
const measures: readonly { readonly label: RegExp; readonly never: RegExp; readonly in: string }[] = [
  { label: /\bflops?$|\bfloating[- ]point operations$|浮点运算(?:量|数)?$/i, never: /^bytes1$|^time1$/, in: 'counted in FLOP' },
  { label: /\b(?:latency|ttft|tpot|itl|duration|wall[- ]?clock time)$|延迟$|时延$/i, never: /^bytes1$|^flop$/, in: 'a duration' },
];

const kinds: Readonly<Record<string, string>> = { bytes1: 'an amount of memory', time1: 'a duration', flop: 'a number of operations' };

/** `Attention FLOPs: 2 TB`: a unit that what the label names is never measured in. */
export function units(page: Page, line: Line): Claim[] {
  const { label, body } = line.statement;
  if (!label) return [];
  const named = slice(page.document, label)
    .replace(/\([^()]*\)\s*$/, '')
    .trim();
  const rule = measures.find((measure) => measure.label.test(named));
  const main = rule && line.atoms.find(({ number }) => number.digits.start >= body.start);
  if (!rule || !main || !rule.never.test(main.measure) || !main.number.unit) return [];
  return [
    {
      pattern: 'unit',
      statement: line.statement,
      span: main.number.span,
      holds: false,
      sure: 'certain',
      says: `${named} is ${shown(main)} here, ${kinds[main.measure] ?? 'another unit'}; it is ${rule.in}`,
      figures: [main.number],
      correction: null,
    },
  ];
}
