import { Lexer } from 'yaml';

/** The methods of the lexer that look at indentation. They are not part of its published face: where they are gone, it works as it is. */
interface Inner {
  readonly buffer: string;
  indentNext: number;
  continueScalar(offset: number): number;
  parseQuotedScalar(): Generator<string, unknown>;
  parseFlowCollection(): Generator<string, unknown>;
}

const blanks = ' \t\n\r';

/**
 * A lexer that takes what the loaders take. YAML 1.2 wants the lines of quoted texts and of `{ … }`, `[ … ]` indented further than their key;
 * libyaml, PyYAML, OmegaConf and Go's loaders, which grew from it, read them wherever they stand, up to the mark of a new document.
 */
export function loaderLexer(): Lexer {
  const lexer = new Lexer();
  const inner = lexer as unknown as Inner;
  const { continueScalar, parseQuotedScalar, parseFlowCollection } = inner;
  if (!continueScalar || !parseQuotedScalar || !parseFlowCollection) return lexer;
  let quoted = false;
  inner.continueScalar = function (offset) {
    if (!quoted) return continueScalar.call(this, offset);
    if (/^(?:---|\.\.\.)(?:\s|$)/.test(this.buffer.slice(offset, offset + 4))) return -1;
    let at = offset;
    while (at < this.buffer.length && blanks.includes(this.buffer[at] ?? '') && this.buffer[at] !== '\n') at++;
    return at;
  };
  inner.parseQuotedScalar = function* () {
    quoted = true;
    try {
      return yield* parseQuotedScalar.call(this);
    } finally {
      quoted = false;
    }
  };
  inner.parseFlowCollection = function* () {
    const { indentNext } = this;
    this.indentNext = 0;
    try {
      return yield* parseFlowCollection.call(this);
    } finally {
      this.indentNext = indentNext;
    }
  };
  return lexer;
}

/** `"x"#comment`: a rule of YAML 1.2 that no loader knows. */
export const isStricter = (message: string): boolean => message.startsWith('Comments must be separated from other tokens');
