import type { Config } from './config/config.ts';
import type { Document, Language } from './document/document.ts';
import { emptyDocument } from './document/empty.ts';
import type { Files } from './document/files.ts';
import { detectLanguage } from './document/language.ts';
import type { Finding } from './findings.ts';
import { mayBePlan, mayClaim } from './plan/gate.ts';
import type { Plan } from './plan/plan.ts';
import type { Suppressed } from './suppression/apply.ts';
import { LineIndex } from './text/lines.ts';

export interface AnalyzeOptions {
  /** Kind of document; guessed from the name, then from the content, where absent. */
  readonly language?: Language;
  /** File name or path: a hint at the language and, for configs, at the dialect. Never opened. */
  readonly path?: string;
  /** Settings of `planwright.yaml` or of the editor. */
  readonly config?: Config;
  /**
   * Other files that configs take values from, by paths written as `path` is. Without it, and where it answers undefined, what stands in
   * them is not known, and `wanted` of the analysis tells which they are.
   */
  readonly files?: Files;
  /** The analysis of the text before the last edit: lets unchanged parts be read once. */
  readonly previous?: Analysis;
}

export interface Analysis {
  readonly text: string;
  readonly lines: LineIndex;
  readonly language: Language;
  readonly path: string | null;
  readonly config: Config;
  readonly files: Files | null;
  /** Paths of other files that the document takes values from. */
  readonly wanted: readonly string[];
  /** Paths of files that would tell more of the model where they are there: nothing is amiss without them. */
  readonly helpful: readonly string[];
  /** Whether the document lays out how a model is spread over GPUs, or claims of its figures what they refute. */
  readonly isPlan: boolean;
  readonly findings: readonly Finding[];
  /** Findings that comments of the document silence; they are not among `findings`. */
  readonly suppressed: readonly Suppressed[];
  readonly document: Document;
  /** The document understood; null where it cannot be a plan and was not read. */
  readonly plan: Plan | null;
}

/** What an analysis says of a text before it is read. */
export const given = (text: string, { language, path = null, config = {}, files = null }: Given) => ({
  text,
  language: language ?? detectLanguage(path, text),
  lines: new LineIndex(text),
  path,
  config,
  files,
});

/**
 * The analysis of a text that a look at its words turns away; null for one that is to be read. Whoever has many texts asks this first: most
 * are no plans, and what reads plans need not be there.
 */
export function turnedAway(text: string, options: Given = {}): Analysis | null {
  const language = options.language ?? detectLanguage(options.path ?? null, text);
  if (mayBePlan(text, language) || mayClaim(text, language)) return null;
  return {
    ...given(text, { ...options, language }),
    wanted: [],
    helpful: [],
    isPlan: false,
    findings: [],
    suppressed: [],
    document: emptyDocument(text, language),
    plan: null,
  };
}

type Given = Omit<AnalyzeOptions, 'path' | 'files'> & { readonly path?: string | null; readonly files?: Files | null };
