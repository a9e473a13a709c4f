/** How many there were, and how many of them were found. */
export interface Found {
  n: number;
  found: number;
}

/** What was counted over documents. Every number is a count. */
export interface Tally {
  documents: number;
  plans: number;
  /** Figures written, those read as a quantity, and those that a claim or an equation rests on. */
  figures: { written: number; read: number; held: number };
  /** Claims by pattern. */
  claims: Record<string, { holds: number; broken: number; unknown: number }>;
  /** Findings that meet a labelled mistake, a labelled doubt, or neither. */
  errors: Judged;
  warnings: Judged;
  /** Errors and warnings by how sure they are. */
  sure: Record<string, Judged>;
  /** Findings on lines that look wrong and are right. */
  trapAlarms: number;
  /** Mistakes that the document proves, those that arithmetic alone proves, doubts. */
  determinate: Found;
  mechanical: Found;
  doubts: Found;
  /** Provable mistakes by kind. */
  kinds: Record<string, Found>;
  /** Right claims of which a figure was changed; noticed at all, and as an error. */
  mutation: Found & { asError: number };
}

export interface Judged {
  true: number;
  doubt: number;
  false: number;
}

export const noTally = (): Tally => ({
  documents: 0,
  plans: 0,
  figures: { written: 0, read: 0, held: 0 },
  claims: {},
  errors: { true: 0, doubt: 0, false: 0 },
  warnings: { true: 0, doubt: 0, false: 0 },
  sure: {},
  trapAlarms: 0,
  determinate: { n: 0, found: 0 },
  mechanical: { n: 0, found: 0 },
  doubts: { n: 0, found: 0 },
  kinds: {},
  mutation: { n: 0, found: 0, asError: 0 },
});

type Counts = { [key: string]: number | Counts };

/** Adds every count of `other` to `to`. */
export const add = (to: Tally, other: Tally): void => addCounts(to as unknown as Counts, other as unknown as Counts);

function addCounts(to: Counts, other: Counts): void {
  for (const [key, value] of Object.entries(other)) {
    const known = to[key];
    if (typeof value === 'number') to[key] = (typeof known === 'number' ? known : 0) + value;
    else {
      const inner = typeof known === 'object' ? known : {};
      to[key] = inner;
      addCounts(inner, value);
    }
  }
}

export const sum = (tallies: readonly Tally[]): Tally => {
  const out = noTally();
  for (const tally of tallies) add(out, tally);
  return out;
};

/** Of a hundred, with one digit; null where there is nothing to count. */
export const percent = (part: number, whole: number): number | null => (whole === 0 ? null : Math.round((1000 * part) / whole) / 10);

export const all = ({ true: right, doubt, false: wrong }: Judged): number => right + doubt + wrong;
