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
  readonly start: number;
  readonly end: number;
  /** Where and how it stands: `list item`, `fence operand`. */
  readonly notation: string;
}

export type Term =
  | { readonly kind: 'site'; readonly figure: Figure }
  | { readonly kind: 'quantity'; readonly id: string }
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'operation'; readonly operator: '*' | '/' | '+' | '-'; readonly terms: readonly Term[] };

/** Two terms that come to the same. `slack` is how far apart a reader lets them be: GB or GiB, a rounding on the way. */
export interface Relation {
  readonly left: Term;
  readonly right: Term;
  readonly slack: number;
  /** Only a whole quotient is asked for: heads ÷ TP. */
  readonly whole?: boolean;
}

export const term = {
  site: (figure: Figure): Term => ({ kind: 'site', figure }),
  quantity: (id: string): Term => ({ kind: 'quantity', id }),
  constant: (value: number): Term => ({ kind: 'constant', value }),
  of: (operator: '*' | '/' | '+' | '-', ...terms: readonly Term[]): Term => ({ kind: 'operation', operator, terms }),
};

/** Text under construction, with a record of every number in it. */
export class Page {
  text = '';
  readonly sites: Site[] = [];
  readonly relations: Relation[] = [];
  /** How what is being written looks: `list`, `fence`, `table`, `sentence`. */
  place = 'sentence';

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

  relate(left: Term, right: Term, slack = 0): void {
    this.relations.push({ left, right, slack });
  }

  #site(figure: Figure): void {
    const start = this.text.length;
    this.text += figure.text;
    const notation = figure.form ? `${this.place}, ${figure.form}` : this.place;
    this.sites.push({ ...figure, index: this.sites.length, start, end: this.text.length, notation });
    this.#written.set(figure, this.sites.length - 1);
  }

  readonly #written = new Map<Figure, number>();

  /** Index of the site that a figure became. */
  indexOf(figure: Figure): number {
    const index = this.#written.get(figure);
    if (index === undefined) throw new Error(`${figure.id} ${figure.text} stands in a relation but not in the text`);
    return index;
  }
}

export const isFigure = (part: Part): part is Figure => typeof part === 'object' && 'shown' in part;

export const form = (figure: Figure, name: string): Figure => ({ ...figure, form: name });
