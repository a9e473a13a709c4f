import { type Config, mergeConfig, type Strictness, strictnesses } from '../config/config.ts';
import { readSettings } from '../config/parse.ts';
import type { Projects } from './project.ts';

/** What holds for one document. */
export interface Settings {
  readonly enabled: boolean;
  /** Whether what follows from the degrees is shown beside them. */
  readonly inlayHints: boolean;
  /** Whether what a wrong number should be is shown behind it. */
  readonly corrections: boolean;
  /** Whether what a layout comes to is shown above it. */
  readonly codeLens: boolean;
  readonly config: Config;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads the `planwright` section of an editor's settings; what makes no sense in it counts as absent. */
export function readSection(section: unknown): Settings {
  const {
    enable,
    inlayHints,
    corrections,
    codeLens,
    readsFiles: _,
    commands: __,
    tellsCaret: ___,
    ...rest
  } = isRecord(section) ? section : {};
  return {
    enabled: enable !== false,
    inlayHints: inlayHints !== false,
    corrections: corrections !== false,
    codeLens: codeLens !== false,
    config: configOf(rest),
  };
}

/** An editor sends all settings, most of them empty. Those that say more go through the reader of `planwright.yaml`, which brings a parser. */
function configOf(section: Readonly<Record<string, unknown>>): Config {
  const { strictness, ...others } = Object.fromEntries(Object.entries(section).filter(([, value]) => !isEmpty(value)));
  const isLevel = strictness === undefined || strictnesses.includes(strictness as Strictness);
  if (!isLevel || Object.keys(others).length > 0) return readSettings(section).config;
  return strictness === undefined ? {} : { strictness: strictness as Strictness };
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);

/**
 * Settings of each open document: those of the editor under those of its project's file. Editors that can be asked are asked once a document
 * (a folder may have its own settings) and again after a change; for the others, what they sent on `initialize` or on a change counts.
 */
export class SettingsStore {
  readonly #projects: Projects;
  readonly #ask: ((uri: string) => Promise<unknown>) | null;
  #sent: Settings;
  #known = new Map<string, Settings>();

  constructor(projects: Projects, ask: ((uri: string) => Promise<unknown>) | null, sent: unknown) {
    this.#projects = projects;
    this.#ask = ask;
    this.#sent = readSection(sent);
  }

  /** Settings that need no waiting for. */
  known(uri: string): Settings | undefined {
    return this.#known.get(uri);
  }

  async load(uri: string): Promise<Settings> {
    for (;;) {
      const known = this.#known;
      const settings = known.get(uri) ?? (await this.#read(uri));
      if (known !== this.#known) continue; // they changed while being read
      known.set(uri, settings);
      return settings;
    }
  }

  /** Settings changed: `sent` is what came along, for editors that cannot be asked. */
  reset(sent?: unknown): void {
    if (isRecord(sent)) this.#sent = readSection(sent);
    this.#projects.reset();
    this.#known = new Map();
  }

  forget(uri: string): void {
    this.#known.delete(uri);
  }

  async #read(uri: string): Promise<Settings> {
    const [section, project] = await Promise.all([this.#ask?.(uri).catch(() => null), this.#projects.of(uri)]);
    const editor = isRecord(section) ? readSection(section) : this.#sent;
    if (!project) return editor;
    return { ...editor, enabled: editor.enabled && !project.ignores(uri), config: mergeConfig(project.config, editor.config) };
  }
}
