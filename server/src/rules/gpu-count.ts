import { numbersOf } from '../notation/expression.ts';
import { figure } from '../notation/write.ts';
import type { Claim, Mention } from '../plan/model.ts';
import { isDegreeProduct } from '../plan/operands.ts';
import type { Plan } from '../plan/plan.ts';
import { main } from '../plan/scenario.ts';
import { shareSetUp } from '../plan/set-up.ts';
import { accepts, worldSizes } from '../plan/world-size.ts';
import { degreeIds, isDegree, type QuantityId, shortName } from '../vocabulary/quantities.ts';
import { blamesOperand, falseEquation } from './arithmetic.ts';
import { attentionRanks } from './attention-ranks.ts';
import { expressionText } from './expression-text.ts';
import { configsAgainstThemselves } from './fence-count.ts';
import { expertsOverTensors, foldedExperts } from './folded-experts.ts';
import { headedSetUps } from './headed-setup.ts';
import { allGpusOnEveryNode } from './launched-gpus.ts';
import { inputs, statedAt, written } from './related.ts';
import type { Draft, Rule } from './rule.ts';

/** Degrees that do not multiply to the GPUs that the plan states. */
export const gpuCount: Rule = {
  id: 'gpu-count',
  severity: 'error',
  check(plan, report) {
    for (const draft of [
      ...allGpusOnEveryNode(plan),
      ...foldedExperts(plan),
      ...expertsOverTensors(plan),
      ...attentionRanks(plan),
      ...configsAgainstThemselves(plan),
      ...headedSetUps(plan),
    ])
      report(draft);
    const products = plan.facts.claims.filter(isDegreeProduct);
    const product = mismatch(plan);
    let said = false;
    for (const claim of products) {
      if (plan.apart.has(claim.statement)) continue;
      if (claim.verdict === 'fails') {
        if (foldsInto(claim)) continue;
        report(falseProduct(plan, claim));
        said ||= claim.scenario === main;
      } else if (claim.verdict === 'holds' && claim.scenario === main && product && claim.target === 'gpus' && !named(plan, claim)) {
        report({ span: claim.span, ...product });
        said = true;
      }
    }
    if (
      product &&
      !said &&
      !products.some((claim) => claim.verdict === 'holds' && claim.scenario === main && named(plan, claim) && ofDegrees(plan, claim))
    ) {
      const stated = statedAt(plan, 'gpus');
      if (stated?.role === 'definition' || stated?.role === 'derived') report({ span: stated.number.span, ...product });
    }
  },
};

/** Degrees that live on the ranks of others in many engines: `TP8 × EP8 = 8 GPUs` names a layout. */
const folding = /^(?:e?p?ep|sp|vpp|etp|dep|expert.*|sequence.*|virtual.*)$/i;

/** Whether the product holds once a degree that need not multiply is left out. */
function foldsInto(claim: Claim): boolean {
  if (claim.right.kind !== 'number' || claim.left.kind !== 'operation' || claim.left.operators.some((operator) => operator !== '*'))
    return false;
  const operands = [...numbersOf(claim.left)];
  const loose = operands.filter((operand) => folding.test(operand.tag ?? ''));
  if (loose.length === 0) return false;
  const rest = operands.filter((operand) => !loose.includes(operand)).reduce((all, { number }) => all * number.value, 1);
  return rest === claim.right.number.value;
}

/** An equation all of whose operands are known degrees or counts of the plan speaks for itself. */
function named(plan: Plan, claim: Claim): boolean {
  const bound = plan.operands.get(claim);
  const operands = [...numbersOf(claim.left)];
  if (claim.target !== 'gpus') return false;
  return operands.every((operand) => {
    const id = bound?.get(operand);
    return operand.number.value === 1 || (id !== undefined && plan.values.get(id) === operand.number.value);
  });
}

/** Nodes and the GPUs of each make the cluster, whatever the degrees make. */
const ofDegrees = (plan: Plan, claim: Claim): boolean => [...(plan.operands.get(claim)?.values() ?? [])].some(isDegree);

function falseProduct(plan: Plan, claim: Claim): Draft {
  const draft = falseEquation(plan, claim);
  const bound = plan.operands.get(claim);
  const degrees = bound ? [...bound.values()].filter(isDegree) : [];
  const stated = claim.right.kind === 'number' ? claim.right.number.value : undefined;
  // the total alone is wrong: the plan's degrees and its GPUs agree
  const result = claim.target === 'gpus' && stated !== plan.values.get('gpus');
  if (blamesOperand(draft, claim) || degrees.length < 2 || result) return draft;
  // the GPUs are stated nowhere else: then the result is the likely slip, and a layout the other answer
  const elsewhere = (plan.byId.get('gpus') ?? [])
    .concat(plan.byId.get('gpus_available') ?? [])
    .some((mention) => mention.statement !== claim.statement);
  if (!elsewhere) return { ...draft, layouts: claim.scenario === main ? 'offered' : false };
  return {
    ...draft,
    corrections: [],
    related: [...inputs(plan, [...new Set([...(bound?.values() ?? [])])]), ...inputs(plan, ['gpus'])].filter(
      (place) => place.span.start < claim.span.start || place.span.start > claim.span.end,
    ),
    layouts: claim.scenario === main ? 'preferred' : false,
  };
}

/** The stated degrees against the stated GPUs, where no reading of expert parallelism makes them meet. */
function mismatch(plan: Plan): Omit<Draft, 'span'> | undefined {
  const gpus = plan.values.get('gpus');
  if (gpus === undefined) return undefined;
  const firm = new Map<QuantityId, number>();
  for (const id of degreeIds) {
    const value = plan.values.get(id);
    if (contested(plan, id)) return undefined;
    if (value !== undefined && firmly(plan, id)) firm.set(id, value);
  }
  const several = [...firm.values()].filter((value) => value > 1).length;
  // with a stated number of replicas nothing is left to multiply
  const complete = firm.has('tp') && firm.has('pp') && firm.has('dp');
  if ((several < 2 && !(complete && several === 1)) || (!firm.has('tp') && !firm.has('pp'))) return undefined;
  if (accepts(firm, gpus)) return undefined;
  const known = new Map([...plan.values].filter(([id]) => isDegree(id)));
  if (accepts(known, gpus) || expertsSpanTensors(plan, firm, gpus)) return undefined;
  // GPUs of one stage, replica or node, given as GPUs
  const stated = statedAt(plan, 'gpus');
  if (!stated || severalClusters(plan, firm, stated)) return undefined;
  const ids = degreeIds.filter((id) => firm.has(id));
  const sizes = worldSizes(firm);
  const all = sizes[0];
  if (!all) return undefined;
  const product = all.factors.map((id) => `${shortName(id)} ${firm.get(id)}`).join(' × ');
  const folded = sizes.find((size) => size.meaning === 'folded' && size.size !== all.size);
  const other = folded && firm.has('ep') ? ` (${figure(folded.size)} with EP folded into data parallel)` : '';
  const divides = firm.has('dp')
    ? `is ${figure(all.size)}${other}, not ${written(stated)}`
    : `is ${figure(all.size)}${other}, which does not divide ${written(stated)} GPUs`;
  if (multipliesOtherwise(plan.facts.document.text)) return undefined;
  // degrees of one section and GPUs of another may be of two set-ups
  const apart = !inOneSetUp(plan, firm, stated);
  return {
    message: `${product} ${divides}`,
    related: inputs(plan, ids),
    layouts: 'preferred',
    ...(apart ? { severity: 'warning' as const } : {}),
  };
}

/** GPUs of several parts are stated in several sections, and these degrees and this number stand in two of them. */
function severalClusters(plan: Plan, firm: ReadonlyMap<QuantityId, number>, stated: Mention): boolean {
  const values = new Set((plan.votes.get('gpus')?.mentions ?? []).filter(({ role }) => role !== 'echo').map(({ value }) => value));
  if (values.size < 2) return false;
  return !inOneSetUp(plan, firm, stated);
}

/** Whether each of the degrees is stated where the GPUs are, or above. */
const inOneSetUp = (plan: Plan, firm: ReadonlyMap<QuantityId, number>, stated: Mention): boolean =>
  [...firm].every(([id, value]) =>
    (plan.byId.get(id) ?? []).some(
      (mention) => mention.value === value && shareSetUp(plan.facts.document, mention.statement, stated.statement),
    ),
  );

/**
 * A document that says that its degrees do not multiply has a reading of its own. That EP alone does not is one of the usual readings, which
 * are tried anyway.
 */
function multipliesOtherwise(text: string): boolean {
  for (const match of text.matchAll(notMultiplied)) {
    const from = Math.max(text.lastIndexOf('\n', match.index), text.lastIndexOf('. ', match.index)) + 1;
    const said = text.slice(Math.max(from, match.index - 300), match.index);
    if (!/\bEP\b|\b[Ee]xpert/.test(said) || /\b(?:TP|PP|CP|[Tt]ensor|[Pp]ipeline|[Cc]ontext)\b/.test(said)) return true;
  }
  return false;
}

const notMultiplied = /\b(?:non|not|n['’]t)[- ](?:be )?(?:mechanical(?:ly)? )?multipl/gi;

/**
 * The plan counts the GPUs of a stage or a replica by its EP ranks, which the TP groups are part of: PP 4 × EP 16 × DP 2 are 128 GPUs, where
 * a stage has 16 and TP is 2.
 */
function expertsSpanTensors(plan: Plan, firm: ReadonlyMap<QuantityId, number>, gpus: number): boolean {
  const [tp, ep] = [firm.get('tp'), firm.get('ep')];
  if (!tp || !ep || ep % tp !== 0) return false;
  const replica = ep * (firm.get('pp') ?? 1) * (firm.get('cp') ?? 1);
  if (replica * (firm.get('dp') ?? 1) !== gpus) return false;
  return plan.mentions.some(
    ({ id, value }) => (id === 'gpus_per_stage' && value === ep) || (id === 'gpus_per_replica' && value === replica),
  );
}

/** Two values are stated for it with some weight: whatever follows from it is not known. */
function contested(plan: Plan, id: QuantityId): boolean {
  const totals = [...(plan.votes.get(id)?.total.values() ?? [])].sort((a, b) => b - a);
  return totals.length > 1 && (totals[1] ?? 0) * 3 > (totals[0] ?? 0);
}

/** Stated outright, by label or by name, and by no other value. */
function firmly(plan: Plan, id: QuantityId): boolean {
  return (plan.byId.get(id) ?? []).some(
    (mention: Mention) =>
      mention.strength === 'strong' &&
      mention.value === plan.values.get(id) &&
      (mention.role === 'definition' || mention.statement.kind === 'heading'),
  );
}

export { expressionText };
