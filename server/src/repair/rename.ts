import type { Analysis } from '../analyze.ts';
import type { Repair } from '../findings.ts';
import type { Mention } from '../plan/model.ts';
import { main } from '../plan/scenario.ts';
import { shortName } from '../vocabulary/quantities.ts';
import { outcomeOf } from './accept.ts';
import { EditSet } from './edit-set.ts';
import { places, type Refusal, setQuantities } from './set.ts';

/**
 * Another figure for the number of `mention`, and the plan restated to it. `written` is what an author would write in the place of its
 * digits: `8`, `4,096`, `58.6`.
 */
export function renameValue(analysis: Analysis, mention: Mention, written: string): Repair | Refusal {
  const { number, id, scenario } = mention;
  const digits = written.trim().replace(/(?<=\d)[,_](?=\d{3})/g, '');
  if (!/^\d{1,15}(?:\.\d{1,12})?$/.test(digits)) return { refused: `a number is needed in the place of ${number.text}` };
  const value = Number(digits) * number.magnitude * (number.unit?.scale ?? 1);
  if (scenario === main) return setQuantities(analysis, new Map([[id, value]]));
  // a launch or an option beside the plan: its own numbers, and what they make of it
  const edits = new EditSet();
  for (const other of analysis.plan?.facts.mentions ?? [])
    if (other.id === id && other.scenario === scenario && other.value === mention.value) edits.write(other.number.digits, digits);
  const outcome = outcomeOf(analysis, edits.list());
  const [brought] = outcome?.brought ?? [];
  if (!outcome || brought) return { refused: brought?.message ?? `${shortName(id)} is ${number.text} already` };
  return {
    kind: 'layout',
    title: `Write ${shortName(id)} ${digits} (${places(edits.list().length)})`,
    consequences: [],
    preferred: false,
    tier: 'layout',
    edits: edits.list(),
    byHand: [],
    settles: [],
  };
}
