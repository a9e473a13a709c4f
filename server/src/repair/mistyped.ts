/** How much likelier a figure is mistyped so than any figure of its length is, in bits. */
export function slipBits(written: string, meant: string): number {
  const [from, to] = [plain(written), plain(meant)];
  const digits = Math.max(from.replace('.', '').length, to.replace('.', '').length);
  // so many figures are one slip away: a digit wrong, left out, put in, or two swapped
  const near = 20 * digits;
  return isOneSlip(from, to) ? Math.min(most, Math.max(0, Math.log2(10 ** digits / near))) : 0;
}

/** What one figure is off by in one digit, another that follows from it often is as well. */
const most = 3;

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
