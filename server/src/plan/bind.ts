import type { Document, Statement } from '../document/document.ts';
import { Slot } from '../document/kept.ts';
import { plainWords } from '../vocabulary/phrase.ts';
import { derivationsBelow } from './below.ts';
import { commentDerivations } from './comments.ts';
import { type Context, contextOf } from './context.ts';
import { mayspell } from './degree-notations.ts';
import type { Claim, Facts, Inequality, Mention } from './model.ts';
import { type Reading, readStatement, slice } from './reading.ts';
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

/** Where a statement said nothing: then it says nothing again. */
interface Silence {
  readonly context: Context;
  readonly scenario: Scenario;
}

const silent = new Slot<Silence>();

/** What one statement says; null where that is nothing. */
function bound(
  document: Document,
  reading: Reading,
  scenario: Scenario,
  left: boolean,
): Pick<StatementBinder, 'mentions' | 'claims' | 'inequalities'> | null {
  const { statement } = reading;
  const context = contextOf(document, statement);
  const known = left ? undefined : statement.place.get(silent);
  if (known?.scenario === scenario && isSame(known.context, context)) return null;
  const binder = new StatementBinder(document, reading, context, scenario);
  binder.run();
  const { mentions, claims, inequalities } = binder;
  if (mentions.length === 0 && claims.length === 0 && inequalities.length === 0) {
    if (!left) statement.place.set(silent, { context, scenario });
    return null;
  }
  return { mentions, inequalities, claims: disowns(document, reading, scenario) ? claims.filter(({ verdict }) => verdict === 'holds') : claims };
}

const isSame = (a: Context, b: Context): boolean =>
  a.sense?.id === b.sense?.id && a.sense?.strength === b.sense?.strength && a.words === b.words && a.perGpu === b.perGpu;

/** `**Previous Error**: PP=8 × TP=2 × CP=2 = 16 ❌`: what is quoted as wrong need not be told to be. */
function disowns(document: Document, { statement, tokens }: Reading, scenario: Scenario): boolean {
  if (scenario !== 'before') return false;
  if (tokens.some((token) => token.kind === 'mark' && !token.good)) return true;
  return statement.label !== null && /\b(?:errors?|mistakes?|incorrect|wrong|faulty)\b/.test(plainWords(slice(document, statement.label)));
}
