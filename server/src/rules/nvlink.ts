import type { WrittenNumber } from '../notation/number.ts';
import { bandwidth, type Figure, figuresOf } from '../plan/figures.ts';
import type { Plan } from '../plan/plan.ts';
import { type Reading, slice } from '../plan/reading.ts';
import type { TextEdit } from '../text/edit.ts';
import { span } from '../text/span.ts';
import { written } from './related.ts';
import type { Draft } from './rule.ts';

/** NVLink of one GPU in all, GB/s both ways: V100, A100, H100 and H200, B200 (vendor datasheets). */
const gigabytes: ReadonlySet<number> = new Set([300, 600, 900, 1800]);

/** The word, markup within it included. */
const nvlink = /n\W{0,8}v\W{0,8}l\W{0,8}i\W{0,8}n\W{0,8}k/i;

/** `NVLink 900 Gbps`: the figure that is given in gigabytes a second everywhere, with the unit of networks. Said at its first place. */
export function nvlinkInBits(plan: Plan): Draft[] {
  if (!plan.facts.document.words.has(nvlink)) return [];
  const found = figuresOf(plan.facts, bandwidth).filter((figure) => isInBits(plan, figure));
  const [first, ...others] = found;
  if (!first) return [];
  const { number } = first;
  const name = perSecond(number);
  return [
    {
      span: number.span,
      severity: 'warning',
      message: `NVLink of ${number.text} is given in ${name}: ${written({ number })} are an eighth of it`,
      related: others.map((other) => ({ message: written(other), span: other.number.span })),
      corrections: [
        {
          title: `Change ${number.unit?.text} to ${name}`,
          preferred: true,
          safe: false,
          insertions: found.map((other) => unitEdit(other.number)),
        },
      ],
    },
  ];
}

const perSecond = (number: WrittenNumber): string => (number.unit?.text.startsWith('T') ? 'TB/s' : 'GB/s');

function isInBits(plan: Plan, { reading, number }: Figure): boolean {
  if (!number.unit || !/^[GT](?:bps|b\/s|bit\/s|bits\/s)$/.test(number.unit.text) || !gigabytes.has((number.value * 8) / 1e9)) return false;
  return /nvlink/i.test(slice(plan.facts.document, reading.statement.span)) && isNvlinks(plan, reading, number);
}

/** Whether the number is NVLink's: named right before or behind it, or by the label where it comes first. */
function isNvlinks(plan: Plan, reading: Reading, number: WrittenNumber): boolean {
  const { plain } = plan.facts.document;
  const before = plain.slice(Math.max(reading.statement.span.start, number.span.start - 30), number.span.start).replaceAll('\0', '');
  const behind = plain.slice(number.span.end, Math.min(reading.statement.span.end, number.span.end + 24)).replaceAll('\0', '');
  const first = reading.items[0];
  const leads = first?.kind === 'single' && first.expression.number === number && /nvlink/i.test(reading.label);
  return /nvlink[\w -]{0,18}[\s:(~]*$/i.test(before) || /^[\s(]*nvlink/i.test(behind) || (leads && !/[,;]/.test(before));
}

/** The unit alone is rewritten. */
const unitEdit = (number: WrittenNumber): TextEdit => ({
  span: span(number.span.end - (number.unit?.text.length ?? 0), number.span.end),
  newText: perSecond(number),
});
