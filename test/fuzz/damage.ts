import type { Language } from '../../server/src/engine.ts';
import type { Random } from '../mutation/generator/random.ts';

/** Numbers at and beyond the edges of what can be reckoned with. */
const numbers = [
  '0',
  '1',
  '-1',
  '3',
  '7',
  '00',
  '1e9',
  '1e400',
  '1e-400',
  '5e-30',
  '0.000000000001',
  '99999999999999999999',
  `1.${'0'.repeat(101)}`,
  '1'.repeat(400),
  '1,024',
  '1.2.3',
  '½',
  '∞',
  'NaN',
  '٣',
  '８',
  '0x10',
  '1_000',
  '128–256',
  '~64',
  '≤ 8',
];

/** Pieces of text that end, open or join what is around them. */
const pieces = [
  ' = ',
  ' × ',
  ' ÷ ',
  ' + ',
  '(',
  ')',
  '[',
  ']',
  '|',
  '`',
  '```\n',
  '**',
  '\n',
  '\n\n',
  '\r\n',
  '\r',
  '\t',
  '\u0000',
  '\u00a0',
  '\u2028',
  '\ufeff',
  '\ud800',
  '😀',
  '%',
  ' GB',
  ' KB',
  ' MB/s',
  ' TFLOPS',
  ': ',
  '- ',
  '# ',
  '> ',
  '<!-- ',
  ' -->',
  '${X}',
  '{{ x }}',
  '"',
  "'",
  '{',
  '}',
  '&a ',
  '*a',
  'TP=8',
  'EP 4',
  'baseline ',
  'per GPU',
  '张量并行',
  '\u202e',
  '\u200b',
  'e\u0301',
  '\\',
  '--tensor-parallel-size 8 ',
  'tensor_parallel_size: 8\n',
  '| 8 | 4 |\n',
  '~~~\n',
  '---\n',
  '$(',
  '<details>',
];

type Damage = (text: string, random: Random) => string;

const linesOf = (text: string): string[] => text.split('\n');

/** Where a stretch of at most `longest` characters is. */
function stretch(text: string, random: Random, longest: number): [number, number] {
  const start = random.int(0, text.length);
  return [start, Math.min(text.length, start + random.int(0, longest))];
}

function replaced(text: string, pattern: RegExp, random: Random, by: (found: string) => string): string {
  const found = [...text.matchAll(pattern)];
  if (found.length === 0) return text;
  const one = random.pick(found);
  return text.slice(0, one.index) + by(one[0]) + text.slice(one.index + one[0].length);
}

function lines(text: string, random: Random, change: (all: string[], from: number, to: number) => string[]): string {
  const all = linesOf(text);
  const from = random.int(0, all.length - 1);
  return change(all, from, Math.min(all.length, from + random.int(1, 6))).join('\n');
}

const damages: readonly Damage[] = [
  (text, random) => replaced(text, /\d[\d.,]*/g, random, () => random.pick(numbers)),
  (text, random) => replaced(text, /\d[\d.,]*/g, random, (found) => `${found} = ${random.pick(numbers)}`),
  (text, random) => replaced(text, /\d/g, random, () => String(random.int(0, 9))),
  (text, random) => replaced(text, /\d+/g, random, (found) => String(Number(found.slice(0, 12)) * random.pick([2, 3, 10]))),
  (text, random) => replaced(text, /[×x*÷/=+:|]/g, random, () => random.pick(pieces)),
  (text, random) => replaced(text, /[ \t]*(?:GB|MB|KB|GiB|TB|GPUs?|layers|experts|heads)\b/g, random, () => random.pick(pieces)),
  (text, random) => replaced(text, /^[ \t]+/gm, random, () => ' '.repeat(random.int(0, 9))),
  (text, random) => {
    const [start, end] = stretch(text, random, 30);
    return text.slice(0, start) + text.slice(end);
  },
  (text, random) => {
    const [start, end] = stretch(text, random, 200);
    return text.slice(0, end) + text.slice(start, end).repeat(random.int(1, 3)) + text.slice(end);
  },
  (text, random) => {
    const at = random.int(0, text.length);
    return text.slice(0, at) + random.pick(pieces) + text.slice(at);
  },
  (text, random) => lines(text, random, (all, from, to) => [...all.slice(0, from), ...all.slice(to)]),
  (text, random) => lines(text, random, (all, from, to) => [...all.slice(0, to), ...all.slice(from, to), ...all.slice(to)]),
  (text, random) =>
    lines(text, random, (all, from, to) => [...all.slice(0, from), ...random.shuffle(all.slice(from, to)), ...all.slice(to)]),
  (text, random) => {
    const all = linesOf(text);
    const from = random.int(0, all.length - 1);
    const [line = ''] = all.splice(from, 1);
    all.splice(random.int(0, all.length), 0, line);
    return all.join('\n');
  },
  (text, random) => lines(text, random, (all, from, to) => [...all.slice(0, from), '```', ...all.slice(from, to), '```', ...all.slice(to)]),
  (text, random) => (random.chance(0.3) ? text.replaceAll('\n', random.pick(['\r\n', '\r'])) : text),
];

/** A document as it looks after an accident or two. */
export function damage(text: string, random: Random): string {
  let out = text;
  for (let left = random.int(1, 6); left > 0; left--) out = random.pick(damages)(out, random);
  return out;
}

/** Parts of two documents in one. */
export function joined(first: string, second: string, random: Random): string {
  const [from, to] = [linesOf(first), linesOf(second)];
  const [a, b] = [random.int(0, from.length), random.int(0, to.length)];
  return [...from.slice(0, a), ...to.slice(b, b + random.int(1, 60)), ...(random.chance(0.5) ? from.slice(a) : [])].join('\n');
}

/** All lines, or all paragraphs, in another order. */
export function disordered(text: string, random: Random): string {
  const mark = random.pick(['\n', '\n\n', '\n## ', '. ']);
  return random.shuffle(text.split(mark)).join(mark);
}

/** Lines of one and of the other by turns. */
export function interleaved(first: string, second: string, random: Random): string {
  const [from, to] = [linesOf(first), linesOf(second)];
  const out: string[] = [];
  while (out.length < 400 && (from.length > 0 || to.length > 0))
    out.push(...from.splice(0, random.int(0, 4)), ...to.splice(0, random.int(0, 4)));
  return out.join('\n');
}

const indented = (text: string, by: string): string => text.replace(/^/gm, by);

/** One document put inside of another one, as a fence, a quote, a value or a comment. */
export function enclosed(
  outer: { readonly text: string; readonly language: Language },
  inner: { readonly text: string; readonly language: Language },
  random: Random,
): [text: string, language: Language] {
  switch (outer.language) {
    case 'json':
      return [JSON.stringify({ a: inner.text, tensor_parallel_size: 8, b: [inner.text.slice(0, 500)] }, null, random.int(0, 3)), 'json'];
    case 'yaml':
      return [`${outer.text}\nembedded: ${random.pick(['|', '>', '|-', '>2'])}\n${indented(inner.text, '  ')}\n`, 'yaml'];
    case 'shell':
      return [`${outer.text}\ncat > plan <<EOF\n${inner.text}\nEOF\n${indented(inner.text, '# ')}`, 'shell'];
    default: {
      const info = random.pick(['', 'yaml', 'bash', 'json', 'python', inner.language]);
      const put = random.pick([
        `\n\`\`\`${info}\n${inner.text}\n\`\`\`\n`,
        `\n${indented(inner.text, '> ')}\n`,
        `\n- item\n${indented(inner.text, '  ')}\n`,
        `\n<!--\n${inner.text}\n-->\n`,
        `\n| a | ${inner.text.replaceAll('\n', ' | ')} |\n`,
      ]);
      return [outer.text + put, outer.language];
    }
  }
}
