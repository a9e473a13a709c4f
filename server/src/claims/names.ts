import { Kept, Slot } from '../document/kept.ts';
import { formal } from '../lexicon/scopes.ts';
import { slice } from '../plan/reading.ts';
import { singular } from '../text/singular.ts';
import type { Atom, Line } from './atoms.ts';
import type { Ear, Page } from './page.ts';

/** A figure under a name: `Target throughput: 20,000 tok/s`, `the budget is 68 GB`, a table's cell. */
export interface Named {
  /** Content words of the name, singular. */
  readonly words: ReadonlySet<string>;
  /** The name as it is written. */
  readonly name: string;
  readonly line: Line;
  /** Which of the figures of its line it is, what it is measured in and how much. */
  readonly index: number;
  readonly measure: string;
  readonly value: number;
  /** What was worked out of the name, wherever it stands. */
  readonly kept: Kept;
  readonly atom: Atom;
}

/** A name and its figure, wherever they stand. */
type Naming = Omit<Named, 'line' | 'atom'>;

/** Its figure is looked at once somebody asks for it. */
class Told implements Named {
  readonly words: ReadonlySet<string>;
  readonly name: string;
  readonly index: number;
  readonly measure: string;
  readonly value: number;
  readonly kept: Kept;
  readonly line: Line;

  constructor({ words, name, index, measure, value, kept }: Naming, line: Line) {
    this.words = words;
    this.name = name;
    this.index = index;
    this.measure = measure;
    this.value = value;
    this.kept = kept;
    this.line = line;
  }

  get atom(): Atom {
    return this.line.atoms[this.index] as Atom;
  }
}

const found = new WeakMap<Page, readonly Named[]>();
const namings = new Slot<readonly Naming[]>();

const namesIn = (page: Page, line: Line): readonly Naming[] => line.statement.place.of(namings, () => findNames(page, line));

/** The figures of a line that a name is given to. */
export const namedIn = (page: Page, line: Line): Named[] => namesIn(page, line).map((naming) => new Told(naming, line));

/** Whether a line gives one of its figures a name. */
export const names: Ear = (page, line) => namesIn(page, line).length > 0;

/** Every figure of a page that a name is given to, in order. */
export function namesOf(page: Page): readonly Named[] {
  let known = found.get(page);
  if (!known) {
    known = page.heard(names).lines.flatMap((line) => namedIn(page, line));
    found.set(page, known);
  }
  return known;
}

/** `Total memory:`, `throughput =`: nothing but filler between a name and its figure. */
const leads = /^ (?:[^#(),;.]{0,60} )?[:：=] (?:[($€£¥] )?$/u;
/** `The target is 20,000 tok/s`, `with a budget of 68 GB`. */
const spoken = /(?:^|[ ,;(])(?:the|our|a|an|its|with|at) ((?:[\p{L}-]+ ){1,4})(?:is|are|was|of|=) $/u;

/** `Value`, `Count` over a column of figures name nothing. */
const headerOf = (header: string): string => (contentOf(header).size > 0 ? ` ${header}` : '');

/** Right before what each of them has. */
const accelerator = / (?:gpus?|npus?|cards?|accelerators?|[a-z]{1,3}\d{2,4}[a-z]?) (?:gpus? )?(?:[\p{L}\d]+ )?\( $/u;

function findNames(page: Page, line: Line): Naming[] {
  const { label, cell, body, kind } = line.statement;
  if (kind === 'comment') return [];
  const out: Naming[] = [];
  const add = (name: string, atom: Atom | undefined): void => {
    const words = contentOf(name);
    if (atom && telling(atom) && words.size > 0 && words.size <= 6)
      out.push({
        words,
        name: name.trim(),
        index: line.atoms.indexOf(atom),
        measure: atom.measure,
        value: atom.number.value,
        kept: new Kept(),
      });
  };
  if (cell) {
    if (cell.row > 0 && cell.column > 0 && line.atoms.length === 1 && cell.rowLabel)
      add(`${slice(page.document, cell.rowLabel)}${cell.header ? headerOf(slice(page.document, cell.header)) : ''}`, line.atoms[0]);
    return out;
  }
  const main = line.atoms.findIndex(({ number }) => number.digits.start >= body.start);
  if (label && main >= 0 && (main > 0 || leads.test(line.gaps[main] ?? '')))
    add(slice(page.document, label), opensBody(page, line, line.atoms[main] as Atom) ? resultAt(line, main) : undefined);
  for (const [index, atom] of line.atoms.entries()) {
    // 64 × H100 (80 GB each)
    if (atom.measure === 'bytes1' && atom.noun[0] === 'each' && accelerator.test(line.gaps[index] ?? '')) add('memory of each GPU', atom);
    if (label && index === main) continue;
    const name = spoken.exec(line.gaps[index] ?? '')?.[1];
    if (name) add(name, atom);
  }
  return out;
}

/** The figure, or what an equation that it opens comes to: 4 of `16 ÷ 4 = 4 layers`. */
function resultAt({ gaps, atoms }: Line, main: number): Atom | undefined {
  if (!/^(?: [\p{L}]+){0,3} (?:[×÷/*+−-]|- )/u.test(gaps[main + 1] ?? '')) return atoms[main];
  const equals = gaps.findIndex((gap, index) => index > main + 1 && index < atoms.length && /(?:^| )[=≈] $/u.test(gap));
  return equals > 0 && !/^ ?(?:[\p{L}]+ ){0,3}[×÷/*+=−-]/u.test(gaps[equals + 1] ?? '') ? atoms[equals] : undefined;
}

/** The figure stands first behind the label. */
const opensBody = (page: Page, line: Line, atom: Atom): boolean =>
  /^[\s~≈$€£¥*`(]*(?:about |approx\.? )?$/u.test(
    page.document.plain.slice(line.statement.body.start, atom.number.span.start).replaceAll('\0', ''),
  );

const telling = ({ to, term, number }: Atom): boolean =>
  to === null &&
  !term &&
  (number.qualifier === 'exact' || number.qualifier === 'about' || number.qualifier === 'below' || number.qualifier === 'above');

const small = new Set('of the in for and or to at on with is are was per from by vs than which that but a an our its this each'.split(' '));

/** Words of a name that tell what it is, singular. */
export function contentOf(text: string): Set<string> {
  const words = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .split(' ')
    .map(singular);
  return new Set(words.filter((word) => word !== '' && !small.has(word) && !formal.has(word) && !/^\d+$/.test(word)));
}
