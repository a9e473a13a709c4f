import { completeDimensions } from '../../physics/dimensions.ts';
import { findAccelerator } from '../../physics/gpus.ts';
import { type Degrees, type EpMeaning, type PartialDegrees, worldSize } from '../../physics/layout.ts';
import type { MemoryInput } from '../../physics/memory-input.ts';
import type { StepMachine } from '../../physics/step-time.ts';
import { isDescribed } from '../../plan/described.ts';
import { acceleratorOf, memoryInput } from '../../plan/facts.ts';
import type { Plan } from '../../plan/plan.ts';
import { practiceOf } from '../../plan/practice.ts';
import { gpuBudget, layoutRequest } from '../../repair/layout-repairs.ts';
import type { LayoutRequest } from '../../repair/layouts.ts';
import { machineOf } from '../../repair/machine.ts';
import { meaningOf } from '../../repair/set.ts';
import type { QuantityId } from '../../vocabulary/quantities.ts';
import { memoryInputOf, speaksByLaunch } from '../launch.ts';

/** What a what-if starts from: the plan as its document states it. */
export interface Base {
  readonly plan: Plan;
  /** What the estimate of the plan itself rests on. */
  readonly input: MemoryInput;
  /** The same where quantities have other values: of a plan all that follows from them is taken anew. */
  readonly inputWith: (values: ReadonlyMap<QuantityId, number>) => MemoryInput;
  readonly meaning: EpMeaning;
  readonly degrees: Degrees;
  readonly gpus: number;
  /** Sequences per step over all replicas, where they are known. */
  readonly globalBatch: number | null;
  /** Shape and habits, for what is allowed. */
  readonly request: LayoutRequest;
  /** GPUs that share the fast link. */
  readonly node: number;
  /** Whether the document, the settings or the catalog tell that; else it is what is usual. */
  readonly nodeKnown: boolean;
}

/** Null where the document says too little to ask what would be. */
export function baseOf(plan: Plan): Base | null {
  if (!isDescribed(plan) || practiceOf(plan).unmodelled) return null;
  const launch = speaksByLaunch(plan) ? plan.launches.launches.find((each) => memoryInputOf(plan, each) !== null) : undefined;
  const own = launch ? memoryInputOf(plan, launch) : memoryInput(plan);
  if (!own) return null;
  const meaning = launch ? (own.epMeaning ?? 'folded') : meaningOf(plan);
  const degrees = complete(own.degrees);
  const gpus = (launch ? undefined : gpuBudget(plan)) ?? own.gpus ?? worldSize(degrees, meaning);
  const whole = own.degrees.dp ? degrees : { ...degrees, dp: wholeOr1(gpus / worldSize({ ...degrees, dp: 1 }, meaning)) };
  const planned = layoutRequest(plan, gpus);
  const shape = launch ? shapeOf(own) : {};
  const node = planned.gpusPerNode;
  return {
    plan,
    input: own,
    inputWith: (values) => (launch ? own : memoryInput(plan, values)),
    meaning,
    degrees: whole,
    gpus,
    globalBatch: own.globalBatch ?? null,
    request: { ...planned, ...shape, gpus, epMeaning: meaning, globalBatch: own.globalBatch },
    node: node ?? 8,
    nodeKnown: node !== undefined && node !== null,
  };
}

const wholeOr1 = (value: number): number => (Number.isSafeInteger(value) && value >= 1 ? value : 1);

function complete(degrees: PartialDegrees): Degrees {
  const read = (name: keyof Degrees): number => wholeOr1(degrees[name] ?? 1);
  return { tp: read('tp'), pp: read('pp'), dp: read('dp'), cp: read('cp'), ep: read('ep'), vpp: read('vpp'), etp: read('etp') };
}

/** What a launch is cut by is its own model's. */
const shapeOf = ({ model }: MemoryInput) => ({
  layers: model?.layers,
  heads: model?.heads,
  kvHeads: model?.mla ? undefined : model?.kvHeads,
  hidden: model?.hidden,
  ffn: model?.ffn,
  experts: model?.moe?.experts,
});

/** The machine that a step runs on, and what of it is taken for granted. */
export interface AssumedMachine {
  readonly machine: StepMachine;
  readonly assumption: string | null;
}

/** NVLink of an A100, one direction, and one port of 400 Gb/s for each GPU: stas00/ml-engineering network/README.md @744d01e. */
const usualLinks = { link: 300e9, network: 50e9 } as const;

/** The named accelerator, else the figures that the plan states of its GPUs. Null where neither gives a peak and a bandwidth. */
export function machineFor({ plan, input, node }: Base, precision: MemoryInput['precision']): AssumedMachine | null {
  // a launch may name its own
  const named = acceleratorOf(plan) ?? (input.accelerator ? findAccelerator(input.accelerator) : null);
  const known = machineOf(named, precision ?? null);
  if (known) return { machine: { ...known, domain: node }, assumption: null };
  const [peak, memoryBandwidth] = [plan.values.get('gpu_tflops'), plan.values.get('gpu_bandwidth')];
  if (!peak || !memoryBandwidth) return null;
  return {
    machine: { peak, peakBf16: peak, memoryBandwidth, ...usualLinks, domain: node, narrow: false },
    assumption: 'links of 300 GB/s in a node and 50 GB/s for each GPU between nodes',
  };
}

/** The model's dimensions with what is usual for what is open; null where too little is known. */
export const dimensionsFor = ({ input }: Base) => (input.model ? (completeDimensions(input.model)?.[0]?.dimensions ?? null) : null);
