import { usualSureness } from '../findings.ts';
import type { Plan } from '../plan/plan.ts';
import { overlaps, overlapsAny } from '../text/span.ts';
import { arithmetic, falseEquation } from './arithmetic.ts';
import { capacity } from './capacity.ts';
import { contradiction } from './contradiction.ts';
import { derivedValue } from './derived-value.ts';
import { divisibility } from './divisibility.ts';
import { efficiency } from './efficiency.ts';
import { framework } from './framework.ts';
import { gpuCount } from './gpu-count.ts';
import { memoryModel } from './memory-model.ts';
import { modelCatalog } from './model-catalog.ts';
import { oddOneOut } from './odd-one-out.ts';
import { parameterCount } from './parameter-count.ts';
import { pipelineBubbleRule } from './pipeline-bubble.ts';
import { placement } from './placement.ts';
import { range } from './range.ts';
import type { Issue, Rule } from './rule.ts';
import { sideBySide } from './side-by-side.ts';
import { tableRows } from './table-rows.ts';
import { target } from './target.ts';
import { throughput } from './throughput.ts';
import { unit } from './unit.ts';

/** In order of precedence: where two rules speak of the same characters, the first is kept. */
export const rules: readonly Rule[] = [
  gpuCount,
  unit,
  throughput,
  arithmetic,
  capacity,
  contradiction,
  derivedValue,
  divisibility,
  range,
  target,
  parameterCount,
  memoryModel,
  pipelineBubbleRule,
  placement,
  modelCatalog,
  framework,
  tableRows,
  sideBySide,
];

/** What is worth knowing of a plan in which nothing is false: one that is about to change needs none. `issues` is what is said of it already. */
export function checkEfficiency(plan: Plan, issues: readonly Issue[]): Issue[] {
  const config = plan.facts.document.language !== 'markdown' && plan.launches.launches.length > 0;
  if (config || issues.some(({ severity }) => severity === 'error')) return [];
  const taken = overlapsAny(issues.map(({ span }) => span));
  return run([efficiency], plan).filter(({ span }) => !taken(span));
}

const known = new WeakMap<Plan, readonly Issue[]>();

/** Runs every rule, once for a plan. */
export function check(plan: Plan): readonly Issue[] {
  let found = known.get(plan);
  if (!found) {
    found = checked(plan);
    known.set(plan, found);
  }
  return found;
}

function checked(plan: Plan): Issue[] {
  // a config says what its framework reads, no more: the rules for prose have no say in it
  if (plan.launches.whole) return run([framework], plan);
  const issues = run(rules, plan);
  return issues.length > 0 ? issues : run([oddOneOut], plan);
}

/** The equations of a text that lays out no plan: these speak for themselves. */
export const checkEquations = (plan: Plan): Issue[] => run([equations, unit], plan);

const equations: Rule = {
  id: 'arithmetic',
  severity: 'error',
  check(plan, report) {
    for (const claim of plan.facts.claims) if (claim.verdict === 'fails') report(falseEquation(plan, claim));
  },
};

function run(chosen: readonly Rule[], plan: Plan): Issue[] {
  const issues: Issue[] = [];
  for (const rule of chosen) {
    const found: Issue[] = [];
    rule.check(plan, (draft) => {
      if (draft.span.end <= draft.span.start) return;
      const severity = draft.severity ?? rule.severity;
      found.push({
        rule: rule.id,
        severity,
        sure: draft.sure ?? usualSureness[severity],
        message: draft.message,
        span: draft.span,
        related: draft.related ?? [],
        corrections: draft.corrections ?? [],
        layouts: draft.layouts ?? false,
        ...(draft.sides ? { sides: draft.sides } : {}),
      });
    });
    for (const issue of found) putApart(issues, issue);
  }
  return issues;
}

/** Puts an issue among those that are apart, in the order of the text, unless it overlaps one of them. */
function putApart(issues: Issue[], issue: Issue): void {
  let [low, high] = [0, issues.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((issues[middle] as Issue).span.end <= issue.span.start) low = middle + 1;
    else high = middle;
  }
  const next = issues[low];
  if (!next || !overlaps(next.span, issue.span)) issues.splice(low, 0, issue);
}
