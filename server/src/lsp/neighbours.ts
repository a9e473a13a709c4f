import type { Files } from '../engine.ts';

/** Reads the text of a file by its URI, from no other folders than these; null where there is none. */
type Read = (uri: string, inside: readonly string[]) => Promise<string | null>;

/** A file that changes each time it is read is taken as it was the last time. */
const mostReadings = 5;

/**
 * Texts of the files that open documents take values from: as they are in the editor where they are open there, else as they are on disk.
 * Only files of the workspace are read; without one, only those in the folder of the document. What no open document asks for is not kept.
 */
export class Neighbours {
  readonly #read: Read;
  readonly #open: (uri: string) => string | undefined;
  readonly #texts = new Map<string, string | null>();
  /** Which files each open document has asked for. */
  readonly #wanted = new Map<string, ReadonlySet<string>>();
  /** Files that are being read, and whether they changed meanwhile. */
  readonly #readings = new Set<{ readonly name: string; stale: boolean }>();
  folders: readonly string[] = [];

  constructor(read: Read, open: (uri: string) => string | undefined) {
    this.#read = read;
    this.#open = open;
  }

  /** What the engine may ask for while it reads the document. */
  filesFor(document: string): Files {
    return (path) => {
      const uri = this.#uriOf(document, path);
      return uri === null ? null : (this.#open(uri) ?? this.#texts.get(uri));
    };
  }

  /** Reads what the document asks for and is not known yet; false where that changes nothing: of what would only help, that it is not there. */
  async load(document: string, wanted: readonly string[], helpful: readonly string[] = []): Promise<boolean> {
    const urisOf = (paths: readonly string[]): string[] => paths.map((path) => this.#uriOf(document, path)).filter((uri) => uri !== null);
    const needed = new Set(urisOf(wanted));
    const uris = [...needed, ...urisOf(helpful)];
    if (uris.length > 0) this.#wanted.set(document, new Set(uris));
    else this.#wanted.delete(document);
    const unknown = uris.filter((uri) => this.#open(uri) === undefined && !this.#texts.has(uri));
    for (const uri of unknown) this.#texts.set(uri, await this.#current(uri, this.#scope(document)));
    this.#tidy();
    return unknown.some((uri) => needed.has(uri) || this.#texts.get(uri) !== null);
  }

  /** A file is other than it was: the open documents that take values from it. */
  changed(uri: string): string[] {
    const known = plain(uri);
    for (const reading of this.#readings) if (reading.name === known) reading.stale = true;
    for (const read of this.#texts.keys()) if (plain(read) === known) this.#texts.delete(read);
    return [...this.#wanted].filter(([, wanted]) => [...wanted].some((name) => plain(name) === known)).map(([document]) => document);
  }

  forget(document: string): void {
    this.#wanted.delete(document);
    this.#tidy();
  }

  /** Nothing is known of any file: other folders are open. */
  reset(): void {
    for (const reading of this.#readings) reading.stale = true;
    this.#texts.clear();
  }

  /** The text as it is after the last change that we were told of. */
  async #current(uri: string, inside: readonly string[]): Promise<string | null> {
    for (let round = 1; ; round++) {
      const reading = { name: plain(uri), stale: false };
      this.#readings.add(reading);
      try {
        const text = await this.#read(uri, inside).catch(() => null);
        if (!reading.stale || round >= mostReadings) return text;
      } finally {
        this.#readings.delete(reading);
      }
    }
  }

  #tidy(): void {
    const wanted = new Set([...this.#wanted.values()].flatMap((uris) => [...uris]));
    for (const uri of this.#texts.keys()) if (!wanted.has(uri)) this.#texts.delete(uri);
  }

  #uriOf(document: string, path: string): string | null {
    try {
      const url = new URL(document);
      url.pathname = path.split('/').map(encodeURIComponent).join('/');
      const uri = url.href;
      return this.#scope(document).some((folder) => plain(uri).startsWith(`${plain(folder).replace(/\/$/, '')}/`)) ? uri : null;
    } catch {
      return null;
    }
  }

  /** Folders whose files a document may take values from. */
  #scope(document: string): readonly string[] {
    return this.folders.length > 0 ? this.folders : [new URL('.', document).href];
  }
}

/** Editors encode the same path in several ways. */
function plain(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}
