/** A finding of one build. */
export interface Placed {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
  /** The characters at fault. */
  readonly text: string;
}

export interface Difference {
  readonly before: number;
  readonly after: number;
  readonly gone: readonly Placed[];
  readonly new: readonly Placed[];
}

/** Findings of one build that the other has not. The same place, rule, severity and words make them the same. */
export function compare(before: readonly Placed[], after: readonly Placed[]): Difference {
  return { before: before.length, after: after.length, gone: without(before, after), new: without(after, before) };
}

function without(these: readonly Placed[], others: readonly Placed[]): Placed[] {
  const left = new Map<string, number>();
  for (const other of others) left.set(keyOf(other), (left.get(keyOf(other)) ?? 0) + 1);
  return these.filter((each) => {
    const count = left.get(keyOf(each)) ?? 0;
    left.set(keyOf(each), count - 1);
    return count <= 0;
  });
}

const keyOf = ({ file, line, rule, severity, message, text }: Placed): string =>
  JSON.stringify([file, line, rule, severity, message, text]);

/** Counts by rule and severity, then each finding that is gone or new with its place. */
export function diffText({ before, after, gone, new: fresh }: Difference): string {
  const counts = new Map<string, { gone: number; new: number }>();
  for (const [list, key] of [
    [gone, 'gone'],
    [fresh, 'new'],
  ] as const)
    for (const { severity, rule } of list) {
      const name = `${severity.padEnd(8)} ${rule}`;
      const known = counts.get(name) ?? { gone: 0, new: 0 };
      known[key]++;
      counts.set(name, known);
    }
  const rows = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  const widest = Math.max(0, ...rows.map(([name]) => name.length));
  return [
    `${before} findings before, ${after} after: ${gone.length} gone, ${fresh.length} new`,
    ...(rows.length > 0 ? ['', ...rows.map(([name, of]) => `${name.padEnd(widest)}  −${of.gone} +${of.new}`)] : []),
    ...listed('gone', gone),
    ...listed('new', fresh),
  ].join('\n');
}

const listed = (title: string, findings: readonly Placed[]): string[] =>
  findings.length === 0
    ? []
    : ['', title, ...findings.map(({ file, line, severity, rule, message }) => `  ${file}:${line} ${severity}[${rule}] ${message}`)];
