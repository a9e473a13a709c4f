import { type Config, configNames } from '../config/config.ts';
import { ignorer } from '../config/ignore.ts';
import { parseConfig } from '../config/parse.ts';

/** The settings that a folder holds for itself and for what is below it. */
export interface Project {
  readonly config: Config;
  /** Whether the document is one of those to leave alone. */
  readonly ignores: (uri: string) => boolean;
}

/** The file system that documents stand on. */
export interface Files {
  /** The text of a file by its URI; null where there is none. */
  readonly read: (uri: string) => Promise<string | null>;
  readonly exists: (uri: string) => Promise<boolean>;
}

export const isConfigFile = (uri: string): boolean => configNames.some((name) => uri.endsWith(`/${name}`));

/** What one folder says: it holds settings, it is the root of a repository and so the last to ask, or neither. */
type Folder = Project | 'root' | null;

/**
 * Finds the nearest `planwright.yaml` of a document, no further than the root of its repository. Looks into each folder once, until told
 * that something changed.
 */
export class Projects {
  readonly #files: Files;
  #folders = new Map<string, Promise<Folder>>();

  constructor(files: Files) {
    this.#files = files;
  }

  async of(uri: string): Promise<Project | null> {
    for (let at = parentOf(uri, '.'); at !== null; at = parentOf(at, '..')) {
      const folder = await this.#folder(at);
      if (folder) return folder === 'root' ? null : folder;
    }
    return null;
  }

  reset(): void {
    this.#folders = new Map();
  }

  #folder(folder: string): Promise<Folder> {
    const known = this.#folders.get(folder) ?? this.#open(folder);
    this.#folders.set(folder, known);
    return known;
  }

  async #open(folder: string): Promise<Folder> {
    for (const name of configNames) {
      const text = await this.#files.read(folder + name).catch(() => null);
      if (text === null) continue;
      const { config } = parseConfig(text);
      const ignores = ignorer(config);
      return { config, ignores: (uri) => uri.startsWith(folder) && ignores(decode(uri.slice(folder.length))) };
    }
    return (await this.#files.exists(`${folder}.git`)) ? 'root' : null;
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
