import type { Document, Statement } from '../document/document.ts';
import type { WrittenNumber } from '../notation/number.ts';
import { span } from '../text/span.ts';
import { labelSense } from '../vocabulary/labels.ts';
import { plainWords } from '../vocabulary/phrase.ts';
import { type DegreeId, isDegree } from '../vocabulary/quantities.ts';
import { degreeIn } from './context.ts';
import { slice } from './reading.ts';

/** A degree in a notation that is neither an equation nor a label with its value. */
export interface WrittenDegree {
  readonly id: DegreeId;
  readonly number: WrittenNumber;
  /** Where the notation begins. */
  readonly start: number;
  readonly role: 'definition' | 'echo';
}

const longest = 2000;
const symbols = 'TP|PP|EP|DP|CP|SP';

/** A statement without any of these holds none of the notations: most do not. */
const likely = /TP|PP|EP|DP|CP|SP|[Pp]arallel|PARALLEL|[- ][Ww]ay|-(?:[Ss]tage|[Gg]pu|GPU|[Ff]old)/;

/** `TP-8`, `8 TP × 4 PP`, `(TP, PP, DP) = (8, 4, 2)`, `four-way tensor parallelism`, `### Pipeline Parallelism - 4-stage`. */
export function writtenDegrees(document: Document, statement: Statement): WrittenDegree[] {
  const { start, end } = statement.span;
  if (end - start > longest) return [];
  const text = document.plain.slice(start, end);
  if (!likely.test(text)) return [];
  return [
    ...hyphened(text, start),
    ...several(reversed(text, start)),
    ...tuples(text, start),
    ...several(inWords(text, start)),
    ...spelled(document, statement, text),
    ...inHeading(statement, text),
  ];
}

/** Whether a statement without digits may hold a degree. */
export const mayspell = (text: string): boolean => /[- ]way\b/i.test(text);

/** Of one alone nobody can tell whether it is the plan's: two of them are a layout. */
const several = (found: readonly WrittenDegree[]): readonly WrittenDegree[] => (new Set(found.map(({ id }) => id)).size > 1 ? found : []);

/** `TP-8`, `EP_64`; `PP-1` is the last stage. */
function hyphened(text: string, offset: number): WrittenDegree[] {
  return matches(
    text,
    new RegExp(String.raw`(?<![\w.-])(${symbols})([-_])([1-9]\d{0,4})(?![\w-]|\.\d)`, 'g'),
    ([, symbol = '', sign, digits = ''], at) => {
      const id = degreeOf(symbol);
      return id && !(sign === '-' && digits === '1')
        ? [{ id, number: plain(digits, offset + at + symbol.length + 1), start: offset + at, role: 'echo' as const }]
        : [];
    },
  );
}

/** `8 TP, 4 PP`, `8TP × 4PP`, `8xTP`: a number before its symbol, where nothing else is counted behind it. */
function reversed(text: string, offset: number): WrittenDegree[] {
  return matches(
    text,
    new RegExp(
      String.raw`(?<![\w.,=-])([1-9]\d{0,4})[ \t]?[x×-]?[ \t]?(${symbols})\b(?=\s*(?:$|[,;.)\]+×*·/|=&]|x\s|(?:on|and|with|in|for|ranks?|way)\b))`,
      'g',
    ),
    ([, digits = '', symbol = ''], at) => {
      const id = degreeOf(symbol);
      return id ? [{ id, number: plain(digits, offset + at), start: offset + at, role: 'echo' as const }] : [];
    },
  );
}

/** `(TP, PP, DP) = (8, 4, 2)`, `TP/PP/DP: 8/4/2`: as many figures as names. */
function tuples(text: string, offset: number): WrittenDegree[] {
  return matches(
    text,
    /\(?([A-Z]{2,3}(?: ?[,/] ?[A-Z]{2,3}){1,5})\)?\0*\s?[=:：]\0*\s?\(?(\d{1,5}(?: ?[,/] ?\d{1,5}){1,5})\)?(?![\w./,])/g,
    (match, at) => {
      const names = (match[1] ?? '').split(/[,/]/).map((name) => degreeOf(name.trim()));
      const figures = match[2] ?? '';
      const first = at + match[0].lastIndexOf(figures);
      const parts = [...figures.matchAll(/\d+/g)];
      if (parts.length !== names.length || names.includes(null) || new Set(names).size !== names.length) return [];
      return parts.flatMap((part, index) => {
        const id = names[index];
        return id && Number(part[0]) > 0
          ? [{ id, number: plain(part[0], offset + first + part.index), start: offset + at, role: 'definition' as const }]
          : [];
      });
    },
  );
}

/** `tensor parallelism 8, pipeline parallelism 4`. */
function inWords(text: string, offset: number): WrittenDegree[] {
  return matches(
    text,
    /\b((?:tensor|pipeline|expert|data|context)[ -]parallel(?:ism)? )([1-9]\d{0,4})\b(?![\w%-]|\.\d|\s*(?:GPUs?|stages?|groups?|ranks?|layers?|experts?)\b)/gi,
    ([, name = '', digits = ''], at) => {
      const id = degreeIn(plainWords(name));
      return id ? [{ id, number: plain(digits, offset + at + name.length), start: offset + at, role: 'echo' as const }] : [];
    },
  );
}

const numerals: ReadonlyMap<string, number> = new Map([
  ['two', 2],
  ['three', 3],
  ['four', 4],
  ['six', 6],
  ['eight', 8],
  ['sixteen', 16],
  ['thirty-two', 32],
  ['sixty-four', 64],
]);

/** `four-way tensor parallelism`, `Tensor parallelism: eight-way`. */
function spelled(document: Document, statement: Statement, text: string): WrittenDegree[] {
  if (!mayspell(text)) return [];
  const label = statement.label ? labelSense(slice(document, statement.label)) : null;
  return matches(
    text,
    /\b(two|three|four|six|eight|sixteen|thirty-two|sixty-four)[- ]way\b(?: (tensor|pipeline|expert|data|context)\b)?/gi,
    (match, at) => {
      const id = match[2]
        ? degreeIn(`${match[2].toLowerCase()} parallel`)
        : label && isDegree(label.id) && at >= statement.body.start - statement.span.start
          ? label.id
          : null;
      const value = numerals.get((match[1] ?? '').toLowerCase());
      if (!id || value === undefined) return [];
      const start = statement.span.start + at;
      return [
        {
          id,
          number: { ...plain(match[1] ?? '', start), shown: value, value },
          start,
          role: match[2] ? ('echo' as const) : ('definition' as const),
        },
      ];
    },
  );
}

/** `### Pipeline Parallelism (PP) - 4-stage`. */
function inHeading(statement: Statement, text: string): WrittenDegree[] {
  if (statement.kind !== 'heading') return [];
  return matches(text, /^(?:\d{1,2}[.)] )?([^:–—]{2,60}?)\s*(?:[:–—]|\s-)\s*([1-9]\d{0,4})-(?:way|stage|gpu|fold)\b/gi, (match, at) => {
    const sense = labelSense((match[1] ?? '').replaceAll('\0', ''));
    const digits = match[2] ?? '';
    if (!sense || !isDegree(sense.id) || sense.strength === 'weak') return [];
    return [
      {
        id: sense.id,
        number: plain(digits, statement.span.start + at + match[0].lastIndexOf(digits)),
        start: statement.span.start + at,
        role: 'definition' as const,
      },
    ];
  });
}

function matches(text: string, pattern: RegExp, read: (match: RegExpMatchArray, at: number) => WrittenDegree[]): WrittenDegree[] {
  return [...text.matchAll(pattern)].flatMap((match) => read(match, match.index));
}

function degreeOf(symbol: string): DegreeId | null {
  const sense = labelSense(symbol);
  return sense && sense.strength === 'strong' && isDegree(sense.id) ? sense.id : null;
}

const plain = (digits: string, start: number): WrittenNumber => ({
  digits: span(start, start + digits.length),
  span: span(start, start + digits.length),
  text: digits,
  shown: Number(digits),
  decimals: 0,
  magnitude: 1,
  unit: null,
  value: Number(digits),
  qualifier: 'exact',
});
