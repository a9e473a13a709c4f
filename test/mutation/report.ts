import { analyze, applyEdits, fixAll } from '../../server/src/engine.ts';
import { coarse, type Failure, type Outcome, type Tally } from './campaign.ts';
import type { GeneratedPlan } from './generator/plan.ts';
import { judge } from './judge.ts';
import { minimise, stillAlarms, stillFails } from './minimise.ts';
import { Oracle } from './oracle.ts';
import { applySlip } from './slip.ts';

type How = 'false alarm' | 'missed' | 'not restored' | 'damaged';

const percent = (part: number, whole: number): string => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(2)} %`);

export interface ReportOptions {
  /** Examples of each class of failure. */
  readonly examples: number;
  /** Classes of each kind of failure. */
  readonly classes: number;
  /** Examples in plans cut down to what the failure needs. */
  readonly minimal: boolean;
}

export function reportText(outcome: Outcome, { examples, classes, minimal }: ReportOptions): string {
  const { total, undecided } = outcome;
  const out = [
    `${outcome.count} plans, seed ${outcome.seed}`,
    `  nothing wrong: ${outcome.falseAlarms.length} plans with findings (${percent(outcome.falseAlarms.length, outcome.count)}), ${outcome.notPlans.length} not taken for plans, ${outcome.thrown.length} made the engine throw`,
    `  one number changed: ${total.tried}; caught ${percent(total.caught, total.tried)}, restored ${percent(total.restored, total.tried)}; ${(outcome.findings / Math.max(1, total.tried)).toFixed(2)} findings each; fix all changes other numbers in ${percent(outcome.damaged.length, total.tried)}`,
    `  where: ${[...outcome.where].map(([where, count]) => `${where} ${percent(count, total.tried)}`).join(', ')}`,
    `  slips that leave open which number is wrong: ${undecided.tried}; caught ${percent(undecided.caught, undecided.tried)}, restored all the same ${percent(undecided.restored, undecided.tried)}`,
    '',
  ];
  out.push(...readings(outcome, classes), '');
  for (const [name, map] of [
    ['quantity', outcome.byQuantity],
    ['notation', outcome.byNotation],
    ['slip', outcome.byKind],
  ] as const)
    out.push(table(name, map), '');
  for (const { seed, error } of outcome.thrown.slice(0, examples))
    out.push(`seed ${seed} throws: ${error instanceof Error ? error.stack : String(error)}`);
  if (outcome.notPlans.length > 0) out.push(`not taken for plans: seeds ${outcome.notPlans.slice(0, 20).join(', ')}`, '');
  const show = (failure: Failure, how: How): string[] => (minimal ? minimalExample(failure, how) : example(failure));
  out.push(
    ...groups(
      'False alarms',
      outcome.falseAlarms.flatMap((failure) =>
        failure.findings.map((finding) => ({ failure: { ...failure, findings: [finding] }, key: shape(finding.rule, finding.message) })),
      ),
      examples,
      classes,
      (failure) => show(failure, 'false alarm'),
    ),
  );
  out.push(
    ...groups(
      'Fix all changes numbers that were right',
      outcome.damaged.map((failure) => ({ failure, key: `${classOf(failure)} [${failure.findings[0]?.rule}]` })),
      examples,
      classes,
      (failure) => show(failure, 'damaged'),
    ),
  );
  out.push(
    ...groups(
      'Missed',
      outcome.missed.map((failure) => ({ failure, key: classOf(failure) })),
      examples,
      classes,
      (failure) => show(failure, 'missed'),
    ),
  );
  out.push(
    ...groups(
      'Missed, though another number could be the wrong one too',
      outcome.missedUndecided.map((failure) => ({ failure, key: classOf(failure) })),
      1,
      Math.min(classes, 5),
      (failure) => example(failure),
    ),
  );
  out.push(
    ...groups(
      'Caught, not restored',
      outcome.notRestored.map((failure) => ({ failure, key: `${classOf(failure)} [${failure.findings[0]?.rule}]` })),
      examples,
      classes,
      (failure) => show(failure, 'not restored'),
    ),
  );
  return out.join('\n');
}

const classOf = ({ slip }: Failure): string => (slip ? `${slip.site.id.replace(/ \d+ .*/, '')} (${coarse(slip.site.notation)})` : '');

/** A message with its figures left out: what kind of message it is. */
const shape = (rule: string, message: string): string => `${rule}: ${message.replace(/\d[\d,.]*/g, '#')}`;

function table(name: string, map: ReadonlyMap<string, Tally>): string {
  const rows = [...map].sort(([, a], [, b]) => b.tried - a.tried);
  const width = Math.max(name.length, ...rows.map(([key]) => key.length));
  const line = (key: string, tried: string, caught: string, restored: string): string =>
    `  ${key.padEnd(width)} ${tried.padStart(6)} ${caught.padStart(10)} ${restored.padStart(10)}`;
  return [
    line(`by ${name}`, 'tried', 'caught', 'restored'),
    ...rows.map(([key, entry]) => line(key, String(entry.tried), percent(entry.caught, entry.tried), percent(entry.restored, entry.tried))),
  ].join('\n');
}

/** What share of the numbers was taken for what they are, and the classes that were not. */
function readings({ readings: all }: Outcome, classes: number): string[] {
  const total = { read: 0, guessed: 0, misread: 0, unread: 0 };
  for (const { count } of all.values()) for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += count[key];
  const numbers = total.read + total.guessed + total.misread + total.unread;
  const off = ({ guessed, misread, unread }: typeof total): number => guessed + misread + unread;
  const out = [
    `  numbers of the plans as they are: read ${percent(total.read, numbers)}, guessed ${percent(total.guessed, numbers)}, misread ${percent(total.misread, numbers)}, unread ${percent(total.unread, numbers)}`,
  ];
  const sorted = [...all].filter(([, { count }]) => off(count) > 0).sort(([, a], [, b]) => off(b.count) - off(a.count));
  for (const [key, { count, example: one }] of sorted.slice(0, classes)) {
    out.push(`    ${key}: ${count.read} read, ${count.guessed} guessed, ${count.misread} misread, ${count.unread} unread`);
    if (one) out.push(`        ${one.line}${one.as ? `  [as ${one.as}]` : ''}  (seed ${one.seed})`);
  }
  return out;
}

function groups(
  title: string,
  failures: readonly { failure: Failure; key: string }[],
  examples: number,
  classes: number,
  show: (failure: Failure) => string[],
): string[] {
  if (failures.length === 0) return [];
  const byKey = new Map<string, Failure[]>();
  for (const { failure, key } of failures) byKey.set(key, [...(byKey.get(key) ?? []), failure]);
  const out = [`${title} (${failures.length}):`];
  const sorted = [...byKey].sort(([, a], [, b]) => b.length - a.length);
  for (const [key, all] of sorted.slice(0, classes)) {
    out.push(`  ${String(all.length).padStart(5)}  ${key}`);
    for (const failure of all.slice(0, examples)) out.push(...show(failure));
  }
  if (sorted.length > classes) out.push(`  and ${sorted.length - classes} classes more`);
  out.push('');
  return out;
}

function example({ seed, plan, slip, findings }: Failure): string[] {
  const text = slip?.text ?? plan.text;
  const at = slip?.site.start ?? findings[0]?.span.start ?? 0;
  const out = [
    `           seed ${seed}${slip ? `: ${slip.kind}, ${slip.site.id} ${slip.site.text} → ${slip.newText}` : ''}`,
    `           | ${lineAt(text, at)}`,
  ];
  for (const finding of findings.slice(0, 4))
    out.push(
      `           > ${finding.rule} at «${text.slice(finding.span.start, finding.span.end)}» in «${lineAt(text, finding.span.start)}»: ${finding.message}`,
    );
  return out;
}

/** The same in a plan cut down to what the failure needs. */
function minimalExample(failure: Failure, how: How): string[] {
  const { plan, slip, findings } = failure;
  const rule = findings[0]?.rule;
  if (how === 'false alarm') {
    if (!rule) return example(failure);
    const least = minimise(plan, stillAlarms(plan, rule));
    return [
      ...example({ ...failure, plan: least, findings: analyze(least.text, { language: least.language }).findings }),
      ...document(least.text),
    ];
  }
  if (!slip?.decided) return example(failure);
  const least = minimise(plan, stillFails(slip, how));
  const site = least.sites.find((each) => each.origin === slip.site.origin);
  const again = site && applySlip(least, new Oracle(least), site, slip.kind, slip.newText.replace(/,/g, ''));
  if (!again) return example(failure);
  return [
    ...example({ ...failure, plan: least, slip: again, findings: judge(least, again).findings }),
    ...document(again.text),
    ...(how === 'damaged' ? changes(again.text, least.language) : []),
  ];
}

/** What fix all makes of it, line by line. */
function changes(text: string, language: GeneratedPlan['language']): string[] {
  const all = fixAll(analyze(text, { language }));
  const before = text.split('\n');
  const after = (all ? applyEdits(text, all.edits) : text).split('\n');
  return [
    `           fix all: ${all?.title}`,
    ...after.filter((line, index) => line !== before[index]).map((line) => `             → ${line}`),
  ];
}

const document = (text: string): string[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => `             ${line}`);

function lineAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  return text.slice(start, end < 0 ? text.length : end);
}
