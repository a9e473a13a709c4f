import { analyze } from '../../server/src/engine.ts';
import type { Relation, Site, Term } from './generator/page.ts';
import type { GeneratedPlan } from './generator/plan.ts';
import { modelQuantities } from './generator/quantities.ts';
import { judge } from './judge.ts';
import { Oracle } from './oracle.ts';
import { applySlip, type Slip } from './slip.ts';

/** What keeps a failure the same while lines are left out. */
type Still = (plan: GeneratedPlan) => boolean;

/** The plan cut down to lines without which the failure would be gone. */
export function minimise(plan: GeneratedPlan, still: Still): GeneratedPlan {
  let best = plan;
  for (let size = Math.ceil(chunksOf(plan).length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let progress = true; progress; ) {
      progress = false;
      for (let from = 0; from < chunksOf(best).length; ) {
        const shorter = without(best, from, size);
        if (shorter.text.length < best.text.length && shorter.text.trim() !== '' && still(shorter)) {
          best = shorter;
          progress = true;
        } else {
          from += size;
        }
      }
      if (size > 1) break;
    }
  }
  return best;
}

/** The finding is still made on a plan in which nothing is wrong, and which still says as much about the model. */
export function stillAlarms(plan: GeneratedPlan, rule: string): Still {
  const told = physical.has(rule) ? plan.sites.filter((site) => dimensions.has(site.id)).length : 0;
  const title = plan.text.slice(0, plan.text.indexOf('\n') + 1);
  return (shorter) => {
    if (physical.has(rule) && (!shorter.text.startsWith(title) || shorter.sites.filter((site) => dimensions.has(site.id)).length < told))
      return false;
    return analyze(shorter.text, { language: shorter.language }).findings.some((finding) => finding.rule === rule);
  };
}

/** Rules that draw on the model as a whole: with a dimension left out they would be right. */
const physical: ReadonlySet<string> = new Set(['parameter-count', 'memory-model', 'throughput', 'capacity']);
const dimensions: ReadonlySet<string> = new Set(modelQuantities);

/** The slip is still one that a reader decides, and it still fails. */
export function stillFails(slip: Slip, how: 'missed' | 'not restored' | 'damaged'): Still {
  return (plan) => {
    const site = plan.sites.find((each) => each.origin === slip.site.origin);
    if (!site) return false;
    const again = applySlip(plan, new Oracle(plan), site, slip.kind, slip.newText.replace(/,/g, ''));
    if (!again?.decided) return false;
    const verdict = judge(plan, again);
    if (!verdict.analysis.isPlan) return false;
    if (how === 'damaged') return verdict.damaged;
    return how === 'missed' ? verdict.caught === 'no' : verdict.caught !== 'no' && !verdict.restored;
  };
}

/** Lines, and asides as wholes: [start, end) each. */
function chunksOf(plan: GeneratedPlan): { start: number; end: number }[] {
  const out: { start: number; end: number }[] = [];
  for (let at = 0; at < plan.text.length; ) {
    const aside = plan.asides.find((each) => each.start <= at && at < each.end);
    const newline = plan.text.indexOf('\n', at);
    const end = aside ? aside.end : newline < 0 ? plan.text.length : newline + 1;
    out.push({ start: at, end });
    at = end;
  }
  return out;
}

function without(plan: GeneratedPlan, from: number, count: number): GeneratedPlan {
  const all = chunksOf(plan);
  const kept = new Set(all.keys());
  for (let index = from; index < from + count; index++) kept.delete(index);
  // a table without its header, or half a fence, would be another document: frames stay as long as anything stands in them
  for (const { lines, inside } of framesOf(all.map((chunk) => plan.text.slice(chunk.start, chunk.end)))) {
    const filled = inside.some((index) => kept.has(index));
    for (const index of lines) filled ? kept.add(index) : kept.delete(index);
  }
  const chunks = all.filter((_chunk, index) => kept.has(index));
  let text = '';
  const sites: Site[] = [];
  const asides: { start: number; end: number }[] = [];
  const moved = new Map<Site, Site>();
  for (const chunk of chunks) {
    const shift = text.length - chunk.start;
    for (const site of plan.sites) {
      if (site.start < chunk.start || site.end > chunk.end) continue;
      const copy = { ...site, index: sites.length, start: site.start + shift, end: site.end + shift };
      sites.push(copy);
      moved.set(site, copy);
    }
    for (const aside of plan.asides)
      if (aside.start >= chunk.start && aside.end <= chunk.end) asides.push({ start: aside.start + shift, end: aside.end + shift });
    text += plan.text.slice(chunk.start, chunk.end);
  }
  const relations: Relation<Site>[] = [];
  for (const relation of plan.relations) {
    const left = settle(relation.left, moved);
    const right = settle(relation.right, moved);
    if (left && right) relations.push({ ...relation, left, right, unnamed: relation.unnamed.flatMap((site) => moved.get(site) ?? []) });
  }
  return { text, language: plan.language, sites, relations, asides };
}

/** Header and rule of a table, the two ends of a fence, and the lines that stand in them. */
function framesOf(lines: readonly string[]): { lines: number[]; inside: number[] }[] {
  const out: { lines: number[]; inside: number[] }[] = [];
  for (let at = 0; at < lines.length; at++) {
    const first = at;
    if (lines[at]?.startsWith('```') && !lines[at]?.includes('\n```')) {
      do at++;
      while (at < lines.length - 1 && !lines[at]?.startsWith('```'));
      out.push({ lines: [first, at], inside: range(first + 1, at) });
    } else if (lines[at]?.startsWith('|') && /^\| ?--/.test(lines[at + 1] ?? '')) {
      while (lines[at + 1]?.startsWith('|')) at++;
      out.push({ lines: [first, first + 1], inside: range(first + 2, at + 1) });
    }
  }
  return out;
}

const range = (from: number, to: number): number[] => Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);

/** Undefined where a number of it was left out. */
function settle(term: Term<Site>, moved: ReadonlyMap<Site, Site>): Term<Site> | undefined {
  if (term.kind === 'site') {
    const figure = moved.get(term.figure);
    return figure && { kind: 'site', figure };
  }
  if (term.kind !== 'operation') return term;
  const terms: Term<Site>[] = [];
  for (const each of term.terms) {
    const settled = settle(each, moved);
    if (!settled) return undefined;
    terms.push(settled);
  }
  return { ...term, terms };
}
