/** Figures as the page writes them. */

/** Bytes in decimal gigabytes, as cards are sold: `41.3 GB`. */
export const gigabytes = (bytes: number): string => `${short(bytes / 1e9)} GB`;

/** Three digits: `1,234`, `41.3`, `0.62`. */
export function short(value: number): string {
  const rounded = Number(value.toPrecision(3));
  return Math.abs(rounded) >= 1000 ? rounded.toLocaleString('en-US') : String(rounded);
}

export const percent = (share: number): string => `${short(100 * share)} %`;

/** Bytes of a message: `1.88 GB`, `403 MB`. */
export const traffic = (bytes: number): string => (bytes >= 1e9 ? gigabytes(bytes) : `${short(bytes / 1e6)} MB`);

/** Round marks from 0 to `end`, some five of them. */
export function marks(end: number): number[] {
  const raw = end / 5;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= raw) ?? raw;
  return Array.from({ length: Math.floor(end / step) + 1 }, (_, at) => at * step);
}
