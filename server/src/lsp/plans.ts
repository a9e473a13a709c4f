import type { TextDocument } from 'vscode-languageserver-textdocument';
import { largestText } from '../config/limits.ts';
import type { Analysis, AnalyzeOptions, analyze, Files, Language } from '../engine.ts';
import type { Settings } from './settings.ts';

/** An open document that lays out a plan, read and checked as it stands now. */
export interface Plan {
  readonly uri: string;
  readonly version: number;
  readonly analysis: Analysis;
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
  restructuredtext: 'rst',
};

/** Documents that an editor makes out of others: both sides of a diff, output, our own report. Nobody wants them checked. */
const derived = /^(?:git|gitfs|scm-history-item|vscode-scm|output|planwright-report):/;

export const isChecked = (uri: string): boolean => !derived.test(uri);

export const isTooLarge = (document: TextDocument): boolean => document.getText().length > largestText;

/** Reads each version of a document once, with the reading of the version before at hand. */
export class Plans {
  readonly #analyze: typeof analyze;
  readonly #filesFor: (uri: string) => Files;
  /** A closed document takes its reading with it. */
  readonly #read = new WeakMap<TextDocument, { version: number; settings: Settings; analysis: Analysis }>();

  constructor(analyzer: typeof analyze, filesFor: (uri: string) => Files) {
    this.#analyze = analyzer;
    this.#filesFor = filesFor;
  }

  /** What a document takes from other files is other than it was. */
  forget(document: TextDocument): void {
    this.#read.delete(document);
  }

  /** Paths of the other files that the document takes values from. */
  wanted(document: TextDocument, settings: Settings): readonly string[] {
    if (!settings.enabled || !isChecked(document.uri) || isTooLarge(document)) return [];
    return this.#analysis(document, settings).wanted;
  }

  /** Null for what is not a plan. Throws only where the engine does. */
  plan(document: TextDocument, settings: Settings): Plan | null {
    if (!settings.enabled || !isChecked(document.uri) || isTooLarge(document)) return null;
    const analysis = this.#analysis(document, settings);
    return analysis.isPlan ? { uri: document.uri, version: document.version, analysis } : null;
  }

  #analysis(document: TextDocument, settings: Settings): Analysis {
    const last = this.#read.get(document);
    if (last && last.version === document.version && last.settings === settings) return last.analysis;
    const options: { -readonly [K in keyof AnalyzeOptions]: AnalyzeOptions[K] } = {
      config: settings.config,
      files: this.#filesFor(document.uri),
    };
    const language = languages[document.languageId];
    const path = pathOf(document.uri);
    if (language) options.language = language;
    if (path) options.path = path;
    if (last) options.previous = last.analysis;
    const analysis = this.#analyze(document.getText(), options);
    this.#read.set(document, { version: document.version, settings, analysis });
    return analysis;
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
