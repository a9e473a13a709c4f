import { figure } from '../../notation/write.ts';
import { type Atom, type Line, valueOf } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { gap, words } from '../phrases.ts';
import { agrees } from '../ratio.ts';
import { shown } from './ratio.ts';

/** `12 nodes of 8 GPUs`, `16 nodes, 8 GPUs each`, `128 台,每台 8 卡`. */
const of = gap('W(?:of|with|×|x|, each with|each with|, with|,|each having|having|,? ?每\\p{L}*) W');
/** Behind the second figure: `(128 GPUs)`, `, 96 in total`, `共 1024 卡`. */
const total = gap(
  String.raw`W(?:each |apiece |per \p{L}+ )?(?:\(|,|=|→|—|–|:|;|共|总共|合计|, ?共|in total|makes|are|is|i . e .) (?:= |共 |total |a total of |in all |i . e . )?`,
);
const inAll = new RegExp(`^ ${words}(?:in total|in all|altogether|total|overall|共|总)`, 'u');
const told = /(?:each|apiece|in total|in all|altogether|total|每|共)/u;

/** So many things with so much each, and how much that is in all; counted in one noun, or told to be the total. */
export function eachs(line: Line): Claim[] {
  const out: Claim[] = [];
  for (let at = 0; at + 2 < line.atoms.length; at++) {
    const [many, each, all] = [line.atoms[at], line.atoms[at + 1], line.atoms[at + 2]] as [Atom, Atom, Atom];
    if ([many, each, all].some((atom) => atom.term || atom.to || atom.number.qualifier !== 'exact')) continue;
    if (
      many.measure !== 'count' ||
      many.number.decimals > 0 ||
      each.measure !== all.measure ||
      each.measure === '%' ||
      each.measure === 'x'
    )
      continue;
    const [before, between] = [line.gaps[at + 1] ?? '', line.gaps[at + 2] ?? ''];
    if (!of.test(before) || !total.test(between)) continue;
    const whole = told.test(`${before}${between}`) || inAll.test(line.gaps[at + 3] ?? '') || inAll.test(` ${all.noun.join(' ')} `);
    const [noun, same] = [stem(each), stem(all)];
    if (
      !whole ||
      (noun !== null && same !== null && noun !== same && each.measure === 'count') ||
      stem(many) === noun ||
      stem(many) === null
    )
      continue;
    out.push(claimOf(line, many, each, all));
  }
  return out;
}

const stem = ({ noun, measure }: Atom): string | null => (measure === 'count' ? (noun[0]?.replace(/s$/, '') ?? null) : measure);

function claimOf(line: Line, many: Atom, each: Atom, all: Atom): Claim {
  const [n, one] = [valueOf(many), valueOf(each)];
  const product = { low: n.low * one.low, middle: n.middle * one.middle, high: n.high * one.high };
  const holds = agrees(product, all.number);
  return {
    pattern: 'each',
    statement: line.statement,
    span: all.number.span,
    holds,
    sure: 'certain',
    says: holds
      ? `holds: ${shown(many)} × ${shown(each)}`
      : `${shown(many)} × ${shown(each)} is ${figure(product.middle / (all.number.magnitude * (all.number.unit?.scale ?? 1)))}, not ${shown(all)}`,
    figures: [many.number, each.number, all.number],
    correction: { number: all.number, value: product.middle },
  };
}
