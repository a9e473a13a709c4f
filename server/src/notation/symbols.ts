/**
 * Abbreviations that authors glue to a number (`TP8`, `EP64_TP2`) and use as names in equations (`TP × PP × DP`).
 * Whether they mean a degree is for the vocabulary to say; here it only matters that `H100` and `FP16` are not among them.
 */
const symbols: ReadonlySet<string> = new Set(
  [
    'TP',
    'PP',
    'EP',
    'DP',
    'CP',
    'SP',
    'VP',
    'VPP',
    'ETP',
    'EDP',
    'MP',
    'FSDP',
    'HSDP',
    'USP',
    'MBS',
    'GBS',
    'GAS',
    'GA',
    'AGA',
    'NNODES',
    'DEP',
    'TEP',
    'DCP',
    'PCP',
  ].flatMap((symbol) => [symbol, symbol.toLowerCase()]),
);

export const isSymbol = (word: string): boolean => symbols.has(word);

export interface GluedSymbol {
  readonly symbol: string;
  readonly value: number;
  /** Offsets inside the word. */
  readonly symbolStart: number;
  readonly digitsStart: number;
  readonly digitsEnd: number;
}

const nothing: readonly GluedSymbol[] = [];

/** `TP8` → TP 8; `EP64_TP2` → EP 64, TP 2; `tp8pp2` → TP 8, PP 2. Empty where the word is anything else. */
export function splitGlued(word: string): readonly GluedSymbol[] {
  // most words end in a letter
  const last = word.charCodeAt(word.length - 1);
  if (!(last >= 48 && last <= 57)) return nothing;
  const out: GluedSymbol[] = [];
  let at = 0;
  while (at < word.length) {
    const symbolStart = at;
    while (at < word.length && /[A-Za-z]/.test(word[at] ?? '')) at++;
    const symbol = word.slice(symbolStart, at);
    const digitsStart = at;
    while (at < word.length && /[0-9]/.test(word[at] ?? '')) at++;
    if (!isSymbol(symbol) || at === digitsStart || at - digitsStart > 6) return [];
    out.push({ symbol, value: Number(word.slice(digitsStart, at)), symbolStart, digitsStart, digitsEnd: at });
    if (word[at] === '_') at++;
  }
  return out;
}
