import type { Statement } from '../document/document.ts';
import { type Made, Slot } from '../document/kept.ts';
import type { Engine } from '../frameworks/engine.ts';
import { serverOf } from '../frameworks/engines/servers.ts';
import type { Kernels, Recompute, Schedule } from '../physics/activations.ts';
import { isQuantised, type NumberFormat } from '../physics/precision.ts';
import type { ServingEngine } from '../physics/serving.ts';
import type { Optimizer, ZeroStage } from '../physics/state.ts';
import type { TrainerName } from '../physics/trainers.ts';
import type { Span } from '../text/span.ts';
import type { Plan } from './plan.ts';
import { type FrameworkHabits, several, trainers } from './practice-words.ts';
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
  readonly adapterRank: number | null;
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
  /** What trains, by whose defaults the estimate goes. */
  readonly trainer: TrainerName | null;
  readonly recomputeModules: readonly string[];
  readonly dropout: boolean | null;
  readonly fp32Shards: boolean | null;
  readonly logitCopies: 'one' | 'several' | null;
  readonly engineVersion: string | null;
  /** The longest sequence that the engine takes. */
  readonly sequenceLength: number | null;
  readonly decodeContext: number | null;
  readonly dpAttention: boolean | null;
  readonly keepsWholeSequences: boolean | null;
  readonly drafts: boolean | null;
  readonly draftModel: string | null;
  readonly draftTensor: number | null;
  readonly gated: boolean | null;
  readonly tied: boolean | null;
  readonly experts: { readonly ffn: number | null; readonly topK: number | null; readonly sharedFfn: number | null };
  /** More models than one take part, or only a part of one is trained: what holds for the named one need not hold for the plan. */
  readonly severalModels: boolean;
  /** A kind of model whose shape the formulas do not describe, as it is called. */
  readonly unmodelled: string | null;
}

const cache = new WeakMap<Plan['facts'], Practice>();

export function practiceOf(plan: Plan): Practice {
  const known = cache.get(plan.facts);
  if (known) return known;
  const practice = plan.facts.document.whole.from(said, sayings(plan), () => read(plan));
  cache.set(plan.facts, practice);
  return practice;
}

const said = new Slot<Made<Practice, unknown>>();

/** All that a practice is read from. */
function sayings({ facts: { document }, launches: { launches, dialects } }: Plan): unknown[] {
  const lone = loneOf(launches);
  const out: unknown[] = [document.words.has(several), ...launches.map(({ engine }) => engine), ...dialects];
  for (const { practice, keys, own, statement } of spokenIn(document)) {
    const place = [own, isInside(statement, lone), isOpening(statement), statement.kind === 'heading'];
    out.push(
      practice,
      ...keys,
      place.reduce((bits, is) => 2 * bits + Number(is), 0),
    );
  }
  return out;
}

const loneOf = (launches: Plan['launches']['launches']): Span | null => (launches.length === 1 ? (launches[0]?.at ?? null) : null);

const isInside = ({ span }: Statement, at: Span | null): boolean => at !== null && span.start >= at.start - 4 && span.end <= at.end + 4;

/** In the title or the first lines, or a heading of a chapter. */
const isOpening = ({ index, kind, section }: Statement): boolean => index < 8 || (kind === 'heading' && (section?.level ?? 1) <= 2);

/** The same of a part of the document: of one of several launches. */
export function practiceWithin(plan: Plan, at: Span): Practice {
  return read(plan, at);
}

function read(plan: Plan, within: Span | null = null): Practice {
  const { document } = plan.facts;
  let training = 0;
  let inference = 0;
  let named = 0;
  let precision: NumberFormat | null = null;
  let adapters = false;
  let fourBits = false;
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
  const adapterRank = new Agreed<number>();
  const dropout = new Agreed<boolean>();
  const logitCopies = new Agreed<'one' | 'several'>();
  const engineVersion = new Agreed<string>();
  const sequenceLength = new Agreed<number>();
  const decodeContext = new Agreed<number>();
  const dpAttention = new Agreed<boolean>();
  const keepsWholeSequences = new Agreed<boolean>();
  const drafts = new Agreed<boolean>();
  const draftModel = new Agreed<string>();
  const draftTensor = new Agreed<number>();
  const gated = new Agreed<boolean>();
  const expertFfn = new Agreed<number>();
  const topK = new Agreed<number>();
  const sharedFfn = new Agreed<number>();
  const tied = new Agreed<boolean>();
  const recomputeModules = new Set<string>();
  const trainerNames = new Set<TrainerName>();

  const lone = loneOf(plan.launches.launches);
  for (const { statement, practice: said, keys, own } of spokenIn(document)) {
    if (within ? !isInside(statement, within) : !own && !isInside(statement, lone)) continue;
    for (const facts of keys) {
      precision ??= facts.precision ?? null;
      gradientPrecision.add(facts.gradientPrecision);
      optimizer.add(facts.optimizer);
      recompute.add(facts.recompute);
      for (const module of facts.recomputeModules ?? []) recomputeModules.add(module);
      flashAttention.add(facts.flashAttention);
      sequenceParallel.add(facts.sequenceParallel);
      dropout.add(facts.dropout);
      schedule.add(facts.schedule);
      chunkedLoss.add(facts.chunkedLoss);
      logitCopies.add(facts.logitCopies);
      zeroStage.add(facts.zeroStage);
      shardGroup.add(facts.shardGroup);
      offload.add(facts.offload);
      adapters ||= facts.adapters === true;
      fourBits ||= facts.precision === 'nf4';
      adapterRank.add(facts.adapterRank);
      kvPrecision.add(facts.kvPrecision);
      servingFraction.add(facts.servingFraction);
      sequenceLimit.add(facts.sequenceLimit);
      batchedTokens.add(facts.batchedTokens);
      sequenceLength.add(facts.sequenceLength);
      decodeContext.add(facts.decodeContext);
      dpAttention.add(facts.dpAttention);
      keepsWholeSequences.add(facts.keepsWholeSequences);
      drafts.add(facts.drafts);
      draftModel.add(facts.draftModel);
      draftTensor.add(facts.draftTensor);
      gated.add(facts.gated);
      expertFfn.add(facts.expertFfn);
      topK.add(facts.topK);
      sharedFfn.add(facts.sharedFfn);
      tied.add(facts.tied);
    }
    if (!said || (!own && !within)) continue;
    for (const name of said.trainers) trainerNames.add(name);
    for (const module of said.recomputeModules) recomputeModules.add(module);
    engineVersion.add(said.engineVersion);
    if (said.training) training++;
    if (said.inference) inference++;
    if (said.names) named += isOpening(statement) ? 3 : 1;
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
    fourBits ||= said.fourBits;
    adapterRank.add(said.adapterRank);
    kvPrecision.add(said.kvPrecision);
    for (const engine of said.servingEngines) servingEngine.add(engine);
    servingFraction.add(said.servingFraction);
    sequenceLimit.add(said.sequenceLimit);
    concurrency.add(said.concurrency);
    decodeContext.add(said.decodeContext);
    dpAttention.add(said.dpAttention);
    batchedTokens.add(said.batchedTokens);
    for (const habits of said.frameworks) framework.add(habits);
    if (statement.kind === 'heading' || said.ofModel) unmodelled ??= said.unmodelled;
  }
  const launched = launchedMode(plan);
  const mode = launched ?? (training > 0 && training >= inference ? 'training' : inference > 0 ? 'inference' : null);
  return {
    mode,
    modeIsPlain: named >= 3 && (mode === 'training' ? inference === 0 : training === 0),
    // what the adapters train in is no format of the frozen weights
    precision: adapters && fourBits && !(precision && isQuantised(precision)) ? 'nf4' : precision,
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
    adapterRank: adapterRank.value,
    kvPrecision: kvPrecision.value,
    servingEngine: servingEngine.value ?? launchedEngine(plan),
    servingFraction: servingFraction.value,
    concurrency: concurrency.value,
    sequenceLimit: sequenceLimit.value,
    batchedTokens: batchedTokens.value,
    framework: framework.value,
    trainer: trainerOf(plan, trainerNames),
    recomputeModules: [...recomputeModules],
    dropout: dropout.value,
    fp32Shards: null,
    logitCopies: logitCopies.value,
    engineVersion: engineVersion.value,
    sequenceLength: sequenceLength.value,
    decodeContext: decodeContext.value,
    dpAttention: dpAttention.value,
    keepsWholeSequences: keepsWholeSequences.value,
    drafts: drafts.value,
    draftModel: draftModel.value,
    draftTensor: draftTensor.value,
    gated: gated.value,
    experts: { ffn: expertFfn.value, topK: topK.value, sharedFfn: sharedFfn.value },
    tied: tied.value,
    severalModels: document.words.has(several),
    unmodelled,
  };
}

/** An engine that is started decides what the plan does, whatever words stand around. Null where nothing is started, or both kinds are. */
function launchedMode(plan: Plan): 'training' | 'inference' | null {
  const kinds = new Set(plan.launches.launches.filter(({ engine }) => engine.id !== 'jobs').map(({ engine }) => isServer(engine)));
  const [only] = kinds;
  return kinds.size === 1 && only === true ? 'inference' : null;
}

/** Whether an engine serves. */
export const isServer = (engine: Engine): boolean => serverOf(engine) !== undefined || engine.id === 'kserve' || engine.id === 'rollout';

/** The serving engine that the document starts. */
function launchedEngine(plan: Plan): ServingEngine | null {
  const names = new Set(plan.launches.launches.flatMap(({ engine }) => servingEngineOf(engine) ?? []));
  const [only] = names;
  return names.size === 1 && only ? only : null;
}

export function servingEngineOf(engine: Engine): ServingEngine | null {
  const id = serverOf(engine)?.id ?? engine.id;
  return id === 'vllm' || id === 'sglang' ? id : /tensorrt|trt/.test(id) ? 'tensorrt-llm' : null;
}

/** The most particular of the trainers that are named: NeMo of NeMo and Megatron-LM; those that a dialect or a command tells first. */
function trainerOf(plan: Plan, named: ReadonlySet<TrainerName>): TrainerName | null {
  const dialects = new Set([...plan.launches.dialects].flatMap(({ id }) => trainerOfDialect[id] ?? []));
  const launched =
    dialects.size === 1 ? dialects : new Set(plan.launches.launches.flatMap(({ engine }) => trainerOfEngine[engine.id] ?? []));
  const [only] = launched;
  if (launched.size === 1 && only && !(only === 'Megatron-LM' && named.size > 0)) return only;
  if (named.has('DeepSpeed') && named.has('Megatron-LM')) return 'Megatron-DeepSpeed';
  return trainers.find(([, name]) => named.has(name))?.[1] ?? only ?? null;
}

const trainerOfEngine: Readonly<Record<string, TrainerName>> = {
  megatron: 'Megatron-LM',
  'megatron-deepspeed': 'Megatron-DeepSpeed',
  torchtitan: 'torchtitan',
  axolotl: 'Axolotl',
  'llama-factory': 'LLaMA-Factory',
  deepspeed: 'DeepSpeed',
};

const trainerOfDialect: Readonly<Record<string, TrainerName>> = { nemo: 'NeMo', 'megatron-bridge': 'Megatron-Bridge' };
