import type { Section } from '../../document/document.ts';
import { matcher } from '../../lexicon/matcher.ts';
import { slice } from '../../plan/reading.ts';
import { type Atom, type Line, valueOf } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import type { Page } from '../page.ts';
import { shown } from './ratio.ts';

/**
 * One thing stated several times under the same words. A slip is one place that departs from the others; set-ups that differ depart in
 * several places at once, or say so. No vote: the others must agree with one another, and the place that departs must stand alone.
 */
interface Mention {
  readonly key: string;
  readonly line: Line;
  readonly atom: Atom;
  readonly section: Section | null;
}

const elsewhere = matcher([
  'before',
  'after',
  'baseline',
  'previous',
  'old',
  'original',
  'option',
  'alternative',
  'variant',
  'scenario',
  'case',
  'example',
  'phase',
  'stage',
  'step',
  'experiment',
  'ablation',
  'config',
  'configuration',
  'strategy',
  'approach',
  'method',
  'plan a',
  'plan b',
  'run',
  'trial',
  'fallback',
  'minimum',
  'maximum',
  'recommended',
  'optional',
  'future',
  'current',
  'corrected',
  'target',
  'goal',
  'proposed',
  'if',
  'vs',
  'versus',
  'from',
  'to',
  'instead',
  'was',
  'compared',
  'than',
  'worst',
  'best',
  'peak',
  'average',
  'small',
  'large',
  'short',
  'long',
  'prefill',
  'decode',
  'training',
  'inference',
  'train',
  'eval',
  '方案',
  '阶段',
  '之前',
  '基线',
  '对比',
  '备选',
]);

const empty = new Set([
  'total',
  'value',
  'size',
  'count',
  'number',
  'note',
  'status',
  'result',
  'the',
  'a',
  'an',
  'of',
  'in',
  'for',
  'and',
  'is',
  'to',
  'at',
  'on',
  'with',
  'our',
  'this',
  'that',
  'all',
  'overall',
  'approx',
  'approximately',
  'about',
  'degree',
  'level',
  'config',
  'configuration',
  'setting',
  'default',
]);

export function sames(page: Page): Claim[] {
  const byKey = new Map<string, Mention[]>();
  for (const line of page.lines) {
    const mention = mentionOf(page, line);
    if (!mention) continue;
    const known = byKey.get(mention.key);
    if (known) known.push(mention);
    else byKey.set(mention.key, [mention]);
  }
  const splits = [...byKey.values()].map(split).filter((found) => found !== null);
  const claims: Claim[] = [];
  for (const { off, others } of splits) {
    // several departures in one place are another set-up
    const here = splits.filter(
      (other) =>
        (other !== undefined && other.off.line.statement.block === off.line.statement.block) ||
        (off.section !== null && other.off.section === off.section),
    );
    if (here.length > 1) continue;
    if (others.length < 2 || setApart(page, off) || others.every((other) => setApart(page, other))) continue;
    claims.push(claimOf(off, others));
  }
  for (const mentions of byKey.values()) {
    if (mentions.length < 2 || !mentions.every((mention) => meet(mention.atom, (mentions[0] as Mention).atom))) continue;
    for (const mention of mentions)
      claims.push(
        claimOf(
          mention,
          mentions.filter((other) => other !== mention),
          true,
        ),
      );
  }
  return claims;
}

/** The mention that departs from all others, which agree with one another. */
function split(mentions: readonly Mention[]): { readonly off: Mention; readonly others: readonly Mention[] } | null {
  if (mentions.length < 3) return null;
  for (const off of mentions) {
    const others = mentions.filter((other) => other !== off);
    const [first] = others;
    if (first && others.every((other) => meet(other.atom, first.atom)) && others.every((other) => !meet(other.atom, off.atom)))
      return { off, others };
  }
  return null;
}

function meet(a: Atom, b: Atom): boolean {
  const [x, y] = [valueOf(a, true), valueOf(b, true)];
  const slack = a.number.qualifier === 'about' || b.number.qualifier === 'about' ? 0.05 : 1e-9;
  return x.low <= y.high * (1 + slack) && y.low <= x.high * (1 + slack);
}

function mentionOf(page: Page, line: Line): Mention | null {
  const { label, body, section, kind, cell, fence } = line.statement;
  // code and logs state many set-ups
  if (cell || !label || kind === 'heading' || kind === 'comment' || fence !== null) return null;
  const own = line.atoms.filter(({ number }) => number.digits.start >= body.start);
  const [main] = own;
  if (!main || main.to || main.term || (main.number.qualifier !== 'exact' && main.number.qualifier !== 'about')) return null;
  // only filler before the figure: it is what the label names
  const space = line.gaps[line.atoms.indexOf(main)] ?? '';
  const labelled = slice(page.document, label);
  if (
    /\d/.test(labelled) ||
    !/[:：=]\s*(?:[~≈$*\s]|about )*$/.test(page.document.plain.slice(label.start, main.number.span.start).replaceAll('\0', ''))
  )
    return null;
  if (/[→]|\bfrom\b/.test(space)) return null;
  const key = keyOf(labelled, main);
  return key ? { key, line, atom: main, section } : null;
}

/** The label's words in one order, what it is counted per, and the measure. */
function keyOf(label: string, main: Atom): string | null {
  const words = label
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .split(' ')
    .map((word) => word.replace(/s$/, ''));
  const content = words.filter((word) => word !== '' && !empty.has(word));
  if (content.length === 0 || content.length > 6) return null;
  const per = main.noun.indexOf('per');
  const unit = per >= 0 ? main.noun.slice(per, per + 2).join(' ') : main.noun[0] === 'each' ? 'each' : '';
  return `${content.sort().join(' ')}|${words.includes('total') ? 'total' : ''}|${unit}|${main.measure}`;
}

/** Its own words or a heading above say that it speaks of another set-up. */
function setApart(page: Page, { line, section }: Mention): boolean {
  if (elsewhere(page.text(line.statement))) return true;
  for (let at = section; at && at.level > 1; at = at.parent) if (elsewhere(page.title(at))) return true;
  for (let at = line.statement.parent; at; at = at.parent) if (elsewhere(page.text(at))) return true;
  return false;
}

function claimOf(off: Mention, others: readonly Mention[], holds = false): Claim {
  const [first] = others as [Mention];
  return {
    pattern: 'same',
    statement: off.line.statement,
    span: off.atom.number.digits,
    holds,
    sure: 'likely',
    says: holds
      ? `holds: stated so ${others.length + 1} times`
      : `${shown(off.atom)} here, but ${shown(first.atom)} in ${others.length} other places under the same words`,
    figures: [off.atom.number, ...others.slice(0, 6).map(({ atom }) => atom.number)],
    correction: { number: off.atom.number, value: valueOf(first.atom).middle },
  };
}
