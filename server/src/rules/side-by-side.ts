import type { Statement } from '../document/document.ts';
import { figure } from '../notation/write.ts';
import { acceptsWorldSize } from '../physics/layout.ts';
import { inBlock } from '../plan/by-block.ts';
import type { Mention } from '../plan/model.ts';
import type { Plan } from '../plan/plan.ts';
import { slice } from '../plan/reading.ts';
import { degreesOf } from '../plan/world-size.ts';
import { span } from '../text/span.ts';
import { degreeIds, isDegree, type QuantityId, shortName } from '../vocabulary/quantities.ts';
import type { Draft, Rule } from './rule.ts';

/**
 * Degrees and a number of GPUs that stand side by side and speak of each other whatever the rest of the document is about: a block of
 * degrees under a line that ends in `on 1024 GPUs:`, and `TP8PP2` in a sentence about a single node.
 */
export const sideBySide: Rule = {
  id: 'gpu-count',
  severity: 'error',
  check(plan, report) {
    const byBlock = new Map<number, Mention[]>();
    for (const mention of plan.facts.mentions) {
      if (!isDegree(mention.id) || mention.strength === 'weak') continue;
      const { block } = mention.statement;
      const known = byBlock.get(block);
      if (known) known.push(mention);
      else byBlock.set(block, [mention]);
    }
    for (const mentions of byBlock.values()) {
      const first = mentions[0]?.statement;
      const draft = !first
        ? undefined
        : first.fence !== null
          ? underLead(plan, first, mentions)
          : first.kind === 'sentence'
            ? inSentence(plan, mentions)
            : undefined;
      if (draft) report(draft);
    }
  },
};

const counted = /(?:^|[^\w.,-])(\d[\d,]{0,7})\s*(?:[x×]\s*)?(?:[A-Z]+\d+\w*\s+)?[GN]PUs?\b(?!\s*(?:per|each|\/))/g;

/** A block of degrees with their product, under a line that counts other GPUs. */
function underLead(plan: Plan, first: Statement, mentions: readonly Mention[]): Draft | undefined {
  const { document, claims } = plan.facts;
  const claim = inBlock(claims, first.block).find(
    (candidate) => candidate.target === 'gpus' && candidate.verdict === 'holds' && candidate.right.kind === 'number',
  );
  const values = valuesOf(mentions);
  if (claim?.right.kind !== 'number' || !values || values.size < 3 || !values.has('dp')) return undefined;
  let lead: Statement | undefined;
  for (let i = first.index - 1; i >= 0 && !lead; i--) if (document.statements[i]?.block !== first.block) lead = document.statements[i];
  if (
    !lead ||
    lead.fence !== null ||
    lead.cell ||
    lead.section !== first.section ||
    !/[:：]\W*$/.test(document.plain.slice(lead.span.start, lead.span.end))
  )
    return undefined;
  const text = document.plain.slice(lead.span.start, lead.span.end);
  const found = [...text.matchAll(counted)];
  const [only] = found;
  if (found.length !== 1 || !only?.[1]) return undefined;
  const gpus = Number(only[1].replaceAll(',', ''));
  const product = claim.right.number;
  if (gpus === product.value || acceptsWorldSize(degreesOf(values), gpus).length > 0) return undefined;
  const at = lead.span.start + only.index + only[0].indexOf(only[1]);
  return {
    span: claim.span,
    message: `${product.text} GPUs by this product, ${figure(gpus)} by the line above: ${list(values)} make ${figure(gpus)} in no reading of expert parallelism`,
    related: [{ message: `${figure(gpus)} GPUs`, span: span(at, at + only[1].length) }],
  };
}

const singleNode = /\b(?:a|one) (?:single )?node (?:with|of) (\d{1,3}) (?:x |× )?(?:[A-Z]+\d+\w* )?[GN]PUs?\b/;

/** `TP8PP2 on a single node with 8 GPUs`: the least that the degrees need is more than the node has. */
function inSentence(plan: Plan, mentions: readonly Mention[]): Draft | undefined {
  const statement = mentions[0]?.statement;
  if (!statement || mentions.some((mention) => mention.statement !== statement)) return undefined;
  const text = slice(plan.facts.document, statement.span);
  const node = singleNode.exec(text);
  const values = valuesOf(mentions);
  if (!node?.[1] || !values || values.size < 2) return undefined;
  const least = ['tp', 'pp', 'cp', 'dp'].reduce((all, id) => all * (values.get(id as QuantityId) ?? 1), 1);
  const first = mentions[0];
  const last = mentions.at(-1);
  if (least <= Number(node[1]) || !first || !last) return undefined;
  return {
    span: span(first.number.digits.start, last.number.digits.end),
    message: `${list(values)} needs ${figure(least)} GPUs; a single node with ${node[1]} is too small`,
    related: mentions.map((mention) => ({ message: `${shortName(mention.id)} ${figure(mention.value)}`, span: mention.number.span })),
  };
}

/** One value for each degree; undefined where one has two. */
function valuesOf(mentions: readonly Mention[]): Map<QuantityId, number> | undefined {
  const values = new Map<QuantityId, number>();
  for (const { id, value } of mentions) {
    if (values.has(id) && values.get(id) !== value) return undefined;
    values.set(id, value);
  }
  return values;
}

const list = (values: ReadonlyMap<QuantityId, number>): string =>
  degreeIds
    .filter((id) => values.has(id))
    .map((id) => `${shortName(id)} ${figure(values.get(id) ?? 1)}`)
    .join(' × ');
