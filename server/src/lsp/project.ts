import { type Config, configNames } from '../config/config.ts';
import { ignorer } from '../config/ignore.ts';
import { parseConfig } from '../config/parse.ts';

/** The settings that a folder holds for itself and for what is below it. */
export interface Project {
  readonly config: Config;
  /** Whether the document is one of those to leave alone. */
  readonly ignores: (uri: string) => boolean;
}

/** Reads a file by its URI; null where there is none. */
export type ReadFile = (uri: string) => Promise<string | null>;

export const isConfigFile = (uri: string): boolean => configNames.some((name) => uri.endsWith(`/${name}`));

/** Finds the nearest `planwright.yaml` of a document, looking into each folder once until told that one changed. */
export class Projects {
  readonly #read: ReadFile;
  #folders = new Map<string, Promise<Project | null>>();

  constructor(read: ReadFile) {
    this.#read = read;
  }

  async of(uri: string): Promise<Project | null> {
    for (let folder = parentOf(uri, '.'); folder !== null; folder = parentOf(folder, '..')) {
      const project = await this.#folder(folder);
      if (project) return project;
    }
    return null;
  }

  reset(): void {
    this.#folders = new Map();
  }

  #folder(folder: string): Promise<Project | null> {
    const known = this.#folders.get(folder) ?? this.#open(folder);
    this.#folders.set(folder, known);
    return known;
  }

  async #open(folder: string): Promise<Project | null> {
    for (const name of configNames) {
      const text = await this.#read(folder + name).catch(() => null);
      if (text === null) continue;
      const { config } = parseConfig(text);
      const ignores = ignorer(config);
      return { config, ignores: (uri) => uri.startsWith(folder) && ignores(decode(uri.slice(folder.length))) };
    }
    return null;
  }
}

/** The folder `step` above a URI, ending in a slash; null at the top, and for documents that are in no folder. */
function parentOf(uri: string, step: '.' | '..'): string | null {
  try {
    const parent = new URL(step, uri).href;
    return parent === uri ? null : parent;
  } catch {
    return null;
  }
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
