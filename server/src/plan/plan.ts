import type { Config } from '../config/config.ts';
import { type Document, isScript, type Statement } from '../document/document.ts';
import type { Files } from '../document/files.ts';
import { Slot } from '../document/kept.ts';
import { namesDegrees } from '../frameworks/claims.ts';
import type { NumberExpression } from '../notation/expression.ts';
import { addTo } from '../text/group.ts';
import { labelSense } from '../vocabulary/labels.ts';
import type { QuantityId } from '../vocabulary/quantities.ts';
import { isAnnotated, isDerivedKey } from './annotated.ts';
import { bind } from './bind.ts';
import { type Agreed, consensus, countVotes, type Votes } from './consensus.ts';
import { fits } from './fits.ts';
import { type BoundLaunches, bindLaunches, isLaunch } from './launches.ts';
import type { Claim, Facts, Mention } from './model.ts';
import { type Bound, bindOperands, isDegreeProduct, isProductOfDegrees } from './operands.ts';
import { type Relation, readRelations } from './relations.ts';
import { main } from './scenario.ts';
import { Sieve } from './sieve.ts';
import { withToldDegrees } from './told-degrees.ts';
import { leftOut } from './unknown-trees.ts';
import { usageEchoes } from './usage.ts';

/** A document understood: its quantities, where each is written, and the values that explain it best. */
export interface Plan {
  readonly facts: Facts;
  /** The plan's own scenario, weak mentions only where their value agrees. */
  readonly mentions: readonly Mention[];
  /** The same by quantity, in the order of the document. */
  readonly byId: ReadonlyMap<QuantityId, readonly Mention[]>;
  /** Values of the plan's own scenario. */
  readonly values: ReadonlyMap<QuantityId, number>;
  readonly votes: ReadonlyMap<QuantityId, Votes>;
  readonly operands: ReadonlyMap<Claim, Bound>;
  /** Statements that name a configuration of their own. */
  readonly apart: ReadonlySet<Statement>;
  /** Quantities that are stated as a range, `128-10240`. */
  readonly ranges: ReadonlyMap<QuantityId, { readonly low: number; readonly high: number }>;
  /** Percentages, changes and comparisons that were recomputed. */
  readonly relations: readonly Relation[];
  /** What the settings say where the document is silent. */
  readonly settings: Config;
  /** Where the document lies, and what lies there beside it. */
  readonly path: string | null;
  readonly files: Files | null;
  /** What configs and commands launch, as their dialects say it. */
  readonly launches: BoundLaunches;
  /** Whether the document lays out how a model is spread over GPUs. */
  readonly isPlan: boolean;
}

const [early, late] = [new Slot<Agreed>(), new Slot<Agreed>()];

export function buildPlan(document: Document, settings: Config = {}, path: string | null = null, files?: Files): Plan {
  const found = bindLaunches(document, path, files);
  const script = isScript(document.language);
  const launches = found.whole && !script && isAnnotated(document) ? { ...found, whole: false } : found;
  // where no key states a consequence, the keys are its dialect's alone
  const onlyComments = found.whole && !document.statements.some((statement) => isDerivedKey(document, statement));
  const apartOf = launches.whole ? new Set<Statement>() : leftOut(document);
  const bound = withLaunches(
    bind(
      document,
      (statement) =>
        launches.whole ||
        launches.read.has(statement) ||
        apartOf.has(statement) ||
        isClaimOfLaunch(document, statement, found) ||
        isCommandInConfig(document, statement, launches) ||
        (onlyComments && statement.kind === 'pair'),
    ),
    launches,
  );
  const read = launches.whole ? bound : withToldDegrees(document, bound);
  const own = read.mentions.filter((mention) => mention.scenario === main);
  // first without operands, which are bound by the values found so
  const first = consensus(countVotes(own), document.whole, early);
  const facts = {
    ...read,
    claims: read.claims.map((claim) => (isProductOfDegrees(claim, first) ? { ...claim, target: 'gpus' as const } : claim)),
  };
  const operands = new Map<Claim, Bound>();
  const echoes: Mention[] = [];
  for (const claim of facts.claims) {
    const bound = bindOperands(claim, first, facts);
    if (bound.size === 0) continue;
    operands.set(claim, bound);
    if (claim.scenario !== main) continue;
    for (const [operand, id] of bound) echoes.push(echo(operand, id, claim));
  }
  const relations = readRelations(facts);
  echoes.push(...usageEchoes(facts, relations, first));
  const apart = ownConfigurations(facts, operands, first);
  const all = [...own, ...echoes]
    .filter((mention) => !apart.has(mention.statement))
    .sort((a, b) => a.number.digits.start - b.number.digits.start);
  const votes = countVotes(all);
  const values = consensus(votes, document.whole, late);
  const mentions = all.filter((mention) => mention.strength === 'strong' || values.get(mention.id) === mention.value);
  return {
    facts,
    mentions,
    byId: grouped(mentions),
    values,
    votes,
    operands,
    apart,
    ranges: ranges(facts),
    relations,
    settings,
    path,
    files: files ?? null,
    launches,
    isPlan: looksLikePlan([...facts.mentions, ...echoes]) || launches.launches.some((launch) => isLaunch(launch, launches.whole)),
  };
}

/** A comment of a known config that tells its degrees: held against the launch, not the launch against it. */
const isClaimOfLaunch = (document: Document, statement: Statement, launches: BoundLaunches): boolean =>
  statement.kind === 'comment' &&
  launches.whole &&
  namesDegrees(document.plain.slice(statement.span.start, Math.min(statement.span.end, statement.span.start + 400)));

/** `# torchrun --nproc-per-node=8 train.py` in a config says how it is used. */
const isCommandInConfig = (document: Document, statement: Statement, launches: BoundLaunches): boolean =>
  statement.kind === 'comment' &&
  launches.dialects.size > 0 &&
  document.language !== 'markdown' &&
  /(?:^|\s)--\w/.test(document.plain.slice(statement.span.start, statement.span.start + 400));

/** A dialect knows better than the free-form reader what a number is. */
function withLaunches(facts: Facts, launches: BoundLaunches): Facts {
  if (launches.mentions.length === 0) return facts;
  const bound = new Set(launches.mentions.map((mention) => mention.number.digits.start));
  const mentions = [...facts.mentions.filter((mention) => !bound.has(mention.number.digits.start)), ...launches.mentions];
  return { ...facts, mentions: mentions.sort((a, b) => a.number.digits.start - b.number.digits.start) };
}

function grouped(mentions: readonly Mention[]): Map<QuantityId, Mention[]> {
  const out = new Map<QuantityId, Mention[]>();
  for (const mention of mentions) addTo(out, mention.id, mention);
  return out;
}

const inRanges = new Sieve(({ items: [item], label }) => item?.kind === 'range' && label !== '');

/** Ranges that a label leads to. */
function ranges(facts: Facts): Map<QuantityId, { low: number; high: number }> {
  const out = new Map<QuantityId, { low: number; high: number }>();
  for (const reading of inRanges.of(facts)) {
    const item = reading.items[0];
    if (item?.kind !== 'range' || facts.scenarioOf.get(reading.statement) !== main) continue;
    const sense = labelSense(reading.label);
    if (sense && fits(sense.id, item.to) && !out.has(sense.id)) out.set(sense.id, { low: item.from.value, high: item.to.value });
  }
  return out;
}

/**
 * Statements that name degrees of their own in a product that holds: `Total GPUs: 2048 (EP64 × TP8 × PP2 × DP2)` beside a plan of TP 4.
 * They describe another configuration.
 */
function ownConfigurations(facts: Facts, operands: ReadonlyMap<Claim, Bound>, values: ReadonlyMap<QuantityId, number>): Set<Statement> {
  const out = new Set<Statement>();
  for (const claim of facts.claims) {
    const bound = operands.get(claim);
    if (!bound || claim.verdict !== 'holds' || !isDegreeProduct(claim)) continue;
    const named = [...bound].filter(([operand]) => operand.tag !== null);
    const off = named.filter(([operand, id]) => values.get(id) !== undefined && values.get(id) !== operand.number.value);
    if (named.length >= 2 && off.length >= 2) out.add(claim.statement);
  }
  return out;
}

const echo = (operand: NumberExpression, id: QuantityId, claim: Claim): Mention => ({
  id,
  strength: 'strong',
  role: 'echo',
  number: operand.number,
  value: operand.number.value,
  statement: claim.statement,
  scenario: claim.scenario,
  claim,
});

/**
 * A plan states at least two degrees of parallelism, or one and a number of GPUs, in any scenario. A document that merely mentions GPUs,
 * layers or memory is none.
 */
function looksLikePlan(mentions: readonly Mention[]): boolean {
  const degrees = new Set<QuantityId>();
  let gpus = false;
  for (const mention of mentions) {
    if (mention.strength === 'weak' && mention.id !== 'gpus') continue;
    if (['tp', 'pp', 'ep', 'dp', 'cp', 'sp'].includes(mention.id)) degrees.add(mention.id);
    if (mention.id === 'gpus' || mention.id === 'gpus_available' || mention.id === 'nodes') gpus = true;
  }
  return degrees.size >= 2 || (degrees.size === 1 && gpus);
}
