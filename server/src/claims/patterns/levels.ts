import { levelScales } from '../../lexicon/levels.ts';
import type { Span } from '../../text/span.ts';
import { type Atom, type Line, valueOf } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import type { Page, Table } from '../page.ts';
import { shown } from './ratio.ts';

/**
 * A table of thresholds (`green < 900 ms | amber 900–1500 ms | red > 1500 ms`, a signal a row) and a table of readings with a verdict: a row
 * is as bad as its worst signal. A signal and a column belong together by a word or by initials, and by their measure.
 */
interface Signal {
  readonly name: string;
  readonly measure: string;
  /** From the best level to the worst; null where a cell gives no bound. */
  readonly bands: readonly (Band | null)[];
}

interface Band {
  readonly low: number;
  readonly high: number;
  readonly atom: Atom;
}

export function levels(page: Page): Claim[] {
  const scales = page.tables.flatMap((table) => scaleOf(page, table) ?? []);
  if (scales.length !== 1) return [];
  const [{ names, signals, table }] = scales as [Scale];
  return page.tables.filter((other) => other !== table).flatMap((readings) => judged(page, readings, names, signals));
}

interface Scale {
  readonly table: Table;
  readonly names: readonly (readonly string[])[];
  readonly signals: readonly Signal[];
}

/** The table whose headers name two levels or more. */
function scaleOf(page: Page, table: Table): Scale | null {
  for (const names of levelScales) {
    const columns = names.map((words) => table.headers.findIndex((header) => words.includes(header.trim())));
    if (columns.filter((column) => column > 0).length < 2) continue;
    const signals = table.rows.flatMap((row): Signal[] => {
      const [lead] = row;
      const bands = columns.map((column) => (column > 0 ? bandOf(row[column]) : null));
      const first = bands.find((band) => band !== null);
      return lead && first ? [{ name: page.text(lead.statement).toLowerCase(), measure: first.atom.measure, bands }] : [];
    });
    return { table, names, signals };
  }
  return null;
}

/** `< 900 ms`, `900–1500 ms`, `6 or more`; null where the cell says neither. */
function bandOf(line: Line | undefined): Band | null {
  const atom = line?.atoms.length === 1 ? line.atoms[0] : undefined;
  if (!atom) return null;
  const low = atom.number.value * atom.factor;
  if (atom.to) return { low, high: atom.to.value * atom.factor, atom };
  const { qualifier } = atom.number;
  const words = atom.noun.join(' ');
  if (qualifier === 'below' || qualifier === 'at-most' || /^or (?:less|fewer|lower|below)/.test(words))
    return { low: Number.NEGATIVE_INFINITY, high: low, atom };
  if (qualifier === 'above' || qualifier === 'at-least' || /^(?:or|and) (?:more|higher|above|over|up)/.test(words))
    return { low, high: Number.POSITIVE_INFINITY, atom };
  return null;
}

function judged(page: Page, { headers, rows }: Table, names: Scale['names'], signals: readonly Signal[]): Claim[] {
  const verdicts = headers.findIndex(
    (_, column) => column > 0 && rows.filter((row) => levelIn(page, row[column], names) >= 0).length * 2 > rows.length,
  );
  if (verdicts < 0) return [];
  const pairs = headers.flatMap((header, column) => {
    const mine = signals.filter((signal) => column > 0 && column !== verdicts && isNamed(signal.name, header));
    return mine.length === 1 ? [{ column, signal: mine[0] as Signal }] : [];
  });
  const claims = rows.flatMap((row) => {
    const stated = levelIn(page, row[verdicts], names);
    if (stated < 0 || pairs.length === 0) return [];
    const worst = pairs
      .flatMap(({ column, signal }) => {
        const atom = row[column]?.atoms.length === 1 ? row[column]?.atoms[0] : undefined;
        if (!atom || atom.to || atom.measure !== signal.measure) return [];
        const level = levelOf(atom, signal);
        return level === null ? [] : [{ level, atom, signal }];
      })
      .sort((a, b) => b.level - a.level)[0];
    if (!worst) return [];
    // what is worse than told is so by one signal; what is better may have another reason
    return worst.level < stated ? [] : [claimOf(page.text((row[verdicts] as Line).statement), row[verdicts] as Line, stated, worst, names)];
  });
  // where most rows go against it, the columns are not those of the thresholds
  return mostly(claims);
}

/** All of them, where more hold than do not. */
export function mostly(claims: Claim[]): Claim[] {
  const broken = claims.filter(({ holds }) => !holds).length;
  return broken * 2 < claims.length ? claims : [];
}

const levelIn = (page: Page, line: Line | undefined, names: Scale['names']): number =>
  line ? names.findIndex((words) => words.includes(page.text(line.statement).toLowerCase().trim())) : -1;

/** The level that a figure is in; at a border the better one, null between two. */
function levelOf(atom: Atom, { bands }: Signal): number | null {
  const { middle } = valueOf(atom);
  const level = bands.findIndex((band) => band !== null && band.low <= middle && middle <= band.high);
  return level < 0 ? null : level;
}

/** A telling word in common, or initials: `TTFT` of *time to first token*. */
function isNamed(name: string, header: string): boolean {
  const words = (text: string): string[] =>
    text.split(/[^\p{L}\d-]+/u).filter((word) => word.length > 1 && !/^p\d+$|^(?:per|in|of|the|to|one|max|mean|avg)$/.test(word));
  const initials = name
    .split(/[^\p{L}]+/u)
    .map((word) => word[0] ?? '')
    .join('');
  const own = words(header).map(stem);
  return own.some((word) => words(name).map(stem).includes(word) || (word.length >= 3 && initials.startsWith(word)));
}

const stem = (word: string): string => word.replace(/(?<=\p{L}{3})s$/u, '');

function claimOf(
  said: string,
  line: Line,
  stated: number,
  { level, atom, signal }: { level: number; atom: Atom; signal: Signal },
  names: Scale['names'],
): Claim {
  const holds = level === stated;
  const band = signal.bands[level] as Band;
  return {
    pattern: 'goal',
    statement: line.statement,
    span: line.statement.span,
    holds,
    sure: 'certain',
    says: holds
      ? `holds: ${shown(atom)} of ${signal.name} is ${names[level]?.[0]}`
      : `${shown(atom)} of ${signal.name} is ${names[level]?.[0]} by the thresholds, not ${names[stated]?.[0]}`,
    figures: [band.atom.number, atom.number],
    correction: null,
    rewrite: rewriteOf(said, line.statement.span, names[level]?.[0]),
  };
}

/** Where a cell has the word and nothing else, as it writes it. */
function rewriteOf(said: string, at: Span, name: string | undefined): Claim['rewrite'] {
  const word = said.trim();
  if (name === undefined || !/^\p{L}+$/u.test(word)) return undefined;
  const start = at.start + said.indexOf(word);
  const text =
    word === word.toUpperCase() ? name.toUpperCase() : /^\p{Lu}/u.test(word) ? `${name[0]?.toUpperCase()}${name.slice(1)}` : name;
  return { span: { start, end: start + word.length }, text };
}
