import { existsSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Config, configLimit, configNames } from '../../config/config.ts';
import { readProjectFile, within } from '../../disk/read-file.ts';
import { repositoryOf } from './includes.ts';
import { reason, type Trouble } from './trouble.ts';

/** The settings that hold for the files of a folder, and which of its files they leave alone. */
export interface Settings {
  readonly config: Config;
  readonly leavesAlone: (file: string) => boolean;
}

const none: Settings = { config: {}, leavesAlone: () => false };

/**
 * Finds the nearest `planwright.yaml` from a folder upwards, no further than the root of the repository, and reads each file once. Outside of
 * a repository and of the working directory a file counts only where it is the user's own: others may write to what is above.
 * What is wrong in it is told with line and column, and counts as a failure.
 */
export class SettingsFinder {
  readonly #known = new Map<string, Promise<Settings>>();
  readonly #trouble: Trouble;

  constructor(trouble: Trouble) {
    this.#trouble = trouble;
  }

  for(folder: string): Promise<Settings> {
    const absolute = path.resolve(folder);
    let settings = this.#known.get(absolute);
    if (!settings) {
      settings = this.#find(absolute);
      this.#known.set(absolute, settings);
    }
    return settings;
  }

  async #find(folder: string): Promise<Settings> {
    for (const name of configNames) {
      const file = path.join(folder, name);
      if (!existsSync(file)) continue;
      try {
        const repository = await repositoryOf(await realpath(folder));
        const bytes = await readProjectFile(file, { inside: [folder, repository ?? process.cwd()], limit: configLimit });
        if (repository === null && !within(process.cwd(), folder) && !(await isOwn(file))) return none;
        return await this.#read(file, bytes.toString('utf8'));
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'ENOENT' || code === 'ENOTDIR') continue;
        this.#trouble.fail(`${shown(file)}: ${reason(error)}`);
        return none;
      }
    }
    const parent = path.dirname(folder);
    const isRoot = parent === folder || existsSync(path.join(folder, '.git'));
    return isRoot ? none : this.for(parent);
  }

  async #read(file: string, text: string): Promise<Settings> {
    const [{ parseConfig }, { ignorer }] = await Promise.all([import('../../config/parse.ts'), import('../../config/ignore.ts')]);
    const { config, problems } = parseConfig(text);
    const { LineIndex } = problems.length > 0 ? await import('../../engine.ts') : {};
    const lines = LineIndex ? new LineIndex(text) : null;
    for (const { message, span } of problems) {
      if (!lines) break;
      const { line, column } = lines.positionOf(span.start);
      this.#trouble.fail(`${shown(file)}:${line + 1}:${column + 1}: ${message}`);
    }
    const ignores = ignorer(config);
    return { config, leavesAlone: (path_) => ignores(path.relative(path.dirname(file), path.resolve(path_)).split(path.sep).join('/')) };
  }
}

/** Whether a file belongs to the user, or to the machine. */
async function isOwn(file: string): Promise<boolean> {
  const user = process.getuid?.();
  const { uid } = await stat(file);
  return user === undefined || uid === user || uid === 0;
}

const shown = (file: string): string => {
  const relative = path.relative(process.cwd(), file);
  return relative.startsWith('..') ? file : relative;
};
