import ignore from 'ignore';
import type { Config } from './config.ts';

/** Whether the settings leave a file alone. `path` is seen from the settings' folder, with `/` between names and without a leading `./`. */
export function ignorer(config: Config): (path: string) => boolean {
  if (!config.ignore || config.ignore.length === 0) return () => false;
  const patterns = ignore().add([...config.ignore]);
  return (path) => ignore.isPathValid(path) && patterns.ignores(path);
}
