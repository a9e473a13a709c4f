import type { Config } from '../analyze.ts';

/** What a person set for a document, in the editor or in its project. */
export interface Settings {
  readonly enabled: boolean;
  readonly config: Config;
}

const severities = new Set(['off', 'hint', 'warning', 'error']);

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads the `planwright` section of an editor's settings; what makes no sense in it counts as absent. */
export function readSettings(section: unknown): Settings {
  const given = isRecord(section) ? section : {};
  const rules = Object.entries(isRecord(given.rules) ? given.rules : {}).filter(([, level]) => severities.has(String(level)));
  return { enabled: given.enable !== false, config: { rules: Object.fromEntries(rules) as NonNullable<Config['rules']> } };
}

/**
 * Settings of each open document. Editors that can be asked are asked once a document (a folder may have its own settings) and again after
 * a change; for the others, what they sent on `initialize` or on a change counts.
 */
export class SettingsStore {
  readonly #ask: ((uri: string) => Promise<unknown>) | null;
  #sent: Settings;
  #known = new Map<string, Settings>();

  constructor(ask: ((uri: string) => Promise<unknown>) | null, sent: unknown) {
    this.#ask = ask;
    this.#sent = readSettings(sent);
  }

  /** Settings that need no waiting for. */
  known(uri: string): Settings | undefined {
    return this.#ask ? this.#known.get(uri) : this.#sent;
  }

  async load(uri: string): Promise<Settings> {
    for (;;) {
      const known = this.known(uri);
      if (known || !this.#ask) return known ?? this.#sent;
      const generation = this.#known;
      const section = await this.#ask(uri).catch(() => null);
      const settings = isRecord(section) ? readSettings(section) : this.#sent;
      if (generation === this.#known) this.#known.set(uri, settings);
    }
  }

  /** Settings changed: `sent` is what came along, for editors that cannot be asked. */
  reset(sent: unknown): void {
    if (isRecord(sent)) this.#sent = readSettings(sent);
    this.#known = new Map();
  }

  forget(uri: string): void {
    this.#known.delete(uri);
  }
}
