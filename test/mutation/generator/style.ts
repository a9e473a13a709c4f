import type { Random } from './random.ts';

/** Habits of one author, kept through a document. */
export interface Style {
  readonly times: string;
  readonly over: string;
  readonly minus: string;
  /** Thousands separators from a thousand on. */
  readonly grouped: boolean;
  readonly bullet: string;
  readonly label: (words: string) => string;
  readonly heading: (level: number, words: string) => string;
  /** What a checked line ends with, the blank before it included. */
  readonly tick: string;
  /** `512 H100 GPUs`: the noun. */
  readonly gpus: string;
  /** Between a figure and its unit. */
  readonly gap: string;
  /** Degrees are called `Tensor Parallelism`, `Tensor Parallelism (TP)`, `TP` or `张量并行 (TP)`. */
  readonly naming: 'long' | 'both' | 'short' | 'chinese';
  /** Info string of fences. */
  readonly fence: string;
  /** A figure alone as a value is printed bold. */
  readonly boldValues: boolean;
  /** Title Case in labels, as programs like it, or as a person writes. */
  readonly titleCase: boolean;
  /** Memory figures carry a `~`. */
  readonly about: string;
}

export function drawStyle(random: Random, gpu: string): Style {
  const [times, over] = random.pick([
    ['×', '÷'],
    ['×', '÷'],
    ['×', '/'],
    ['x', '/'],
    ['*', '/'],
    ['·', '/'],
  ] as const);
  const bold = random.pick(['after', 'after', 'inside', 'none', 'none', 'dash'] as const);
  const numbered = random.chance(0.3);
  const titleCase = random.chance(0.4);
  let count = 0;
  const cased = (words: string): string =>
    titleCase ? words.replace(/(^| )([a-z])(?=[a-z]{2})/g, (_all, blank: string, first: string) => blank + first.toUpperCase()) : words;
  const label = (words: string): string => {
    const text = cased(words);
    return bold === 'after' ? `**${text}**: ` : bold === 'inside' ? `**${text}:** ` : bold === 'dash' ? `**${text}** – ` : `${text}: `;
  };
  return {
    times,
    over,
    label,
    titleCase,
    minus: random.pick(['-', '−']),
    grouped: random.chance(0.5),
    bullet: random.pick(['-', '-', '-', '*', '+']),
    heading: (level, words) => {
      if (level === 2) count++;
      return `${'#'.repeat(level)} ${level === 2 && numbered ? `${count}. ` : ''}${cased(words)}`;
    },
    tick: random.pick([' ✓', ' ✓', ' ✔', ' ✅', ' (ok)', '', '.']),
    gpus: random.pick(['GPUs', 'GPUs', 'GPUs', gpu === '' ? 'GPUs' : `${gpu} GPUs`, 'devices', gpu === '' ? 'GPUs' : `${gpu}s`]),
    gap: random.pick(['', ' ', ' ']),
    naming: random.chance(0.04) ? 'chinese' : random.pick(['long', 'both', 'both', 'short'] as const),
    fence: random.pick(['', '', 'text']),
    boldValues: bold !== 'after' && bold !== 'inside' && random.chance(0.2),
    about: random.chance(0.25) ? random.pick(['~', '~', '≈ ']) : '',
  };
}
