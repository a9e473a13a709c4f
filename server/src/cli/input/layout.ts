import { UsageError } from './trouble.ts';

/** Degrees of parallelism by their ids: `tp`, `pp`, `ep`, `dp`, `cp`. */
export type Degrees = Readonly<Record<string, number>>;

/** Degrees that `--layout` may set. */
const known = ['tp', 'pp', 'ep', 'dp', 'cp'];

/** `TP=4,EP=8`, or as layouts are shown: `TP 4 · EP 8`. */
export function parseLayout(text: string): Degrees {
  const layout: Record<string, number> = {};
  const parts = text.replace(/\s*[=:]\s*|\s+(?=\d)/g, '=').split(/[,\s·]+/);
  for (const part of parts.filter((piece) => piece !== '')) {
    const [, name = '', value = ''] = /^([a-z]+)=?(\d+)$/i.exec(part) ?? [];
    const id = name.toLowerCase();
    const size = Number(value);
    if (!known.includes(id) || size < 1 || !Number.isSafeInteger(size))
      throw new UsageError(`--layout: \`${part}\` is none of TP=4, PP=4, EP=8, DP=4, CP=1`);
    if (id in layout) throw new UsageError(`--layout: ${id.toUpperCase()} is given twice`);
    layout[id] = size;
  }
  if (Object.keys(layout).length === 0) throw new UsageError('--layout: say which degrees, such as TP=4,EP=8');
  return layout;
}
