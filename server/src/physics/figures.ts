/** Figures as formulas show them. The only place where bytes become GB. */

/** A count in three figures and a power of thousand: `30.5e9`. */
export function billions(count: number): string {
  if (count >= 1e12) return `${figure(count / 1e12)}e12`;
  if (count >= 1e9) return `${figure(count / 1e9)}e9`;
  if (count >= 1e6) return `${figure(count / 1e6)}e6`;
  return figure(count);
}

/** The same in words: `30.5 billion`. */
export function spokenCount(count: number): string {
  if (count >= 1e12) return `${figure(count / 1e12)} trillion`;
  if (count >= 1e9) return `${figure(count / 1e9)} billion`;
  return count >= 1e6 ? `${figure(count / 1e6)} million` : figure(count);
}

/** Three significant digits, without trailing zeros and without an exponent. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Math.abs(value) >= 1000) return String(Math.round(value)).replace(/\B(?=(?:\d{3})+$)/g, ',');
  return String(Number(value.toPrecision(3)));
}

/** Bytes in three figures with a decimal unit: `58.6 MB`, `1.34 TB`. */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;
  let power = 0;
  let scaled = value;
  while (Math.abs(scaled) >= 1000 && power < units.length - 1) {
    scaled /= 1000;
    power++;
  }
  return `${figure(scaled)} ${units[power]}`;
}

/** An interval of bytes: `1.2 to 15.6 GB`, with one unit where both ends share it; a single figure where they agree to three digits. */
export function byteRange(low: number, high: number): string {
  const a = bytes(low);
  const b = bytes(high);
  if (a === b) return a;
  const unit = b.slice(b.lastIndexOf(' '));
  return a.endsWith(unit) ? `${a.slice(0, a.length - unit.length)} to ${b}` : `${a} to ${b}`;
}
