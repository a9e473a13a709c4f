import { type Changes, countNamed } from '../../engine.ts';
import { UsageError } from './trouble.ts';

/** Degrees of parallelism by their ids: `tp`, `pp`, `ep`, `dp`, `cp`. */
export type Degrees = Readonly<Record<string, number>>;

/** Degrees that `--layout` may set. */
const known = ['tp', 'pp', 'ep', 'dp', 'cp'];

/** `TP=4,EP=8`, or as layouts are shown: `TP 4 · EP 8`; `best` leaves the choice. */
export function parseLayout(text: string): Degrees | 'best' {
  if (text.trim().toLowerCase() === 'best') return 'best';
  const layout: Record<string, number> = {};
  for (const [part, name, size] of assignments(text)) {
    const id = name.toLowerCase();
    if (!known.includes(id) || size < 1 || !Number.isSafeInteger(size))
      throw new UsageError(`--layout: \`${part}\` is none of best, TP=4, PP=4, EP=8, DP=4, CP=1`);
    if (id in layout) throw new UsageError(`--layout: ${id.toUpperCase()} is given twice`);
    layout[id] = size;
  }
  if (Object.keys(layout).length === 0) throw new UsageError('--layout: say which degrees, such as TP=4,EP=8, or best');
  return layout;
}

/** `TP=8,DP=2`, `GPUs=1024`, `layers=48`: counts of the plan by their symbols, names or ids, with `_` for blanks in a name. */
export function parseSet(text: string): Changes {
  const changes = new Map<ReturnType<typeof countNamed> & string, number>();
  for (const [part, name, size] of assignments(text)) {
    const id = countNamed(name);
    if (!id || size < 1 || !Number.isSafeInteger(size))
      throw new UsageError(`--set: \`${part}\` sets no count of a plan, as TP=8, DP=2, GPUs=512 or layers=48 do`);
    if (changes.has(id)) throw new UsageError(`--set: ${name} is given twice`);
    changes.set(id, size);
  }
  if (changes.size === 0) throw new UsageError('--set: say what to set, such as TP=8,DP=2');
  return changes;
}

function assignments(text: string): (readonly [part: string, name: string, size: number])[] {
  const parts = text.replace(/\s*[=:]\s*|\s+(?=\d)/g, '=').split(/[,\s·]+/);
  return parts
    .filter((piece) => piece !== '')
    .map((part) => {
      const [, name = '', value = ''] = /^([a-z][a-z_]*)=?(\d+)$/i.exec(part) ?? [];
      return [part, name, Number(value === '' ? Number.NaN : value)] as const;
    });
}
