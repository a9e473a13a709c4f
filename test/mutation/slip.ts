import type { Site } from './generator/page.ts';
import type { GeneratedPlan } from './generator/plan.ts';
import type { Random } from './generator/random.ts';
import { decimalsOf, type Oracle } from './oracle.ts';

/** One number changed as people change numbers by mistake. */
export interface Slip {
  readonly kind: string;
  readonly site: Site;
  readonly newText: string;
  readonly text: string;
  /** Whether exactly one change of one number makes the plan true again, and it is the way back. */
  readonly decided: boolean;
  /** Where it is not: what else could be the wrong one. */
  readonly rivals: readonly string[];
}

/** Slips of one number, as digits without separators. */
const kinds: readonly (readonly [string, (digits: string, value: number, random: Random) => string])[] = [
  ['doubled', (digits, value) => (value * 2).toFixed(decimals(digits))],
  ['halved', (digits, value) => (value / 2).toFixed(decimals(digits))],
  ['fourfold', (digits, value) => (value * 4).toFixed(decimals(digits))],
  ['another power of two', (_digits, value, random) => (Number.isInteger(Math.log2(value)) ? String(2 ** random.int(0, 10)) : '')],
  ['digit typo', (digits, _value, random) => replaceDigit(digits, random)],
  ['swapped digits', (digits, _value, random) => swapped(digits, random)],
  ['tenfold', (digits, value) => (value * 10).toFixed(decimals(digits))],
  ['digit dropped', (digits, _value, random) => dropped(digits, random)],
  [
    'digit twice',
    (digits, _value, random) => {
      const at = random.int(0, digits.length - 1);
      return /\d/.test(digits[at] ?? '') ? digits.slice(0, at) + digits[at] + digits.slice(at) : '';
    },
  ],
  ['off by one', (digits, value, random) => (decimals(digits) === 0 ? String(value + random.pick([-1, 1])) : '')],
];

const decimals = (digits: string): number => (digits.includes('.') ? digits.length - digits.indexOf('.') - 1 : 0);

function replaceDigit(digits: string, random: Random): string {
  const at = random.int(0, digits.length - 1);
  if (!/\d/.test(digits[at] ?? '')) return '';
  return digits.slice(0, at) + random.int(0, 9) + digits.slice(at + 1);
}

function swapped(digits: string, random: Random): string {
  if (digits.length < 2) return '';
  const at = random.int(0, digits.length - 2);
  return digits.slice(0, at) + digits[at + 1] + digits[at] + digits.slice(at + 2);
}

function dropped(digits: string, random: Random): string {
  const at = random.int(0, digits.length - 1);
  return /\d/.test(digits[at] ?? '') ? digits.slice(0, at) + digits.slice(at + 1) : '';
}

/** Draws a site and a slip that a careful reader of this plan would notice; null where the plan has none. */
export function drawSlip(plan: GeneratedPlan, oracle: Oracle, random: Random): Slip | null {
  const tied = plan.sites.filter((site) => /^\d/.test(site.text) && oracle.tied(site));
  for (let tries = 0; tries < 200 && tied.length > 0; tries++) {
    const site = random.pick(tied);
    const [kind, change] = random.pick(kinds);
    const digits = site.text.replace(/,/g, '');
    const changed = change(digits, site.shown, random);
    const slip = applySlip(plan, oracle, site, kind, changed);
    if (slip) return slip;
  }
  return null;
}

/**
 * `3 × 16 × 16 × 2` where one of the bare factors was 4: which of the two it was cannot be seen. `8 × 16 = 32` where TP 2 × PP 16 was meant,
 * and the cluster has 4 nodes of 8, may as well be the nodes.
 */
function hides(plan: GeneratedPlan, site: Site, value: number): boolean {
  const bare = plan.relations.filter(({ unnamed }) => unnamed.includes(site));
  if (bare.some(({ unnamed }) => unnamed.some((other) => other !== site && other.shown === value))) return true;
  const cluster = plan.sites.filter(({ id }) => id === 'nodes' || id === 'gpus_per_node').map(({ shown }) => shown);
  return bare.some(
    ({ unnamed }) => unnamed.length === 2 && unnamed.some((other) => cluster.includes(other === site ? value : other.shown)),
  );
}

/** The slip that puts `digits` in a site's place; null where it is none, or a reader could not notice it. */
export function applySlip(plan: GeneratedPlan, oracle: Oracle, site: Site, kind: string, digits: string): Slip | null {
  if (!/^(?:0|[1-9]\d*)(?:\.\d+)?$/.test(digits) || digits.length > 9) return null;
  const value = Number(digits);
  if (value === site.shown || (value === 0 && !site.notation.includes('range'))) return null;
  const shown = oracle.shown;
  shown[site.index] = value;
  if (oracle.consistentAt(site, shown)) return null;
  const separated = site.text.includes(',');
  const newText = separated ? digits.replace(/\B(?=(?:\d{3})+$)/g, ',') : digits;
  const repairs = oracle.repairs(shown);
  const back = repairs.find((repair) => repair.site === site);
  // that a thousand is written with a separator can be known from the slip itself or from other numbers
  const style = !separated || newText.includes(',') || plan.sites.some((other) => other !== site && other.text.includes(','));
  const decided =
    style &&
    !hides(plan, site, value) &&
    repairs.length === 1 &&
    back !== undefined &&
    back.texts.size === 1 &&
    back.texts.has(site.shown.toFixed(decimalsOf(site)));
  const text = plan.text.slice(0, site.start) + newText + plan.text.slice(site.end);
  return {
    kind,
    site,
    newText,
    text,
    decided,
    rivals: repairs
      .filter((repair) => repair.site !== site)
      .map((repair) => `${repair.site.id} at ${repair.site.start} → ${[...repair.texts].join(' or ')}`),
  };
}
