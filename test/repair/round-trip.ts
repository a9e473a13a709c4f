import { type Analysis, analyze, applyEdits, type Changes, type Repair, setQuantities } from '../../server/src/engine.ts';
import { holds } from '../../server/src/plan/consensus.ts';
import { formulas } from '../../server/src/plan/formulas.ts';
import { accepts } from '../../server/src/plan/world-size.ts';
import { movedBy } from '../../server/src/repair/accept.ts';
import type { QuantityId } from '../../server/src/vocabulary/quantities.ts';
import { type Broken, newlyWrong } from './promises.ts';

/** What is laid over a cluster: asked for twice and half of what the document has. */
const asked: readonly QuantityId[] = ['tp', 'pp', 'ep', 'dp', 'cp', 'gpus', 'nodes'];
const cluster: readonly QuantityId[] = [...asked, 'gpus_per_node', 'sp', 'vpp', 'etp'];

export interface RoundTrips {
  /** Restated to another value; what the document does not allow is refused and not counted. */
  readonly forward: number;
  readonly refused: number;
  /** It settles what was wrong: the first text is none to come back to. */
  readonly mended: number;
  /** To a value that another place of the document has already, of a set-up of its own: from there the two cannot be told apart. */
  readonly merged: number;
  readonly broken: readonly Broken[];
}

/**
 * Restates a document to other degrees and back: nothing is wrong that was not, and with all that had changed asked for as it was, the first
 * text comes back byte for byte.
 */
export function roundTrips(path: string, text: string): RoundTrips {
  const read = (content: string): Analysis => analyze(content, { path });
  const analysis = read(text);
  const broken: Broken[] = [];
  let [forward, refused, mended, merged] = [0, 0, 0, 0];
  for (const id of analysis.plan ? asked : []) {
    const value = analysis.plan?.values.get(id);
    if (value === undefined) continue;
    for (const other of [value * 2, value / 2]) {
      if (!Number.isInteger(other)) continue;
      const there = setQuantities(analysis, new Map([[id, other]]));
      if ('refused' in there) {
        refused++;
        continue;
      }
      forward++;
      const after = read(applyEdits(text, there.edits));
      const note = (promise: Broken['promise'], detail: string): void => void broken.push({ promise, line: 0, title: there.title, detail });
      const [brought] = newlyWrong(analysis, after, there);
      if (brought) note('nothing new', `${brought.severity} ${brought.rule}: ${brought.message}`);
      if (isSettling(analysis, after) || overwrites(analysis, there)) {
        mended++;
        continue;
      }
      const wanted = changedBack(analysis, after);
      if (isMerged(analysis, after, there)) {
        merged++;
        continue;
      }
      const back = setQuantities(after, wanted);
      if ('refused' in back) note('there and back', `refused: ${back.refused}`);
      else {
        const again = applyEdits(after.text, back.edits);
        if (again !== text) note('there and back', firstDifference(text, again));
      }
    }
  }
  return { forward, refused, mended, merged, broken };
}

/** Less is told of it, or its degrees did not make its GPUs before, though nobody could tell. */
const isSettling = (before: Analysis, after: Analysis): boolean => countOf(after) < countOf(before) || !makesItsGpus(before);
const makesItsGpus = ({ plan }: Analysis): boolean => {
  const gpus = plan?.values.get('gpus');
  return (
    !plan ||
    gpus === undefined ||
    accepts(
      new Map([...plan.values].filter(([id]) => cluster.includes(id) && id !== 'gpus' && id !== 'nodes' && id !== 'gpus_per_node')),
      gpus,
    )
  );
};
const countOf = ({ findings }: Analysis): number => findings.filter(({ severity }) => severity !== 'hint').length;

/** A figure that was told to be wrong is among those that follow. */
const overwrites = ({ plan }: Analysis, { edits }: Repair): boolean =>
  edits.some(({ span }) =>
    plan?.mentions.some(({ id, number, value }) => number.digits.start === span.start && value !== plan.values.get(id)),
  );

/** Some place had the value before that a quantity of the plan has now, or a product of another set-up is one of the plan's degrees now. */
function isMerged({ plan }: Analysis, { plan: after }: Analysis, { edits }: Repair): boolean {
  if (!plan || !after) return false;
  const changed = new Map([...after.values].filter(([id, value]) => plan.values.has(id) && plan.values.get(id) !== value));
  if (plan.facts.mentions.some(({ id, value }) => changed.get(id) === value)) return true;
  // what counted something else is what the plan gives now
  if (formulas.some((formula) => plan.values.has(formula.result) && !holds(formula, plan.values) && holds(formula, after.values)))
    return true;
  const moved = movedBy(edits);
  const read = new Set(
    [...plan.operands.values()].flatMap((bound) => [...bound].map(([{ number }, id]) => `${id} ${moved(number.digits.start)}`)),
  );
  return [...after.operands.values()].some((bound) =>
    [...bound].some(([{ number }, id]) => changed.has(id) && !read.has(`${id} ${number.digits.start}`)),
  );
}

/** All of the cluster that reads otherwise, as it read before. */
function changedBack(before: Analysis, after: Analysis): Changes {
  const out = new Map<QuantityId, number>();
  for (const id of cluster) {
    const [was, is] = [before.plan?.values.get(id), after.plan?.values.get(id)];
    if (was !== undefined && is !== undefined && was !== is) out.set(id, was);
  }
  return out;
}

function firstDifference(a: string, b: string): string {
  const [was, is] = [a.split('\n'), b.split('\n')];
  const at = was.findIndex((line, index) => line !== is[index]);
  return `line ${at + 1}: ${was[at]?.trim()} | ${is[at]?.trim()}`;
}
