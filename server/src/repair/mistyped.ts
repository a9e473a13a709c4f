/** How much likelier a figure is mistyped so than any figure of its length is, in bits; `steps`: so many figures would have done. */
export function slipBits(written: string, meant: string, steps = 1): number {
  const [from, to] = [plain(written), plain(meant)];
  if (isOneSlip(from, to)) {
    const digits = Math.max(from.replace('.', '').length, to.replace('.', '').length);
    // so many figures are one slip away: a digit wrong, left out, put in, or two swapped
    return Math.min(most, Math.max(0, Math.log2(10 ** digits / (slipsPerDigit * digits * steps))));
  }
  return factors.some((factor) => isAlike(Number(from), factor * Number(to))) ? byFactor : 0;
}

/** What one figure is off by in one digit, another that follows from it often is as well. */
const most = 3;
const slipsPerDigit = 20;

/** Forgotten twice, counted once, or in the unit beside it. */
const factors = [2, 0.5, 10, 0.1, 100, 0.01, 1000, 0.001];
const byFactor = 1.5;

const isAlike = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.abs(b);

/** Of what a figure may read, the least and the most as printed, the one that it is plainly mistyped for; undefined where chance gives one too. */
export function meantBy(written: string, low: number, high: number): number | undefined {
  const text = plain(written);
  const value = Number(text);
  const isIn = (one: number): boolean => one >= low * (1 - 1e-9) && one <= high * (1 + 1e-9);
  const byPlainFactor = factors.map((factor) => value / factor).filter(isIn);
  if (byPlainFactor[0] !== undefined) return byPlainFactor[0];
  const digits = text.replace('.', '').length;
  const decimals = text.split('.')[1]?.length ?? 0;
  const steps = 1 + (high - low) * 10 ** decimals;
  if ((slipsPerDigit * digits * steps) / 10 ** digits > 0.5) return undefined;
  const [only, ...others] = [...new Set(slipsOf(text).map(Number).filter(isIn))];
  return others.length === 0 ? only : undefined;
}

/** A digit wrong, left out, put in, two neighbours swapped. */
function slipsOf(text: string): string[] {
  const out: string[] = [];
  for (let at = 0; at <= text.length; at++) {
    const [before, behind] = [text.slice(0, at), text.slice(at)];
    for (const digit of '0123456789') {
      out.push(before + digit + behind);
      if (/^\d/.test(behind)) out.push(before + digit + behind.slice(1));
    }
    if (/^\d/.test(behind)) out.push(before + behind.slice(1));
    if (/^\d\d/.test(behind)) out.push(before + behind[1] + behind[0] + behind.slice(2));
  }
  return out.filter((one) => one !== text && /^(?:0|[1-9]\d*)(?:\.\d+)?$/.test(one));
}

const plain = (text: string): string => text.replace(/[,{}\s]/g, '');

/** A character wrong, left out, put in or doubled, or two neighbours swapped. */
function isOneSlip(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let from = 0;
  while (from < a.length && a[from] === b[from]) from++;
  let [endA, endB] = [a.length, b.length];
  while (endA > from && endB > from && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  const [left, right] = [a.slice(from, endA), b.slice(from, endB)];
  return left.length + right.length <= 2
    ? left.length <= 1 && right.length <= 1
    : left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}
