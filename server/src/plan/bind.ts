import type { Document, Statement } from '../document/document.ts';
import { plainWords } from '../vocabulary/phrase.ts';
import { derivationsBelow } from './below.ts';
import { commentDerivations } from './comments.ts';
import { contextOf } from './context.ts';
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
    const reading = skipped(statement) ? { statement, tokens: [], items: [], label: '' } : readStatement(document, statement);
    readings.push(reading);
    if (reading.items.length === 0 && reading.tokens.length === 0 && (skipped(statement) || !mayspell(slice(document, statement.span))))
      continue;
    const scenario = scenarios.of(statement);
    scenarioOf.set(statement, scenario);
    const binder = new StatementBinder(document, reading, contextOf(document, statement), scenario);
    binder.run();
    mentions.push(...binder.mentions);
    claims.push(...(disowns(document, reading, scenario) ? binder.claims.filter(({ verdict }) => verdict === 'holds') : binder.claims));
    inequalities.push(...binder.inequalities);
  }
  claims.push(...commentDerivations(document, readings, scenarioOf));
  claims.push(...derivationsBelow(readings, scenarioOf));
  return { document, readings, mentions, claims, inequalities, scenarioOf };
}

/** `**Previous Error**: PP=8 × TP=2 × CP=2 = 16 ❌`: what is quoted as wrong need not be told to be. */
function disowns(document: Document, { statement, tokens }: Reading, scenario: Scenario): boolean {
  if (scenario !== 'before') return false;
  if (tokens.some((token) => token.kind === 'mark' && !token.good)) return true;
  return statement.label !== null && /\b(?:errors?|mistakes?|incorrect|wrong|faulty)\b/.test(plainWords(slice(document, statement.label)));
}
