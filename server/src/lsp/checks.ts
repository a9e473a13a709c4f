import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Neighbours } from './neighbours.ts';
import type { Plans } from './plans.ts';
import { Quiet } from './quiet.ts';
import type { Settings, SettingsStore } from './settings.ts';

/** Files that name files that name files: further than that nobody looks. */
const mostRounds = 10;

interface Parts {
  /** An open document. */
  readonly document: (uri: string) => TextDocument | undefined;
  readonly settings: () => SettingsStore;
  readonly plans: Plans;
  readonly neighbours: Neighbours;
  /** Checks a document and tells the editor. */
  readonly publish: (document: TextDocument, known: Settings) => Promise<void>;
  /** Carries on without waiting; what goes wrong is logged. */
  readonly attempt: (work: Promise<void>) => void;
}

/** When documents are checked: once the edits that wait are taken in and all is there that a check needs. */
export class Checks {
  readonly #parts: Parts;
  readonly #quiet = new Quiet();
  /** Documents that wait for their check, each with the one that is on its way. */
  readonly #scheduled = new Map<string, symbol>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  edited(uri: string): void {
    this.#quiet.edited(uri);
  }

  closed(uri: string): void {
    this.#scheduled.delete(uri);
    this.#quiet.forget(uri);
  }

  /** Publishes when the document is ready; asked again meanwhile, it is the same publication. */
  schedule(uri: string): void {
    if (this.#scheduled.has(uri)) return;
    const mark = Symbol(uri);
    this.#scheduled.set(uri, mark);
    this.#parts.attempt(this.#check(uri, mark));
  }

  async #check(uri: string, mark: symbol): Promise<void> {
    try {
      const known = await this.ready(uri);
      const document = this.#parts.document(uri);
      // closed meanwhile, and perhaps opened again: then another check is on its way
      if (!known || !document || this.#scheduled.get(uri) !== mark) return;
      this.#scheduled.delete(uri);
      await this.#parts.publish(document, known);
    } finally {
      // whatever happened, the next edit is checked
      if (this.#scheduled.get(uri) === mark) this.#scheduled.delete(uri);
    }
  }

  /** Waits until nothing is missing for a check of a document; its settings, or null where it is not open. */
  async ready(uri: string): Promise<Settings | null> {
    for (;;) {
      const settings = this.#parts.document(uri) ? await this.#parts.settings().load(uri) : null;
      await this.#quiet.settled(uri);
      await this.withNeighbours(uri);
      if (!this.#parts.document(uri)) {
        this.#parts.settings().forget(uri);
        return null;
      }
      if (settings && this.#parts.settings().known(uri) === settings) return settings;
    }
  }

  /** Reads the files that a document takes values from, and those that they name. */
  async withNeighbours(uri: string): Promise<void> {
    for (let round = 0; round < mostRounds; round++) {
      const document = this.#parts.document(uri);
      const known = this.#parts.settings().known(uri);
      const asked = document && known ? this.#askedBy(document, known) : null;
      if (!document || !asked || !(await this.#parts.neighbours.load(uri, ...asked))) return;
      this.#parts.plans.forget(document);
    }
  }

  /** A reading that fails is reported by whoever asks for the plan. */
  #askedBy(document: TextDocument, known: Settings): readonly [wanted: readonly string[], helpful: readonly string[]] | null {
    try {
      return [this.#parts.plans.wanted(document, known), this.#parts.plans.helpful(document, known)];
    } catch {
      return null;
    }
  }
}
