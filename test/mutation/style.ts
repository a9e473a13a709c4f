import type { Random } from './random.ts';

/** Habits of one author, kept through a document. */
export interface Style {
  readonly times: string;
  readonly over: string;
  /** Thousands separators from a thousand on. */
  readonly grouped: boolean;
  readonly bullet: string;
  readonly label: (words: string) => string;
  readonly heading: (level: number, words: string) => string;
  readonly tick: string;
  readonly gpus: string;
  readonly gap: string;
  /** `**TP** (8)`-like names: long (`Tensor Parallelism`), with abbreviation, or the abbreviation alone. */
  readonly naming: 'long' | 'both' | 'short';
  readonly about: string;
  readonly fence: string;
}

export function drawStyle(random: Random, gpu: string): Style {
  const [times, over] = random.pick([['×', '÷'], ['×', '÷'], ['×', '/'], ['x', '/'], ['*', '/'], ['·', '/']] as const);
  const bold = random.pick(['after', 'after', 'inside', 'none', 'none', 'dash'] as const);
  const numbering = random.pick(['none', 'none', 'number', 'dot'] as const);
  let count = 0;
  return {
    times,
    over,
    grouped: random.chance(0.5),
    bullet: random.pick(['-', '-', '-', '*', '+']),
    label: (words) => (bold === 'after' ? `**${words}**: ` : bold === 'inside' ? `**${words}:** ` : bold === 'dash' ? `**${words}** – ` : `${words}: `),
    heading: (level, words) => {
      if (level === 2) count++;
      const prefix = level === 2 && numbering !== 'none' ? `${count}${numbering === 'dot' ? '.' : '.'} ` : '';
      return `${'#'.repeat(level)} ${prefix}${words}`;
    },
    tick: random.pick(['✓', '✓', '✔', '✅', '(ok)', '']),
    gpus: random.pick(['GPUs', 'GPUs', 'GPUs', gpu === '' ? 'GPUs' : `${gpu} GPUs`, 'devices', 'H100s']).replace('H100s', gpu === '' ? 'GPUs' : `${gpu}s`),
    gap: random.pick(['', ' ', ' ']),
    naming: random.pick(['long', 'both', 'both', 'short'] as const),
    about: random.pick(['~', '~', '≈ ', 'about ']),
    fence: random.pick(['', '', 'text']),
  };
}
