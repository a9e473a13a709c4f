import type { TextDocument } from 'vscode-languageserver-textdocument';
import { largestText } from '../config/limits.ts';
import { type Analysis, type AnalyzeOptions, type analyze, type Files, isDescribed, type Language } from '../engine.ts';
import type { Settings } from './settings.ts';

/** An open document that lays out a plan, read and checked as it stands now. */
export interface Plan {
  readonly uri: string;
  readonly version: number;
  readonly analysis: Analysis;
  /** Milliseconds that reading it took. */
  readonly took: number;
}

/** Editors' names for languages; documents of others are told by their name and content. */
const languages: Readonly<Record<string, Language>> = {
  markdown: 'markdown',
  yaml: 'yaml',
  json: 'json',
  jsonc: 'json',
  toml: 'toml',
  helm: 'yaml',
  dockercompose: 'yaml',
  shellscript: 'shell',
  dockerfile: 'dockerfile',
  makefile: 'makefile',
  'systemd-unit-file': 'systemd',
  restructuredtext: 'rst',
};

/** Documents that an editor makes out of others: both sides of a diff, output, what we show ourselves. Nobody wants them checked. */
const derived = /^(?:git|gitfs|scm-history-item|vscode-scm|output|planwright-(?:details|preview)):/;

export const isChecked = (uri: string): boolean => !derived.test(uri);

export const isTooLarge = (document: TextDocument): boolean => document.getText().length > largestText;

interface Read {
  readonly version: number;
  readonly settings: Settings;
  readonly analysis: Analysis;
  readonly took: number;
}

/** Reads each version of a document once, with the reading of the version before at hand. */
export class Plans {
  readonly #analyze: typeof analyze;
  readonly #filesFor: (uri: string) => Files;
  readonly #now: () => number;
  /** A closed document takes its reading with it. */
  readonly #read = new WeakMap<TextDocument, Read>();

  /** @param now the clock, in milliseconds */
  constructor(analyzer: typeof analyze, filesFor: (uri: string) => Files, now = () => performance.now()) {
    this.#analyze = analyzer;
    this.#filesFor = filesFor;
    this.#now = now;
  }

  /** What a document takes from other files is other than it was. */
  forget(document: TextDocument): void {
    this.#read.delete(document);
  }

  /** Paths of the other files that the document takes values from. */
  wanted(document: TextDocument, settings: Settings): readonly string[] {
    if (!settings.enabled || !isChecked(document.uri) || isTooLarge(document)) return [];
    return this.#reading(document, settings).analysis.wanted;
  }

  /** Paths of files that would tell more of its model. */
  helpful(document: TextDocument, settings: Settings): readonly string[] {
    if (!settings.enabled || !isChecked(document.uri) || isTooLarge(document)) return [];
    return this.#reading(document, settings).analysis.helpful;
  }

  /** How long the text will take to be read, by the version before; 0 where it is read already, or nothing is known. */
  expected(document: TextDocument): number {
    const last = this.#read.get(document);
    return !last || last.version === document.version ? 0 : last.took;
  }

  /** Null for what is no plan and describes no model on GPUs either. Throws only where the engine does. */
  plan(document: TextDocument, settings: Settings): Plan | null {
    if (!settings.enabled || !isChecked(document.uri) || isTooLarge(document)) return null;
    const { analysis, took } = this.#reading(document, settings);
    return analysis.isPlan || (analysis.plan !== null && isDescribed(analysis))
      ? { uri: document.uri, version: document.version, analysis, took }
      : null;
  }

  #reading(document: TextDocument, settings: Settings): Read {
    const last = this.#read.get(document);
    if (last && last.version === document.version && last.settings === settings) return last;
    const options: { -readonly [K in keyof AnalyzeOptions]: AnalyzeOptions[K] } = {
      config: settings.config,
      files: this.#filesFor(document.uri),
    };
    const language = languages[document.languageId];
    const path = pathOf(document.uri);
    if (language) options.language = language;
    if (path) options.path = path;
    if (last) options.previous = last.analysis;
    const began = this.#now();
    const analysis = this.#analyze(document.getText(), options);
    const read = { version: document.version, settings, analysis, took: this.#now() - began };
    this.#read.set(document, read);
    return read;
  }
}

/** The path in a URI, for documents that have one. */
function pathOf(uri: string): string | null {
  if (uri.startsWith('untitled:')) return null;
  try {
    return decodeURIComponent(new URL(uri).pathname);
  } catch {
    return null;
  }
}
