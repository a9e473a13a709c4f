/** A number to be written: which quantity it is and how it is printed. */
export interface Figure {
  /** Quantity, or a name of its own for a number that stands for nothing else in the plan. */
  readonly id: string;
  readonly text: string;
  /** The printed digits as a number. */
  readonly shown: number;
  /** What one of the printed units is: 1e9 for `12.5GB`, 0.01 for `40%`. */
  readonly scale: number;
  /** How far the true value may be from what is printed: rounding, or `~`. */
  readonly half: number;
  /** How it is written where the page's own words for it are too coarse: `operand`, `result`, `glued`. */
  readonly form?: string;
}

export type Part = string | Figure | readonly Part[];

/** A number of the finished text. */
export interface Site extends Figure {
  readonly index: number;
  /** Index in the plan as it was written, whatever was left out since. */
  readonly origin: number;
  readonly start: number;
  readonly end: number;
  /** Where and how it stands: `list item`, `fence operand`. */
  readonly notation: string;
}

/** A number of the text, a quantity at whatever the plan says it is, or arithmetic over them. Once the text is finished, `F` is `Site`. */
export type Term<F extends Figure = Figure> =
  | { readonly kind: 'site'; readonly figure: F }
  | { readonly kind: 'quantity'; readonly id: string }
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'operation'; readonly operator: Operator; readonly terms: readonly Term<F>[] };

export type Operator = '*' | '/' | '+' | '-';

/** Two terms that come to the same. */
export interface Relation<F extends Figure = Figure> {
  readonly left: Term<F>;
  readonly right: Term<F>;
  /** How far apart a reader lets them be, as a ratio: GB or GiB, a rounding on the way. */
  readonly slack: number;
  /** Only that the left side is whole is asked for: heads ÷ TP. */
  readonly whole: boolean;
  /** Numbers of it that no word names: a reader knows them by what the rest of the plan says they are, and not without. */
  readonly unnamed: readonly F[];
}

export const term = {
  site: <F extends Figure>(figure: F): Term<F> => ({ kind: 'site', figure }),
  quantity: (id: string): Term<never> => ({ kind: 'quantity', id }),
  constant: (value: number): Term<never> => ({ kind: 'constant', value }),
  of: <F extends Figure>(operator: Operator, ...terms: readonly Term<F>[]): Term<F> => ({ kind: 'operation', operator, terms }),
};

export interface Finished {
  readonly text: string;
  readonly sites: readonly Site[];
  readonly relations: readonly Relation<Site>[];
  /** Parts that stay or go as a whole. */
  readonly asides: readonly { readonly start: number; readonly end: number }[];
}

/** Text under construction, with a record of every number in it. */
export class Page {
  text = '';
  readonly #sites: Site[] = [];
  readonly #relations: Relation[] = [];
  readonly #asides: { start: number; end: number }[] = [];
  readonly #written = new Map<Figure, number>();
  /** How what is being written looks: `list`, `fence`, `table`, `sentence`. */
  place = 'sentence';

  readonly #echoes = new Map<string, { figure: Figure; unit: string }>();

  /** Keeps a figure for sections further down, which say it again. */
  keep(figure: Figure, unit: string): void {
    this.#echoes.set(figure.id, { figure, unit });
  }

  /** A kept figure, to be written once more. */
  echo(id: string): { figure: Figure; unit: string } | undefined {
    const kept = this.#echoes.get(id);
    return kept && { figure: { ...kept.figure, form: 'echo' }, unit: kept.unit };
  }

  /** Writes with `place` set, and back again. */
  at(place: string, write: () => void): void {
    const before = this.place;
    this.place = place;
    write();
    this.place = before;
  }

  write(...parts: readonly Part[]): void {
    for (const part of parts) {
      if (typeof part === 'string') this.text += part;
      else if (isFigure(part)) this.#site(part);
      else this.write(...part);
    }
  }

  line(...parts: readonly Part[]): void {
    this.write(...parts, '\n');
  }

  relate(left: Term, right: Term, slack = 0, unnamed: readonly Figure[] = []): void {
    this.#relations.push({ left, right, slack, whole: false, unnamed });
  }

  relateWhole(quotient: Term): void {
    this.#relations.push({ left: quotient, right: term.constant(1), slack: 0, whole: true, unnamed: [] });
  }

  /** Writes what has to stay or go as a whole, whatever else of the text is left out: another set-up and the words that set it apart. */
  apart(write: () => void): void {
    const start = this.text.length;
    write();
    this.#asides.push({ start, end: this.text.length });
  }

  /** The text, its numbers, and what holds between them. Throws where a relation speaks of a number that was not written. */
  finish(): Finished {
    const settle = (part: Term): Term<Site> => {
      if (part.kind === 'operation') return { ...part, terms: part.terms.map(settle) };
      return part.kind === 'site' ? term.site(this.#siteOf(part.figure)) : part;
    };
    const relations = this.#relations.map((relation) => ({
      ...relation,
      left: settle(relation.left),
      right: settle(relation.right),
      unnamed: relation.unnamed.map((figure) => this.#siteOf(figure)),
    }));
    return { text: this.text, sites: this.#sites, relations, asides: this.#asides };
  }

  #site(figure: Figure): void {
    const start = this.text.length;
    this.text += figure.text;
    const notation = figure.form ? `${this.place}, ${figure.form}` : this.place;
    this.#sites.push({ ...figure, index: this.#sites.length, origin: this.#sites.length, start, end: this.text.length, notation });
    this.#written.set(figure, this.#sites.length - 1);
  }

  #siteOf(figure: Figure): Site {
    const site = this.#sites[this.#written.get(figure) ?? -1];
    if (!site) throw new Error(`${figure.id} ${figure.text} stands in a relation but not in the text`);
    return site;
  }
}

export const isFigure = (part: Part): part is Figure => typeof part === 'object' && 'shown' in part;

export const form = (figure: Figure, name: string): Figure => ({ ...figure, form: name });
