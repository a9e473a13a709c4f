import { type Config, configLimit, configNames } from '../config/config.ts';
import { ignorer } from '../config/ignore.ts';
import { parseConfig } from '../config/parse.ts';

/** The settings that a folder holds for itself and for what is below it. */
export interface Project {
  readonly config: Config;
  /** Whether the document is one of those to leave alone. */
  readonly ignores: (uri: string) => boolean;
}

/** What bounds the reading of a file that somebody else than the user may have put there. */
export interface ReadBounds {
  /** Folders by their URIs, one of which the file has to be in when all links are followed. */
  readonly inside: readonly string[];
  /** Bytes. */
  readonly limit: number;
}

/** The file system that documents stand on. */
export interface Files {
  /** The text of a file by its URI; null where there is none within the bounds. */
  readonly read: (uri: string, bounds: ReadBounds) => Promise<string | null>;
  readonly exists: (uri: string) => Promise<boolean>;
}

export const isConfigFile = (uri: string): boolean => configNames.some((name) => uri.endsWith(`/${name}`));

/** What one folder says: the settings that it holds, and whether it is the root of a repository. */
interface Folder {
  readonly project: Project | null;
  readonly isRoot: boolean;
}

/**
 * Finds the nearest `planwright.yaml` of a document, no further than the root of its repository. Above the folders that are open (of a document
 * in none of them: above its own) a file counts only where it belongs to the same repository: others may write to what is above. Where no
 * folder is open, nobody says where the project ends. Looks into each folder once, until told that something changed.
 */
export class Projects {
  readonly #files: Files;
  #folders = new Map<string, Promise<Folder>>();
  /** Folders that are open, by their URIs. */
  workspace: readonly string[] = [];

  constructor(files: Files) {
    this.#files = files;
  }

  async of(uri: string): Promise<Project | null> {
    const own = parentOf(uri, '.');
    const home = this.workspace.length === 0 ? '' : (this.workspace.map(closed).find((folder) => own?.startsWith(folder)) ?? own);
    let above: Project | null = null;
    for (let at = own; at !== null; at = parentOf(at, '..')) {
      const { project, isRoot } = await this.#folder(at);
      if (project && home !== null && at.startsWith(home)) return project;
      above ??= project;
      if (isRoot) return above;
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
    const [project, isRoot] = await Promise.all([this.#project(folder), this.#files.exists(`${folder}.git`)]);
    return { project, isRoot };
  }

  async #project(folder: string): Promise<Project | null> {
    for (const name of configNames) {
      const text = await this.#files.read(folder + name, { inside: [folder, ...this.workspace], limit: configLimit }).catch(() => null);
      if (text === null) continue;
      const { config } = parseConfig(text);
      const ignores = ignorer(config);
      return { config, ignores: (uri) => uri.startsWith(folder) && ignores(decode(uri.slice(folder.length))) };
    }
    return null;
  }
}

/** The URI of a folder with a slash at its end. */
const closed = (folder: string): string => (folder.endsWith('/') ? folder : `${folder}/`);

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
