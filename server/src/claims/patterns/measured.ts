import { figure, suffixOf } from '../../notation/write.ts';
import { slice } from '../../plan/reading.ts';
import { type Atom, type Line, valueOf } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { isPlain } from '../figures.ts';
import type { Ear, Page, Table } from '../page.ts';
import { agrees } from '../ratio.ts';
import { sidesOfProduct, type Term } from '../side.ts';
import { shown } from './ratio.ts';

/**
 * What a benchmark prints of one run: requests, tokens and how long it took, beside the rates that follow. Labels are those of
 * `vllm bench serve` (vllm-project/vllm, vllm/benchmarks/serve.py: `request_throughput = completed / dur_s`), which SGLang's `bench_serving`
 * and others share. `Output` is what was generated; what `Total` counts is input and output.
 */
export const measured = (page: Page): Claim[] => [
  ...page
    .heard(isMeasured)
    .groups()
    .flatMap((lines) => ofRun(lines.map((line) => itemOf(page, line)))),
  ...page
    .heard(isMeasured)
    .tables()
    .flatMap((table) => ofTable(page, table)),
];

export const isMeasured: Ear = (page, line) => {
  const { label, cell } = line.statement;
  const name = cell ? cell.rowLabel : label;
  return name !== null && roleOf(slice(page.document, name)) !== null;
};

type Role = 'duration' | 'requests' | 'input' | 'output' | 'request rate' | 'input rate' | 'output rate' | 'total rate';

interface Item {
  readonly role: Role;
  readonly atom: Atom;
  readonly line: Line;
  /** Seconds that the label's unit has, for figures without one. */
  readonly unit: number;
}

const roles: readonly (readonly [Role, RegExp])[] = [
  ['request rate', /^(?:total )?requests? throughput$/],
  ['total rate', /^total tokens? throughput$/],
  ['output rate', /^(?:total )?(?:output|generated|generation)(?: tokens?)? throughput$/],
  ['input rate', /^(?:total )?(?:input|prompt)(?: tokens?)? throughput$/],
  ['requests', /^(?:successful|completed|total) requests$/],
  ['input', /^total (?:input|prompt) tokens$/],
  ['output', /^total (?:generated|output) tokens$/],
  ['duration', /^(?:total )?(?:benchmark|run) (?:duration|time)$/],
];

function roleOf(label: string): Role | null {
  if (label.length > 60) return null;
  const name = label
    .toLowerCase()
    .replace(/\([^)]*\)/g, ' ')
    .replace(/[^a-z]+/g, ' ')
    .trim();
  return roles.find(([, words]) => words.test(name))?.[0] ?? null;
}

const unitOf = (label: string): number =>
  /\(\s*(?:ms|milliseconds)\s*\)/i.test(label) ? 1e-3 : /\(\s*min(?:utes)?\s*\)/i.test(label) ? 60 : 1;

function itemOf(page: Page, line: Line): Item | null {
  const { label } = line.statement;
  return label
    ? itemIn(
        slice(page.document, label),
        line,
        line.atoms.filter(({ number }) => number.digits.start >= line.statement.body.start),
      )
    : null;
}

function itemIn(label: string, line: Line, [atom, ...others]: readonly Atom[]): Item | null {
  const role = roleOf(label);
  if (!role || !atom || others.length > 0 || !isPlain(atom) || atom.number.qualifier !== 'exact') return null;
  return { role, atom, line, unit: role === 'duration' && atom.measure === 'count' ? unitOf(label) : 1 };
}

/** A column is a run. */
const ofTable = (page: Page, { rows, headers }: Table): Claim[] =>
  headers.flatMap((_, column) =>
    column === 0
      ? []
      : ofRun(
          rows.map((row) => {
            const line = row[column];
            const label = line?.statement.cell?.rowLabel;
            return line && label ? itemIn(slice(page.document, label), line, line.atoms) : null;
          }),
        ),
  );

/** What a rate is of, over the duration. */
const amounts: readonly (readonly [Role, readonly Role[]])[] = [
  ['request rate', ['requests']],
  ['input rate', ['input']],
  ['output rate', ['output']],
  ['total rate', ['input', 'output']],
];

interface Told {
  readonly rate: Item;
  readonly parts: readonly Item[];
  readonly value: number;
  readonly holds: boolean;
}

function ofRun(items: readonly (Item | null)[]): Claim[] {
  const found = new Map<Role, Item | null>();
  // of two runs in one list nobody knows which figure is of which
  for (const item of items) if (item) found.set(item.role, found.has(item.role) ? null : item);
  const duration = found.get('duration');
  if (!duration) return [];
  const told = amounts.flatMap(([role, of]): Told[] => {
    const rate = found.get(role);
    const parts = of.flatMap((part) => found.get(part) ?? []);
    return rate && parts.length === of.length ? [reckoned(rate, parts, duration)] : [];
  });
  const wrong = told.filter(({ holds }) => !holds);
  const held = told.filter(({ holds }) => holds);
  // what no rate goes with is the duration of something else, unless all of them go with another one
  if (wrong.length > 1 && held.length === 0) return another(wrong, duration);
  return told.map((one) => claimOf(one, duration, culpritOf(one, wrong, held)));
}

/** The one duration with which all rates would hold. */
function another(wrong: readonly Told[], duration: Item): Claim[] {
  const [first] = wrong as [Told];
  const over = valueOf(duration.atom).middle;
  const meant = wrong.map(({ value, rate }) => (over * value) / rate.atom.number.shown);
  const [least, most] = [Math.min(...meant), Math.max(...meant)];
  if (most / least > 1.01) return [];
  const middle = (least + most) / 2;
  return [
    {
      ...claimOf(first, duration, duration),
      says: `of ${wrong.length} rates each is that of ${figure(middle)} s, not of ${shown(duration.atom)}`,
      figures: [...new Set(wrong.flatMap(({ parts, rate }) => [...parts, rate]))].map(({ atom }) => atom.number),
      correction: null,
      sides: () => [{ number: duration.atom.number, value: { low: least, middle, high: most } }],
    },
  ];
}

function reckoned(rate: Item, parts: readonly Item[], duration: Item): Told {
  const [amount, over] = [parts.reduce((all, { atom }) => all + valueOf(atom).middle, 0), valueOf(duration.atom)];
  const printed = { ...rate.atom.number, magnitude: 1, unit: null, value: rate.atom.number.shown };
  const scale = rate.atom.number.magnitude * (rate.atom.number.unit?.scale ?? 1) * duration.unit;
  const by = (seconds: number): number => amount / seconds / scale;
  const value = by(over.middle);
  return { rate, parts, value, holds: agrees({ low: by(over.high), middle: value, high: by(over.low) }, printed) };
}

/** The amount that all rates which do not hold share and none that holds; else the rate itself. */
const culpritOf = ({ rate, parts }: Told, wrong: readonly Told[], held: readonly Told[]): Item =>
  (wrong.length > 1
    ? parts.find((part) => wrong.every((other) => other.parts.includes(part)) && !held.some((other) => other.parts.includes(part)))
    : undefined) ?? rate;

/** What an amount counts. */
const counted: Readonly<Partial<Record<Role, string>>> = { requests: 'requests', input: 'input tokens', output: 'output tokens' };

function claimOf({ rate, parts, value, holds }: Told, duration: Item, culprit: Item): Claim {
  const sum = parts.map(({ atom, role }) => `${shown(atom)} ${counted[role] ?? ''}`.trim()).join(' + ');
  const seconds = `${duration.atom.number.text}${suffixOf(duration.atom.number) || (duration.unit === 1e-3 ? ' ms' : ' s')}`;
  const term = ({ atom, unit }: Item): Term => ({ number: atom.number, value: valueOf(atom).middle * unit, unit: 1 / unit });
  const says = `${sum} in ${seconds} are ${figure(value)}${suffixOf(rate.atom.number)} a second`;
  return {
    pattern: 'rate',
    statement: culprit.line.statement,
    span: culprit.atom.number.digits,
    holds,
    sure: 'likely',
    says: holds ? `holds: ${says}` : `${says}, not ${shown(rate.atom)}`,
    figures: [...parts, duration, rate].map(({ atom }) => atom.number),
    correction:
      culprit === rate
        ? { number: rate.atom.number, value: value * rate.atom.number.magnitude * (rate.atom.number.unit?.scale ?? 1) }
        : null,
    ...(parts.length === 1 && {
      sides: () =>
        sidesOfProduct(term(rate), [
          ...parts.map((part) => ({ ...term(part), exponent: 1 as const })),
          { ...term(duration), exponent: -1 },
        ]),
    }),
  };
}
