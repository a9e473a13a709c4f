import {
  type Analysis,
  analyze,
  applyEdits,
  detailsAt,
  fixEverything,
  type Language,
  layoutChoices,
  layoutReport,
  modificationReport,
  type Repair,
  repairsFor,
} from '../../server/src/engine.ts';
import type { Issue } from '../../server/src/rules/rule.ts';

/** What is to be done about a plan whose degrees do not make its GPUs, as each surface tells it: the degrees and GPUs afterwards. */
export interface Answers {
  readonly action: string | null;
  readonly fix: string | null;
  readonly choice: string | null;
  readonly layouts: string | null;
  readonly report: string | null;
  readonly details: string | null;
  /** Nothing is false with what the menu prefers. */
  readonly isSettled: boolean;
}

const degrees = ['tp', 'pp', 'ep', 'dp', 'cp'] as const;
const shown = [...degrees, 'gpus'] as const;

const told = (values: ReadonlyMap<string, number>): string =>
  shown.flatMap((id) => (values.has(id) ? [`${id.toUpperCase()} ${values.get(id)}`] : [])).join(' ');

/** Null where nothing asks for another layout, or several things are wrong at once. */
export function answersOf(text: string, language: Language): Answers | null {
  const analysis = analyze(text, { language });
  const { plan } = analysis;
  const asking = (analysis.findings as readonly Issue[]).filter(({ layouts }) => layouts === 'preferred');
  const [finding] = asking;
  if (!plan || !finding) return null;
  const after = (repair: Repair | null | undefined): string | null =>
    repair ? told(analyze(applyEdits(text, repair.edits), { language }).plan?.values ?? new Map()) : null;
  const preferred = repairsFor(analysis, finding).find((repair) => repair.preferred);
  const report = modificationReport(analysis);
  const layout = layoutReport(analysis).layouts.find((one) => one.preferred);
  return {
    action: after(preferred),
    fix: after(fixEverything(analysis)),
    choice: after(layoutChoices(analysis).find((choice) => choice.preferred)?.repair),
    layouts: layout
      ? told(changed(plan.values, new Map(Object.entries(layout.degrees).filter(([id]) => plan.values.has(id as 'tp')))))
      : null,
    report: arrows(report) ? told(changed(plan.values, arrows(report) as ReadonlyMap<string, number>)) : null,
    details: restated(analysis),
    isSettled:
      preferred !== undefined &&
      !analyze(applyEdits(text, preferred.edits), { language }).findings.some(({ severity }) => severity === 'error'),
  };
}

const changed = (values: ReadonlyMap<string, number>, changes: ReadonlyMap<string, number>): ReadonlyMap<string, number> =>
  new Map([...values, ...changes]);

/** `**Layout**: TP 8 → 4, DP 2 → 4` of the section on the impact. */
function arrows(report: string): ReadonlyMap<string, number> | null {
  const line = /\*\*Layout\*\*: (.+)/.exec(report)?.[1];
  return line
    ? new Map(
        [...line.matchAll(/\b(TP|PP|EP|DP|CP) [\d,]+ → ([\d,]+)/g)].map(([, id = '', to = '']) => [
          id.toLowerCase(),
          Number(to.replace(',', '')),
        ]),
      )
    : null;
}

/** What the page behind a hover tells of the plan restated: the degrees in its title. */
function restated(analysis: Analysis): string | null {
  const mention = analysis.plan?.mentions.find(({ id }) => id === 'tp');
  const page = mention ? detailsAt(analysis, mention.number.digits.start) : null;
  const title = /## If the plan is restated\n\n.*?((?:TP|PP|EP|DP) \d+(?: · (?:TP|PP|EP|DP|CP) \d+)+)/s.exec(page ?? '')?.[1];
  if (!title) return null;
  return told(
    changed(
      analysis.plan?.values ?? new Map(),
      new Map(
        title
          .split(' · ')
          .map((part) => part.toLowerCase().split(' ') as [string, string])
          .map(([id, value]) => [id, Number(value)]),
      ),
    ),
  );
}
