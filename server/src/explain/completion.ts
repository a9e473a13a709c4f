import { type Analysis, analyze, sameOptions } from '../analyze.ts';
import { candidates, degreeSlots } from '../frameworks/candidates.ts';
import { productText, worldOf } from '../frameworks/world.ts';
import { figure } from '../notation/write.ts';
import { type Span, span } from '../text/span.ts';
import { launchMemory, launchNumberAt, sharesOf } from './launch.ts';
import { rangeText } from './range-text.ts';

/** A value that may stand at a place. */
export interface Completion {
  readonly value: number;
  /** In a few words what follows: `32 GPUs = TP 4 × PP 2 × DP 4`. */
  readonly detail: string;
  /** The rest, in markdown; '' where there is nothing to say. */
  readonly markdown: string;
}

export interface Completions {
  /** The characters that a value replaces; empty where none stands there yet. */
  readonly span: Span;
  readonly values: readonly Completion[];
}

const mostDigits = 6;
/** What leads to a value that is not there yet: a key and a colon, a flag, a list item, an opening quote. */
const opens = /(?:[:=]\s*|\s-\s+|--?[\w-]+\s+)["']?$/;

/** Values that a degree of parallelism can take where the cursor is; null where there is no such degree, or nothing limits it. */
export function completionsAt(analysis: Analysis, offset: number): Completions | null {
  const { text } = analysis;
  const at = numberAround(text, offset);
  const { plan } = analysis;
  if (!at || !plan || !analysis.isPlan || (plan.launches.launches.length === 0 && plan.launches.dialects.size === 0)) return null;
  let read = analysis;
  if (at.start === at.end) {
    if (!opens.test(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset))) return null;
    // a value that is yet to be typed is read as if it were 1
    read = analyze(`${text.slice(0, at.start)}1${text.slice(at.end)}`, { ...sameOptions(analysis), previous: analysis });
  }
  if (!read.plan || !read.isPlan) return null;
  const found = launchNumberAt(read.plan, at.start);
  const place = found?.bound.place;
  if (!found || !place || place.start !== at.start || !found.bound.editable || !degreeSlots.has(found.slot)) return null;
  const { launch, slot } = found;
  const values = candidates(launch, slot).map((value): Completion => {
    const changed = launch.with(slot, value);
    const { factors, size, perReplica } = worldOf(changed);
    const total = size ?? perReplica;
    const world = total === null ? '' : `${productText(factors)} = ${figure(total)} GPUs${size === null ? ' a copy' : ''}`;
    const shares = sharesOf(changed, slot).filter((share) => !share.includes('ranks'));
    const memory = launchMemory(plan, changed);
    const markdown = [...sharesOf(changed, slot), ...(memory ? [`${rangeText(memory.total)} on each GPU`] : [])].join('\n\n');
    return { value, detail: [world, ...shares.slice(0, 1)].filter((part) => part !== '').join(' · '), markdown };
  });
  return values.length > 1 ? { span: at, values } : null;
}

/** The digits around the offset, or the place for some. */
function numberAround(text: string, offset: number): Span | null {
  const digit = (at: number): boolean => /\d/.test(text[at] ?? '');
  let start = offset;
  let end = offset;
  while (start > 0 && digit(start - 1)) start--;
  while (end < text.length && digit(end)) end++;
  if (end - start > mostDigits || /[\w.]/.test(text[start - 1] ?? '') || /[\w.]/.test(text[end] ?? '')) return null;
  return span(start, end);
}
