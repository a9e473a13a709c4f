import { turnedAway } from '../../engine.ts';
import { type Input, stdinName } from '../input/inputs.ts';
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

/** So many verdicts wait for one before them; a long document must not keep the threads idle. */
const mostWaiting = 1_000;

/** A document with what comes of it; null where nobody works it out yet. */
interface Entry {
  readonly input: Input;
  readonly key: string;
  verdict: Promise<Verdict> | null;
  done: boolean;
}

/**
 * The verdicts on documents in their order, each as soon as it is there: from the cache, from this thread where there are few or a look turns
 * them away, else from a thread for each processor.
 */
export async function* verdicts(documents: AsyncIterable<Input>, { style, cache, pool: start }: RunOptions): AsyncGenerator<Verdict> {
  let own: Promise<(input: Input) => Promise<Verdict>> | null = null;
  let pool: Pool | null = null;
  const queue: Entry[] = [];

  const work = (entry: Entry, by: (input: Input) => Promise<Verdict>): Promise<Verdict> => {
    entry.verdict = by(entry.input).then((made) => {
      cache?.put(entry.key, made);
      entry.done = true;
      return made;
    });
    // it is awaited in its turn
    entry.verdict.catch(() => {});
    return entry.verdict;
  };
  const here = async (entry: Entry): Promise<Verdict> => {
    own ??= import('./verdict.ts').then(({ judge }) => judge(style));
    return work(entry, await own);
  };
  const first = (): Promise<Verdict> => {
    const entry = queue.shift() as Entry;
    return entry.verdict ?? here(entry);
  };

  try {
    for await (const input of documents) {
      const key = cache?.keyOf(input) ?? '';
      const known = (await cache?.get(key, input)) ?? null;
      const entry: Entry = { input, key, verdict: known && Promise.resolve(known), done: known !== null };
      queue.push(entry);
      if (!known && isTurnedAway(input)) await here(entry);
      const open = queue.filter(({ verdict }) => verdict === null);
      if (pool || open.length > few) {
        pool ??= await start();
        for (const each of open) {
          await pool.room();
          void work(each, (what) => (pool as Pool).check(what));
        }
      }
      while (queue[0]?.done || queue.length > mostWaiting) yield await first();
    }
    while (queue.length > 0) yield await first();
  } finally {
    await pool?.close();
  }
}

/** Whether no thread is worth asking: the words of the text tell that it is no plan. */
const isTurnedAway = ({ content, path }: Input): boolean =>
  content.kind === 'text' && turnedAway(content.text, path === stdinName ? {} : { path }) !== null;
