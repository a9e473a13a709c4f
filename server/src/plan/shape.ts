import type { MlaDimensions, PartialDimensions } from '../physics/dimensions.ts';
import type { Statement } from '../document/document.ts';
import { namedModel } from './named.ts';
import type { Plan } from './plan.ts';
import { slice } from './reading.ts';
import { Agreed, says, spoken } from './said.ts';
import { main, scenariosOf } from './scenario.ts';

/** What the words of a plan add to the figures of its model: kinds of FFN and attention, and the widths that experts have of their own. */
interface Particulars {
  readonly gated: boolean | null;
  readonly tied: boolean | null;
  /** FFN width of one routed expert. */
  readonly expertFfn: number | null;
  /** FFN width of the layers without experts. */
  readonly denseFfn: number | null;
  /** FFN width of all shared experts together. */
  readonly sharedFfn: number | null;
  readonly sharedExperts: number | null;
  readonly topK: number | null;
  readonly denseFirst: number | null;
  readonly every: number | null;
  readonly mla: MlaDimensions | null;
  readonly window: number | null;
}

const cache = new WeakMap<Plan, Particulars>();

const worthReading = /per token|top[- ]?\d|ffn|mlp|feed|intermediate|expert|moe|dense|swiglu|geglu|gated|silu|gelu|relu|tie|tying|mla|latent|lora|rope|nope|v_head|v head|sliding|window/i;

const width = '(?:ffn|mlp|feed ?forward|intermediate|hidden|inner|size|dims?|dimensions?|width|per expert)';
const expertWidth = new RegExp(`\\b(?:moe|routed expert|expert|per expert)(?: ${width}){1,4}[^a-z0-9]{0,4}([\\d,]{3,9})\\b`);
const denseWidth = new RegExp(`\\bdense(?: layers?)?(?: ${width}){1,4}[^a-z0-9]{0,4}([\\d,]{3,9})\\b`);
const sharedWidth = new RegExp(`\\bshared experts?(?: ${width}){1,4}[^a-z0-9]{0,4}([\\d,]{3,9})\\b`);

/** DeepSeek-V2, arXiv:2405.04434 §3.1.2: what latent attention has where its own widths are not stated. */
const usualLatent: MlaDimensions = { qLora: 1536, kvLora: 512, nope: 128, rope: 64, v: 128 };

function particularsOf(plan: Plan): Particulars {
  const known = cache.get(plan);
  if (known) return known;
  const { document } = plan.facts;
  const scenarios = scenariosOf(document);
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
  for (const statement of document.statements) {
    if (!statement.cell && !worthReading.test(slice(document, head(statement)))) continue;
    if (scenarios.of(statement) !== main) continue;
    const text = spoken(document, statement);
    if (!worthReading.test(text)) continue;
    if (says(text, /\b(?:swi ?glu|ge ?glu|re ?glu|gated (?:ffn|mlp|linear unit)|silu)\b/)?.yes) gated.add(true);
    else if (says(text, /\b(?:gelu|relu|squared relu)\b/)?.yes) gated.add(false);
    const shared = says(text, /\b(?:tied (?:word )?embeddings?|tie word embeddings|weight tying|tied (?:input and output|output) embeddings?|embeddings? (?:are )?tied)\b/);
    if (shared) tied.add(shared.yes);
    else if (/\b(?:untied|untie)\b.{0,12}\bembeddings?\b|\bembeddings?\b.{0,12}\buntied\b/.test(text)) tied.add(false);
    expertFfn.add(count(text, expertWidth));
    denseFfn.add(count(text, denseWidth));
    sharedFfn.add(count(text, sharedWidth));
    sharedExperts.add(count(text, /\b(\d{1,2}) (?:always active )?shared experts?\b/) ?? count(text, /\bshared experts?(?: count)?: (\d{1,2})\b/));
    topK.add(count(text, /\b(\d{1,2}) (?:experts? )?(?:are )?(?:active|activated|routed|selected|chosen)(?: experts?)? per token\b/) ?? count(text, /\btop (\d{1,2})\b(?! %| percent)/));
    denseFirst.add(count(text, /\bfirst ([\d]{1,2}) (?:layers? )?(?:are |is |being )?dense\b/) ?? count(text, /\bfirst k dense(?: replace)?[^a-z0-9]{0,4}(\d{1,2})\b/) ?? count(text, /\b(\d{1,2}) dense layers?\b/));
    if (/\bfirst (?:layer (?:is )?)?dense\b|\bfirst layer is dense\b/.test(text)) denseFirst.add(1);
    if (says(text, /\bevery (?:other|second|2nd|two) layers?\b/)?.yes && /\b(?:moe|experts?)\b/.test(text)) every.add(2);
    every.add(count(text, /\b(?:interleave moe layer step|moe layer (?:freq|frequency|interval)|decoder sparse step)[^a-z0-9]{0,4}(\d{1,2})\b/));
    window.add(count(text, /\bsliding window(?: attention| size)?[^a-z0-9]{0,4}([\d,]{2,7})\b/));
    if (says(text, /\b(?:mla|multi ?head latent attention|latent attention)\b/)?.yes) saysLatent = true;
    read(latent, 'kvLora', text, /\bkv lora(?: rank| dim)?[^a-z0-9]{0,4}([\d,]{2,5})\b/);
    read(latent, 'qLora', text, /\bq lora(?: rank| dim)?[^a-z0-9]{0,4}([\d,]{1,5})\b/);
    read(latent, 'rope', text, /\b(?:qk )?rope(?: head)? dim[^a-z0-9]{0,4}(\d{1,4})\b/);
    read(latent, 'nope', text, /\b(?:qk )?nope(?: head)? dim[^a-z0-9]{0,4}(\d{1,4})\b/);
    read(latent, 'v', text, /\bv head dim[^a-z0-9]{0,4}(\d{1,4})\b/);
  }
  const stated = latent.kvLora !== undefined;
  const mla = stated || saysLatent ? { ...usualLatent, ...(stated && latent.qLora === undefined ? { qLora: 0 } : {}), ...latent } : null;
  const found = {
    gated: gated.value, tied: tied.value, expertFfn: expertFfn.value, denseFfn: denseFfn.value, sharedFfn: sharedFfn.value, sharedExperts: sharedExperts.value,
    topK: topK.value, denseFirst: denseFirst.value, every: every.value, mla, window: window.value,
  };
  cache.set(plan, found);
  return found;
}

const head = (statement: Statement): Statement['span'] => ({ start: statement.span.start, end: Math.min(statement.span.end, statement.span.start + 400) });

function count(text: string, pattern: RegExp): number | null {
  const digits = pattern.exec(text)?.[1]?.replaceAll(',', '');
  const value = digits ? Number(digits) : 0;
  return value >= 1 ? value : null;
}

function read(latent: Partial<Record<keyof MlaDimensions, number>>, key: keyof MlaDimensions, text: string, pattern: RegExp): void {
  const digits = pattern.exec(text)?.[1]?.replaceAll(',', '');
  if (digits) latent[key] = Number(digits);
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
  const known = namedModel(plan)?.item.dimensions;
  if (!known) return stated;
  const { moe, ...rest } = stated;
  const mixture = known.moe ? { moe: { ...known.moe, ...defined(moe ?? {}) } } : moe ? { moe } : {};
  return { ...known, ...defined(rest), ...mixture };
}

/** An object without its absent entries. */
const defined = <T extends object>(values: T): Partial<T> => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== null)) as Partial<T>;

function statedDimensions(plan: Plan): PartialDimensions {
  const value = (id: Parameters<typeof plan.values.get>[0]): number | undefined => plan.values.get(id);
  const particulars = particularsOf(plan);
  const experts = value('experts');
  const mixture = experts !== undefined && experts > 1;
  const known = namedModel(plan)?.item.dimensions;
  const widths = ffnWidths(plan, particulars, mixture || known?.moe !== undefined);
  const sharedCount = value('shared_experts') ?? particulars.sharedExperts ?? undefined;
  const sharedFfn = particulars.sharedFfn ?? (sharedCount !== undefined && widths.expert !== undefined ? sharedCount * widths.expert : undefined);
  const { mla } = particulars;
  const layers = value('layers');
  return {
    layers, hidden: value('hidden'), ffn: widths.dense, heads: value('heads'), kvHeads: value('kv_heads') ?? (mla && !known ? value('heads') : undefined),
    headDim: value('head_dim') ?? (mla && !known ? mla.nope + mla.rope : undefined), vocab: value('vocab'), gated: particulars.gated, tied: particulars.tied,
    mla: mla ?? undefined,
    slidingWindow: particulars.window !== null && layers !== undefined && !known ? { window: particulars.window, layers } : undefined,
    moe: mixture ? { experts, topK: value('experts_top_k') ?? particulars.topK, ffn: widths.expert, sharedFfn, denseFirst: particulars.denseFirst, every: particulars.every } : undefined,
  };
}

/** Widths of dense layers and of experts: a width without either word is that of the dense layers where the experts have their own, else of both. */
function ffnWidths(plan: Plan, particulars: Particulars, mixture: boolean): { readonly dense: number | undefined; readonly expert: number | undefined } {
  const plain = plan.values.get('ffn');
  if (!mixture) return { dense: plain ?? particulars.denseFfn ?? undefined, expert: undefined };
  const expert = particulars.expertFfn ?? undefined;
  const ofExperts = expert !== undefined && plain === expert;
  const dense = particulars.denseFfn ?? (ofExperts ? undefined : plain);
  return { dense, expert: expert ?? (particulars.denseFfn === plain ? undefined : plain) };
}
