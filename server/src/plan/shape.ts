import type { MlaDimensions, PartialDimensions } from '../physics/dimensions.ts';
import { modelOf } from './model-file.ts';
import type { Plan } from './plan.ts';
import { Agreed } from './said.ts';
import type { ShapeWords } from './shape-words.ts';
import { spokenIn } from './spoken.ts';

/** What the words of a plan add to the figures of its model: kinds of FFN and attention, and the widths that experts have of their own. */
interface Particulars extends Omit<ShapeWords, 'denseFirst' | 'every' | 'latent' | 'latentWidths'> {
  readonly denseFirst: number | null;
  readonly every: number | null;
  readonly mla: MlaDimensions | null;
}

const cache = new WeakMap<Plan, Particulars>();

/** DeepSeek-V2, arXiv:2405.04434 §3.1.2: what latent attention has where its own widths are not stated. */
const usualLatent: MlaDimensions = { qLora: 1536, kvLora: 512, nope: 128, rope: 64, v: 128 };

function particularsOf(plan: Plan): Particulars {
  const known = cache.get(plan);
  if (known) return known;
  const gated = new Agreed<boolean>();
  const tied = new Agreed<boolean>();
  const expertFfn = new Agreed<number>();
  const denseFfn = new Agreed<number>();
  const sharedFfn = new Agreed<number>();
  const sharedExperts = new Agreed<number>();
  const topK = new Agreed<number>();
  const denseFirst = new Agreed<number>();
  const every = new Agreed<number>();
  const window = new Agreed<number>();
  const latent: Partial<Record<keyof MlaDimensions, number>> = {};
  let saysLatent = false;
  for (const { shape: said, keys, own } of spokenIn(plan.facts.document)) {
    for (const facts of own || plan.launches.launches.length === 1 ? keys : []) {
      gated.add(facts.gated);
      tied.add(facts.tied);
      expertFfn.add(facts.expertFfn);
      topK.add(facts.topK);
      sharedFfn.add(facts.sharedFfn);
    }
    if (!said || !own) continue;
    gated.add(said.gated);
    tied.add(said.tied);
    expertFfn.add(said.expertFfn);
    denseFfn.add(said.denseFfn);
    sharedFfn.add(said.sharedFfn);
    sharedExperts.add(said.sharedExperts);
    topK.add(said.topK);
    for (const layers of said.denseFirst) denseFirst.add(layers);
    for (const step of said.every) every.add(step);
    window.add(said.window);
    saysLatent ||= said.latent;
    Object.assign(latent, said.latentWidths);
  }
  const stated = latent.kvLora !== undefined;
  const mla = stated || saysLatent ? { ...usualLatent, ...(stated && latent.qLora === undefined ? { qLora: 0 } : {}), ...latent } : null;
  const found = {
    gated: gated.value,
    tied: tied.value,
    expertFfn: expertFfn.value,
    denseFfn: denseFfn.value,
    sharedFfn: sharedFfn.value,
    sharedExperts: sharedExperts.value,
    topK: topK.value,
    denseFirst: denseFirst.value,
    every: every.value,
    mla,
    window: window.value,
  };
  cache.set(plan, found);
  return found;
}

/** The shape that the plan states; what it leaves open is filled in from the catalog where it names a model. */
export function dimensionsOf(plan: Plan): PartialDimensions {
  let known = shapes.get(plan);
  if (!known) {
    known = findDimensions(plan);
    shapes.set(plan, known);
  }
  return known;
}

const shapes = new WeakMap<Plan, PartialDimensions>();

function findDimensions(plan: Plan): PartialDimensions {
  const stated = statedDimensions(plan);
  const known = modelOf(plan)?.dimensions;
  if (!known) return stated;
  const { moe, ...rest } = stated;
  const mixture = known.moe ? { moe: { ...known.moe, ...defined(moe ?? {}) } } : moe ? { moe } : {};
  return { ...known, ...defined(rest), ...mixture };
}

/** An object without its absent entries. */
const defined = <T extends object>(values: T): Partial<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== null)) as Partial<T>;

function statedDimensions(plan: Plan): PartialDimensions {
  const value = (id: Parameters<typeof plan.values.get>[0]): number | undefined => plan.values.get(id);
  const particulars = particularsOf(plan);
  const experts = value('experts');
  const mixture = experts !== undefined && experts > 1;
  const known = modelOf(plan)?.dimensions;
  const widths = ffnWidths(plan, particulars, mixture || known?.moe !== undefined);
  const sharedCount = value('shared_experts') ?? particulars.sharedExperts ?? undefined;
  const sharedFfn =
    particulars.sharedFfn ?? (sharedCount !== undefined && widths.expert !== undefined ? sharedCount * widths.expert : undefined);
  const { mla } = particulars;
  const layers = value('layers');
  return {
    layers,
    hidden: value('hidden'),
    ffn: widths.dense,
    heads: value('heads'),
    kvHeads: value('kv_heads') ?? (mla && !known ? value('heads') : undefined),
    headDim: value('head_dim') ?? (mla && !known ? mla.nope + mla.rope : undefined),
    vocab: value('vocab'),
    gated: particulars.gated,
    tied: particulars.tied,
    mla: mla ?? undefined,
    slidingWindow: particulars.window !== null && layers !== undefined && !known ? { window: particulars.window, layers } : undefined,
    moe: mixture
      ? {
          experts,
          topK: value('experts_top_k') ?? particulars.topK,
          ffn: widths.expert,
          sharedFfn,
          denseFirst: particulars.denseFirst,
          every: particulars.every,
        }
      : undefined,
  };
}

/** Widths of dense layers and of experts: a width without either word is that of the dense layers where the experts have their own, else of both. */
function ffnWidths(
  plan: Plan,
  particulars: Particulars,
  mixture: boolean,
): { readonly dense: number | undefined; readonly expert: number | undefined } {
  const plain = plan.values.get('ffn');
  if (!mixture) return { dense: plain ?? particulars.denseFfn ?? undefined, expert: undefined };
  const expert = particulars.expertFfn ?? undefined;
  const ofExperts = expert !== undefined && plain === expert;
  const dense = particulars.denseFfn ?? (ofExperts ? undefined : plain);
  return { dense, expert: expert ?? (particulars.denseFfn === plain ? undefined : plain) };
}
