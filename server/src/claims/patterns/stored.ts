import { bytesOfFormat } from '../../notation/formats.ts';
import type { Interval } from '../../notation/interval.ts';
import { bytesText, figure } from '../../notation/write.ts';
import { type Atom, type Line, valueOf } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { shown } from './ratio.ts';

/**
 * Parameters beside the bytes that they take in a format that is named: `70B (140 GB in FP16)`, `10B params, 20 GB in BF16`. Told false only
 * where neither decimal nor binary gigabytes fit, nor a size that is nominal: `8B` of 8.03.
 */
export function stored(line: Line): Claim[] {
  const out: Claim[] = [];
  for (const [index, bytes] of line.atoms.entries()) {
    const params = line.atoms[index - 1];
    if (!params || bytes.measure !== 'bytes1' || bytes.to || bytes.term || !isParameters(params)) continue;
    const between = line.gaps[index] ?? '';
    const behind = (line.gaps[index + 1] ?? '').split(/[();.:]|\b(?:and|or|with|vs)\b/)[0] ?? '';
    if (
      !joins.test(between) ||
      more.test(line.gaps[index + 1] ?? '') ||
      /\b(?:per|each|every|a|one|of)\b|每|\//.test(behind.replace(/^ of (?:the )?weights? /, ' '))
    )
      continue;
    const ahead = /(?:^ |[,;:.] )in (?:[^ ]+ )?([^ ]+) (?:the |all |its )*$/u.exec(line.gaps[index - 1] ?? '')?.[1];
    const width = formatIn(between) ?? formatIn(behind) ?? formatIn(ahead ?? '');
    if (width !== undefined) out.push(claimOf(line, params, bytes, width));
  }
  return out;
}

/** Not of weights alone. */
const more =
  /\b(?:kv|cache|overhead|total|all|including|incl|plus|activations?|optimi[sz]er|master|adamw?|moments?|states|gradients?|training|minimum|least)\b|缓存|总/u;

/** A parenthesis, or a comma: nothing that tells of a part. */
const joins =
  /^ (?:parameters |params |parameter model |dense |model |weights )*(?:\(|,|=|→|—|–|:|, so|, i . e .|takes?|needs?|occup(?:y|ies)|makes?|are|is) (?:(?:about|weights|model|is|are|takes|in|[a-z]+\d+) )*$/;

const isParameters = ({ measure, number, noun, to, term }: Atom): boolean =>
  to === null &&
  !term &&
  (number.qualifier === 'exact' || number.qualifier === 'about') &&
  (measure === 'B' || (measure === 'count' && number.unit === null && number.magnitude >= 1e6 && !/^tokens?$/.test(noun[0] ?? '')));

/** The one format among the words; undefined where there is none, or several. */
function formatIn(words: string): number | undefined {
  const widths = words
    .split(/[ /-]/)
    .map(bytesOfFormat)
    .filter((width) => width !== undefined);
  return new Set(widths).size === 1 ? widths[0] : undefined;
}

/** Nominal sizes, and what a binary gigabyte is more than a decimal one. */
const slack = 1.12;

function claimOf(line: Line, params: Atom, bytes: Atom, width: number): Claim {
  const count: Interval = valueOf(params);
  const billions = params.measure === 'B' ? params.number.shown * 1e9 : count.middle;
  const said = valueOf(bytes, true);
  const value = billions * width;
  const holds = value * slack >= said.low && value / slack <= said.high;
  return {
    pattern: 'unit',
    statement: line.statement,
    span: bytes.number.span,
    holds,
    sure: 'likely',
    says: holds
      ? `holds: ${shown(params)} parameters of ${figure(width)} bytes`
      : `${shown(params)} parameters at ${figure(width)} ${width === 1 ? 'byte' : 'bytes'} are ${bytesText(value)}, not ${shown(bytes)}`,
    figures: [params.number, bytes.number],
    correction: { number: bytes.number, value },
  };
}
