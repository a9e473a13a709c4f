import { numbersOf } from '../notation/expression.ts';
import { figure } from '../notation/write.ts';
import { contradictsWorld, holds } from '../plan/consensus.ts';
import { formulas } from '../plan/formulas.ts';
import type { Claim, Mention } from '../plan/model.ts';
import { isNamed } from '../plan/operands.ts';
import type { Plan } from '../plan/plan.ts';
import { slice } from '../plan/reading.ts';
import { isGoal, main } from '../plan/scenario.ts';
import { shareSetUp } from '../plan/set-up.ts';
import { isOfLayout, isSettled, tellsSetups } from '../plan/settled.ts';
import { isSeries, surveys } from '../plan/survey.ts';
import { accepts, worldSizes } from '../plan/world-size.ts';
import { labelSense } from '../vocabulary/labels.ts';
import { plainWords } from '../vocabulary/phrase.ts';
import { isDegree, type QuantityId, quantity } from '../vocabulary/quantities.ts';
import { linesText, rewritten, statedAt, written } from './related.ts';
import type { Draft, Rule } from './rule.ts';
import { staleComments } from './stale-comments.ts';

const checked = new Set<QuantityId>([
  'tp',
  'pp',
  'ep',
  'dp',
  'cp',
  'etp',
  'vpp',
  'gpus',
  'gpus_per_node',
  'layers',
  'hidden',
  'ffn',
  'heads',
  'kv_heads',
  'head_dim',
  'vocab',
  'experts',
  'experts_top_k',
  'shared_experts',
  'nodes',
  'micro_batch',
  'micro_batches',
  'global_batch',
]);

/** Measured or rounded figures: what differs by less than this is the same one, in another unit or rounded once more. */
const loose: ReadonlyMap<QuantityId, number> = new Map([
  ['params', 0.05],
  ['gpu_memory', 0.1],
  ['gpu_tflops', 0.05],
  ['mfu', 0.03],
  ['seq_len', 0],
  ['mem_total', 0.1],
  ['throughput_per_gpu', 0.03],
  ['tflops_effective', 0.03],
]);

/** One quantity with two values in one scenario: the place that stands against all the others. */
export const contradiction: Rule = {
  id: 'contradiction',
  severity: 'error',
  check(plan, report) {
    if (surveys(plan)) return;
    for (const draft of [...againstEquations(plan), ...againstShares(plan), ...staleComments(plan)]) report(draft);
    for (const [id, { mentions }] of plan.votes) {
      const slack = loose.get(id);
      if ((!checked.has(id) && slack === undefined) || isSeries(plan, id)) continue;
      const value = plan.values.get(id);
      if (value === undefined) continue;
      const off = mentions.filter(
        (mention) =>
          differ(mention.value, value, slack === undefined || asExact(plan, mention, value) ? 0 : slack) &&
          mention.scenario === main &&
          mention.claim === null,
      );
      if (off.length === 0) continue;
      const others = (plan.byId.get(id) ?? []).filter((mention) => mention.value === value);
      for (const mention of off) {
        if (slack !== undefined && (!borneOut(others) || isGoal(plainWords(statementText(plan, mention))))) continue;
        if (!stands(plan, id, mention, off, others)) continue;
        if (supposes(plan, mention)) continue;
        const beside = others.filter((other) => shareSetUp(plan.facts.document, mention.statement, other.statement));
        // siblings of a config are set-ups of their own
        if (beside.length === 0 && mention.statement.kind === 'pair') continue;
        if (beside.length === 0 && departsInSeveral(plan, mention)) continue;
        if (isOfLayout(id) && (sentenceDeparts(plan, mention) || isWholeSetUp(plan, mention))) continue;
        const defined = mention.role === 'definition' || beside.some(({ role }) => role === 'definition');
        // a sentence may tell of another model
        const told = mention.statement.kind === 'sentence' && mention.statement.label === null;
        const settled = isSettled(plan, mention) && others.some((other) => isSettled(plan, other));
        if (!settled && isOfLayout(id) && (tellsSetups(plan) || followedThrough(plan, mention))) continue;
        const name = quantity(id).name;
        const source = others[0] ?? statedAt(plan, id, value);
        const places = others.length > 0 ? `${linesText(plan, others)}` : 'the figures that follow from it';
        report({
          span: mention.number.digits,
          ...(slack === undefined &&
          beside.length > 0 &&
          defined &&
          !told &&
          (isOfLayout(id) ? settled : beside.some((other) => sameKey(plan, mention, other))) &&
          !ofAnotherLayout(plan, mention)
            ? {}
            : {
                severity: 'warning' as const,
                ...(beside.length === 0 && isOfLayout(id) && !inCompany(plan, mention) ? { sure: 'ask' as const } : {}),
              }),
          message: `${name} is ${written(mention)} here, but ${source && slack !== undefined ? written(source) : figure(value)} by ${places}`,
          related: source ? others.slice(0, 6).map((other) => ({ message: `${name} ${written(other)}`, span: other.number.span })) : [],
          corrections: [
            {
              title: `Change ${written(mention)} to ${rewritten(mention.number, value)}`,
              preferred: true,
              safe: false,
              numbers: [{ number: mention.number, value }],
            },
          ],
        });
      }
    }
  },
};

/**
 * Whether two places give a dimension of a model under the same words. `Layers: 8` of a stage, heads of a group and experts of a GPU are
 * counted like those of the model.
 */
function sameKey(plan: Plan, a: Mention, b: Mention): boolean {
  const key = ({ statement }: Mention): string =>
    statement.label
      ? plainWords(slice(plan.facts.document, statement.label)).toLowerCase().replace(formal, ' ').replace(/\s+/g, ' ').trim()
      : '';
  return key(a) !== '' && key(a) === key(b);
}

/** Words of a key that say nothing of what is counted: `num_hidden_layers`, `Number of layers`. */
const formal = /\b(?:num|number|count|n|of|the|model|hidden|transformer|decoder)\b|[_-]/g;

/** `TP16 PP4 DP4` beside TP 4, PP 4 and DP 4: the place states other parts of the plan's layout, and states them as it does. */
function inCompany(plan: Plan, { id, statement }: Mention): boolean {
  const agreeing = new Set<QuantityId>();
  for (const other of plan.facts.mentions)
    if (other.id !== id && isOfLayout(other.id) && other.statement.block === statement.block && other.value === plan.values.get(other.id))
      agreeing.add(other.id);
  return agreeing.size >= (statement.cell ? 1 : 2);
}

/** `For 4 nodes set ep_size 32`: what would be, in a sentence. */
const supposes = (plan: Plan, { statement }: Mention): boolean =>
  statement.kind === 'sentence' &&
  /^\W*(?:for|if|when|with|to|on|unless|suppose|consider|assum\w+)\b/i.test(slice(plan.facts.document, statement.span));

/** A slip is one number: a section or block that departs from the plan in two quantities or more sets up something else. */
function departsInSeveral(plan: Plan, { statement }: Mention): boolean {
  const off = new Set<QuantityId>();
  for (const other of plan.facts.mentions) {
    const near = other.statement.block === statement.block || (statement.section !== null && other.statement.section === statement.section);
    const value = plan.values.get(other.id);
    if (near && value !== undefined && differ(other.value, value, loose.get(other.id) ?? 0)) off.add(other.id);
  }
  return off.size > 1;
}

/** `world_size=128 tp=4 pp=2 dp=16`: a statement whose degrees make the GPUs that it names is a set-up in itself, and right. */
function isWholeSetUp(plan: Plan, { statement, scenario }: Mention): boolean {
  const told = new Map<QuantityId, number>();
  for (const { id, value, statement: at, scenario: of } of plan.facts.mentions)
    if (at === statement && of === scenario && isOfLayout(id)) told.set(id, value);
  const gpus = told.get('gpus');
  return gpus !== undefined && told.size >= 3 && worldSizes(told).some(({ size }) => size === gpus);
}

/** `A 2-node test uses 8 GPUs`: a sentence that departs from the plan in two quantities of the layout tells of another one. */
function sentenceDeparts(plan: Plan, { statement }: Mention): boolean {
  if (statement.kind !== 'sentence') return false;
  const off = new Set<QuantityId>();
  for (const { id, value, statement: at } of plan.facts.mentions) {
    const known = plan.values.get(id);
    if (at === statement && (isOfLayout(id) || id === 'nodes') && known !== undefined && known !== value) off.add(id);
  }
  return off.size > 1;
}

/**
 * Together with another value that the plan did not keep it makes a layout that works: `16 GPUs` and `DP=1` where the plan ends with 128 and
 * DP 8. The document went on from one layout to another; that is no slip in a figure.
 */
function ofAnotherLayout(plan: Plan, mention: Mention): boolean {
  if (mention.id !== 'gpus' && !isDegree(mention.id)) return false;
  const single = new Map(plan.values).set(mention.id, mention.value);
  if (!single.has('gpus') || accepts(single, single.get('gpus') ?? 0)) return false;
  for (const [id, { mentions }] of plan.votes) {
    if (id === mention.id || (id !== 'gpus' && !isDegree(id))) continue;
    for (const other of mentions) {
      if (other.role === 'echo' || other.scenario !== main || other.value === plan.values.get(id)) continue;
      const both = new Map(single).set(id, other.value);
      if (accepts(both, both.get('gpus') ?? 0)) return true;
    }
  }
  return false;
}

/** An equation that holds names one of its numbers as a quantity that is stated otherwise: `6144 ÷ 4 TP ranks = 1536` in a plan of TP 8. */
function againstEquations(plan: Plan): Draft[] {
  const out: Draft[] = [];
  for (const [claim, bound] of plan.operands) {
    if (claim.scenario !== main || claim.verdict !== 'holds' || plan.apart.has(claim.statement)) continue;
    const off = [...bound].filter(
      ([operand, id]) => isDegree(id) && id !== 'sp' && plan.values.get(id) !== operand.number.value && !isSeries(plan, id),
    );
    const [only] = off;
    if (!only || off.length > 1) continue;
    const [operand, id] = only;
    // 4 EP groups are groups, not ranks
    if (operand.words.some((word) => word.lower === 'groups')) continue;
    // 1,024 experts ÷ 128 GPUs: all experts over all GPUs
    if (
      [...bound].some(
        ([other, otherId]) => other !== operand && plan.values.has(otherId) && plan.values.get(otherId) !== other.number.value,
      )
    )
      continue;
    if (operand.number.value === plan.values.get('gpus') && operand.words.some((word) => /^(?:gpus?|devices?|cards?)$/.test(word.lower)))
      continue;
    const stated = statedAt(plan, id);
    // (3 − 1) ÷ (64 + 2 − 1): the stages of one bubble, the other time as the plan has them
    const twice =
      claim.target === 'bubble' && [...bound].some(([other, same]) => same === id && other.number.value === plan.values.get(id));
    if (stated?.role !== 'definition' || stated.strength === 'weak' || !(isNamed(operand) || derives(claim) || twice)) continue;
    const name = quantity(id).name;
    out.push({
      span: operand.number.digits,
      message: `${name} is ${written({ number: operand.number })} here, but ${written(stated)} by ${linesText(plan, [stated])}`,
      related: [{ message: `${name} ${written(stated)}`, span: stated.number.span }],
    });
  }
  return out;
}

/** `29.0GB (20.6% of 141GB)` in a plan whose GPUs have 114 GB: a share that holds names another capacity. */
function againstShares(plan: Plan): Draft[] {
  const capacity = statedAt(plan, 'gpu_memory');
  if (capacity?.role !== 'definition' || capacity.strength === 'weak') return [];
  const used = new Set((plan.byId.get('mem_total') ?? []).map((mention) => mention.number.digits.start));
  const bases = plan.relations
    .filter((relation) => relation.kind === 'share' && relation.holds && used.has(relation.subject.digits.start))
    .map(({ base, statement }) => ({ base, statement }));
  for (const [claim, bound] of plan.operands) {
    if (claim.target !== 'mem_utilization' || claim.verdict !== 'holds' || claim.scenario !== main) continue;
    for (const [operand, id] of bound) if (id === 'gpu_memory') bases.push({ base: operand.number, statement: claim.statement });
  }
  // of 7 % less it may be the same in another unit, of 10 to 20 % less what is left to use
  const other = bases.filter(
    ({ base, statement }) =>
      (base.value > capacity.value * 1.08 || base.value < capacity.value * 0.75) &&
      !/usable|available|budget|effective|reserved?|limit/i.test(slice(plan.facts.document, statement.span)),
  );
  return other.map(({ base }) => ({
    span: base.digits,
    message: `memory per GPU is ${written({ number: base })} here, but ${written(capacity)} by ${linesText(plan, [capacity])}`,
    related: [{ message: `memory per GPU ${written(capacity)}`, span: capacity.number.span }],
  }));
}

/** The result of the equation is one that has a formula of its own, so its operands are known by their places. */
const derives = (claim: Claim): boolean => claim.target !== null && quantity(claim.target).group === 'derived';

/**
 * Whether the mention is a slip and not another subject: two places at least state the other value, more than state this one, and the
 * section does not set up a configuration of its own.
 */
function stands(plan: Plan, id: QuantityId, mention: Mention, off: readonly Mention[], others: readonly Mention[]): boolean {
  const same = off.filter((other) => other.value === mention.value).length;
  if (id === 'gpus' && moreThanUsed(plan, mention, others)) return false;
  if (
    others.length < 2 &&
    !followsElsewhere(plan, id) &&
    !backed(plan, id, mention.value) &&
    (!borneOut(others) || onlyCounted(plan, mention, others))
  )
    return false;
  const value = others[0]?.value ?? plan.values.get(id) ?? Number.NaN;
  // `416 GPUs, using 384`, `a vocabulary of 250,000` for 250,680
  if (plan.facts.mentions.some((other) => other.id === id && other.statement === mention.statement && other.value === value)) return false;
  // those of all layers
  if (id === 'experts' && mention.value === value * (plan.values.get('layers') ?? Number.NaN)) return false;
  if (mention.value % 1000 === 0 && Math.abs(mention.value / value - 1) < 0.02) return false;
  // a sentence may tell of one step, one test, one half of a cluster
  const told = mention.statement.kind === 'sentence' && mention.statement.label === null;
  if (told && others.length < (id === 'gpus' ? 2 : 3) && !backed(plan, id, mention.value) && !(id === 'params' && isTotal(plan, mention)))
    return false;
  if (same > 1 && same * 2 > others.length) return false;
  if (isOfLayout(id) && anotherLayout(plan, mention)) return false;
  if (weighedElsewhere(plan, id, mention) || others.some((other) => derivedFrom(plan, other, mention))) return false;
  return !ownConfiguration(plan, mention) && !parallelSections(plan, mention, others);
}

/** `In total these are 13B parameters`, of a dense model: the sentence speaks of the whole of it, and an equation reckons with another size. */
function isTotal(plan: Plan, mention: Mention): boolean {
  const { text } = plan.facts.document;
  if (/\bmoe\b|mixture|experts?\b|\blora\b|adapters?\b/i.test(text)) return false;
  const before = text.slice(mention.statement.span.start, mention.number.digits.start);
  return /\b(?:in total|in all|altogether)\b[^,.;]*$/i.test(before.slice(-80));
}

/** Measured, and stated once more to the very same place: `3,603 tokens/s` beside `3,630 tokens/s`. Parameters and memory are worked out in several ways. */
const asExact = (plan: Plan, { id, number }: Mention, value: number): boolean =>
  (id === 'throughput_per_gpu' || id === 'gpu_memory' || id === 'gpu_tflops') &&
  number.qualifier === 'exact' &&
  plan.byId
    .get(id)
    ?.some(
      (other) =>
        other.value === value &&
        other.claim?.verdict === 'holds' &&
        other.number.qualifier === 'exact' &&
        other.number.decimals === number.decimals &&
        other.number.unit?.text === number.unit?.text,
    ) === true;

const differ = (a: number, b: number, slack: number): boolean => a !== b && Math.abs(a - b) > slack * Math.max(a, b);

const statementText = (plan: Plan, { statement }: Mention): string =>
  slice(plan.facts.document, statement.span.end - statement.span.start > 400 ? statement.body : statement.span);

/** The value is used in an equation that holds: a slip in it would have broken the equation. */
const borneOut = (others: readonly Mention[]): boolean => others.some((other) => other.claim?.verdict === 'holds');

/** Stated under its own label, and against it nothing but one factor of an equation that is as many as each GPU has: `4 experts × 1.07 GB`. */
const onlyCounted = (plan: Plan, mention: Mention, others: readonly Mention[]): boolean =>
  mention.role === 'definition' &&
  others.length === 1 &&
  others[0]?.role === 'echo' &&
  formulas.some(
    (formula) => formula.operator === '/' && formula.operands[0] === mention.id && plan.values.get(formula.result) === others[0]?.value,
  );

/** `Total experts: 3,712 (58 × 64)` beside 64 experts in each layer: a value that is made of the other one is another quantity. */
const derivedFrom = (plan: Plan, { claim, role }: Mention, mention: Mention): boolean =>
  role === 'derived' &&
  claim?.verdict === 'holds' &&
  claim.left.kind === 'operation' &&
  [...numbersOf(claim.left)].some(
    (operand) =>
      operand.number.value === mention.value &&
      ((plan.operands.get(claim)?.get(operand) ?? mention.id) === mention.id || ofAnotherLayout(plan, mention)),
  );

/** `TP=8, PP=4, DP=2` in a plan of TP 2 and PP 2: two of the degrees of one statement depart, so it is another layout. */
const anotherLayout = (plan: Plan, { id, statement, number }: Mention): boolean =>
  plan.facts.mentions.some(
    (other) =>
      other.statement === statement &&
      other.id !== id &&
      isOfLayout(other.id) &&
      other.claim === null &&
      other.strength === 'strong' &&
      other.number.digits.start !== number.digits.start &&
      plan.values.has(other.id) &&
      other.value !== plan.values.get(other.id),
  );

/** The same value is set against others twice at least: the document compares layouts, and this is one of them. */
function weighedElsewhere(plan: Plan, id: QuantityId, mention: Mention): boolean {
  return (
    plan.facts.mentions.filter(
      (other) => other.id === id && other.value === mention.value && other.scenario === 'contrast' && other.statement !== mention.statement,
    ).length >= 2
  );
}

/** The same label in another section: `GPU Count` under what is there and under what is asked for. */
function parallelSections(plan: Plan, mention: Mention, others: readonly Mention[]): boolean {
  // rows of one configuration each, in two tables with the same columns
  const { document } = plan.facts;
  const column = mention.statement.cell?.header;
  if (
    column &&
    labelSense(slice(document, column))?.id === mention.id &&
    others.some(
      (other) =>
        other.statement.cell?.header &&
        other.statement.block !== mention.statement.block &&
        slice(document, other.statement.cell.header) === slice(document, column),
    )
  )
    return true;
  const label = mention.statement.label && document.plain.slice(mention.statement.label.start, mention.statement.label.end);
  if (!label || mention.role !== 'definition' || sharesLayout(plan, mention)) return false;
  const elsewhere = others.filter((other) => other.statement.label && other.role === 'definition');
  return (
    new Set(elsewhere.map((other) => other.statement)).size < 3 &&
    elsewhere.some(
      (other) =>
        other.statement.section !== mention.statement.section &&
        other.statement.label &&
        document.plain.slice(other.statement.label.start, other.statement.label.end) === label,
    )
  );
}

/** `Layout: TP16 PP4 DP4`: the other degrees of the line are the plan's, so it is the plan's line. */
function sharesLayout(plan: Plan, mention: Mention): boolean {
  const beside = plan.mentions.filter(
    (other) => other !== mention && other.id !== mention.id && other.statement === mention.statement && isDegree(other.id),
  );
  return beside.length > 1 && beside.every((other) => other.value === plan.values.get(other.id));
}

/** A cluster may have more GPUs than a plan uses. */
function moreThanUsed(plan: Plan, mention: Mention, others: readonly Mention[]): boolean {
  const value = others[0]?.value ?? 0;
  if (mention.value < value) return false;
  // the nodes make just the GPUs that are used
  if ((plan.values.get('nodes') ?? 0) * (plan.values.get('gpus_per_node') ?? 0) === value) return false;
  // `the cluster has 122 GPUs; the model is served on all of it`
  if (/\b(?:on|uses?|using) all of (?:it|them)\b|\bon the (?:whole|entire) cluster\b/.test(statementText(plan, mention))) return false;
  const { document } = plan.facts;
  const place = plainWords(
    [mention.statement.section?.title, mention.statement.label].map((span) => (span ? slice(document, span) : '')).join(' '),
  );
  const asked = others.some(
    (other) =>
      other.statement.label && /\b(?:required|needed|used|utili[sz]ed|minimum)\b/.test(plainWords(slice(document, other.statement.label))),
  );
  return (
    (asked && mention.role === 'definition' && mention.statement.label !== null) ||
    /\b(?:hardware|environment|available|resources|cluster|infrastructure)\b/.test(place)
  );
}

/** A formula that holds with the consensus does not hold with the value that is written here. */
function backed(plan: Plan, id: QuantityId, value: number): boolean {
  const instead = new Map(plan.values).set(id, value);
  if (contradictsWorld(id, instead) && !contradictsWorld(id, plan.values)) return true;
  return formulas.some(
    (formula) =>
      formula.result !== 'hidden' &&
      (formula.result === id || formula.operands.includes(id)) &&
      [formula.result, ...formula.operands].every((operand) => plan.values.has(operand)) &&
      holds(formula, plan.values) &&
      !holds(formula, instead),
  );
}

/** The consensus value is held up by a formula rather than by repetition. */
function followsElsewhere(plan: Plan, id: QuantityId): boolean {
  const stated = plan.votes.get(id)?.total.get(plan.values.get(id) ?? Number.NaN);
  return stated === undefined;
}

/** `With PP=8 each stage keeps 8 layers`: the sentence draws the consequence, so it means the figure. */
function followedThrough(plan: Plan, mention: Mention): boolean {
  const beside = plan.facts.mentions.filter((other) => other.statement === mention.statement && other.claim === null);
  return formulas.some((formula) => {
    const ids = [formula.result, ...formula.operands];
    if (!ids.includes(mention.id) || !ids.some((id) => id !== mention.id && beside.some((other) => other.id === id))) return false;
    const told = new Map(plan.values);
    for (const other of beside) told.set(other.id, other.value);
    const otherwise = new Map(told).set(mention.id, plan.values.get(mention.id) ?? Number.NaN);
    return ids.every((id) => told.has(id)) && holds(formula, told) && !holds(formula, otherwise);
  });
}

/** Another number near it departs from the plan too: this list or section describes something else. */
function ownConfiguration(plan: Plan, mention: Mention): boolean {
  let departs = 0;
  let agrees = 0;
  for (const other of plan.mentions) {
    if (other === mention || other.statement.block !== mention.statement.block || other.id === mention.id) continue;
    if (other.claim !== null || !checked.has(other.id)) continue;
    if (other.value === plan.values.get(other.id)) agrees++;
    else departs++;
  }
  return departs > 0 && departs >= agrees;
}
