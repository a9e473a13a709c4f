import type { Failure, Outcome, Tally } from './campaign.ts';

const percent = (part: number, whole: number): string => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(2)} %`);

/** The outcome as text; `examples` of each class of failure in full. */
export function reportText(outcome: Outcome, examples: number): string {
  const { total, undecided } = outcome;
  const out = [
    `${outcome.count} plans, seed ${outcome.seed}`,
    `  nothing wrong: ${outcome.falseAlarms.length} plans with findings (${percent(outcome.falseAlarms.length, outcome.count)}), ${outcome.notPlans} not taken for plans, ${outcome.thrown.length} made the engine throw`,
    `  one number changed: ${total.tried}; caught ${percent(total.caught, total.tried)}, restored ${percent(total.restored, total.tried)}; ${(outcome.findings / Math.max(1, total.tried)).toFixed(2)} findings each`,
    `  where: ${[...outcome.where].map(([where, count]) => `${where} ${percent(count, total.tried)}`).join(', ')}`,
    `  slips that leave open which number is wrong: ${undecided.tried}; caught ${percent(undecided.caught, undecided.tried)}, restored all the same ${percent(undecided.restored, undecided.tried)}`,
    '',
  ];
  for (const [name, map] of [['quantity', outcome.byQuantity], ['notation', outcome.byNotation], ['slip', outcome.byKind]] as const) out.push(table(name, map), '');
  for (const { seed, error } of outcome.thrown.slice(0, examples)) out.push(`seed ${seed} throws: ${error instanceof Error ? error.stack : String(error)}`);
  out.push(...groups('False alarms', outcome.falseAlarms.flatMap((failure) => failure.findings.map((finding) => ({ failure, key: shape(finding.rule, finding.message) }))), examples));
  out.push(...groups('Missed', outcome.missed.map((failure) => ({ failure, key: classOf(failure) })), examples));
  out.push(...groups('Caught, not restored', outcome.notRestored.map((failure) => ({ failure, key: `${classOf(failure)} [${failure.findings[0]?.rule}]` })), examples));
  return out.join('\n');
}

const classOf = ({ slip }: Failure): string => `${slip?.site.id.replace(/ \d+ .*/, '')} (${slip?.site.notation})`;

/** A message with its figures left out: what kind of message it is. */
const shape = (rule: string, message: string): string => `${rule}: ${message.replace(/\d[\d,.]*/g, '#')}`;

function table(name: string, map: ReadonlyMap<string, Tally>): string {
  const rows = [...map].sort(([, a], [, b]) => b.tried - a.tried);
  const width = Math.max(name.length, ...rows.map(([key]) => key.length));
  const line = (key: string, tried: string, caught: string, restored: string): string => `  ${key.padEnd(width)} ${tried.padStart(6)} ${caught.padStart(10)} ${restored.padStart(10)}`;
  return [line(`by ${name}`, 'tried', 'caught', 'restored'), ...rows.map(([key, entry]) => line(key, String(entry.tried), percent(entry.caught, entry.tried), percent(entry.restored, entry.tried)))].join('\n');
}

function groups(title: string, failures: readonly { failure: Failure; key: string }[], examples: number): string[] {
  if (failures.length === 0) return [];
  const byKey = new Map<string, Failure[]>();
  for (const { failure, key } of failures) byKey.set(key, [...(byKey.get(key) ?? []), failure]);
  const out = [`${title}:`];
  for (const [key, all] of [...byKey].sort(([, a], [, b]) => b.length - a.length)) {
    out.push(`  ${String(all.length).padStart(5)}  ${key}`);
    for (const failure of all.slice(0, examples)) out.push(...example(failure));
  }
  out.push('');
  return out;
}

function example({ seed, plan, slip, findings }: Failure): string[] {
  const text = slip?.text ?? plan.text;
  const at = slip?.site.start ?? findings[0]?.span.start ?? 0;
  const out = [`           seed ${seed}${slip ? `: ${slip.kind}, ${slip.site.id} ${slip.site.text} → ${slip.newText}` : ''}`, `           | ${lineAt(text, at)}`];
  for (const finding of findings.slice(0, 4)) out.push(`           > ${finding.rule} at «${text.slice(finding.span.start, finding.span.end)}» in «${lineAt(text, finding.span.start)}»: ${finding.message}`);
  return out;
}

function lineAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  return text.slice(start, end < 0 ? text.length : end);
}
