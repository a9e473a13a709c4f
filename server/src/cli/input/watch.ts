import { type FSWatcher, watch as watchFolder } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { isPattern } from './patterns.ts';
import { reason, Trouble, UsageError } from './trouble.ts';

/** Programs write a file in several steps: so long nothing more must happen, in milliseconds. */
const quietFor = 100;

/** Calls `run` now, and again whenever something changes below `paths`, until the program is interrupted. Resolves to the exit code: 0. */
export async function watch(paths: readonly string[], run: (trouble: Trouble) => Promise<void>): Promise<number> {
  let running = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const again = () => {
    running = running
      .then(() => {
        if (process.stdout.isTTY) process.stdout.write('\u001b[2J\u001b[3J\u001b[H');
        return run(new Trouble());
      })
      .then(() => void process.stderr.write('planwright: watching; Ctrl+C ends it\n'));
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(again, quietFor);
  };
  const watchers = await Promise.all(paths.map((given) => watchOne(given, soon)));
  again();
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  clearTimeout(timer);
  for (const watcher of watchers) watcher.close();
  await running;
  return 0;
}

/** A folder is watched with all that is in it; of a file its folder, since editors replace files. */
async function watchOne(given: string, changed: () => void): Promise<FSWatcher> {
  if (given === '-') throw new UsageError('--watch: standard input cannot be watched');
  const parts = given.split(/[\\/]/);
  const base = isPattern(given) ? parts.slice(0, parts.findIndex(isPattern)).join('/') || '.' : given;
  try {
    if ((await stat(base)).isDirectory()) return watchFolder(base, { recursive: true }, (_, name) => void (isOurs(name) && changed()));
    return watchFolder(path.dirname(base), (_, name) => void ((name === null || name === path.basename(base)) && changed()));
  } catch (error) {
    throw new UsageError(`${given}: ${reason(error)}`);
  }
}

/** What happens in there is no change of a document. */
const isOurs = (name: string | null): boolean => name === null || !/(?:^|[\\/])(?:\.git|node_modules)(?:[\\/]|$)/.test(name);
