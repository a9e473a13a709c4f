import type { Document, Statement } from '../document/document.ts';
import { Slot } from '../document/kept.ts';
import type { Mover } from '../notation/shift.ts';
import { plainWords } from '../vocabulary/phrase.ts';
import { derivationsBelow } from './below.ts';
import { commentDerivations } from './comments.ts';
import { type Context, contextOf } from './context.ts';
import { mayspell } from './degree-notations.ts';
import type { Claim, Facts, Inequality, Mention } from './model.ts';
import { type Placed, PlacedReading, type Reading, readStatement, slice } from './reading.ts';
import { type Scenario, scenariosOf } from './scenario.ts';
import { StatementBinder } from './statement-binder.ts';

/** Reads every statement and says of every number what it is, as far as its place and its words tell. Those that a dialect has read are skipped. */
export function bind(document: Document, skipped: (statement: Statement) => boolean = () => false): Facts {
  const scenarios = scenariosOf(document);
  const readings: Reading[] = [];
  const scenarioOf = new Map<Statement, Scenario>();
  const mentions: Mention[] = [];
  const claims: Claim[] = [];
  const inequalities: Inequality[] = [];
  for (const statement of document.statements) {
    const left = skipped(statement);
    const reading = left ? { statement, tokens: [], items: [], label: '', bare: true } : readStatement(document, statement);
    readings.push(reading);
    if (reading.bare && (left || !statement.own.of(spells, () => mayspell(slice(document, statement.span))))) continue;
    const scenario = scenarios.of(statement);
    scenarioOf.set(statement, scenario);
    const said = bound(document, reading, scenario, left);
    if (!said) continue;
    mentions.push(...said.mentions);
    claims.push(...said.claims);
    inequalities.push(...said.inequalities);
  }
  claims.push(...commentDerivations(document, readings, scenarioOf));
  claims.push(...derivationsBelow(readings, scenarioOf));
  return { document, readings, mentions, claims, inequalities, scenarioOf };
}

const spells = new Slot<boolean>();

type Said = Pick<Facts, 'mentions' | 'claims' | 'inequalities'>;

/** What a statement said, and where it stood then: it says the same again under the same words. */
interface Kept {
  readonly context: Context;
  readonly scenario: Scenario;
  readonly placed: Placed | null;
  /** Null where it said nothing. */
  readonly said: Said | null;
}

const kept = new Slot<Kept>();

/** What one statement says; null where that is nothing. */
function bound(document: Document, reading: Reading, scenario: Scenario, left: boolean): Said | null {
  const { statement } = reading;
  const context = contextOf(document, statement);
  const known = left ? undefined : statement.place.get(kept);
  const isKnown = known?.scenario === scenario && isSame(known.context, context);
  if (isKnown && known.said === null) return null;
  const placed = reading instanceof PlacedReading ? reading.placed : null;
  const said = (isKnown && placed && again(known, placed, statement)) || read(document, reading, context, scenario);
  if (!left) statement.place.set(kept, { context, scenario, placed, said });
  return said;
}

function read(document: Document, reading: Reading, context: Context, scenario: Scenario): Said | null {
  const binder = new StatementBinder(document, reading, context, scenario);
  binder.run();
  const { mentions, claims, inequalities } = binder;
  if (mentions.length === 0 && claims.length === 0 && inequalities.length === 0) return null;
  return {
    mentions,
    inequalities,
    claims: disowns(document, reading, scenario) ? claims.filter(({ verdict }) => verdict === 'holds') : claims,
  };
}

/** What was said, of the statement as it is in this version; null where it has been elsewhere meanwhile. */
function again({ said, placed: before }: Kept, placed: Placed, statement: Statement): Said | null {
  if (!said || (placed !== before && placed.from !== before)) return null;
  const mover = placed === before ? null : placed.mover;
  const claims = new Map(said.claims.map((claim) => [claim, moveClaim(claim, statement, mover)]));
  // a claim that is not told of may still have told what a number is
  const told = [...claims.values()];
  const claimOf = (claim: Claim): Claim => {
    const known = claims.get(claim) ?? moveClaim(claim, statement, mover);
    claims.set(claim, known);
    return known;
  };
  return {
    claims: told,
    mentions: said.mentions.map((mention) => ({
      ...mention,
      statement,
      ...(mover && { number: mover.number(mention.number) }),
      claim: mention.claim && claimOf(mention.claim),
    })),
    inequalities: said.inequalities.map((each) => ({
      ...each,
      statement,
      ...(mover && { left: mover.expression(each.left), right: mover.expression(each.right), span: mover.span(each.span) }),
    })),
  };
}

const moveClaim = (claim: Claim, statement: Statement, mover: Mover | null): Claim => ({
  ...claim,
  statement,
  ...(mover && {
    left: mover.expression(claim.left),
    right: mover.expression(claim.right),
    span: mover.span(claim.span),
    ...(claim.repeats && { repeats: mover.number(claim.repeats) }),
  }),
});

const isSame = (a: Context, b: Context): boolean =>
  a.sense?.id === b.sense?.id && a.sense?.strength === b.sense?.strength && a.words === b.words && a.perGpu === b.perGpu;

/** `**Previous Error**: PP=8 × TP=2 × CP=2 = 16 ❌`: what is quoted as wrong need not be told to be. */
function disowns(document: Document, { statement, tokens }: Reading, scenario: Scenario): boolean {
  if (scenario !== 'before') return false;
  if (tokens.some((token) => token.kind === 'mark' && !token.good)) return true;
  return statement.label !== null && /\b(?:errors?|mistakes?|incorrect|wrong|faulty)\b/.test(plainWords(slice(document, statement.label)));
}
