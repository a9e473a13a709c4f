import { resultInterval } from '../notation/number.ts';
import { figure } from '../notation/write.ts';
import { type Derivation, derivations } from '../plan/formulas.ts';
import type { Mention } from '../plan/model.ts';
import type { Plan } from '../plan/plan.ts';
import { type QuantityId, quantity, shortName } from '../vocabulary/quantities.ts';
import { written } from './related.ts';
import type { Draft } from './rule.ts';

/**
 * A row of a table that does not keep what its other rows keep: `layers per stage` as layers over PP, `experts per GPU` as experts over EP.
 * What a header counts is seldom said in full, so that the rows have to show it: two hold, and more than twice as many as do not.
 */
export function rowIdentities(plan: Plan): Draft[] {
  const tables = tablesOf(plan);
  if (tables.length === 0) return [];
  const shared = sharedValues(plan);
  const told = new Set<number>();
  return tables.flatMap((rows) =>
    identities.flatMap((identity) =>
      brokenRows(rows, identity, shared).filter(({ span }) => {
        if (told.has(span.start)) return false;
        told.add(span.start);
        return true;
      }),
    ),
  );
}

/** Those that authors use in one way only: a micro-batch need not be the batch over DP, and weights are cut in many ways. */
const identities: readonly Derivation[] = derivations.filter(
  ({ result, over, by }) =>
    ['derived', 'hardware'].includes(quantity(result).group) ||
    result === 'experts_total' ||
    result === 'tokens_per_step' ||
    (result === 'micro_batches' && over.includes('global_batch') && by.length === 2) ||
    (result === 'throughput_per_gpu' && by.includes('gpus')),
);

/** One row of a table: the quantities that its cells state. */
type Row = ReadonlyMap<QuantityId, Mention>;

/** The rows of each table, by what their cells are; a row that states one quantity twice says nothing. */
function tablesOf(plan: Plan): Row[][] {
  const tables = new Map<number, Map<number, Map<QuantityId, Mention> | null>>();
  for (const mention of plan.facts.mentions) {
    const { cell, block } = mention.statement;
    if (!cell || cell.row === 0 || mention.strength === 'weak' || mention.claim !== null || mention.role !== 'definition') continue;
    const rows = tables.get(block) ?? new Map<number, Map<QuantityId, Mention> | null>();
    tables.set(block, rows);
    const row = rows.get(cell.row) ?? (rows.has(cell.row) ? null : new Map<QuantityId, Mention>());
    rows.set(cell.row, row?.has(mention.id) ? null : (row?.set(mention.id, mention) ?? null));
  }
  return [...tables.values()].map((rows) => [...rows.values()].filter((row) => row !== null)).filter((rows) => rows.length >= 3);
}

/** What is the model's, the same for every row that does not say otherwise, where the page states one value alone. */
const ofModel: readonly QuantityId[] = ['layers', 'experts', 'heads', 'kv_heads', 'hidden', 'ffn', 'seq_len'];

function sharedValues(plan: Plan): ReadonlyMap<QuantityId, number> {
  const out = new Map<QuantityId, number>();
  for (const id of ofModel) {
    const values = new Set(
      plan.facts.mentions.filter((mention) => mention.id === id && mention.statement.cell === null).map(({ value }) => value),
    );
    if (values.size === 1) out.set(id, [...values][0] as number);
  }
  return out;
}

interface Judged {
  readonly row: Row;
  readonly stated: Mention;
  readonly value: number;
  readonly holds: boolean;
}

function brokenRows(rows: readonly Row[], derivation: Derivation, shared: ReadonlyMap<QuantityId, number>): Draft[] {
  const judged = rows.flatMap((row) => judge(row, derivation, shared) ?? []);
  const off = judged.filter(({ holds }) => !holds);
  if (off.length === 0) return [];
  const shown = new Set(judged.filter(({ holds }) => holds).map(({ row, stated }) => keyOf(row, derivation, stated)));
  if (shown.size < 2 || off.length > (shown.size >= 6 ? 2 : 1)) return [];
  return off
    .filter(({ row, stated }) => !holdsOtherwise(row, derivation, stated, shared))
    .map((one) => draftOf(one, derivation, shown.size));
}

/** What a row shows: rows of the same figures show it once. */
const keyOf = (row: Row, { over, by }: Derivation, stated: Mention): string =>
  [stated.value, ...[...over, ...by].map((id) => row.get(id)?.value ?? '')].join(' ');

/** A row with the result, and one of its operands at least; undefined where another operand is not known. */
function judge(row: Row, { result, over, by }: Derivation, shared: ReadonlyMap<QuantityId, number>): Judged | undefined {
  const stated = row.get(result);
  if (!stated || ![...over, ...by].some((id) => row.has(id))) return undefined;
  let value = 1;
  for (const [ids, sign] of [
    [over, 1],
    [by, -1],
  ] as const)
    for (const id of ids) {
      const operand = row.get(id)?.value ?? shared.get(id);
      if (operand === undefined || operand <= 0) return undefined;
      value *= operand ** sign;
    }
  const { low, high } = resultInterval(stated.number);
  // what does not divide is dealt out in one way or another
  if (quantity(result).measure === 'count' && !Number.isInteger(value)) return undefined;
  return { row, stated, value, holds: value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9) };
}

const holdsOtherwise = (row: Row, derivation: Derivation, stated: Mention, shared: ReadonlyMap<QuantityId, number>): boolean =>
  identities.some(
    (other) => other !== derivation && other.result === derivation.result && judge(row, other, shared)?.holds === true && stated.value > 0,
  );

function draftOf({ row, stated, value }: Judged, { result, over, by }: Derivation, held: number): Draft {
  const sign = (ids: readonly QuantityId[]): string => ids.map(shortName).join(' × ');
  const formula = by.length > 0 ? `${sign(over)} ÷ ${by.map(shortName).join(' ÷ ')}` : sign(over);
  return {
    span: stated.number.digits,
    severity: held >= 3 ? 'error' : 'warning',
    message: `${quantity(result).name} is ${formula} = ${figure(value)} here, not ${written(stated)}; ${figure(held)} other rows keep that`,
    related: [...over, ...by].flatMap((id) => {
      const mention = row.get(id);
      return mention ? [{ message: `${shortName(id)} ${figure(mention.value)}`, span: mention.number.span }] : [];
    }),
    corrections: [
      {
        title: `Change ${written(stated)} to ${figure(value)}`,
        preferred: true,
        safe: false,
        numbers: [{ number: stated.number, value }],
      },
    ],
  };
}
