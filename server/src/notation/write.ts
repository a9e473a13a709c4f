import { bytesOfFormat } from './formats.ts';
import type { WrittenNumber } from './number.ts';

/**
 * Writes `value` (SI base units) the way `like` is written: its unit and magnitude, its decimals, its thousands separators.
 * More decimals only where the author's would change a whole number into another one, and a percentage is none.
 */
export function writeLike(value: number, like: WrittenNumber): string {
  const shown = value / (like.magnitude * (like.unit?.scale ?? 1));
  const text = pointMoved(shown, like) ?? trimmed(shown, decimalsFor(shown, like), isHalved(shown, like) ? 0 : like.decimals);
  const blank = /\d(\s)\d/.exec(like.text)?.[1];
  if (blank) return separate(text, blank);
  const separated =
    like.text.includes(',') || (like.grouped === true && like.magnitude === 1 && (like.unit === null || like.unit.noun !== null));
  return separated ? separate(text, like.text.includes('{,}') ? '{,}' : ',') : text;
}

/**
 * The same where a reader of it takes it for the value; undefined where no figure in this style says it: one that is too small for its unit,
 * too large for plain digits, or none at all.
 */
export function figureLike(value: number, like: WrittenNumber): string | undefined {
  const shown = value / (like.magnitude * (like.unit?.scale ?? 1));
  if (!Number.isFinite(shown) || !isRewritable(like)) return undefined;
  const text = writeLike(value, like);
  const fraction = /^[0-9](?:[0-9,{}]|\s(?=[0-9])){0,30}(?:\.([0-9]{1,20}))?$/.exec(text);
  if (!fraction) return undefined;
  const read = Number(text.replace(/[,{}\s]/g, ''));
  const off = Math.abs(read - shown);
  const last = 10 ** -(fraction[1]?.length ?? 0);
  return (read === 0) === (shown === 0) && off <= 0.501 * last && off <= aTenth * Math.abs(shown) ? text : undefined;
}

/** The same digits with the point further right, where they are those of `value`: 71.9 was meant by 7.19, not 71.90. */
function pointMoved(shown: number, like: WrittenNumber): string | undefined {
  const digits = like.text.replace(/[^0-9]/g, '').replace(/^0+/, '');
  if (like.decimals === 0 || digits === '' || digits.length > mostDigits) return undefined;
  const rounded = Number(shown.toPrecision(digits.length));
  if (rounded === like.shown) return undefined;
  for (let decimals = 0; decimals < like.decimals; decimals++)
    if (Number(`${digits}e-${decimals}`) === rounded) return rounded.toFixed(decimals);
  return undefined;
}

/** Of a figure that people measure. */
const mostDigits = 9;

/** Decimals as the author's; more where the figure would be another number without them, of shares and rough figures where it would be off by much. */
function decimalsFor(shown: number, like: WrittenNumber): number {
  const off = (decimals: number): number => Math.abs(Number(shown.toFixed(decimals)) - shown) / Math.max(Math.abs(shown), 1e-9);
  const rough = like.unit?.percent === true || like.qualifier === 'about';
  if (rough || like.decimals > 0) {
    let decimals = Math.min(like.decimals, mostDecimals);
    // who rounds to whole percents does so with this one
    if (like.unit?.percent === true && off(decimals) <= aTenth) return decimals;
    while (decimals < 4 && off(decimals) > roughly) decimals++;
    return decimals;
  }
  if (off(0) <= 1e-9) return 0;
  return Math.abs(shown) >= 100 ? 1 : Math.abs(shown) >= 1 ? 2 : 3;
}

/** 0.125 and 0.25 are halves of halves, as long as each needs: nobody means 0.250. */
const isHalved = (shown: number, { decimals, shown: was }: WrittenNumber): boolean =>
  decimals >= 3 &&
  decimals <= 6 &&
  [shown, was].every((value) => Number.isInteger(value * 2 ** decimals)) &&
  !Number.isInteger(was * 2 ** (decimals - 1));

/** More say nothing of a figure that was worked out with seventeen digits. */
const mostDecimals = 20;
const roughly = 0.025;
const aTenth = 0.1;

/** Whether the figure is written in digits, or as a numeral, and so can be another: `FP16` for two bytes cannot. */
export const isRewritable = (like: WrittenNumber): boolean => bytesOfFormat(like.text) === undefined;

/** What `writeLike` gives, as a number in SI base units: what a reader of the result will take it for. */
export function roundLike(value: number, like: WrittenNumber): number {
  return Number(writeLike(value, like).replace(/[,{}\s]/g, '')) * like.magnitude * (like.unit?.scale ?? 1);
}

function trimmed(value: number, decimals: number, keep: number): string {
  let text = value.toFixed(decimals);
  if (decimals > keep) {
    while (text.includes('.') && text.endsWith('0')) text = text.slice(0, -1);
    if (text.endsWith('.')) text = text.slice(0, -1);
  }
  return text;
}

export function separate(text: string, separator = ','): string {
  const [whole = '', fraction] = text.split('.');
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, separator);
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

const magnitudeSigns: ReadonlyMap<number, string> = new Map([
  [1e3, 'K'],
  [1e4, '万'],
  [1e6, 'M'],
  [1e8, '亿'],
  [1e9, 'B'],
  [1e12, 'T'],
]);

/** What stands behind the digits of a number, in messages: `B`, ` GB`, ` %`, `e13`. */
export function suffixOf({ magnitude, unit, scientific }: WrittenNumber): string {
  const size = scientific ? `e${Math.round(Math.log10(magnitude))}` : (magnitudeSigns.get(magnitude) ?? '');
  return `${size}${unit && unit.noun !== 'money' ? (unit.percent ? ' %' : unit.times ? '×' : ` ${unit.text}`) : ''}`;
}

/** For messages: `2048`, `4,096,000`, `58.6`: up to `digits` significant digits, separators from ten thousand on. */
export function figure(value: number, digits = 4): string {
  if (!Number.isFinite(value)) return String(value);
  if (Math.abs(value) >= 1e15) return value.toPrecision(3).replace('e+', 'e');
  const whole = Math.abs(value) >= 10 ** (digits - 1) || Number.isInteger(value);
  const text = whole ? String(Math.round(value)) : String(Number(value.toPrecision(digits)));
  if (text.includes('e')) return text;
  return Math.abs(value) >= 10_000 ? separate(text) : text;
}

const steps: readonly (readonly [number, string])[] = [
  [1e15, 'P'],
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
];

/** `117.2 MB`, `58.6 million`-free: a quantity of bytes with a decimal prefix. */
export function bytesText(value: number): string {
  for (const [size, prefix] of steps) if (Math.abs(value) >= size) return `${figure(value / size)} ${prefix === 'k' ? 'kB' : `${prefix}B`}`;
  return `${figure(value)} bytes`;
}

/** `58.6 million`, `30 billion`. */
export function countText(value: number): string {
  for (const [size, word] of [
    [1e12, 'trillion'],
    [1e9, 'billion'],
    [1e6, 'million'],
  ] as const) {
    if (Math.abs(value) >= size) return `${figure(value / size, 3)} ${word}`;
  }
  return figure(value);
}

export const percentText = (ratio: number): string => `${figure(ratio * 100, 3)} %`;

/** Whether `value` in the place of a number written as a plain whole one would be a fraction: half a head, 39.7 layers. */
export const splitsCount = (like: WrittenNumber, value: number): boolean =>
  like.unit === null &&
  like.magnitude === 1 &&
  like.decimals === 0 &&
  Number.isInteger(like.value) &&
  Math.abs(value - Math.round(value)) > 1e-6 * Math.max(1, Math.abs(value));
