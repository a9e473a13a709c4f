/**
 * The search for layouts that a number of GPUs, a model and a framework allow, best first. Pure arithmetic: knows no documents.
 *
 * Ranking: fills the GPUs exactly and keeps every hard constraint (else it is not listed), fits memory, keeps tensor parallelism inside
 * a node, changes nothing but the number of replicas (as long as there are some left), changes least. "Least" means: the largest single factor of change is smallest, then the fewest doublings and halvings in all,
 * then those degrees move that cost most communication (TP, then EP), so that PP and DP, and with them layers per stage and
 * micro-batches, stay as they were.
 */
import { pipelineBubble } from '../physics/bubble.ts';
import { acceptsReading, type Degrees, dataParallelSize, type EpMeaning, type PartialDegrees } from '../physics/layout.ts';
import type { Fit } from '../physics/memory.ts';
import type { MemoryInput } from '../physics/memory-input.ts';
import { type MemoryModel, memoryModel, type Room, roomOf } from '../physics/memory-model.ts';
import type { Range } from '../physics/range.ts';
import { type CutShape, constraintsOf, keepsAll, positive } from './constraints.ts';

type Maybe<T> = T | null | undefined;

/** What the search may rely on. Everything but the GPU count may be missing; what is missing constrains nothing. */
export interface LayoutRequest extends CutShape {
  /** GPUs to fill, exactly. */
  readonly gpus: number;
  /** The plan's degrees, right or wrong: changes are counted from here. Missing degrees are 1 and stay 1 (DP excepted). */
  readonly current?: Maybe<PartialDegrees>;
  /** What EP means; default `factor`, as in plans that multiply all four. */
  readonly epMeaning?: Maybe<EpMeaning>;
  /** Offer the same degrees under the other readings of EP as well ("read EP as folded into DP: DP 4 → 16"). Default true. */
  readonly otherReadings?: Maybe<boolean>;
  /** Sequences per step over all replicas. */
  readonly globalBatch?: Maybe<number>;
  /** Sequences per micro-batch. */
  readonly microBatch?: Maybe<number>;
  /** Micro-batches per step, where the plan states that rather than their size. */
  readonly microBatches?: Maybe<number>;
  /** GPUs that share the fast link; default 8. */
  readonly gpusPerNode?: Maybe<number>;
  /** Degrees that must stay as they are. */
  readonly fixed?: Maybe<readonly (keyof Degrees)[]>;
  /** What is known for the memory estimate; its degrees and GPUs are set by the search. */
  readonly memory?: Maybe<Omit<MemoryInput, 'degrees' | 'gpus' | 'epMeaning'>>;
  /** At most this many layouts; default 24. */
  readonly limit?: Maybe<number>;
}

/** One degree that differs from the plan's. */
export interface LayoutChange {
  readonly degree: keyof Degrees;
  readonly from: number;
  readonly to: number;
}

/** A valid layout and what follows from it. */
export interface Layout {
  readonly degrees: Degrees;
  readonly epMeaning: EpMeaning;
  readonly gpus: number;
  readonly changes: readonly LayoutChange[];
  /** The same in words: `TP 8 → 4`. */
  readonly changed: readonly string[];
  /** One sentence: why this layout stands where it stands. */
  readonly why: string;
  /** Per GPU, bytes; null where the model is not known. */
  readonly memory: (Range & { readonly capacity: number | null; readonly fits: Fit | null }) | null;
  readonly layersPerStage: number | null;
  readonly expertsPerGpu: number | null;
  readonly headsPerRank: number | null;
  readonly hiddenPerRank: number | null;
  /** Sequences per step of one data parallel replica. */
  readonly batchPerReplica: number | null;
  readonly microBatch: number | null;
  readonly microBatches: number | null;
  /** Bubble over ideal time, `(p−1)/(v·m)`, and as a share of the whole; null without pipelining or micro-batches. */
  readonly bubble: { readonly ofIdeal: number; readonly ofTotal: number } | null;
  readonly tensorInNode: boolean;
  readonly preferred: boolean;
}

/** Degrees that the search moves, cheapest to lower first: what costs most communication comes first. */
const movable = ['tp', 'ep', 'dp', 'pp'] as const;
type Movable = (typeof movable)[number];

/** What a change of each degree costs, beside its size: TP and EP are cheap to change, PP re-cuts the stages. */
const disruption: Readonly<Record<Movable, number>> = { tp: 0, ep: 1, dp: 3, pp: 4 };

interface Candidate {
  readonly degrees: Degrees;
  readonly meaning: EpMeaning;
  readonly inNode: boolean;
  /** Replicas come and go without another cut of the model. */
  readonly replicasAlone: boolean;
  readonly largest: number;
  readonly moved: number;
  readonly cost: number;
}

/** No cluster is larger; a count beyond is a slip of the pen, and its divisors would take long to find. */
const mostGpus = 10_000_000;

/** Degrees beyond which no single axis is divided. */
const mostDegree = 4096;

/** All whole divisors, ascending. */
export function divisors(value: number): number[] {
  const small: number[] = [];
  const large: number[] = [];
  for (let i = 1; i * i <= value; i++) {
    if (value % i !== 0) continue;
    small.push(i);
    if (i !== value / i) large.push(value / i);
  }
  return small.concat(large.reverse());
}

const nodeOf = (request: LayoutRequest): number => (positive(request.gpusPerNode) ? request.gpusPerNode : 8);

function complete(current: Maybe<PartialDegrees>): Degrees {
  const read = (name: keyof Degrees): number => {
    const value = current?.[name];
    return positive(value) ? value : 1;
  };
  return { tp: read('tp'), pp: read('pp'), dp: read('dp'), cp: read('cp'), ep: read('ep'), vpp: read('vpp'), etp: read('etp') };
}

/** Values that a degree may take, by what the model allows. Without the model's figure only divisors of the present value are sure. */
function choices(request: LayoutRequest, current: Degrees): Readonly<Record<'tp' | 'pp' | 'ep', readonly number[]>> {
  const fixed = new Set(request.fixed ?? []);
  const within = divisors(request.gpus);
  const allowed = (name: 'tp' | 'pp' | 'ep', known: boolean, test: (value: number) => boolean): number[] => {
    if (fixed.has(name)) return [current[name]];
    return within.filter((value) => value <= mostDegree && (known || current[name] % value === 0) && test(value));
  };
  const { heads, layers, experts } = request;
  const { tp, pp, ep } = constraintsOf(request, current.vpp);
  return {
    tp: allowed('tp', positive(heads), (t) => keepsAll(tp, t)),
    pp: allowed('pp', positive(layers), (p) => keepsAll(pp, p)),
    ep:
      experts === 0 || (experts === 1 && current.ep === 1)
        ? [1]
        : allowed('ep', positive(experts) && current.ep > 1, (e) => keepsAll(ep, e)),
  };
}

/** Whether a global batch can be dealt to `dp` replicas in whole micro-batches. */
function batchHolds(request: LayoutRequest, dp: number): boolean {
  const { globalBatch, microBatch } = request;
  if (!positive(globalBatch)) return true;
  if (globalBatch % dp !== 0) return false;
  return !positive(microBatch) || (globalBatch / dp) % microBatch === 0 || !batchHeldBefore(request);
}

/** A stated micro-batch that does not even divide the plan's own batch is no constraint: it is itself in question. */
function batchHeldBefore(request: LayoutRequest): boolean {
  const dp = request.current?.dp ?? 1;
  return positive(request.globalBatch) && positive(request.microBatch) && request.globalBatch % (dp * request.microBatch) === 0;
}

function candidate(degrees: Degrees, meaning: EpMeaning, current: Degrees, gpusPerNode: number, knownDp: boolean): Candidate {
  let largest = 1;
  let moved = 0;
  let cost = 0;
  for (const name of movable) {
    const from = current[name];
    const to = degrees[name];
    if (from === to) continue;
    const factor = to > from ? to / from : from / to;
    // An unstated DP takes whatever is left: that is no change.
    if (name === 'dp' && !knownDp) continue;
    largest = Math.max(largest, factor);
    moved += Math.log2(factor);
    // Raising TP or EP adds communication: dearer than lowering it.
    cost += disruption[name] + (to > from && (name === 'tp' || name === 'ep') ? 6 : 0);
  }
  const kept = movable.every((name) => name === 'dp' || current[name] === degrees[name]);
  const replicasAlone = kept && (degrees.dp > 1 || degrees.dp === current.dp);
  return { degrees, meaning, replicasAlone, inNode: degrees.tp <= gpusPerNode && gpusPerNode % degrees.tp === 0, largest, moved, cost };
}

const byChange = (a: Candidate, b: Candidate): number =>
  Number(b.inNode) - Number(a.inNode) ||
  Number(b.replicasAlone) - Number(a.replicasAlone) ||
  a.largest - b.largest ||
  a.moved - b.moved ||
  a.cost - b.cost ||
  a.degrees.tp - b.degrees.tp ||
  a.degrees.pp - b.degrees.pp ||
  a.degrees.ep - b.degrees.ep;

/**
 * All layouts that fill `request.gpus`, best first. Empty where the GPU count is no positive whole number or nothing is allowed.
 *
 * Under `factor` EP multiplies, so DP is `gpus ÷ (TP·PP·CP·EP)`; under the others it is `gpus ÷ (TP·PP·CP)` and EP is bounded by the
 * reading's own rule. CP, VPP and ETP stay as they are. Never throws.
 */
export function searchLayouts(request: LayoutRequest): Layout[] {
  return present(request, candidates(request), complete(request.current), positive(request.current?.dp));
}

/** Everything that is allowed, ranked by what it changes. */
function candidates(request: LayoutRequest): Candidate[] {
  if (!positive(request.gpus) || request.gpus > mostGpus) return [];
  const current = complete(request.current);
  const meaning = request.epMeaning ?? 'factor';
  const gpusPerNode = nodeOf(request);
  const knownDp = positive(request.current?.dp);
  const fixed = new Set(request.fixed ?? []);
  const { tp: tps, pp: pps, ep: eps } = choices(request, current);
  const etp = request.current?.etp ?? null;
  const found: Candidate[] = [];
  const consider = (degrees: Degrees, as: EpMeaning): void => {
    if (fixed.has('dp') && knownDp && degrees.dp !== current.dp) return;
    if (!batchHolds(request, degrees.dp)) return;
    if (!acceptsReading({ ...degrees, etp }, request.gpus, as)) return;
    const layout = candidate(degrees, as, current, gpusPerNode, knownDp);
    // another reading of EP is another plan
    found.push(as === meaning ? layout : { ...layout, replicasAlone: false });
  };
  for (const tp of tps) {
    for (const pp of pps) {
      if (request.gpus % (tp * pp * current.cp) !== 0) continue;
      for (const ep of eps) {
        const dp = dataParallelSize({ ...current, tp, pp, ep }, request.gpus, meaning);
        if (dp !== null) consider({ ...current, tp, pp, ep, dp }, meaning);
      }
    }
  }
  if (request.otherReadings !== false && current.ep > 1) {
    for (const other of ['folded', 'inside-data', 'factor'] as const) {
      // Readings in which EP adds no GPUs give the same layout.
      if (other === meaning || (meaning !== 'factor' && other !== 'factor')) continue;
      const allowed = tps.includes(current.tp) && pps.includes(current.pp) && eps.includes(current.ep);
      const dp = dataParallelSize(current, request.gpus, other);
      const same = found.some((c) => c.degrees.dp === dp && c.meaning !== meaning);
      if (allowed && dp !== null && !same) consider({ ...current, dp }, other);
    }
  }
  return found.sort(byChange);
}

/** Splits the ranked candidates by memory, looking at as few as needed, and works out what follows from those that are shown. */
function present(request: LayoutRequest, ranked: readonly Candidate[], current: Degrees, knownDp: boolean): Layout[] {
  const limit = Math.max(1, request.limit ?? 24);
  const meaning = request.epMeaning ?? 'factor';
  const model = request.memory ? memoryModel(request.memory) : null;
  const capacity = request.memory?.capacity ?? null;
  const degreesOf = (c: Candidate): PartialDegrees => ({
    ...c.degrees,
    etp: request.current?.etp ?? null,
    vpp: request.current?.vpp ?? null,
  });
  const tiers: [Candidate[], Candidate[], Candidate[]] = [[], [], []];
  const totals = new Map<Candidate, Range | null>();
  const totalOf = (c: Candidate): Range | null => {
    let total = totals.get(c);
    if (total === undefined) {
      total = model?.total(degreesOf(c), c.meaning, request.gpus) ?? null;
      totals.set(c, total);
    }
    return total;
  };
  const roomIn = (from: MemoryModel, c: Candidate, limit: number): Room => {
    const degrees = degreesOf(c);
    if (from.exceeds(limit, degrees, c.meaning, request.gpus)) return 2;
    return roomOf(null, from.expected({ degrees }, c.meaning, request.gpus)?.bytes ?? null, limit);
  };
  for (const c of ranked) {
    // Other readings keep every degree but one: worth offering whatever their rank.
    if (tiers[0].length >= limit && c.meaning === meaning) continue;
    tiers[model && capacity !== null ? roomIn(model, c, capacity) : 0].push(c);
  }
  const all = tiers.flat();
  const kept = all.slice(0, limit);
  const others = all.slice(limit).filter((c) => c.meaning !== meaning);
  if (others.length > 0 && limit > 1) kept.splice(Math.max(1, limit - others.length), others.length, ...others);
  return kept.map((c, i) => ({ ...consequences(request, c, current, knownDp, totalOf(c), capacity), preferred: i === 0 }));
}

function consequences(
  request: LayoutRequest,
  c: Candidate,
  current: Degrees,
  knownDp: boolean,
  total: Range | null,
  capacity: number | null,
): Layout {
  const { degrees, meaning } = c;
  const fits: Fit | null = total && capacity !== null ? (total.high <= capacity ? 'yes' : total.low <= capacity ? 'maybe' : 'no') : null;
  const changes: LayoutChange[] = [];
  for (const degree of movable) {
    if (degree === 'dp' && !knownDp) continue;
    if (degrees[degree] !== current[degree]) changes.push({ degree, from: current[degree], to: degrees[degree] });
  }
  const share = (whole: Maybe<number>, parts: number): number | null => (positive(whole) ? whole / parts : null);
  const batchPerReplica = share(request.globalBatch, degrees.dp);
  let microBatch = positive(request.microBatch) ? request.microBatch : null;
  let microBatches: number | null = null;
  if (batchPerReplica !== null) {
    if (microBatch !== null && batchPerReplica % microBatch === 0) microBatches = batchPerReplica / microBatch;
    else if (positive(request.microBatches) && batchPerReplica % request.microBatches === 0) {
      microBatches = request.microBatches;
      microBatch = batchPerReplica / microBatches;
    }
  } else if (positive(request.microBatches)) microBatches = request.microBatches;
  const layout: Omit<Layout, 'why'> = {
    degrees,
    epMeaning: meaning,
    gpus: request.gpus,
    changes,
    changed: changes.map(words),
    memory: total ? { ...total, capacity, fits } : null,
    layersPerStage: share(request.layers, degrees.pp),
    expertsPerGpu: share(request.experts, degrees.ep),
    headsPerRank: share(request.heads, degrees.tp),
    hiddenPerRank: share(request.hidden, degrees.tp),
    batchPerReplica,
    microBatch,
    microBatches,
    bubble: degrees.pp > 1 && microBatches !== null ? pipelineBubble(degrees.pp, microBatches, degrees.vpp) : null,
    tensorInNode: c.inNode,
    preferred: false,
  };
  return { ...layout, why: why(request, layout, current) };
}

const names: Readonly<Record<Movable, string>> = { tp: 'TP', ep: 'EP', dp: 'DP', pp: 'PP' };

const words = (change: LayoutChange): string => `${names[change.degree as Movable] ?? change.degree} ${change.from} → ${change.to}`;

const readingNames: Readonly<Record<EpMeaning, string>> = {
  factor: 'EP multiplies',
  folded: 'EP folded into DP, as Megatron-Core and torchtitan do',
  'inside-data': 'EP divides DP, as DeepSpeed does',
  derived: 'EP follows from TP and DP, as in vLLM',
};

function why(request: LayoutRequest, layout: Omit<Layout, 'why'>, current: Degrees): string {
  const { degrees } = layout;
  const factors = [`TP ${degrees.tp}`, `PP ${degrees.pp}`];
  if (degrees.cp > 1) factors.push(`CP ${degrees.cp}`);
  if (layout.epMeaning === 'factor' && (degrees.ep > 1 || current.ep > 1)) factors.push(`EP ${degrees.ep}`);
  factors.push(`DP ${degrees.dp}`);
  const parts = [`${factors.join(' × ')} = ${request.gpus} GPUs`];
  if (layout.epMeaning !== (request.epMeaning ?? 'factor')) parts.push(readingNames[layout.epMeaning]);
  const kept = (['pp', 'dp'] as const).filter((d) => degrees[d] === current[d] && current[d] > 1).map((d) => names[d]);
  if (layout.changes.length === 0) parts.push('nothing changes');
  else if (kept.length > 0) parts.push(`${kept.join(' and ')} unchanged`);
  const perRank: string[] = [];
  if (layout.layersPerStage !== null) perRank.push(`${round(layout.layersPerStage)} layers per stage`);
  if (layout.expertsPerGpu !== null && degrees.ep > 1) perRank.push(`${round(layout.expertsPerGpu)} experts per GPU`);
  if (layout.headsPerRank !== null) perRank.push(`${round(layout.headsPerRank)} heads per rank`);
  if (perRank.length > 0) parts.push(perRank.join(', '));
  if (!layout.tensorInNode) parts.push(`TP leaves the node of ${nodeOf(request)} GPUs`);
  if (layout.memory?.fits === 'no') parts.push('does not fit in memory');
  else if (layout.memory?.fits === 'maybe') parts.push('may fit in memory, by what the plan leaves open');
  else if (layout.memory?.fits === 'yes') parts.push('fits in memory');
  return parts.join('; ');
}

const round = (value: number): string => String(Number(value.toFixed(2)));

/**
 * The smallest number of GPUs on which the plan surely fits (or, with `certain: false`, may fit), and the best layout there. Tries whole
 * nodes up to `request.gpus`, and powers of two inside a node. Null where even `request.gpus` do not suffice, or where model or capacity
 * is not known. The stated DP is not held to: fewer GPUs need fewer replicas.
 */
export function smallestFit(request: LayoutRequest, options: { readonly certain?: boolean } = {}): Layout | null {
  const capacity = request.memory?.capacity ?? null;
  if (request.gpus > mostGpus) return null;
  if (!request.memory || capacity === null || !positive(request.gpus)) return null;
  const node = nodeOf(request);
  const counts: number[] = [];
  for (let n = 1; n < node && n <= request.gpus; n *= 2) counts.push(n);
  // Whole nodes, in steps that grow with the count so that large clusters stay quick.
  for (let n = node; n <= request.gpus; n += node * Math.max(1, 2 ** Math.floor(Math.log2(n / node / 16)))) counts.push(n);
  if (counts.at(-1) !== request.gpus) counts.push(request.gpus);
  const model = memoryModel(request.memory);
  if (!model) return null;
  for (const gpus of counts) {
    const tried: LayoutRequest = { ...request, gpus, otherReadings: false, current: { ...request.current, dp: null } };
    const fits = candidates(tried).find((c) => {
      const degrees = { ...c.degrees, etp: request.current?.etp ?? null, vpp: request.current?.vpp ?? null };
      if (model.exceeds(capacity, degrees, c.meaning, gpus)) return false;
      const total = model.total(degrees, c.meaning, gpus);
      return total !== null && (options.certain === false ? total.low : total.high) <= capacity;
    });
    if (fits) return present(tried, [fits], complete(tried.current), false)[0] ?? null;
  }
  return null;
}
