import type { Statement } from '../document/document.ts';
import type { WrittenNumber } from '../notation/number.ts';
import { figure } from '../notation/write.ts';
import type { Plan } from '../plan/plan.ts';
import { readStatement, slice } from '../plan/reading.ts';
import { accepts } from '../plan/world-size.ts';
import { addTo } from '../text/group.ts';
import { labelSense } from '../vocabulary/labels.ts';
import { isDegree, type QuantityId, shortName } from '../vocabulary/quantities.ts';
import type { Draft } from './rule.ts';

/** Languages in which a page quotes a configuration. */
const configs: ReadonlySet<string> = new Set(['yaml', 'yml', 'json', 'jsonc', 'toml', 'ini', 'hocon']);

type Values = ReadonlyMap<QuantityId, WrittenNumber>;

/**
 * A configuration quoted in a page that contradicts itself: `tp: 8`, `pp: 2` and `gpus: 8`. The GPUs may be those of one node where it does
 * not say of how many, so that they have to be the plan's own; degrees that leave replicas open have to divide them.
 */
export function configsAgainstThemselves(plan: Plan): Draft[] {
  const { document } = plan.facts;
  if (document.language !== 'markdown' && document.language !== 'rst') return [];
  const blocks = new Map<number, Statement[]>();
  for (const statement of document.statements)
    if (statement.fence !== null && configs.has(statement.fence)) addTo(blocks, statement.block, statement);
  return [...blocks].flatMap(([block, statements]) => {
    const values = valuesOf(plan, statements);
    const draft = values && judge(plan, values, block);
    return draft ? [draft] : [];
  });
}

/** What a block sets, one value a quantity; null where it sets one twice: several things are configured. */
function valuesOf(plan: Plan, statements: readonly Statement[]): Values | null {
  const out = new Map<QuantityId, WrittenNumber>();
  for (const statement of statements) {
    const id = statement.label ? labelSense(slice(plan.facts.document, statement.label))?.id : undefined;
    // what is a launch takes no part in the prose, so it is read here
    const [item] = readStatement(plan.facts.document, statement).items;
    if (!id || !counted.has(id) || item?.kind !== 'single') continue;
    if (out.has(id)) return null;
    out.set(id, item.expression.number);
  }
  return out;
}

const counted: ReadonlySet<QuantityId> = new Set(['tp', 'pp', 'ep', 'dp', 'cp', 'sp', 'etp', 'vpp', 'gpus', 'nodes', 'gpus_per_node']);

/** The page tells elsewhere of so many GPUs, and of no others. */
function isAll(plan: Plan, gpus: number, block: number): boolean {
  const others = plan.facts.mentions.filter(({ id, statement }) => id === 'gpus' && statement.block !== block);
  return others.length > 0 && others.every(({ value }) => value === gpus);
}

function judge(plan: Plan, values: Values, block: number): Draft | null {
  const degrees = [...values].filter(([id]) => isDegree(id));
  const [gpus, nodes, perNode] = (['gpus', 'nodes', 'gpus_per_node'] as const).map((id) => values.get(id)?.value);
  if (degrees.length < 2 || !values.has('tp')) return null;
  const ofNodes = nodes !== undefined ? nodes * (perNode ?? plan.values.get('gpus_per_node') ?? Number.NaN) : Number.NaN;
  const total = gpus !== undefined && nodes === undefined && isAll(plan, gpus, block) ? gpus : ofNodes;
  const stated = values.get('gpus') ?? values.get('nodes');
  if (!stated || !Number.isInteger(total) || (gpus !== undefined && nodes !== undefined)) return null;
  const numbers = new Map([...values].map(([id, number]) => [id, number.value]));
  if (accepts(numbers, total)) return null;
  const product = degrees.filter(([id]) => id !== 'ep' && id !== 'sp');
  const text = product.map(([id, { value }]) => `${shortName(id)} ${figure(value)}`).join(' × ');
  const size = product.reduce((all, [, { value }]) => all * value, 1);
  const [departs, ...more] = degrees.filter(([id]) => {
    const value = plan.values.get(id);
    return value !== undefined && value !== numbers.get(id) && accepts(new Map(numbers).set(id, value), total);
  });
  const [id, culprit] = departs && more.length === 0 ? departs : [null, stated];
  const right = id ? plan.values.get(id) : undefined;
  return {
    span: culprit.digits,
    severity: 'warning',
    message: `${text} is ${figure(size)}, and this configuration runs on ${figure(total)} GPUs${id ? `; ${shortName(id)} is ${figure(right ?? Number.NaN)} in the plan` : ''}`,
    related: [
      ...degrees.map(([degree, number]) => ({ message: `${shortName(degree)} ${figure(number.value)}`, span: number.span })),
      { message: figure(total), span: stated.span },
    ],
    corrections:
      id && right !== undefined
        ? [
            {
              title: `Change ${culprit.text} to ${figure(right)}`,
              preferred: true,
              safe: false,
              numbers: [{ number: culprit, value: right }],
            },
          ]
        : [],
  };
}
