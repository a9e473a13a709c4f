import type { Analysis } from '../analyze.ts';
import type { Repair, RepairTier } from '../findings.ts';
import { figureLike, splitsCount } from '../notation/write.ts';
import type { Plan } from '../plan/plan.ts';
import type { Correction, Issue } from '../rules/rule.ts';
import { isClear } from './blame.ts';
import { EditSet } from './edit-set.ts';
import { restate } from './restate.ts';
import { setQuantities } from './set.ts';
import { isOfCluster, tierOf } from './tiers.ts';

/** As the correction has it; where another figure of the statement may as well be the wrong one, somebody has to look. */
export function tierFor(analysis: Analysis, plan: Plan, issue: Issue, correction: Correction): RepairTier {
  const tier = tierOf(plan, correction);
  const [change] = correction.numbers ?? [];
  return tier === 'safe' && !correction.supported && change && !isClear(analysis, issue, change.number) ? 'check by hand' : tier;
}

/** What a rule proposes, as edits; undefined where the document cannot say it. */
export function correct(analysis: Analysis, issue: Issue, correction: Correction): Repair | undefined {
  const { plan } = analysis;
  if (!plan) return undefined;
  if (correction.quantities && !correction.insertions && [...correction.quantities.keys()].every(isOfCluster)) {
    // another degree alone would leave the GPUs with one layout and the plan with another
    const repair = setQuantities(analysis, correction.quantities);
    const { title, preferred } = correction;
    return 'refused' in repair ? undefined : { ...repair, kind: 'fix', title, preferred, settles: [issue] };
  }
  const edits = new EditSet();
  let byHand: Repair['byHand'] = [];
  if (correction.quantities) {
    const restated = restate(plan, { changes: correction.quantities, insertions: correction.insertions ?? [] });
    edits.add(restated.edits);
    byHand = restated.byHand;
  } else if (!edits.add(correction.insertions ?? [])) return undefined;
  for (const { number, value } of correction.numbers ?? []) {
    const newText = splitsCount(number, value) ? undefined : figureLike(value, number);
    if (newText === undefined) return undefined;
    if (newText !== number.text) edits.write(number.digits, newText);
  }
  const list = edits.list();
  if (list.length === 0) return undefined;
  return {
    kind: 'fix',
    title: correction.title,
    consequences: [],
    preferred: correction.preferred,
    tier: tierFor(analysis, plan, issue, correction),
    edits: list,
    byHand,
    settles: [issue],
  };
}
