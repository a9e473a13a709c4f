import { type Analysis, type AnalyzeOptions, given, turnedAway } from './analysis.ts';
import { claimsOf, isProse } from './claims/find.ts';
import type { Config } from './config/config.ts';
import { readDocument } from './document/read.ts';
import { wantsModel } from './plan/described.ts';
import { mayClaim } from './plan/gate.ts';
import { modelFilesOf } from './plan/model-file.ts';
import { outgrows } from './plan/placed-launch.ts';
import { buildPlan, type Plan } from './plan/plan.ts';
import { inherit } from './plan/reading.ts';
import { check, checkEfficiency, checkEquations } from './rules/check.ts';
import { refuted } from './rules/claimed.ts';
import { isHeard, levelled } from './rules/levels.ts';
import { modelFacts } from './rules/model-facts.ts';
import { linkRepeated } from './rules/repeated.ts';
import type { Issue } from './rules/rule.ts';
import { bySpeech } from './rules/speech.ts';
import { syntaxIssues } from './rules/syntax.ts';
import { applySuppressions } from './suppression/apply.ts';
import { overlapsAny } from './text/span.ts';

export type { Analysis, AnalyzeOptions, Config };

/** Reads a document and checks it. Never throws on any text; time is linear in its length. */
export const analyze = (text: string, options: AnalyzeOptions = {}): Analysis => turnedAway(text, options) ?? readAnyway(text, options);

/** The same without the look at its words that turns most texts away. */
export function readAnyway(text: string, options: AnalyzeOptions = {}): Analysis {
  const common = given(text, options);
  const { language, config, lines, path } = common;
  const previous = options.previous?.plan ? options.previous.document : undefined;
  const document = readDocument(text, language, previous);
  if (previous) inherit(document, previous);
  const read = buildPlan(document, config, path, options.files);
  const plan = read.isPlan || !outgrows(read) ? read : { ...read, isPlan: true };
  const mayReckon = (): boolean => mayClaim(text, language) || (isProse(language) && claimsOf(document).length > 0);
  const all = [
    plan.isPlan ? check(plan) : mayReckon() ? checkEquations(plan) : [],
    [...refuted(claimsOf(document, 'refuted'), document.plain), ...(isProse(language) ? modelFacts(document) : [])],
  ];
  const [checked = [], told = []] = all.map((issues) => issues.filter((issue) => isHeard(issue, config)));
  const found = bySpeech(document, besides(checked, told));
  const heard = plan.isPlan ? advised(plan, withSyntax(syntaxIssues(document), found)) : found;
  // a comment that silences what is not told of is of use all the same, where the settings are others
  const unheard = all.flat().filter((issue) => !isHeard(issue, config));
  const issues = levelled([...linkRepeated(document, heard), ...unheard], config);
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
  return besides(heard(check(plan)), heard(refuted(claimsOf(plan.facts.document, 'refuted'), plan.facts.document.plain)));
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
