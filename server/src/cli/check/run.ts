import type { Input } from '../input/inputs.ts';
import type { Cache } from './cache.ts';
import type { Pool } from './pool.ts';
import type { Style, Verdict } from './verdict.ts';

/** So few documents are checked in this thread: another one first has to read the program. */
const few = 12;

export interface RunOptions {
  readonly style: Style;
  readonly cache: Cache | null;
  /** Starts the threads. */
  readonly pool: () => Promise<Pool>;
}

/**
 * The verdicts on documents in their order: from the cache, from this thread where there are few, else from a thread for each processor.
 * Reads ahead no further than the threads have room for.
 */
export async function* verdicts(documents: AsyncIterable<Input>, { style, cache, pool: start }: RunOptions): AsyncGenerator<Verdict> {
  let own: ((input: Input) => Promise<Verdict>) | null = null;
  let pool: Pool | null = null;
  /** Documents in their order, with what comes of them; null where it is not worked out yet. */
  const queue: { readonly input: Input; readonly key: string; verdict: Promise<Verdict> | null }[] = [];
  const waiting = () => queue.filter(({ verdict }) => verdict === null).length;

  const resolve = async ({ input, key, verdict }: (typeof queue)[number]): Promise<Verdict> => {
    if (verdict) return verdict;
    own ??= await (await import('./verdict.ts')).judge(style);
    const made = await own(input);
    cache?.put(key, made);
    return made;
  };
  const send = (entry: (typeof queue)[number], to: Pool): void => {
    if (entry.verdict) return;
    entry.verdict = to.check(entry.input).then((made) => {
      cache?.put(entry.key, made);
      return made;
    });
    // it is awaited in its turn
    entry.verdict.catch(() => {});
  };

  try {
    for await (const input of documents) {
      const key = cache?.keyOf(input) ?? '';
      const known = (await cache?.get(key, input)) ?? null;
      queue.push({ input, key, verdict: known ? Promise.resolve(known) : null });
      if (!pool && waiting() > few) {
        pool = await start();
        for (const entry of queue) send(entry, pool);
      } else if (pool) {
        send(queue.at(-1) as (typeof queue)[number], pool);
      }
      // what is known at the front need not wait
      while (queue[0]?.verdict && (pool === null || queue.length > pool.room)) yield await resolve(queue.shift() as (typeof queue)[number]);
    }
    for (const entry of queue) yield await resolve(entry);
  } finally {
    await pool?.close();
  }
}
