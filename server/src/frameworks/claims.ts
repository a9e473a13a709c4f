import { type Span, span } from '../text/span.ts';
import type { Launch } from './launch.ts';
import { type Slot, slotSymbol } from './slots.ts';

/** What a comment says of the launch that it stands at, and the launch does not have. */
export interface StaleClaim {
  readonly span: Span;
  readonly message: string;
  /** The number that the launch has. */
  readonly correct: string;
  /** Slot whose places show it; null where that is `shows`. */
  readonly slot: Slot | null;
  readonly shows?: Span;
}

interface Claim {
  readonly slot: Slot;
  readonly value: number;
  readonly at: Span;
}

const degree = /(?<![\w.$-])(tp|pp|cp|ep|dp)(?:[ _]?size)?(?:\s*=\s*|\s+|)(\d{1,5})(?![\w.%]|\s*(?:gpus?|nodes?)\b)/gi;
/** Words of another set-up: one that was tried, one that is possible, a bound, a rule. */
export const elsewhere =
  /\b(?:oom|out of memory|runs? out|fail(?:s|ed)?|crash\w*|validated|verified|tested|measured|instead|alternativ\w*|options?|could|would|may|might|can|e\.?g|example|default|previous\w*|old|older|was|were|before|vs|versus|if|when|for|unless|reduce|increase|lower|raise|todo|must|should|needs?|requires?|only|min(?:imum)?|max(?:imum)?|bound|up to|at least|at most|without|not|no|never|or|than|each|per|supports?|baseline|reference|assert\w*|because|since|so that|switch|change|set|try|use|near(?:by)?|another|other|similar|completed|earlier|formerly)\b|[?%∞<≤≥|]/i;
/** A comment of more words beside its degrees tells a story. */
const mostWords = 4;

/** The degrees that a comment tells of this very launch; none where it speaks of another, or is a line of config that is switched off. */
export function degreesClaimed(comment: string, start: number): Claim[] {
  // what follows from the degrees is another matter
  const text = comment.split(/->|→|=>/, 1)[0] ?? '';
  if (text.length > 200 || elsewhere.test(text) || /^[#\s]*[a-z_][\w.-]*\s*:(?:\s|$)/.test(text) || /[×*]|\d\s*x\s*\d/.test(text))
    return [];
  const out: Claim[] = [];
  for (const match of text.matchAll(degree)) {
    const digits = match[2] ?? '';
    const at = start + match.index + match[0].lastIndexOf(digits);
    out.push({ slot: (match[1] ?? '').toLowerCase() as Slot, value: Number(digits), at: span(at, at + digits.length) });
  }
  const rest = text.replace(degree, ' ').match(/\p{L}{2,}/gu) ?? [];
  if (rest.length > mostWords) return [];
  return new Set(out.map(({ slot }) => slot)).size === out.length && out.length >= 2 ? out : [];
}

/** Comments that tell other degrees than the launch has. The setting is the truth: the doubt is at the comment. */
export function staleClaims(launch: Launch): StaleClaim[] {
  const out: StaleClaim[] = [];
  for (const { text, at } of launch.input.comments ?? []) {
    for (const { slot, value, at: digits } of degreesClaimed(text, at.start)) {
      const bound = launch.get(slot);
      if (!bound || bound.weak || bound.value === value || bound.source === 'comment') continue;
      // what follows from a number of GPUs that is only told is no measure
      if (bound.source === 'default' && value !== 1) continue;
      out.push({
        span: digits,
        message: `the comment tells of ${slotSymbol(slot)} ${value}; ${bound.source === 'derived' ? 'by its settings the launch has' : 'the launch has'} ${slotSymbol(slot)} ${bound.value}`,
        correct: String(bound.value),
        slot,
      });
    }
  }
  return out;
}
