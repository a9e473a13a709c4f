import { bytesText, countText, figure } from '../notation/write.ts';
import { componentNames } from '../physics/components.ts';
import { estimatedParameters } from '../physics/memory.ts';
import { leastRecipe, recipeTotal, servedWeightBytes } from '../physics/state.ts';
import { estimateOf, gpuMemory, memoryInput } from '../plan/facts.ts';
import type { Mention } from '../plan/model.ts';
import { namedAccelerator, namedModel } from '../plan/named.ts';
import type { Plan } from '../plan/plan.ts';
import { practiceOf } from '../plan/practice.ts';
import { shareSetUp } from '../plan/set-up.ts';
import { degreeIds, isDegree, shortName } from '../vocabulary/quantities.ts';
import { closeToFull } from './close-to-full.ts';
import { inputs, spelled, statedAt, written } from './related.ts';
import type { Correction, Report, Rule } from './rule.ts';

/** The list itself says that the limit is exceeded. */
function admitted(plan: Plan, used: Mention): boolean {
  return plan.facts.document.statements.some(
    (statement) =>
      statement.block === used.statement.block &&
      /exceed|❌|insufficient|does not fit/i.test(plan.facts.document.text.slice(statement.span.start, statement.span.end)),
  );
}

/** More GPUs or memory needed than the plan states it has. */
export const capacity: Rule = {
  id: 'capacity',
  severity: 'error',
  check(plan, report) {
    const available = statedAt(plan, 'gpus_available');
    const required =
      plan.votes
        .get('gpus')
        ?.mentions.filter(
          (mention) =>
            available &&
            mention.value > available.value &&
            mention.role !== 'echo' &&
            shareSetUp(plan.facts.document, mention.statement, available.statement),
        ) ?? [];
    const first = required.find((mention) => mention.statement.block === available?.statement.block) ?? required[0];
    if (available && first) {
      report({
        span: first.number.digits,
        message: `${written(first)} GPUs are required, but ${written(available)} are available`,
        related: [{ message: `${figure(available.value)} GPUs available`, span: available.number.span }],
        layouts: 'preferred',
      });
    }
    const memory = statedAt(plan, 'gpu_memory');
    const used = statedAt(plan, 'mem_total');
    if (memory && used && used.value > memory.value * 1.075 && used.number.qualifier !== 'below') {
      report({
        span: used.number.span,
        message: `${written(used)} per GPU is more than the ${written(memory)} that a GPU has`,
        related: inputs(plan, ['gpu_memory']),
        severity: used.role !== 'definition' || admitted(plan, used) ? 'warning' : 'error',
      });
    } else stateBeyondCapacity(plan, report);
    for (const draft of closeToFull(plan)) report(draft);
  },
};

/** Who holds it, by the number that the finding stands on. */
const holder = (at: Mention): string =>
  at.id === 'gpus' || at.id === 'gpus_available'
    ? `each of ${at.number.text} GPUs holds`
    : isDegree(at.id)
      ? `with ${shortName(at.id)} ${at.number.text} a GPU holds`
      : 'a GPU holds';

/** Words of ways to train or serve more than the GPUs hold, meant or not. */
const wayOut =
  /\boffload|\blora\b|qlora|\bpeft\b|\badapters?\b|cpu[- _]adam|\bnvme\b|zero[- ]infinity|\bfrozen\b|\bfreez|\blomo\b|\bgalore\b|\b[0-4]-?bit\b/i;

/**
 * The least that the model takes, spread over all GPUs without a single copy, is more than they hold together: wrong in every reading. What takes
 * more by what the plan states, replicas included, is a doubt.
 */
/** So many GPUs as are needed, in whole nodes: a decision, for which the plan is restated. */
function moreGpus(plan: Plan, { id }: Mention, needed: number): Correction[] {
  const node = plan.values.get('gpus_per_node') ?? (needed > 8 ? 8 : 1);
  const gpus = Math.ceil(needed / node) * node;
  return id === 'gpus' ? [{ title: `Use ${figure(gpus)} GPUs`, preferred: false, safe: false, quantities: new Map([['gpus', gpus]]) }] : [];
}

function stateBeyondCapacity(plan: Plan, report: Report): void {
  const practice = practiceOf(plan);
  const each = gpuMemory(plan);
  const at =
    statedAt(plan, 'gpus') ??
    statedAt(plan, 'gpus_available') ??
    statedAt(plan, 'gpu_memory') ??
    statedAt(plan, 'tp') ??
    statedAt(plan, 'dp');
  if (
    !practice.mode ||
    !practice.modeIsPlain ||
    !each ||
    !at ||
    practice.adapters ||
    practice.offload ||
    practice.severalModels ||
    plan.facts.document.words.has(wayOut)
  )
    return;
  const input = memoryInput(plan);
  const parameters = estimatedParameters(input);
  const estimate = estimateOf(plan);
  if (!parameters || !estimate) return;
  const own = plan.values.get('gpus');
  const gpus = Math.max(own ?? 0, plan.values.get('gpus_available') ?? 0, estimate.gpus.high);
  const serving = practice.mode === 'inference';
  const recipe = leastRecipe(practice);
  const bytes = serving ? servedWeightBytes(practice.precision ?? 'fp4').layers : recipeTotal(recipe);
  // what is called 80 GB is 80 GiB on many devices
  const room = (namedAccelerator(plan)?.memory === each ? Math.max(each, namedAccelerator(plan)?.usable ?? 0) : each * 1.0737) * gpus;
  const least = parameters.low * bytes;
  const stated = spelled(plan, 'gpu_memory', bytesText, each);
  const name = namedModel(plan)?.item.name;
  const subject = `${name ? `the ` : ''}${countText(parameters.low)} parameters${name ? ` of ${name}` : ''}`;
  const related = inputs(
    plan,
    (['params', 'gpus', 'gpu_memory', 'tp', 'dp'] as const).filter((id) => id !== at.id),
  );
  if (least > room) {
    const needed = Math.ceil(least / (room / gpus));
    const what = serving ? `weights of ${figure(bytes, 2)} bytes each` : `at least ${figure(bytes, 2)} bytes each to train`;
    report({
      span: at.number.span,
      related,
      message: `${subject} need ${what}, ${bytesText(least)}: ${figure(gpus)} ${gpus === 1 ? 'GPU' : 'GPUs'} of ${stated} hold ${bytesText(each * gpus)}, at least ${figure(needed)} are needed`,
      corrections: moreGpus(plan, at, needed),
    });
  } else if (
    estimate.total.low > (room / gpus) * 1.02 &&
    (!serving || practice.precision !== null) &&
    degreeIds.some((id) => plan.values.has(id)) &&
    (own === undefined || (estimate.gpus.low <= own && own <= estimate.gpus.high))
  ) {
    const [worst] = estimate.stages
      .filter((stage) => stage.stage === estimate.mostLoaded)
      .flatMap((stage) => stage.components)
      .sort((a, b) => b.low - a.low);
    const part = worst ? `, ${bytesText(worst.low)} of it ${componentNames[worst.id]}` : '';
    report({
      span: at.number.span,
      severity: 'warning',
      related,
      message: `by this layout ${holder(at)} at least ${bytesText(estimate.total.low)}${part}; it has ${stated}${estimate.advice[0] ? `. What would help: ${estimate.advice[0].change}` : ''}`,
    });
  }
}
