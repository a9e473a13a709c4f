import type { Relation, Site, Term } from './generator/page.ts';
import type { GeneratedPlan } from './generator/plan.ts';

/**
 * A reader with common sense: knows what every number of a generated plan is and how they hang together, and tells whether a plan with one
 * number changed can still be true, and which single number would mend it. It shares no code with the engine.
 */
interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Printed figures of all sites, by index. */
export type Shown = readonly number[];

export class Oracle {
  readonly #plan: GeneratedPlan;
  readonly #byId = new Map<string, Site[]>();
  /** Relations that a site takes part in, itself or by its quantity. */
  readonly #relationsOf = new Map<number, Relation<Site>[]>();

  /** Numbers that nothing in the plan tells the meaning of. */
  readonly #blurred = new Set<number>();

  constructor(plan: GeneratedPlan) {
    this.#plan = plan;
    for (const site of plan.sites) {
      const same = this.#byId.get(site.id);
      if (same) same.push(site);
      else this.#byId.set(site.id, [site]);
    }
    for (const relation of plan.relations) {
      const sites = new Set<number>();
      let known = true;
      const visit = (term: Term<Site>): void => {
        if (term.kind === 'site') sites.add(term.figure.index);
        else if (term.kind === 'quantity') {
          const same = this.#byId.get(term.id);
          if (same) for (const site of same) sites.add(site.index);
          else known = false;
        } else if (term.kind === 'operation') term.terms.forEach(visit);
      };
      visit(relation.left);
      visit(relation.right);
      if (!known) continue; // a quantity that the plan does not state
      if (
        relation.unnamed.some(
          (site) => !(this.#byId.get(site.id) ?? []).some((other) => !sites.has(other.index) && !other.form?.startsWith('operand')),
        )
      ) {
        for (const site of relation.unnamed) this.#blurred.add(site.index);
        continue;
      }
      for (const index of sites) this.#relationsOf.set(index, [...(this.#relationsOf.get(index) ?? []), relation]);
    }
  }

  get shown(): number[] {
    return this.#plan.sites.map((site) => site.shown);
  }

  /** Whether anything else in the plan speaks for this number. */
  tied(site: Site): boolean {
    if (this.#blurred.has(site.index)) return false;
    return (this.#byId.get(site.id)?.length ?? 0) > 1 || (this.#relationsOf.get(site.index)?.length ?? 0) > 0;
  }

  /** Whether all that concerns `site` holds. */
  consistentAt(site: Site, shown: Shown): boolean {
    return this.#agree(site.id, shown) && (this.#relationsOf.get(site.index) ?? []).every((relation) => this.#holds(relation, shown));
  }

  consistent(shown: Shown): boolean {
    for (const id of this.#byId.keys()) if (!this.#agree(id, shown)) return false;
    return this.#plan.sites.every((site) => (this.#relationsOf.get(site.index) ?? []).every((relation) => this.#holds(relation, shown)));
  }

  /** Every single change that makes the plan true: the site, and what it would print. */
  repairs(shown: Shown): { site: Site; texts: Set<string> }[] {
    const out: { site: Site; texts: Set<string> }[] = [];
    for (const site of this.#plan.sites) {
      if (!this.tied(site)) continue;
      const texts = new Set<string>();
      for (const value of this.#wanted(site, shown)) {
        const text = value.toFixed(decimalsOf(site));
        const changed = shown.map((figure, index) => (index === site.index ? Number(text) : figure));
        if (Number(text) > 0 && this.consistent(changed)) texts.add(text);
      }
      if (texts.size > 0) out.push({ site, texts });
    }
    return out;
  }

  /** What others say this number is: its equals first, and only they where there are any; else what relations leave for it. */
  #wanted(site: Site, shown: Shown): number[] {
    const equals = (this.#byId.get(site.id) ?? []).filter(
      (other) => other !== site && other.scale === site.scale && decimalsOf(other) >= decimalsOf(site),
    );
    if (equals.length > 0) return [...new Set(equals.map((other) => shown[other.index] ?? 0))];
    const out = new Set<number>();
    for (const relation of this.#relationsOf.get(site.index) ?? []) {
      if (relation.whole) continue;
      const value = this.#solve(relation, site, shown);
      if (value !== undefined && value > 0 && Number.isFinite(value)) out.add(value);
    }
    return [...out];
  }

  /** Relations are monomials or linear in each of their numbers, so two tries tell the third. */
  #solve(relation: Relation<Site>, site: Site, shown: Shown): number | undefined {
    const gap = (value: number): number | undefined => {
      const tried = shown.map((figure, index) => (index === site.index || this.#plan.sites[index]?.id === site.id ? value : figure));
      const left = this.#value(relation.left, tried);
      const right = this.#value(relation.right, tried);
      return left && right ? (left.low + left.high - right.low - right.high) / 2 : undefined;
    };
    const [one, two, half] = [gap(1), gap(2), gap(0.5)];
    if (one === undefined || two === undefined || half === undefined) return undefined;
    if (Math.abs(two - one - 2 * (one - half)) <= 1e-9 * Math.max(1, Math.abs(two), Math.abs(one)))
      return two === one ? undefined : 1 - one / (two - one);
    // a divisor: linear in 1/x
    const slope = half - one;
    if (slope === 0) return undefined;
    return 1 / (1 - one / slope);
  }

  #agree(id: string, shown: Shown): boolean {
    const all = (this.#byId.get(id) ?? []).map((site) => printed(site, shown[site.index] ?? 0));
    return Math.max(...all.map((each) => each.low)) <= Math.min(...all.map((each) => each.high)) * (1 + 1e-9);
  }

  #holds(relation: Relation<Site>, shown: Shown): boolean {
    const left = this.#value(relation.left, shown);
    if (!left) return true;
    if (relation.whole) return Math.abs(left.low - Math.round(left.low)) < 1e-9 && Math.round(left.low) >= 1;
    const right = this.#value(relation.right, shown);
    if (!right) return true;
    const slack = 1 + relation.slack + 1e-9;
    return left.low <= right.high * slack && right.low <= left.high * slack;
  }

  #value(term: Term<Site>, shown: Shown): Interval | undefined {
    if (term.kind === 'constant') return { low: term.value, high: term.value };
    if (term.kind === 'site') return printed(term.figure, shown[term.figure.index] ?? 0);
    if (term.kind === 'quantity') return this.#quantity(term.id, shown);
    let total: Interval | undefined;
    for (const operand of term.terms) {
      const value = this.#value(operand, shown);
      if (!value) return undefined;
      total = total ? combine(total, value, term.operator) : value;
    }
    return total;
  }

  /** What most places say; among equals the first. */
  #quantity(id: string, shown: Shown): Interval | undefined {
    const counts = new Map<number, { site: Site; count: number }>();
    for (const site of this.#byId.get(id) ?? []) {
      const value = (shown[site.index] ?? 0) * site.scale;
      const known = counts.get(value);
      counts.set(value, { site: known?.site ?? site, count: (known?.count ?? 0) + 1 });
    }
    let best: { site: Site; count: number } | undefined;
    for (const entry of counts.values()) if (!best || entry.count > best.count) best = entry;
    return best && printed(best.site, shown[best.site.index] ?? 0);
  }
}

const printed = (site: Site, shown: number): Interval => ({ low: shown * site.scale - site.half, high: shown * site.scale + site.half });

export const decimalsOf = (site: Site): number => (site.text.includes('.') ? site.text.length - site.text.indexOf('.') - 1 : 0);

function combine(a: Interval, b: Interval, operator: string): Interval {
  if (operator === '+') return { low: a.low + b.low, high: a.high + b.high };
  if (operator === '-') return { low: a.low - b.high, high: a.high - b.low };
  const other = operator === '*' ? b : { low: 1 / b.high, high: 1 / b.low };
  return { low: a.low * other.low, high: a.high * other.high };
}
