import { claimsOf, isProse } from './claims/find.ts';
import type { Config } from './config/config.ts';
import type { Document, Language } from './document/document.ts';
import type { Files } from './document/files.ts';
import { detectLanguage, emptyDocument, readDocument } from './document/read.ts';
import type { Finding } from './findings.ts';
import { wantsModel } from './plan/described.ts';
import { mayBePlan, mayClaim } from './plan/gate.ts';
import { modelFilesOf } from './plan/model-file.ts';
import { outgrows } from './plan/placed-launch.ts';
import { buildPlan, type Plan } from './plan/plan.ts';
import { inherit } from './plan/reading.ts';
import { check, checkEfficiency, checkEquations } from './rules/check.ts';
import { refuted } from './rules/claimed.ts';
import { isHeard, levelled } from './rules/levels.ts';
import { modelFacts } from './rules/model-facts.ts';
import type { Issue } from './rules/rule.ts';
import { bySpeech } from './rules/speech.ts';
import { syntaxIssues } from './rules/syntax.ts';
import { applySuppressions, type Suppressed } from './suppression/apply.ts';
import { LineIndex } from './text/lines.ts';
import { overlapsAny } from './text/span.ts';

export type { Config };

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

/** Reads a document and checks it. Never throws on any text; time is linear in its length. */
export function analyze(text: string, options: AnalyzeOptions = {}): Analysis {
  const path = options.path ?? null;
  const language = options.language ?? detectLanguage(path, text);
  const common = { text, language, lines: new LineIndex(text), path, config: options.config ?? {}, files: options.files ?? null };
  if (!mayBePlan(text, language) && !mayClaim(text, language))
    return {
      ...common,
      wanted: [],
      helpful: [],
      isPlan: false,
      findings: [],
      suppressed: [],
      document: emptyDocument(text, language),
      plan: null,
    };
  const previous = options.previous?.plan ? options.previous.document : undefined;
  const document = readDocument(text, language, previous);
  if (previous) inherit(document, previous);
  const { config, lines } = common;
  const read = buildPlan(document, config, path, options.files);
  const plan = read.isPlan || !outgrows(read) ? read : { ...read, isPlan: true };
  const mayReckon = (): boolean => mayClaim(text, language) || (isProse(language) && claimsOf(document).length > 0);
  const all = [
    plan.isPlan ? check(plan) : mayReckon() ? checkEquations(plan) : [],
    [...refuted(claimsOf(document, 'refuted')), ...(isProse(language) ? modelFacts(document) : [])],
  ];
  const [checked = [], told = []] = all.map((issues) => issues.filter((issue) => isHeard(issue, config)));
  const found = bySpeech(document, besides(checked, told));
  const heard = plan.isPlan ? advised(plan, withSyntax(syntaxIssues(document), found)) : found;
  // a comment that silences what is not told of is of use all the same, where the settings are others
  const unheard = all.flat().filter((issue) => !isHeard(issue, config));
  const issues = levelled([...heard, ...unheard], config);
  const isPlan = plan.isPlan || heard.length > 0;
  const { kept, suppressed, complaints } = applySuppressions(document, lines, issues, (rule) => config.rules?.[rule] === 'off');
  const said = [...kept.filter((issue) => isHeard(issue, config)), ...levelled(complaints, config)];
  return {
    ...common,
    wanted: plan.launches.wanted,
    get helpful() {
      return wantsModel(plan) ? modelFilesOf(plan) : [];
    },
    isPlan,
    findings: isPlan ? said.sort((a, b) => a.span.start - b.span.start) : [],
    suppressed: suppressed.filter(({ finding }) => isHeard(finding, config)),
    document,
    plan,
  };
}

/** What is told of a plan as false: what the rules say of its quantities, and the claims that its own figures refute. */
export function falseIn(plan: Plan, config: Config): Issue[] {
  const heard = (issues: readonly Issue[]): Issue[] => issues.filter((issue) => isHeard(issue, config));
  return besides(heard(check(plan)), heard(refuted(claimsOf(plan.facts.document, 'refuted'))));
}

/** The options under which another text of the same document is read. */
export const sameOptions = ({ language, config, path, files }: Analysis): AnalyzeOptions => ({
  language,
  config,
  ...(path !== null && { path }),
  ...(files && { files }),
});

/** What is told of the same characters is told once, by the rule that knows what they mean. */
const besides = (issues: readonly Issue[], claims: readonly Issue[]): Issue[] => [...issues, ...apartFrom(issues, claims)];

/** Of characters that do not parse nothing else is said. */
const withSyntax = (broken: readonly Issue[], issues: readonly Issue[]): Issue[] => [...broken, ...apartFrom(broken, issues)];

function apartFrom(told: readonly Issue[], others: readonly Issue[]): Issue[] {
  const taken = overlapsAny(told.map(({ span }) => span));
  return others.filter(({ span }) => !taken(span));
}

const advised = (plan: Plan, issues: readonly Issue[]): Issue[] =>
  [...issues, ...checkEfficiency(plan, issues)].sort((a, b) => a.span.start - b.span.start);
