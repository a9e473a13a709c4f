import { devices, machines } from '../../lexicon/things.ts';
import { lastSignificantUnit } from '../../notation/interval.ts';
import { singular } from '../../text/singular.ts';
import { type Atom, type Line, valueOf } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { inAll, isAmount } from '../deal.ts';
import { isPlain } from '../figures.ts';
import { sideOf } from '../nearby.ts';
import { type Part, partAt } from '../part.ts';
import { shown } from './ratio.ts';

/**
 * So much for each, and so much of it in all, where nobody says for how many: `80 GB per GPU (640 GB total)`, `8 GPUs per node, 32 GPUs in
 * all`. The one is a whole multiple of the other. Only of what comes whole: memory, and devices in machines; experts and layers may be dealt
 * unevenly.
 */
export function multiples(line: Line): Claim[] {
  // a third figure may be so many that are left out, or that add to it
  if (line.atoms.length !== 2) return [];
  const [each, all] = line.atoms as [Atom, Atom];
  if (!isPlain(each) || !isPlain(all) || !isAmount(each) || each.measure !== all.measure || !comesWhole(line, 0)) return [];
  const said = line.gaps.join(' ');
  if (!isTotal(line, 1) || sideOf(said) !== null || vague.test(said)) return [];
  return each.number.qualifier === 'about' || all.number.qualifier === 'about' ? [] : [claimOf(line, each, all)];
}

/** An amount that others than these add to, or that is not the same everywhere. */
const vague =
  /\b(?:up to|average|avg|mean|peak|max(?:imum)?|including|incl|plus|with|without|overhead|host|cpu|uneven|most|least)\b|平均|最多|峰值/u;

function comesWhole(line: Line, at: number): boolean {
  const { measure } = line.atoms[at] as Atom;
  const part = partAt(line, at) ?? labelledPart(line, at);
  if (!part?.holder || !(devices.has(part.holder) || machines.has(part.holder))) return false;
  return measure === 'bytes1' || (measure === 'count' && part.counted !== null && devices.has(part.counted) && machines.has(part.holder));
}

/** `Memory per GPU: 80 GB`. */
function labelledPart({ gaps, atoms }: Line, at: number): Part | undefined {
  const holder = /(?:^| )per ([^ ]+) (?:\) )?: $/u.exec(gaps[at] ?? '')?.[1];
  return holder && at === 0 && atoms[at]?.measure !== 'count' ? { counted: null, holder: singular(holder) } : undefined;
}

const opens = /^ (?:[^\s()#,;]+ ){0,3}(?:\(|,|;|→|=|—|–|\/) (?:(?:=|so|for|i . e .|or|a) ){0,2}$/u;
const totalBefore =
  /^ (?:[^\s()#,;]+ ){0,3}(?:\(|,|;|→|=|—|–) (?:[^\s()#,;]+ ){0,2}(?:total|in all|in total|合计|共|总共|总计)(?: of| is)? (?:[:=] )?$/u;

/** `(640 GB total)`, `, 640 GB in all`, `(total 640 GB)`. */
function isTotal(line: Line, index: number): boolean {
  const [before, behind] = [line.gaps[index] ?? '', line.gaps[index + 1] ?? ''];
  return (opens.test(before) && inAll.test(behind) && /^ (?:[^\s()#,;]+ ){1,3}(?:\)|[,;.]|$)/u.test(behind)) || totalBefore.test(before);
}

function claimOf(line: Line, each: Atom, all: Atom): Claim {
  const [one, total] = [valueOf(each), valueOf(all, true)];
  const slack = lastSignificantUnit(all.number.text) * 0.5 * all.number.magnitude * (all.number.unit?.scale ?? 1);
  const room = all.number.decimals > 0 || all.measure === 'count' ? 0 : Math.min(slack, one.middle * 0.02);
  // GB of one may be GiB of the other
  const steps = all.measure === 'count' || all.number.unit?.text === each.number.unit?.text ? [1] : [1, 1.024, 1 / 1.024];
  const holds = steps.some((step) => {
    const [low, high] = [((total.low - room) * step) / one.high, ((total.high + room) * step) / one.low];
    return Math.floor(high + 1e-9) >= Math.max(1, Math.ceil(low - 1e-9));
  });
  const ratio = total.middle / one.middle;
  return {
    pattern: 'each',
    statement: line.statement,
    span: all.number.digits,
    holds,
    sure: 'certain',
    says: holds
      ? `holds: ${shown(all)} are ${Math.round(ratio)} times ${shown(each)}`
      : `${shown(all)} in all are ${ratio.toFixed(2)} times ${shown(each)}, not a whole number of them`,
    figures: [each.number, all.number],
    correction: null,
  };
}
