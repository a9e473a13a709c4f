import type { Statement } from '../document/document.ts';
import { figure } from '../notation/write.ts';
import type { Mention } from '../plan/model.ts';
import type { Plan } from '../plan/plan.ts';
import { slice } from '../plan/reading.ts';
import { addTo } from '../text/group.ts';
import { plainWords } from '../vocabulary/phrase.ts';
import { shortName } from '../vocabulary/quantities.ts';
import { sides, written } from './related.ts';
import type { Draft } from './rule.ts';

/**
 * A set-up whose name holds its degrees (`### Baseline (TP=8, PP=2)`, `**Baseline (TP 8, PP 2)**:`), against the number of GPUs that stands right
 * under it: TP × PP × CP GPUs are one copy of the model, whatever else multiplies. A doubt, since the number may be that of the cluster.
 */
export function headedSetUps(plan: Plan): Draft[] {
  const { facts } = plan;
  const named = new Map<Statement, Mention[]>();
  for (const mention of facts.mentions) if (splits.has(mention.id) && mayHead(mention.statement)) addTo(named, mention.statement, mention);
  const heads = [...named].filter(([, mentions]) => isLayout(mentions));
  if (heads.length === 0) return [];
  const counts = facts.mentions.filter((mention) => mention.id === 'gpus' && isAll(plan, mention));
  return heads.flatMap(([head, degrees]) => {
    const under = counts.filter(({ statement }) => stands(statement, head));
    const [gpus] = under;
    const product = degrees.reduce((all, { value }) => all * value, 1);
    if (!gpus || under.some(({ value }) => value !== gpus.value) || gpus.value % product === 0) return [];
    return [
      {
        span: gpus.number.digits,
        severity: 'warning' as const,
        message: `${degrees.map(({ id, value }) => `${shortName(id)} ${value}`).join(' × ')} is ${figure(product)}, which does not divide ${written(gpus)} GPUs`,
        related: degrees.map((mention) => ({ message: `${shortName(mention.id)} ${mention.value}`, span: mention.number.span })),
        corrections: sides({ number: gpus.number, value: product }),
      },
    ];
  });
}

const splits: ReadonlySet<string> = new Set(['tp', 'pp', 'cp']);

const mayHead = ({ kind, cell }: Statement): boolean => (kind === 'heading' || kind === 'item' || kind === 'sentence') && cell === null;

/** Two of them at the least, each told once. */
const isLayout = (mentions: readonly Mention[]): boolean =>
  mentions.length >= 2 &&
  new Set(mentions.map(({ id }) => id)).size === mentions.length &&
  mentions.every(({ strength }) => strength === 'strong');

/** Under the heading itself, or an item of the lead line. */
const stands = (statement: Statement, head: Statement): boolean =>
  head.kind === 'heading'
    ? statement.kind !== 'heading' && statement.section === head.section && statement.cell === null && statement.fence === null
    : statement.parent === head;

/** `GPUs: 16`, `Total GPUs: 16`, `Hardware: 16 H100 GPUs`: all of them, and not those of a node. */
function isAll(plan: Plan, { statement, number }: Mention): boolean {
  const { label, body } = statement;
  if (!label || number.digits.start < body.start) return false;
  const words = plainWords(slice(plan.facts.document, label));
  const rest = slice(plan.facts.document, { start: number.digits.end, end: body.end });
  return (
    /^(?:total |number of |all )?(?:gpus?|gpu count|devices?|accelerators?|hardware|cluster)(?: total| count| used)?$/.test(words) &&
    !ofEach.test(rest)
  );
}

const ofEach = /\b(?:per|each|every|a)\b|\/|×|[*+]|\b(?:or|to)\b|每/;
