import type { Kernels, Recompute, Schedule } from '../physics/activations.ts';
import type { NumberFormat } from '../physics/precision.ts';
import type { ServingEngine } from '../physics/serving.ts';
import type { Optimizer, ZeroStage } from '../physics/state.ts';
import type { Plan } from './plan.ts';
import { type FrameworkHabits, several } from './practice-words.ts';
import { Agreed } from './said.ts';
import { spokenIn } from './spoken.ts';

/**
 * How a plan trains or serves: what it says in words rather than figures. Read from statements of the plan's own scenario, and only where they
 * are plain: what is negated counts as such, what is only thought about does not count, and of two that disagree neither does.
 */
export interface Practice {
  readonly mode: 'training' | 'inference' | null;
  /** Whether the plan says what it does, not only words that go with it: in its title or its first lines, or again and again. */
  readonly modeIsPlain: boolean;
  readonly precision: NumberFormat | null;
  readonly gradientPrecision: NumberFormat | null;
  readonly optimizer: Optimizer | null;
  readonly masterWeights: boolean | null;
  readonly recompute: Recompute | null;
  readonly flashAttention: boolean | null;
  readonly sequenceParallel: boolean | null;
  readonly schedule: Schedule | null;
  /** Layers are spread unevenly over the stages, and the plan says so. */
  readonly unevenStages: boolean;
  readonly chunkedLoss: boolean | null;
  readonly kernels: Kernels | null;
  readonly zeroStage: ZeroStage | null;
  /** Hybrid sharding: ranks among which the state is sharded; the groups are replicas. */
  readonly shardGroup: number | null;
  /** Part of the state is kept in host memory. */
  readonly offload: 'optimizer' | 'parameters' | null;
  /** Adapters are trained, the weights stay as they are (LoRA, QLoRA). */
  readonly adapters: boolean;
  readonly kvPrecision: NumberFormat | null;
  readonly servingEngine: ServingEngine | null;
  /** Share of a GPU's memory that the engine may take. */
  readonly servingFraction: number | null;
  /** Sequences that are served at once. */
  readonly concurrency: number | null;
  /** The most sequences that the engine takes at once; more wait. */
  readonly sequenceLimit: number | null;
  readonly batchedTokens: number | null;
  /** The one framework that is named, and what goes without saying in it. */
  readonly framework: FrameworkHabits | null;
  /** More models than one take part, or only a part of one is trained: what holds for the named one need not hold for the plan. */
  readonly severalModels: boolean;
  /** A kind of model whose shape the formulas do not describe, as it is called. */
  readonly unmodelled: string | null;
}

const cache = new WeakMap<Plan, Practice>();

export function practiceOf(plan: Plan): Practice {
  const known = cache.get(plan);
  if (known) return known;
  const practice = read(plan);
  cache.set(plan, practice);
  return practice;
}

function read(plan: Plan): Practice {
  const { document } = plan.facts;
  let training = 0;
  let inference = 0;
  let named = 0;
  let precision: NumberFormat | null = null;
  let adapters = false;
  let unevenStages = false;
  let unmodelled: string | null = null;
  const gradientPrecision = new Agreed<NumberFormat>();
  const masterWeights = new Agreed<boolean>();
  const recompute = new Agreed<Recompute>();
  const flashAttention = new Agreed<boolean>();
  const sequenceParallel = new Agreed<boolean>();
  const schedule = new Agreed<Schedule>();
  const chunkedLoss = new Agreed<boolean>();
  const zeroStage = new Agreed<ZeroStage>();
  const shardGroup = new Agreed<number>();
  const offload = new Agreed<'optimizer' | 'parameters'>();
  const kvPrecision = new Agreed<NumberFormat>();
  const servingEngine = new Agreed<ServingEngine>();
  const servingFraction = new Agreed<number>();
  const concurrency = new Agreed<number>();
  const sequenceLimit = new Agreed<number>();
  const batchedTokens = new Agreed<number>();
  const framework = new Agreed<FrameworkHabits>();
  const optimizer = new Agreed<Optimizer>();

  for (const { statement, practice: said } of spokenIn(document)) {
    if (!said) continue;
    if (said.training) training++;
    if (said.inference) inference++;
    const opening = statement.index < 8 || (statement.kind === 'heading' && (statement.section?.level ?? 1) <= 2);
    if (said.names) named += opening ? 3 : 1;
    precision ??= said.precision;
    for (const format of said.gradientPrecision) gradientPrecision.add(format);
    masterWeights.add(said.masterWeights);
    optimizer.add(said.optimizer);
    recompute.add(said.recompute);
    flashAttention.add(said.flashAttention);
    sequenceParallel.add(said.sequenceParallel);
    schedule.add(said.schedule);
    unevenStages ||= said.unevenStages;
    chunkedLoss.add(said.chunkedLoss);
    zeroStage.add(said.zeroStage);
    shardGroup.add(said.shardGroup);
    offload.add(said.offload);
    adapters ||= said.adapters;
    kvPrecision.add(said.kvPrecision);
    for (const engine of said.servingEngines) servingEngine.add(engine);
    servingFraction.add(said.servingFraction);
    sequenceLimit.add(said.sequenceLimit);
    concurrency.add(said.concurrency);
    batchedTokens.add(said.batchedTokens);
    for (const habits of said.frameworks) framework.add(habits);
    if (statement.kind === 'heading' || said.ofModel) unmodelled ??= said.unmodelled;
  }
  const mode = training > 0 && training >= inference ? 'training' : inference > 0 ? 'inference' : null;
  return {
    mode,
    modeIsPlain: named >= 3 && (mode === 'training' ? inference === 0 : training === 0),
    precision,
    gradientPrecision: gradientPrecision.value,
    optimizer: optimizer.value,
    masterWeights: masterWeights.value,
    recompute: recompute.value,
    flashAttention: flashAttention.value,
    sequenceParallel: sequenceParallel.value,
    schedule: schedule.value,
    unevenStages: unevenStages || schedule.value === 'dualpipe',
    chunkedLoss: chunkedLoss.value,
    kernels: null,
    zeroStage: zeroStage.value,
    shardGroup: shardGroup.value,
    offload: offload.value,
    adapters,
    kvPrecision: kvPrecision.value,
    servingEngine: servingEngine.value,
    servingFraction: servingFraction.value,
    concurrency: concurrency.value,
    sequenceLimit: sequenceLimit.value,
    batchedTokens: batchedTokens.value,
    framework: framework.value,
    severalModels: several.test(document.text),
    unmodelled,
  };
}
