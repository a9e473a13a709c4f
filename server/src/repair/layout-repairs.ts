import type { Repair } from '../findings.ts';
import { bytesText, percentText } from '../notation/write.ts';
import type { EpMeaning } from '../physics/layout.ts';
import type { ZeroStage } from '../physics/state.ts';
import { epMeaningOf, isReplicaBatch, memoryInput } from '../plan/facts.ts';
import { listsStages } from '../plan/listed-stages.ts';
import { namedAccelerator } from '../plan/named.ts';
import { isDegreeProduct } from '../plan/operands.ts';
import type { Plan } from '../plan/plan.ts';
import { practiceOf } from '../plan/practice.ts';
import { main } from '../plan/scenario.ts';
import { dimensionsOf } from '../plan/shape.ts';
import { worldSizes } from '../plan/world-size.ts';
import { spelled } from '../rules/related.ts';
import type { Issue } from '../rules/rule.ts';
import { type DegreeId, degreeIds, type QuantityId, shortName } from '../vocabulary/quantities.ts';
import { impliedSizes } from './implied.ts';
import { type Layout, type LayoutRequest, searchLayouts, smallestFit } from './layouts.ts';
import { type Restatement, restate } from './restate.ts';

/** A layout, and what writing it into the document takes. */
export interface PlannedLayout {
  readonly layout: Layout | null;
  readonly changes: ReadonlyMap<QuantityId, number>;
  readonly dropped: readonly QuantityId[];
  readonly restatement: Restatement;
  readonly title: string;
  readonly consequences: readonly string[];
  readonly preferred: boolean;
}

/** The GPUs that a layout must fill: those that are there, else those that are stated, at once or by node. */
export const gpuBudget = (plan: Plan): number | undefined =>
  plan.values.get('gpus_available') ?? plan.values.get('gpus') ?? plan.settings.hardware?.gpus ?? gpusOfNodes(plan);

function gpusOfNodes({ values }: Plan): number | undefined {
  const [nodes, each] = [values.get('nodes'), values.get('gpus_per_node')];
  return nodes === undefined || each === undefined ? undefined : nodes * each;
}

/** What the search for layouts may rely on: the plan's figures, and those of the model that it names. */
export function layoutRequest(plan: Plan, gpus: number): LayoutRequest {
  const { degrees, gpus: _gpus, epMeaning: _meaning, ...memory } = memoryInput(plan);
  const dimensions = dimensionsOf(plan);
  const value = (id: QuantityId): number | undefined => plan.values.get(id);
  return {
    gpus,
    current: degrees,
    epMeaning: epMeaningOf(plan) ?? 'factor',
    layers: dimensions.layers,
    heads: dimensions.heads,
    kvHeads: dimensions.mla ? undefined : dimensions.kvHeads,
    hidden: dimensions.hidden,
    ffn: dimensions.ffn,
    experts: dimensions.moe?.experts ?? value('experts'),
    globalBatch: value('global_batch'),
    // a choice of the author, unless it follows from the layout
    microBatch: isReplicaBatch(plan) ? undefined : value('micro_batch'),
    microBatches: memory.microBatches,
    unevenPipeline: practiceOf(plan).unevenStages || keepsStages(plan),
    strictKvHeads: practiceOf(plan).framework?.name === 'torchtitan',
    gpusPerNode: value('gpus_per_node') ?? plan.settings.hardware?.gpusPerNode ?? namedAccelerator(plan)?.scaleUpDomain,
    memory,
  };
}

export function layoutsFor(plan: Plan): Layout[] {
  const gpus = gpuBudget(plan);
  if (gpus === undefined) return [];
  const request = layoutRequest(plan, gpus);
  const current = multipliesAll(plan) ? { ...request.current, dp: request.current?.dp ?? 1 } : request.current;
  return searchLayouts({ ...request, current, limit: 8, fixed: fixedDegrees(plan) });
}

/** An equation of the plan makes all GPUs of the degrees that are stated, so there are no replicas beside them. */
const multipliesAll = (plan: Plan): boolean =>
  plan.facts.claims.some((claim) => claim.target === 'gpus' && isDegreeProduct(claim) && claim.scenario === main);

/** How far the search for a sufficient number of GPUs goes. */
const tried = (gpus: number): number => Math.max(4 * gpus, 1024);

/** What a plan that is short of memory would turn on. */
const sparing = { flashAttention: true, recompute: 'full', sequenceParallel: true, chunkedLoss: true } as const;

export interface FewestGpus {
  readonly layout: Layout;
  /** Whether it surely holds the plan, or may. */
  readonly certain: boolean;
  /** What the plan would have to turn on for it; null where it holds as it is. */
  readonly having: string | null;
}

/** The fewest GPUs that surely hold the plan, with everything turned on that spares memory; failing that the fewest that may. Null where memory is not known. */
export function fewestGpus(plan: Plan): FewestGpus | null {
  const gpus = gpuBudget(plan) ?? worldSizes(plan.values)[0]?.size;
  if (gpus === undefined) return null;
  const request = { ...layoutRequest(plan, tried(gpus)), fixed: ['cp'] as const };
  if (request.memory?.mode === 'training') {
    const zeroStage = Math.max(1, request.memory.zeroStage ?? 0) as ZeroStage;
    const spared = smallestFit({ ...request, memory: { ...request.memory, ...sparing, zeroStage } });
    const plain = smallestFit(spared ? { ...request, gpus: spared.gpus } : request);
    if (plain) return { layout: plain, certain: true, having: null };
    if (spared)
      return {
        layout: spared,
        certain: true,
        having: `flash attention, full recompute, sequence parallelism, ZeRO-${zeroStage} and a chunked loss`,
      };
  } else {
    const certain = smallestFit(request);
    if (certain) return { layout: certain, certain: true, having: null };
  }
  const possible = smallestFit(request, { certain: false });
  return possible && { layout: possible, certain: false, having: null };
}

/** Degrees that the document does not state cannot be written into it; where it lists the layers of each stage there are so many stages. */
export function fixedDegrees(plan: Plan): ('tp' | 'pp' | 'ep' | 'dp' | 'cp')[] {
  return (['tp', 'pp', 'ep', 'dp', 'cp'] as const).filter((id) => !plan.values.has(id) || (id === 'pp' && keepsStages(plan)));
}

/** Uneven stages, dealt with on purpose: `94 layers (23-24-23-24)`. */
const keepsStages = (plan: Plan): boolean => {
  const layers = plan.values.get('layers') ?? 0;
  const stages = plan.values.get('pp') ?? 1;
  return layers % stages !== 0 && listsStages(plan, layers, stages);
};

/** Corrections that every restatement carries along: what is wrong in any layout. */
export function carried(issues: readonly Issue[]): {
  quantities: Map<QuantityId, number>;
  insertions: NonNullable<Issue['corrections'][number]['insertions']>[number][];
} {
  const quantities = new Map<QuantityId, number>();
  const insertions: NonNullable<Issue['corrections'][number]['insertions']>[number][] = [];
  for (const issue of issues) {
    if (issue.severity !== 'error') continue;
    for (const correction of issue.corrections) {
      if (!correction.safe || !correction.preferred || !correction.quantities) continue;
      for (const [id, value] of correction.quantities) quantities.set(id, value);
      insertions.push(...(correction.insertions ?? []));
    }
  }
  return { quantities, insertions };
}

/**
 * Every layout that can be written into the document, best first, then the GPU count that the present degrees need. Whether the document
 * is true afterwards has to be tried.
 */
export function plannedLayouts(plan: Plan, issues: readonly Issue[]): PlannedLayout[] {
  const extra = carried(issues);
  const out: PlannedLayout[] = [];
  for (const layout of layoutsFor(plan)) {
    const planned = planLayout(plan, layout, extra);
    if (planned && planned.restatement.broken.length === 0 && planned.restatement.edits.length > 0) out.push(planned);
  }
  const gpus = plan.values.get('gpus');
  const needed = worldSizes(plan.values).find((size) => size.meaning === (epMeaningOf(plan) ?? 'factor'));
  if (gpus !== undefined && needed && needed.size !== gpus && !plan.values.has('gpus_available')) {
    const changes = new Map<QuantityId, number>([...extra.quantities, ['gpus', needed.size]]);
    if (extra.quantities.has('mem_weights')) changes.set('mem_weights', ((extra.quantities.get('mem_weights') ?? 0) * gpus) / needed.size);
    out.push({
      layout: null,
      changes,
      dropped: [],
      restatement: restate(plan, { changes, insertions: extra.insertions }),
      title: `State ${needed.size} GPUs instead of ${gpus}`,
      consequences: ['every degree stays as it is', 'GPU ranges must be checked by hand'],
      preferred: false,
    });
  }
  return blamedFirst(plan, out);
}

/** A degree of which the rest of the plan says that it is another one gives way before all others. */
function blamedFirst(plan: Plan, all: readonly PlannedLayout[]): PlannedLayout[] {
  const blamed = [...impliedSizes(plan)];
  if (blamed.length === 0) return [...all];
  const fits = ({ layout, changes }: PlannedLayout): boolean =>
    blamed.every(([id, value]) => (id === 'gpus' ? changes.get('gpus') === value : layout?.degrees[id as 'tp'] === value));
  return [...all.filter(fits), ...all.filter((planned) => !fits(planned))];
}

function planLayout(plan: Plan, layout: Layout, extra: ReturnType<typeof carried>): PlannedLayout | undefined {
  const changes = new Map<QuantityId, number>(extra.quantities);
  for (const id of ['tp', 'pp', 'ep', 'dp', 'cp'] as const) {
    const to = layout.degrees[id];
    if (plan.values.has(id) && to !== plan.values.get(id)) changes.set(id, to);
    // replicas that are not stated are what the other degrees leave
    else if (!plan.values.has(id) && to !== 1 && (id !== 'dp' || multipliesAll(plan))) return undefined;
  }
  const budget = gpuBudget(plan);
  if (budget !== undefined && budget !== (plan.values.get('gpus') ?? budget)) changes.set('gpus', budget);
  const folded = layout.epMeaning !== 'factor' && plan.values.has('ep');
  const dropped: QuantityId[] = folded ? ['ep'] : [];
  const restatement = restate(plan, { changes, insertions: extra.insertions, dropped });
  return {
    layout,
    changes,
    dropped,
    restatement,
    title: layoutTitle(plan, layout, folded),
    consequences: consequences(plan, layout),
    preferred: false,
  };
}

/** `Use TP 4 · PP 4 · EP 8 · DP 4`; with another reading of EP, said so. */
function layoutTitle(plan: Plan, layout: Layout, folded: boolean): string {
  const stated = degreeIds.filter((id): id is Exclude<DegreeId, 'sp'> => id !== 'sp' && plan.values.has(id));
  const degrees = stated.map((id) => `${shortName(id)} ${layout.degrees[id]}`).join(' · ');
  if (folded && (epMeaningOf(plan) ?? 'factor') === 'factor') return `Read EP as ${meaningText[layout.epMeaning]}: ${degrees}`;
  if (folded && layout.changes.length === 0) return `Take EP out of the product: ${degrees}`;
  return `Use ${degrees}`;
}

export const meaningText: Readonly<Record<EpMeaning, string>> = {
  factor: 'a factor of its own',
  folded: 'folded into DP, as Megatron-Core does',
  'inside-data': 'a divisor of DP, as DeepSpeed-MoE does',
  derived: 'following from TP and DP, as vLLM does',
};

function consequences(plan: Plan, layout: Layout): string[] {
  const out = [layout.changed.join(', ')];
  if (layout.memory) {
    const { low, high, capacity } = layout.memory;
    const share = capacity
      ? ` (${percentText(low / capacity)} to ${percentText(high / capacity)} of ${spelled(plan, 'gpu_memory', bytesText, capacity)})`
      : '';
    out.push(`${bytesText(low)} to ${bytesText(high)} per GPU${share}`);
  }
  out.push(layout.why);
  return out.filter((line) => line !== '');
}

export function toRepair(planned: PlannedLayout, settles: Repair['settles'], preferred: boolean): Repair {
  return {
    kind: 'layout',
    title: planned.title,
    consequences: planned.consequences,
    preferred,
    tier: 'layout',
    edits: planned.restatement.edits,
    byHand: planned.restatement.byHand,
    settles,
  };
}
