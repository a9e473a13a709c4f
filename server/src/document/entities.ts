/** Named character references that people write into plans; each is a single UTF-16 code unit. */
const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  ensp: '\u2002',
  emsp: '\u2003',
  thinsp: '\u2009',
  times: '×',
  divide: '÷',
  middot: '·',
  sdot: '⋅',
  centerdot: '·',
  minus: '−',
  plusmn: '±',
  pm: '±',
  plus: '+',
  equals: '=',
  ast: '*',
  lowast: '∗',
  midast: '*',
  sol: '/',
  percnt: '%',
  num: '#',
  colon: ':',
  comma: ',',
  period: '.',
  semi: ';',
  lpar: '(',
  rpar: ')',
  lsqb: '[',
  lbrack: '[',
  rsqb: ']',
  rbrack: ']',
  lcub: '{',
  rcub: '}',
  vert: '|',
  verbar: '|',
  lowbar: '_',
  le: '≤',
  leq: '≤',
  ge: '≥',
  geq: '≥',
  ne: '≠',
  asymp: '≈',
  ap: '≈',
  approx: '≈',
  sim: '∼',
  equiv: '≡',
  prop: '∝',
  infin: '∞',
  larr: '←',
  rarr: '→',
  uarr: '↑',
  darr: '↓',
  harr: '↔',
  lArr: '⇐',
  rArr: '⇒',
  hArr: '⇔',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  bull: '•',
  sup1: '¹',
  sup2: '²',
  sup3: '³',
  frac12: '½',
  half: '½',
  frac14: '¼',
  frac34: '¾',
  deg: '°',
  micro: 'µ',
  mu: 'μ',
  alpha: 'α',
  beta: 'β',
  gamma: 'γ',
  delta: 'δ',
  Delta: 'Δ',
  lambda: 'λ',
  sigma: 'σ',
  Sigma: 'Σ',
  sum: '∑',
  prod: '∏',
  radic: '√',
  lfloor: '⌊',
  rfloor: '⌋',
  lceil: '⌈',
  rceil: '⌉',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  laquo: '«',
  raquo: '»',
  check: '✓',
  checkmark: '✓',
  cross: '✗',
  copy: '©',
  reg: '®',
  trade: '™',
  sect: '§',
  para: '¶',
  euro: '€',
  pound: '£',
  yen: '¥',
  cent: '¢',
  shy: '\u00ad',
  zwj: '\u200d',
};

const longest = 12;

/**
 * The character reference that starts at `at` (an `&`): where it ends, and its character where that is a single UTF-16 code unit
 * (an empty string where it is not). Null where there is none, or its name is not known here.
 */
export function readEntity(text: string, at: number, limit: number): { end: number; character: string } | null {
  const stop = Math.min(limit, at + longest);
  let end = at + 1;
  while (end < stop && text[end] !== ';' && text[end] !== '&' && text[end] !== ' ') end++;
  if (end >= stop || text[end] !== ';') return null;
  const name = text.slice(at + 1, end);
  end++;
  if (name.startsWith('#')) {
    const hex = name[1] === 'x' || name[1] === 'X';
    const digits = name.slice(hex ? 2 : 1);
    if (!(hex ? /^[0-9a-fA-F]{1,6}$/ : /^[0-9]{1,7}$/).test(digits)) return null;
    const code = Number.parseInt(digits, hex ? 16 : 10);
    if (code === 0 || code > 0x10ffff) return null;
    return { end, character: code > 0xffff || (code >= 0xd800 && code <= 0xdfff) ? '' : String.fromCharCode(code) };
  }
  const character = Object.hasOwn(named, name) ? named[name] : undefined;
  return character === undefined ? null : { end, character };
}
