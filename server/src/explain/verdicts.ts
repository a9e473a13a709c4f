import type { Analysis } from '../analyze.ts';
import type { Finding } from '../findings.ts';
import type { Claim } from '../plan/model.ts';
import type { Plan } from '../plan/plan.ts';
import type { Relation } from '../plan/relations.ts';
import { inert, inertName } from '../text/inert.ts';
import { contains, overlaps, type Span } from '../text/span.ts';
import { type WhyFigure, why } from './why.ts';

/** What became of the claim that a number takes part in: its characters, and in words whether it holds. */
export interface Judged {
  readonly span: Span;
  readonly text: string;
}

/** The smallest equation or comparison around `offset`. */
export function claimAt(plan: Plan, offset: number): Judged | null {
  const found = [
    ...plan.facts.claims.map((claim) => ({ span: reach(claim), claim, relation: null })),
    ...plan.relations.map((relation) => ({ span: relation.span, claim: null, relation })),
  ].filter(({ span }) => contains(span, offset));
  const [first] = found.sort((a, b) => a.span.end - a.span.start - (b.span.end - b.span.start));
  if (!first) return null;
  const { span, claim, relation } = first;
  return { span, text: claim ? claimText(plan, claim) : relation ? relationText(written(plan, span), relation) : '' };
}

/** From the first operand to the result; the span of a parenthesis is its result alone. */
const reach = ({ span, left, right }: Claim): Span => ({
  start: Math.min(span.start, left.span.start, right.span.start),
  end: Math.max(span.end, left.span.end, right.span.end),
});

/** `holds: 16 ÷ 4 = 4`, also where the result stands before its derivation, `4 (16 ÷ 4)`. */
export function claimText(plan: Plan, claim: Claim): string {
  const { verdict, kind, left, right, span } = claim;
  const equation = kind === 'equation' ? written(plan, span) : `${written(plan, left.span)} = ${written(plan, right.span)}`;
  const said = { holds: 'holds', fails: 'does not hold', scale: 'holds in another unit', unknown: 'cannot be told' }[verdict];
  return `${said}: ${code(equation)}`;
}

const written = (plan: Plan, { start, end }: Span): string => plan.facts.document.plain.slice(start, end).replace(/\s+/g, ' ');

const relationKinds: Readonly<Record<Relation['kind'], string>> = {
  share: 'a share of the whole',
  change: 'a change',
  excess: 'what goes beyond',
  margin: 'what is left',
  order: 'a comparison',
};

const relationText = (text: string, { holds, kind }: Relation): string =>
  `${holds ? 'holds' : 'does not hold'}, ${relationKinds[kind]}: ${code(text)}`;

/** What holds a backtick itself is no code of ours. */
const code = (text: string): string => (text.includes('`') ? inertName(text) : `\`${text.length > 80 ? `${text.slice(0, 79)}…` : text}\``);

/** What is known of the figure at `offset`. */
export function figureAt(analysis: Analysis, offset: number): WhyFigure | undefined {
  const line = analysis.lines.lineOf(offset);
  const part = { start: analysis.lines.startOf(line), end: analysis.lines.endOf(line) };
  return why(analysis, part).find(({ span }) => contains(span, offset));
}

const verdicts = { held: 'holds', failed: 'does not hold', unknown: 'cannot be told' } as const;

/** What a figure is held to, a line each, and whether it holds. */
export const verdictLines = ({ claims, equations }: Pick<WhyFigure, 'claims' | 'equations'>): string[] => [
  ...claims.map(({ says, holds }) => `${holds ? 'holds' : 'does not hold'}: ${inert(says.replace(/^holds: /, ''))}`),
  ...equations.map(({ text, verdict }) => `${verdicts[verdict]}: ${inertName(text)}`),
];

/** What speaks against a number elsewhere: findings that it takes part in, but for those at the place itself, which the editor shows. */
export function against({ findings, lines }: Analysis, number: Span, offset: number): string {
  const others = findings.filter(
    ({ severity, span, related }) =>
      severity !== 'hint' && !contains(span, offset) && related.some((place) => overlaps(place.span, number)),
  );
  const [first] = others;
  if (!first) return '';
  const more = others.length > 1 ? `, and ${others.length - 1} more` : '';
  return `disagrees: ${inert(first.message)} (line ${lineOf(first)})${more}`;

  function lineOf({ span }: Finding): number {
    return lines.lineOf(span.start) + 1;
  }
}
