import { figure } from '../notation/write.ts';
import type { Mention } from '../plan/model.ts';
import type { Plan } from '../plan/plan.ts';
import { type QuantityId, shortName } from '../vocabulary/quantities.ts';
import type { Draft, Report, Rule } from './rule.ts';

/** One row of a table of configurations: what its cells say. */
type Row = ReadonlyMap<QuantityId, Mention>;

/**
 * Rows of configurations whose degrees do not multiply to the row's GPUs. What a column counts is seldom said (GPUs of a node or of all,
 * data parallel replicas of the dense layers or of the experts), so a row alone proves nothing. Either its own batch sizes have to name the
 * data parallel size that makes the product right, or other rows under the same headers have to multiply.
 */
export const tableRows: Rule = {
  id: 'gpu-count',
  severity: 'error',
  check(plan, report) {
    const rows = rowsOf(plan).filter((row) => row.has('gpus') && row.has('dp') && (row.has('tp') || row.has('pp')));
    const wrong = rows.filter((row) => !multiplies(row));
    mixedColumns(rows, report);
    const right = new Map<string, number>();
    for (const row of rows) if (multiplies(row)) right.set(headers(row), (right.get(headers(row)) ?? 0) + 1);
    const told = new Set<string>();
    for (const row of wrong) {
      // one mistake, however many rows go on with it: a trainer works DP out, and such a run starts
      const repeated = told.has(sizes(row));
      told.add(sizes(row));
      const draft =
        byBatch(row, repeated) ??
        ((right.get(headers(row)) ?? 0) >= Math.max(2, wrong.filter((other) => headers(other) === headers(row)).length)
          ? byOthers(row)
          : undefined);
      if (draft) report(draft);
    }
  },
};

function rowsOf(plan: Plan): Row[] {
  const rows = new Map<string, Map<QuantityId, Mention>>();
  const torn = new Set<string>();
  for (const mention of plan.facts.mentions) {
    if (!mention.scenario.startsWith('row ') || mention.strength === 'weak' || mention.claim !== null || mention.role !== 'definition')
      continue;
    let row = rows.get(mention.scenario);
    if (!row) {
      row = new Map();
      rows.set(mention.scenario, row);
    }
    if (row.has(mention.id)) torn.add(mention.scenario);
    else row.set(mention.id, mention);
  }
  return [...rows].filter(([name]) => !torn.has(name)).map(([, row]) => row);
}

const value = (row: Row, id: QuantityId): number => row.get(id)?.value ?? 1;

/** Whether some reading of the row gives its GPUs: experts, sequences and contexts as factors or not, GPUs of a node or of all. */
function multiplies(row: Row): boolean {
  const gpus = value(row, 'gpus');
  const totals = [gpus, gpus * value(row, 'nodes'), gpus * value(row, 'gpus_per_node')];
  const dense = value(row, 'tp') * value(row, 'pp') * value(row, 'dp');
  for (const cp of [1, value(row, 'cp')])
    for (const ep of [1, value(row, 'ep')]) for (const sp of [1, value(row, 'sp')]) if (totals.includes(dense * cp * ep * sp)) return true;
  // data parallel attention runs inside of tensor parallelism
  return totals.includes(value(row, 'tp') * value(row, 'pp')) && value(row, 'tp') % value(row, 'dp') === 0 && value(row, 'dp') > 1;
}

/** The columns that count: a cell without a virtual pipeline does not set a row apart. */
const headers = (row: Row): string =>
  (['gpus', 'nodes', 'tp', 'pp', 'cp', 'ep', 'dp', 'sp'] as const).filter((id) => row.has(id)).join(' ');

const factors = ['tp', 'pp', 'cp', 'dp'] as const;
/** What a row says of its GPUs and degrees, its batch aside. */
const sizes = (row: Row): string => (['gpus', ...factors] as const).map((id) => row.get(id)?.value ?? '').join(' ');
const product = (row: Row): string =>
  factors
    .filter((id) => row.has(id))
    .map((id) => `${shortName(id)} ${figure(value(row, id))}`)
    .join(' × ');
const total = (row: Row): number => factors.reduce((all, id) => all * value(row, id), 1);

/** GBS = MBS × GA × DP, with the DP that the GPUs leave. */
function byBatch(row: Row, repeated: boolean): Draft | undefined {
  const dp = row.get('dp');
  if (!dp || !row.has('global_batch') || !row.has('micro_batch') || !row.has('grad_accum')) return undefined;
  const real = value(row, 'global_batch') / (value(row, 'micro_batch') * value(row, 'grad_accum'));
  const model = value(row, 'tp') * value(row, 'pp') * value(row, 'cp');
  if (!Number.isInteger(real) || real === dp.value || real * model !== value(row, 'gpus')) return undefined;
  const batch = `GBS ${figure(value(row, 'global_batch'))} ÷ (MBS ${figure(value(row, 'micro_batch'))} × GA ${figure(value(row, 'grad_accum'))})`;
  return {
    span: dp.number.digits,
    ...(repeated && { severity: 'warning' as const }),
    message: `${product(row)} is ${figure(total(row))}, not the ${figure(value(row, 'gpus'))} GPUs of the row; by its batch DP is ${batch} = ${figure(real)}`,
    related: places(row, ['gpus', 'tp', 'pp', 'cp', 'global_batch', 'micro_batch', 'grad_accum']),
    corrections: [
      {
        title: `Change DP ${figure(dp.value)} to ${figure(real)}`,
        preferred: true,
        safe: false,
        numbers: [{ number: dp.number, value: real }],
      },
    ],
  };
}

/** Rows under the same headers multiply: this one does not. A product that is too large may be that of several nodes with so many GPUs. */
function byOthers(row: Row): Draft | undefined {
  const dp = row.get('dp');
  const gpus = row.get('gpus');
  if (!dp || !gpus) return undefined;
  if (total(row) > gpus.value) return total(row) % gpus.value === 0 ? undefined : tooFew(row, gpus);
  const real = value(row, 'gpus') / (total(row) / dp.value);
  return {
    span: dp.number.digits,
    severity: 'warning',
    message: `${product(row)} is ${figure(total(row))}, not the ${figure(value(row, 'gpus'))} GPUs of the row, as it is in other rows with these columns`,
    related: places(row, ['gpus', 'tp', 'pp', 'cp']),
    corrections:
      Number.isInteger(real) && real > 0
        ? [
            {
              title: `Change DP ${figure(dp.value)} to ${figure(real)}`,
              preferred: true,
              safe: false,
              numbers: [{ number: dp.number, value: real }],
            },
          ]
        : [],
  };
}

/** A product that is no whole number of times the GPUs is not that of several nodes either. */
const tooFew = (row: Row, gpus: Mention): Draft => ({
  span: gpus.number.digits,
  severity: 'warning',
  message: `${product(row)} is ${figure(total(row))}, not ${figure(gpus.value)}, as it is the GPUs in other rows with these columns`,
  related: places(row, ['tp', 'pp', 'cp', 'dp']),
  corrections: [
    {
      title: `Change ${gpus.number.text} to ${figure(total(row))}`,
      preferred: true,
      safe: false,
      numbers: [{ number: gpus.number, value: total(row) }],
    },
  ],
});

/** The same columns count replicas of the dense layers in some rows and, EP multiplied in, those of the experts in others. */
function mixedColumns(rows: readonly Row[], report: Report): void {
  const expert = (row: Row): boolean =>
    value(row, 'ep') > 1 && total(row) !== value(row, 'gpus') && total(row) * value(row, 'ep') === value(row, 'gpus');
  const dense = (row: Row): boolean => value(row, 'ep') > 1 && total(row) === value(row, 'gpus');
  for (const row of rows) {
    const dp = row.get('dp');
    const real = value(row, 'gpus') / (total(row) / value(row, 'dp'));
    if (!dp || !expert(row) || !Number.isInteger(real)) continue;
    const others = rows.filter((other) => dense(other) && headers(other) === headers(row));
    const like = others[0]?.get('dp');
    if (others.length < 2 || !like) continue;
    report({
      span: dp.number.digits,
      severity: 'warning',
      message: `${product(row)} is ${figure(total(row))}: the row has ${figure(value(row, 'gpus'))} GPUs only with EP ${figure(value(row, 'ep'))} as a factor, so this DP counts copies of the experts. In ${others.length} other rows with these columns DP counts copies of the model; here that is ${figure(real)}`,
      related: [
        { message: `DP ${figure(like.value)} without EP`, span: like.number.span },
        ...places(row, ['gpus', 'tp', 'pp', 'cp', 'ep']),
      ],
      corrections: [
        {
          title: `Change DP ${figure(dp.value)} to ${figure(real)}`,
          preferred: true,
          safe: false,
          numbers: [{ number: dp.number, value: real }],
        },
      ],
    });
  }
}

const places = (row: Row, ids: readonly QuantityId[]): { message: string; span: Mention['number']['span'] }[] =>
  ids.flatMap((id) => {
    const mention = row.get(id);
    return mention ? [{ message: `${shortName(id)} ${figure(mention.value)}`, span: mention.number.span }] : [];
  });
