import type { Span } from '../text/span.ts';
import type { Operator, Relation, Token } from './token.ts';
import { unitOf } from './unit.ts';

const operators: Readonly<Record<string, Operator>> = {
  '+': '+',
  '−': '-',
  '-': '-',
  '–': '-',
  '×': '*',
  '✕': '*',
  '✖': '*',
  '*': '*',
  '·': '*',
  '⋅': '*',
  '∙': '*',
  '÷': '/',
  '/': '/',
  '∕': '/',
  '^': '^',
};
const relations: Readonly<Record<string, Relation>> = {
  '=': '=',
  '＝': '=',
  '≈': '≈',
  '≃': '≈',
  '≅': '≈',
  '≠': '≠',
  '<': '<',
  '>': '>',
  '≪': '<',
  '≫': '>',
  '≤': '≤',
  '≥': '≥',
  '⩽': '≤',
  '⩾': '≥',
  '→': '→',
  '⇒': '→',
  '➜': '→',
  '➔': '→',
};
const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const good = new Set(['✓', '✔', '✅', '☑']);
const bad = new Set(['✗', '✘', '❌', '✖']);
const fullWidth: Readonly<Record<string, string>> = {
  '（': '(',
  '）': ')',
  '：': ':',
  '，': ',',
  '；': ';',
  '％': '%',
  '～': '~',
  '【': '[',
  '】': ']',
  '、': ',',
  '。': '.',
};

/** What a figure is counted for, behind a stroke. */
const devices = /^(?:gpu|npu|tpu|card|device|chip|accelerator)(?![a-z0-9_])/i;

/** Magnitudes that a counter may follow without a blank. */
const hanMagnitude = /^(?:万亿|万|亿)/;

/** What has more digits, or a greater power of ten, is no number: sums and products of such could not be reckoned with. */
const greatestPower = 200;

/** Characters of a formula in dollar signs that are looked at. */
const longestFormula = 300;

const isDigit = (c: number): boolean => c >= 48 && c <= 57;
const isAsciiLetter = (c: number): boolean => (c >= 65 && c <= 90) || (c >= 97 && c <= 122);
const isBlank = (c: number): boolean =>
  c === 32 || c === 9 || c === 10 || c === 13 || c === 0xa0 || c === 0x202f || c === 0x2009 || c === 0x3000 || c === 0xfeff;
/** A blank, one that does not break, and the two thin ones. */
const isGroupBlank = (c: number): boolean => c === 32 || c === 0xa0 || c === 0x202f || c === 0x2009;
const letter = /\p{L}/u;
/** Word characters: ASCII letters, digits and `_`; beyond ASCII whatever Unicode calls a letter. */
const isWordStart = (c: number): boolean => isAsciiLetter(c) || c === 95 || (c > 0x7f && letter.test(String.fromCharCode(c)));
/** Han, kana: one statement's run is split between scripts, so that `8卡` and `张量并行8` fall apart at the digit. */
const isIdeograph = (c: number): boolean => c >= 0x3040 && c <= 0x9fff;

type Sign =
  | { readonly kind: 'relation'; readonly relation: Relation }
  | { readonly kind: 'operator'; readonly operator: Operator; readonly sign: string }
  | { readonly kind: 'mark'; readonly good: boolean }
  | { readonly kind: 'punctuation'; readonly text: string };

/** LaTeX in markdown: `8 \times 4`. */
const mathSigns: readonly (readonly [string, Sign])[] = [
  ['times', { kind: 'operator', operator: '*', sign: '×' }],
  ['cdot', { kind: 'operator', operator: '*', sign: '·' }],
  ['div', { kind: 'operator', operator: '/', sign: '÷' }],
  ['approx', { kind: 'relation', relation: '≈' }],
  ['le', { kind: 'relation', relation: '≤' }],
  ['leq', { kind: 'relation', relation: '≤' }],
  ['ge', { kind: 'relation', relation: '≥' }],
  ['geq', { kind: 'relation', relation: '≥' }],
];
/** What only sets type: `\text{ GB}`, `\left(`, `\,`. */
const mathText = /^\\(?:text|textbf|mathrm|mathbf|operatorname|boxed)\{/;
const mathSpace = /^\\(?:left|right|quad|qquad|[,;!: ])(?![A-Za-z])/;
const mathFraction = /^\\[dt]?frac\{/;

/**
 * Cuts a statement into tokens. `plain` is the document's text with markup blanked to `\0`, which is passed over.
 * One pass, no look-behind beyond one token; time is linear.
 */
export function tokenize(plain: string, range: Span): Token[] {
  const tokens: Token[] = [];
  let at = range.start;
  let spaced = true;
  /** What was read stands for a blank. */
  let glide = false;
  /** What was read joins what is on both sides of it. */
  let bridge = false;
  /** Braces of LaTeX that are open, innermost last. */
  const braces: ('text' | 'over' | 'under')[] = [];

  const char = (offset: number): number => (offset < range.end ? plain.charCodeAt(offset) : 0);
  /** Next offset that is not masked. */
  const skip = (offset: number): number => {
    while (offset < range.end && plain.charCodeAt(offset) === 0) offset++;
    return offset;
  };

  while (at < range.end) {
    const c = plain.charCodeAt(at);
    if (c === 0) {
      at++;
      continue;
    }
    if (isBlank(c)) {
      spaced = true;
      at++;
      continue;
    }
    const start = at;
    const suffix = bridge && tokens.at(-1)?.kind === 'number';
    glide = false;
    bridge = false;
    if (
      isDigit(c) ||
      (c === 46 && isDigit(char(at + 1)) && plain.charCodeAt(at - 1) !== 46 && (spaced || tokens.at(-1)?.kind !== 'word'))
    ) {
      at = readNumber(start);
    } else if (isWordStart(c)) {
      // 175\text{B}
      at = suffix && !spaced ? readSuffix(start) : readWord(start, false);
    } else {
      at = readSign(start, c);
    }
    spaced = glide;
  }
  return tokens;

  function readNumber(start: number): number {
    // V3.2: a version
    const [name, point] = tokens.slice(-2);
    if (!spaced && name?.kind === 'word' && !name.glued && point?.kind === 'punctuation' && point.text === '.' && !point.spaced)
      return readOpaque(start);
    let end = start;
    while (isDigit(char(end))) end++;
    // thousands: 1,856 or 1_856 — one to three digits, then groups of exactly three
    const separator = char(end);
    if ((separator === 44 || separator === 95) && end - start <= 3) {
      let next = end;
      while (
        char(next) === separator &&
        isDigit(char(next + 1)) &&
        isDigit(char(next + 2)) &&
        isDigit(char(next + 3)) &&
        !isDigit(char(next + 4))
      )
        next += 4;
      end = next;
    }
    // 4 194 304: groups apart by blanks, unless the figure before them is the size of a name (TP 4 128 GPUs)
    if (end - start <= 3 && char(end) !== 44 && groupsByBlanks()) end = blankGroups(end);
    // 327{,}680 of LaTeX
    if (char(end) === 123 && end - start <= 3) {
      let next = end;
      while (/^\{,\}\d{3}(?!\d)/.test(plain.slice(next, Math.min(next + 7, range.end)))) next += 6;
      end = next;
    }
    let decimals = 0;
    if (char(end) === 46 && isDigit(char(end + 1))) {
      const point = end;
      end++;
      while (isDigit(char(end))) end++;
      decimals = end - point - 1;
      // 2.0.1 is a version
      if (char(end) === 46 && isDigit(char(end + 1))) return readOpaque(start);
    }
    // 1e9, 2.4e12
    if (
      (char(end) === 101 || char(end) === 69) &&
      (isDigit(char(end + 1)) || ((char(end + 1) === 43 || char(end + 1) === 45) && isDigit(char(end + 2))))
    ) {
      let next = end + 2;
      while (isDigit(char(next))) next++;
      if (Math.abs(Number(plain.slice(end + 1, next))) > greatestPower) return readOpaque(start);
      if (!isWordStart(char(next))) end = next;
    }
    if (end - start > greatestPower) return readOpaque(start);
    // 16:56, 1:1 are times and ratios; 2025-12-05 is a date
    if (char(end) === 58 && isDigit(char(end + 1))) return readOpaque(start);
    if (isDate(start, end)) return readOpaque(start);
    const text = plain.slice(start, end).replaceAll('\0', '');
    const before = tokens.at(-1);
    const currency =
      !spaced &&
      before?.kind === 'punctuation' &&
      ((before.text === '$' && !opensMath(start)) || before.text === '€' || before.text === '£');
    tokens.push({ kind: 'number', start, end, spaced, text, value: Number(text.replace(/[,_{}\s]/g, '')), decimals, currency });
    const next = skip(end);
    const glued = char(next);
    if (isWordStart(glued) && glued !== 95) return readSuffix(next);
    return end;
  }

  function groupsByBlanks(): boolean {
    const before = tokens.at(-1);
    return before?.kind !== 'number' && !(before?.kind === 'word' && !before.glued && /^[A-Z]{2,3}$/.test(before.text));
  }

  /** The end of groups of exactly three digits, each behind one blank. */
  function blankGroups(from: number): number {
    let next = from;
    while (
      isGroupBlank(char(next)) &&
      isDigit(char(next + 1)) &&
      isDigit(char(next + 2)) &&
      isDigit(char(next + 3)) &&
      !isDigit(char(next + 4)) &&
      !isAsciiLetter(char(next + 4)) &&
      char(next + 4) !== 44
    )
      next += 4;
    return next;
  }

  /** `$8 \times 4 = 32$`: a formula in dollar signs, no money. The closing sign stands behind no blank and before no digit. */
  function opensMath(start: number): boolean {
    const close = plain.indexOf('$', start);
    if (close < 0 || close >= range.end || close - start > longestFormula || isBlank(char(close - 1)) || isDigit(char(close + 1)))
      return false;
    return /\\[a-z]|[=^_×·]/.test(plain.slice(start, close));
  }

  /** `$2 \times 512 = 1024$ MB`: the unit stands outside of the formula. */
  function closesBeforeUnit(start: number): boolean {
    if (tokens.at(-1)?.kind !== 'number' || !isBlank(char(start + 1))) return false;
    let end = start + 2;
    while (isAsciiLetter(char(end)) && end - start < 16) end++;
    return end - start > 3 && unitOf(plain.slice(start + 2, end)) !== undefined;
  }

  /** What is glued to a number: a unit (`MB`), a multiplication (`8x4`), a Chinese counter; anything else makes both opaque. */
  function readSuffix(start: number): number {
    let end = start;
    const ideographic = isIdeograph(char(start));
    while (isWordStart(char(end)) && char(end) !== 95 && isIdeograph(char(end)) === ideographic) end++;
    if (ideographic) end = start + (hanMagnitude.exec(plain.slice(start, end))?.[0].length ?? end - start);
    if (end - start > 1 && (char(start) === 120 || char(start) === 88) && char(start + 1) >= 65 && char(start + 1) <= 90) {
      // 8xH100: the x multiplies a name
      tokens.push({ kind: 'word', start, end: start + 1, spaced: false, text: 'x', lower: 'x', glued: true });
      return start + 1;
    }
    const text = plain.slice(start, end);
    const next = char(skip(end));
    const number = tokens.at(-1);
    if ((text === 'x' || text === 'X') && isDigit(next) && !(number?.kind === 'number' && number.text === '0')) {
      tokens.push({ kind: 'operator', start, end, spaced: false, operator: '*', sign: text });
      return end;
    }
    if (!ideographic && (isDigit(next) || next === 95) && end === skip(end)) {
      // 1F1B, 0x1f, 4n8g: a name that begins with a digit
      tokens.pop();
      return readOpaque(number?.start ?? start);
    }
    tokens.push({ kind: 'word', start, end, spaced: false, text, lower: text.toLowerCase(), glued: true });
    return end;
  }

  function readWord(start: number, glued: boolean): number {
    let end = start;
    const ideographic = isIdeograph(char(start));
    while (end < range.end) {
      const c = plain.charCodeAt(end);
      if (ideographic ? isIdeograph(c) : (isWordStart(c) && !isIdeograph(c)) || isDigit(c)) end++;
      else if (c === 39 && isAsciiLetter(char(end + 1)) && end > start)
        end++; // don't
      else break;
    }
    // 50.9 万步: ten thousand of them
    if (ideographic && tokens.at(-1)?.kind === 'number')
      end = start + (hanMagnitude.exec(plain.slice(start, end))?.[0].length ?? end - start);
    const text = plain.slice(start, end);
    // https://… and ../path/file: no numbers in there
    if (char(end) === 58 && char(end + 1) === 47 && char(end + 2) === 47) return readOpaque(start);
    // v2.0.1, gemma-3.1: what goes on behind a digit is part of the name
    if (!ideographic && isDigit(char(end - 1)) && char(end) === 46 && isDigit(char(end + 1))) return readOpaque(start);
    tokens.push({ kind: 'word', start, end, spaced, text, lower: text.toLowerCase(), glued });
    return end;
  }

  /** Up to the next blank or closing bracket: a date, a version, a URL, a path. Kept as a word that means nothing. */
  function readOpaque(start: number): number {
    let end = start;
    while (end < range.end) {
      const c = plain.charCodeAt(end);
      if (isBlank(c) || c === 41 || c === 93 || c === 44 || c === 59 || c === 0) break;
      end++;
    }
    if (end === start) end++;
    const text = plain.slice(start, end);
    tokens.push({ kind: 'word', start, end, spaced, text, lower: text.toLowerCase(), glued: false });
    return end;
  }

  /** 2025-12-05, 22-21-21: three or more whole numbers joined by hyphens are no subtraction. */
  function isDate(start: number, end: number): boolean {
    if (char(end) !== 45 || !isDigit(char(end + 1))) return false;
    let next = end + 1;
    while (isDigit(char(next))) next++;
    if (char(next) !== 45 || !isDigit(char(next + 1)) || start >= end) return false;
    // (78-14-16)/6 is reckoned
    const reckoned = /^\((?:\d+-)+\d+\)\s*[/×*÷=]/.test(plain.slice(Math.max(0, start - 1), Math.min(range.end, start + 60)));
    return !reckoned;
  }

  function readSign(start: number, c: number): number {
    const one = String.fromCharCode(c);
    const next = char(start + 1);
    if (one === '=' && next === 61) return push({ kind: 'relation', relation: '=' }, start, start + 2);
    if (one === '=' && next === 62) return push({ kind: 'relation', relation: '→' }, start, start + 2);
    if (one === '!' && next === 61) return push({ kind: 'relation', relation: '≠' }, start, start + 2);
    if (one === '<' && next === 61) return push({ kind: 'relation', relation: '≤' }, start, start + 2);
    if (one === '>' && next === 61) return push({ kind: 'relation', relation: '≥' }, start, start + 2);
    // 12 GB << 64 GB: much less
    if (one === '<' && next === 60 && isBlank(char(start + 2))) return push({ kind: 'relation', relation: '<' }, start, start + 2);
    if (one === '>' && next === 62 && isBlank(char(start + 2))) return push({ kind: 'relation', relation: '>' }, start, start + 2);
    if (one === '-' && next === 62) return push({ kind: 'relation', relation: '→' }, start, start + 2);
    if (one === '~' && next === 61) return push({ kind: 'relation', relation: '≈' }, start, start + 2);
    if (one === '/' && next === 47 && spaced && isBlank(char(start + 2)))
      return push({ kind: 'operator', operator: '/', sign: '/' }, start, start + 2);
    if (one === '*' && next === 42) return push({ kind: 'operator', operator: '^', sign: '**' }, start, start + 2);
    if (good.has(one)) return push({ kind: 'mark', good: true }, start, start + 1);
    if (bad.has(one) && one !== '✖') return push({ kind: 'mark', good: false }, start, start + 1);
    if (one === '}' && braces.length > 0) return closeBrace(start);
    // 8192², 10⁶; another cube is that of a unit, 1000³ over 1024³
    const power = !spaced && superscripts.includes(one) ? powerAt(start) : null;
    if (power) {
      tokens.push({ kind: 'operator', start, end: start, spaced: false, operator: '^', sign: '^' });
      tokens.push({ kind: 'number', start, end: power.end, spaced: false, ...power.number });
      return power.end;
    }
    if (one === '$' && !spaced && closesBeforeUnit(start)) {
      glide = true;
      return start + 1;
    }
    if (one === '\\') {
      const set = openMath(start);
      if (set > start) return set;
      for (const [name, sign] of mathSigns)
        if (plain.startsWith(name, start + 1) && !isAsciiLetter(char(start + 1 + name.length)))
          return push(sign, start, start + 1 + name.length);
    }
    const relation = relations[one];
    if (relation) return push({ kind: 'relation', relation }, start, start + 1);
    const operator = operators[one];
    if (one === '/' && !spaced && perDevice(start)) {
      tokens.push({ kind: 'word', start, end: start + 1, spaced, text: 'per', lower: 'per', glued: false });
      return start + 1;
    }
    if (operator) return push({ kind: 'operator', operator, sign: one }, start, start + 1);
    if (one === '.' && (next === 46 || next === 47)) {
      // ../outputs/2025…: a path
      const path = char(start + 2) === 47 || next === 47;
      if (path) return readOpaque(start);
    }
    // a surrogate pair (an emoji) is one sign
    const width = c >= 0xd800 && c <= 0xdbff && start + 1 < range.end ? 2 : 1;
    return push({ kind: 'punctuation', text: fullWidth[one] ?? plain.slice(start, start + width) }, start, start + width);
  }

  /** `GB/GPU`, `tokens/s/GPU`: the stroke between a unit and a device divides nothing. */
  function perDevice(start: number): boolean {
    const before = tokens.at(-1);
    return before?.kind === 'word' && unitOf(before.text) !== undefined && devices.test(plain.slice(start + 1, start + 14));
  }

  /** A square of any number, or a power of ten: the exponent and where it ends. */
  function powerAt(
    start: number,
  ): { readonly end: number; readonly number: { text: string; value: number; decimals: number; currency: boolean } } | null {
    const base = tokens.at(-1);
    if (base?.kind !== 'number') return null;
    let end = start;
    while (end < start + 3 && plain[end] !== undefined && superscripts.includes(plain[end] as string)) end++;
    const text = [...plain.slice(start, end)].map((digit) => superscripts.indexOf(digit)).join('');
    return text === '2' || (base.text === '10' && text.length < 3)
      ? { end, number: { text, value: Number(text), decimals: 0, currency: false } }
      : null;
  }

  /** `\frac{a}{b}` is (a) / (b); what sets type alone is passed over. The offset behind it, or `start` where it is neither. */
  function openMath(start: number): number {
    const head = plain.slice(start, Math.min(start + 16, range.end));
    const text = mathText.exec(head);
    const fraction = text ? null : mathFraction.exec(head);
    if (fraction) push({ kind: 'punctuation', text: '(' }, start, start + fraction[0].length);
    if (text || fraction) braces.push(text ? 'text' : 'over');
    const skipped = text ?? fraction ?? mathSpace.exec(head);
    if (skipped) {
      bridge = text !== null && !spaced;
      glide = !bridge;
      return start + skipped[0].length;
    }
    if (char(start + 1) === 37) return start + 1; // \%
    return start;
  }

  function closeBrace(start: number): number {
    const kind = braces.pop();
    if (kind === 'text') {
      glide = true;
      return start + 1;
    }
    push({ kind: 'punctuation', text: ')' }, start, start + 1);
    if (kind === 'under' || char(start + 1) !== 123) return start + 1;
    spaced = true;
    push({ kind: 'operator', operator: '/', sign: '÷' }, start + 1, start + 1);
    push({ kind: 'punctuation', text: '(' }, start + 1, start + 2);
    braces.push('under');
    return start + 2;
  }

  function push(sign: Sign, start: number, end: number): number {
    switch (sign.kind) {
      case 'relation':
        tokens.push({ kind: 'relation', start, end, spaced, relation: sign.relation });
        break;
      case 'operator':
        tokens.push({ kind: 'operator', start, end, spaced, operator: sign.operator, sign: sign.sign });
        break;
      case 'mark':
        tokens.push({ kind: 'mark', start, end, spaced, good: sign.good });
        break;
      case 'punctuation':
        tokens.push({ kind: 'punctuation', start, end, spaced, text: sign.text });
    }
    return end;
  }
}
