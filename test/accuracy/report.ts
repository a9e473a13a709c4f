import type { Scored } from './score.ts';
import { all, type Found, type Judged, percent, sum, type Tally } from './tally.ts';

const share = (part: number, whole: number): string => (whole === 0 ? '' : ` (${percent(part, whole)} %)`);
const foundOf = ({ found, n }: Found): string => `${found} of ${n}${share(found, n)}`;
const judged = (of: Judged): string =>
  `${all(of)}: ${of.true} true, ${of.doubt} doubt, ${of.false} false${all(of) === 0 ? '' : `; ${percent(of.true + of.doubt, all(of))} % true or doubt`}`;

/** The figures for a person to read. */
export function reportText(scored: readonly Scored[], notes: readonly string[], withMutation: boolean, labelled = true): string {
  const tally = sum(scored.map((each) => each.tally));
  const { figures, mutation } = tally;
  return [
    `${tally.documents} documents, ${tally.plans} taken for plans`,
    '',
    `figures       ${figures.written} written; ${figures.read} read as a quantity${share(figures.read, figures.written)}, ${figures.held} held to a claim or an equation${share(figures.held, figures.written)}`,
    'claims        holds broken  cannot be told',
    ...byName(tally.claims).map(([name, of]) => `  ${name.padEnd(10)} ${pad(of.holds)} ${pad(of.broken)} ${pad(of.unknown)}`),
    '',
    ...(labelled ? judgedText(tally) : [`errors        ${all(tally.errors)}`, `warnings      ${all(tally.warnings)}`]),
    ...(withMutation ? ['', `changed       ${foundOf(mutation)} right claims noticed, ${mutation.asError} as an error`] : []),
    ...stylesText(scored, withMutation),
    ...(notes.length > 0 ? ['', ...notes.map((note) => `  ${note}`)] : []),
  ].join('\n');
}

const judgedText = (tally: Tally): string[] => [
  `errors        ${judged(tally.errors)}`,
  `warnings      ${judged(tally.warnings)}`,
  ...byName(tally.sure).map(([name, of]) => `  ${name.padEnd(11)} ${judged(of)}`),
  `trap alarms   ${tally.trapAlarms}`,
  '',
  `provable      ${foundOf(tally.determinate)} found; by arithmetic alone ${foundOf(tally.mechanical)}`,
  ...byName(tally.kinds).map(([name, of]) => `  ${name.padEnd(14)} ${foundOf(of)}`),
  `doubts        ${foundOf(tally.doubts)} found`,
];

const pad = (n: number): string => String(n).padStart(6);

const byName = <T>(of: Readonly<Record<string, T>>): [string, T][] => Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1));

/** The counts of each style; none where the set tells of no styles. */
export function styles(scored: readonly Scored[]): Record<string, Tally> {
  const names = [...new Set(scored.map(({ document }) => document.style).filter((style) => style !== undefined))].sort();
  return Object.fromEntries(
    names.map((name) => [name, sum(scored.filter(({ document }) => document.style === name).map((each) => each.tally))]),
  );
}

function stylesText(scored: readonly Scored[], withMutation: boolean): string[] {
  const rows = Object.entries(styles(scored)).map(([name, tally]) => {
    const parts = [`${tally.errors.false} false errors`, `provable ${foundOf(tally.determinate)}`];
    if (withMutation) parts.push(`changed ${foundOf(tally.mutation)}`);
    return `  ${name.padEnd(12)} ${parts.join(', ')}`;
  });
  return rows.length > 0 ? ['', 'by style', ...rows] : [];
}

/** The figures for programs. The first names are those that other tools for this format of labels print. */
export function reportJson(scored: readonly Scored[], withMutation: boolean): unknown {
  const t = sum(scored.map((each) => each.tally));
  const errors = all(t.errors);
  return {
    documents: t.documents,
    plans: t.plans,
    errors,
    trueErrors: t.errors.true,
    doubtErrors: t.errors.doubt,
    falseErrors: t.errors.false,
    warnings: all(t.warnings),
    warningsTrueOrDoubt: t.warnings.true + t.warnings.doubt,
    determinate: t.determinate.n,
    determinateFound: t.determinate.found,
    mechanical: t.mechanical.n,
    mechanicalFound: t.mechanical.found,
    doubts: t.doubts.n,
    doubtsFound: t.doubts.found,
    trapAlarms: t.trapAlarms,
    ...(withMutation && {
      mutations: t.mutation.n,
      caught: t.mutation.found,
      caughtPercent: percent(t.mutation.found, t.mutation.n),
      caughtAsErrorPercent: percent(t.mutation.asError, t.mutation.n),
    }),
    errorPrecision: percent(t.errors.true, errors),
    errorPrecisionWithDoubts: percent(t.errors.true + t.errors.doubt, errors),
    determinateRecall: percent(t.determinate.found, t.determinate.n),
    mechanicalRecall: percent(t.mechanical.found, t.mechanical.n),
    doubtRecall: percent(t.doubts.found, t.doubts.n),
    kinds: t.kinds,
    sure: t.sure,
    figures: t.figures,
    claims: t.claims,
    styles: styles(scored),
  };
}
