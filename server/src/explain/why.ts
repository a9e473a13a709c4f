import type { Analysis } from '../analyze.ts';
import type { Claim, PatternId } from '../claims/claim.ts';
import { claimsOf } from '../claims/find.ts';
import type { Section, Statement } from '../document/document.ts';
import type { Finding, Sureness } from '../findings.ts';
import { tokenize } from '../notation/lexer.ts';
import type { WrittenNumber } from '../notation/number.ts';
import type { Mention } from '../plan/model.ts';
import { addTo } from '../text/group.ts';
import { overlaps, type Span } from '../text/span.ts';
import { quantity } from '../vocabulary/quantities.ts';
import { type Equation, equationsOf, unitOf } from './inspect.ts';

/** What a figure was read as. */
export interface WhyMention {
  readonly id: string;
  /** SI base units. */
  readonly value: number;
  readonly unit: string | null;
  readonly role: Mention['role'];
  readonly strength: Mention['strength'];
  readonly scenario: string;
  /** Whether it takes part in the plan; what describes another configuration, and what is weak and disagrees, does not. */
  readonly counts: boolean;
}

export interface WhyClaim {
  readonly span: Span;
  readonly pattern: PatternId;
  readonly holds: boolean;
  readonly sure: Sureness;
  readonly says: string;
  /** The figures that it rests on, as written. */
  readonly figures: readonly string[];
}

export interface WhyEquation {
  readonly span: Span;
  readonly text: string;
  readonly verdict: Equation['verdict'];
}

/** Everything that is known of one figure of a document. */
export interface WhyFigure {
  /** The digits. */
  readonly span: Span;
  readonly text: string;
  /** The word that it is a part of, where it is read as a name: `H100`. */
  readonly name: string | null;
  /** Headings above it from the outermost, then the items or keys that it stands under, then row and column of its table. */
  readonly setUp: readonly string[];
  readonly mentions: readonly WhyMention[];
  readonly claims: readonly WhyClaim[];
  readonly equations: readonly WhyEquation[];
  /** What is told of its characters. */
  readonly findings: readonly Finding[];
}

/** Whether anything was made of it. */
export const isKnown = ({ mentions, claims, equations }: Pick<WhyFigure, 'mentions' | 'claims' | 'equations'>): boolean =>
  mentions.length + claims.length + equations.length > 0;

/** The figures of a part of a document, in order, each with what it was read as and what it is held to. */
export function why(analysis: Analysis, part: Span): WhyFigure[] {
  const { document, findings, plan, text } = analysis;
  const known = new Knowledge(analysis);
  const own = new Set(plan?.mentions);
  return figuresIn(analysis, part, known).map(({ start, end }) => {
    const statement = statementAt(document.statements, start);
    return {
      span: { start, end },
      text: text.slice(start, end),
      name: nameAround(document.plain, start, end),
      setUp: statement ? setUpOf(document.plain, statement) : [],
      mentions: (known.mentions.get(start) ?? []).map((mention) => ({
        id: mention.id,
        value: mention.value,
        unit: unitOf(quantity(mention.id).measure),
        role: mention.role,
        strength: mention.strength,
        scenario: mention.scenario,
        counts: own.has(mention),
      })),
      claims: (known.claims.get(start) ?? []).map(({ span, pattern, holds, sure, says, figures }) => ({
        span,
        pattern,
        holds,
        sure,
        says,
        figures: figures.map((number) => text.slice(number.span.start, number.span.end)),
      })),
      equations: (known.equations.get(start) ?? []).map(({ span, verdict }) => ({ span, verdict, text: text.slice(span.start, span.end) })),
      findings: findings.filter(({ span }) => overlaps(span, { start, end })),
    };
  });
}

/** What was read, by where the digits begin. */
class Knowledge {
  readonly mentions = new Map<number, Mention[]>();
  readonly claims = new Map<number, Claim[]>();
  readonly equations = new Map<number, Equation[]>();
  readonly digits: Span[] = [];

  constructor({ plan, document }: Analysis) {
    if (!plan) return;
    for (const mention of new Set([...plan.facts.mentions, ...plan.mentions])) this.#note(this.mentions, mention.number, mention);
    for (const equation of equationsOf(plan)) for (const number of equation.numbers) this.#note(this.equations, number, equation);
    for (const claim of claimsOf(document)) for (const number of claim.figures) this.#note(this.claims, number, claim);
  }

  #note<T>(to: Map<number, T[]>, { digits }: WrittenNumber, what: T): void {
    if (to.get(digits.start)?.includes(what)) return;
    addTo(to, digits.start, what);
    this.digits.push(digits);
  }
}

/** Digits of every figure in a part: of what was read, of what can be read as a number, and whatever else is a digit. */
function figuresIn({ document, lines }: Analysis, part: Span, known: Knowledge): Span[] {
  const found = new Map<number, Span>();
  for (const span of known.digits) if (overlaps(span, part)) found.set(span.start, span);
  const last = lines.lineOf(Math.max(part.start, part.end - 1));
  for (let line = lines.lineOf(part.start); line <= last; line++) {
    const span = { start: Math.max(part.start, lines.startOf(line)), end: Math.min(part.end, lines.endOf(line)) };
    const taken = [...found.values()].filter((other) => overlaps(other, span));
    const add = (start: number, end: number): void => {
      if (taken.some((other) => overlaps(other, { start, end }))) return;
      taken.push({ start, end });
      found.set(start, { start, end });
    };
    for (const token of tokenize(document.plain, span)) if (token.kind === 'number') add(token.start, token.end);
    for (const { index, 0: digits } of document.plain.slice(span.start, span.end).matchAll(/\d+(?:[.,]\d+)*/g))
      add(span.start + index, span.start + index + digits.length);
  }
  return [...found.values()].sort((a, b) => a.start - b.start);
}

/** The word that begins with a letter and goes on to the digits. */
function nameAround(plain: string, start: number, end: number): string | null {
  const before = /[\p{L}_][\p{L}\p{N}_.-]*$/u.exec(plain.slice(Math.max(0, start - 40), start))?.[0];
  return before ? before + plain.slice(start, end) + (/^[\p{L}\p{N}_.-]*[\p{L}\p{N}]/u.exec(plain.slice(end, end + 40))?.[0] ?? '') : null;
}

/** The innermost statement at an offset; nested ones come later. */
function statementAt(statements: readonly Statement[], offset: number): Statement | null {
  let found: Statement | null = null;
  for (const statement of statements) if (statement.span.start <= offset && offset < statement.span.end) found = statement;
  return found;
}

const longest = 60;

function setUpOf(plain: string, statement: Statement): string[] {
  const words = ({ start, end }: Span): string => {
    const text = plain
      .slice(start, end)
      .replace(/[\s\0]+/g, ' ')
      .trim();
    return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
  };
  const out: string[] = [];
  for (let at: Section | null = statement.section; at; at = at.parent) out.unshift(words(at.title));
  const parents: string[] = [];
  for (let at = statement.parent; at; at = at.parent) parents.unshift(words(at.label ?? at.span));
  const { rowLabel = null, header = null } = statement.cell ?? {};
  return [...out, ...parents, ...[rowLabel, header].filter((span) => span !== null).map(words)].filter(Boolean);
}
