import { figure } from '../notation/write.ts';
import { holds } from '../plan/consensus.ts';
import { computeFormula, type Formula, formulas } from '../plan/formulas.ts';
import type { Mention } from '../plan/model.ts';
import type { Plan } from '../plan/plan.ts';
import { slice } from '../plan/reading.ts';
import { main } from '../plan/scenario.ts';
import { shareSetUp } from '../plan/set-up.ts';
import { isSeries, surveys } from '../plan/survey.ts';
import { worldSizes } from '../plan/world-size.ts';
import { type QuantityId, quantity, shortName } from '../vocabulary/quantities.ts';
import { batchIdentity } from './batch.ts';
import { groupSizes } from './groups.ts';
import { linesThatDisagree } from './near-by.ts';
import { oneExpertOfMore } from './one-expert.ts';
import { inputs, spelled, statedAt, written } from './related.ts';
import { rowIdentities } from './row-identities.ts';
import type { Draft, Rule } from './rule.ts';
import { undisputed } from './undisputed.ts';

/** A stated value that does not follow from what it is derived from. */
export const derivedValue: Rule = {
  id: 'derived-value',
  severity: 'error',
  check(plan, report) {
    for (const draft of rowIdentities(plan)) report(draft);
    if (surveys(plan)) return;
    const batch = batchIdentity(plan);
    if (batch) report(batch);
    for (const draft of [...groupSizes(plan), ...linesThatDisagree(plan), ...oneExpertOfMore(plan)]) report(draft);
    const nodes = clusterAgainstDegrees(plan);
    if (nodes) report(nodes);
    for (const formula of formulas) {
      if (formula.result === 'hidden' || (nodes && formula.result === 'gpus')) continue;
      const computed = computeFormula(formula, plan.values);
      if (computed === undefined) continue;
      for (const mention of wrongMentions(plan, formula, computed)) {
        if (
          ofAnotherCluster(plan, mention) ||
          derivedOtherwise(plan, formula, mention) ||
          ofOneReplica(plan, formula, mention) ||
          ofTheSetupBeside(plan, formula, mention)
        )
          continue;
        // 94 layers on 4 stages: divisibility says what there is to say
        if (!Number.isInteger(computed) && Math.abs(mention.value - computed) < 1) continue;
        if (isSeries(plan, formula.result) || formula.operands.some((id) => !undisputed(plan, id))) continue;
        const operands = formula.operands.map((id) => spelled(plan, id)).join(formula.operator === '/' ? ' ÷ ' : ' × ');
        const names = formula.operands.map(shortName).join(formula.operator === '/' ? ' ÷ ' : ' × ');
        const whole = !formula.whole || Number.isInteger(computed);
        report({
          span: mention.number.digits,
          ...(inOneSetUp(plan, formula, mention) ? {} : { severity: 'warning' as const }),
          message: `${quantity(formula.result).name} is ${names} = ${operands} = ${figure(computed)}, not ${written(mention)}`,
          related: inputs(plan, formula.operands),
          corrections: whole
            ? [
                {
                  title: `Change ${written(mention)} to ${figure(computed)}`,
                  preferred: true,
                  safe: false,
                  numbers: [{ number: mention.number, value: computed }],
                },
              ]
            : [],
        });
      }
    }
  },
};

/** Whether all that it follows from is stated in the set-up that the figure stands in. */
const inOneSetUp = (plan: Plan, formula: Formula, mention: Mention): boolean =>
  formula.operands.every((id) =>
    (plan.byId.get(id) ?? []).some(
      (other) =>
        other.value === plan.values.get(id) &&
        other.role === 'definition' &&
        shareSetUp(plan.facts.document, mention.statement, other.statement),
    ),
  );

/**
 * Nodes that do not make the GPUs to which the degrees multiply: the GPUs are right twice over, so the nodes are off. More nodes than the
 * plan needs may stand idle.
 */
function clusterAgainstDegrees(plan: Plan): Draft | null {
  const [gpus, nodes, perNode] = (['gpus', 'nodes', 'gpus_per_node'] as const).map((id) => statedAt(plan, id));
  if (!gpus || !nodes || !perNode || nodes.value * perNode.value === gpus.value) return null;
  if (!worldSizes(plan.values).some(({ size, factors }) => size === gpus.value && factors.length >= 2)) return null;
  const support = (mention: Mention): number => plan.votes.get(mention.id)?.total.get(mention.value) ?? 0;
  const whole = [nodes, perNode].filter((mention) => Number.isInteger(gpus.value / (mention === nodes ? perNode.value : nodes.value)));
  const [culprit] = (whole.length > 0 ? whole : [nodes]).sort((a, b) => support(a) - support(b));
  if (!undisputed(plan, 'gpus') || !undisputed(plan, 'nodes') || !undisputed(plan, 'gpus_per_node')) return null;
  if (!culprit || culprit.role === 'echo') return null;
  const product = nodes.value * perNode.value;
  // so many times the GPUs of the plan, told elsewhere, may be those of several of its replicas or runs
  if (product % gpus.value === 0 && !shareSetUp(plan.facts.document, gpus.statement, nodes.statement)) return null;
  // the document knows the right figure: this one is of something else
  const value = gpus.value / (culprit === nodes ? perNode.value : nodes.value);
  if (plan.facts.mentions.some((mention) => mention.id === culprit.id && mention.value === value)) return null;
  return {
    span: culprit.number.digits,
    severity: product > gpus.value && product % gpus.value === 0 ? 'warning' : 'error',
    message: `${written(nodes)} nodes of ${written(perNode)} GPUs are ${figure(product)}, not the ${written(gpus)} to which the degrees multiply`,
    related: inputs(plan, culprit === nodes ? ['gpus_per_node', 'gpus'] : ['nodes', 'gpus']),
    corrections: Number.isInteger(value)
      ? [
          {
            title: `Change ${written(culprit)} to ${figure(value)}`,
            preferred: true,
            safe: false,
            numbers: [{ number: culprit.number, value }],
          },
        ]
      : [],
  };
}

/** Places that state another result than the formula's: all where the plan's own value is another, else the odd one out. */
function wrongMentions(plan: Plan, formula: Formula, computed: number): Mention[] {
  const mentions = plan.votes.get(formula.result)?.mentions ?? [];
  const consistent = holds(formula, plan.values);
  const off = mentions.filter(
    (mention) =>
      mention.scenario === main &&
      Math.abs(mention.value - computed) > 1e-9 * computed &&
      (mention.claim === null || mention.claim.verdict === 'unknown'),
  );
  if (off.length === 0) return [];
  // an echo may speak of something else, unless another place says what the formula says
  const confirmed = mentions.some((mention) => Math.abs(mention.value - computed) <= 1e-9 * computed);
  if (consistent)
    return off.filter((mention) => (derivedGroup.has(formula.result) && (mention.role !== 'echo' || confirmed)) || mentions.length > 2);
  // everything else in the plan holds with the inputs as they are: then the result is wrong, at its first place
  const first = off.find((mention) => mention.role === 'definition') ?? off[0];
  return first ? [first] : [];
}

/** `Plan 6 with 2 GPUs had 64 experts per GPU`: the sentence tells of so many GPUs as the plan has not. */
function ofAnotherCluster(plan: Plan, { statement }: Mention): boolean {
  const gpus = plan.values.get('gpus') ?? plan.values.get('gpus_available');
  const told = /(?<![\d.,])(\d[\d,]*) ?(?:× ?)?(?:gpus|cards|chips|npus)(?!\p{L})/iu.exec(slice(plan.facts.document, statement.span))?.[1];
  return told !== undefined && statement.kind === 'sentence' && gpus !== undefined && Number(told.replaceAll(',', '')) !== gpus;
}

/** `16 GPUs per stage` of a replica of 64, where the plan has two of them: the replica's own GPUs are stated too. */
function ofOneReplica(plan: Plan, formula: Formula, mention: Mention): boolean {
  const [pp, dp] = [plan.values.get('pp'), plan.values.get('dp')];
  if (formula.result !== 'gpus_per_stage' || !pp || !dp || mention.value * pp * dp !== plan.values.get('gpus')) return false;
  return plan.mentions.some(({ id, value }) => id === 'gpus_per_replica' && value === mention.value * pp);
}

/**
 * `With TP=8 and PP=16 there are 6 layers per stage`: the sentence, or the section, tells a set-up of its own, and the figure follows from
 * that.
 */
function ofTheSetupBeside(plan: Plan, formula: Formula, mention: Mention): boolean {
  const { section } = mention.statement;
  const operands = plan.facts.mentions.filter(({ claim, id }) => claim === null && formula.operands.includes(id));
  const near = [
    operands.filter(({ statement }) => section !== null && statement.section === section),
    operands.filter(({ statement }) => statement === mention.statement),
  ];
  return near.some((others) => {
    const beside = new Map(plan.values).set(formula.result, mention.value);
    for (const other of others) beside.set(other.id, other.value);
    return others.length > 0 && holds(formula, beside);
  });
}

/** The document derives this very value from other figures, in an equation that holds: it means something else by the words. */
function derivedOtherwise(plan: Plan, formula: Formula, mention: Mention): boolean {
  return plan.facts.claims.some((claim) => {
    if (
      claim.verdict !== 'holds' ||
      claim.right.kind !== 'number' ||
      claim.right.number.value !== mention.value ||
      claim.target !== formula.result
    )
      return false;
    const bound = plan.operands.get(claim);
    return !bound || !formula.operands.every((id) => [...bound.values()].includes(id));
  });
}

const derivedGroup = new Set<QuantityId>([
  'layers_per_stage',
  'experts_per_gpu',
  'heads_per_rank',
  'kv_heads_per_rank',
  'hidden_per_rank',
  'ffn_per_rank',
]);
