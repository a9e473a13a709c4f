import type { Constraint, Fix, Get } from './constraint.ts';
import type { Launch } from './launch.ts';
import type { Slot } from './slots.ts';

/** A broken rule. */
export interface Breach {
  readonly constraint: Constraint;
  readonly launch: Launch;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly at: Slot;
  /** Slots whose places explain it. */
  readonly inputs: readonly Slot[];
  /** New values that settle it, best first. */
  readonly fixes: readonly Fix[];
}

const mostFixes = 8;

/** The rules that a launch breaks, with what mends them unless that is not asked for. */
export function breachesOf(launch: Launch, mending = true): Breach[] {
  const out: Breach[] = [];
  for (const constraint of launch.engine.constraints) {
    const breach = breachOf(constraint, launch);
    if (!breach) continue;
    if (!mending) {
      out.push({ ...breach, fixes: [] });
      continue;
    }
    const possible = (constraint.fixes?.(getter(launch), launch) ?? []).filter(
      (fix) => fix.value !== launch.value(fix.slot) && launch.get(fix.slot)?.editable && settles(launch, constraint, fix),
    );
    // best where nothing else that rests on the number is left broken
    const whole = possible.filter((fix) =>
      launch.engine.constraints.every(
        (other) =>
          (!other.needs.includes(fix.slot) && other.mayUse?.includes(fix.slot) !== true) ||
          breachOf(other, launch.with(fix.slot, fix.value)) === undefined,
      ),
    );
    const fixes = (whole.length > 0 ? whole : possible).slice(0, mostFixes);
    out.push({ ...breach, fixes });
  }
  return out;
}

/** Whether the fix mends this rule and breaks no other. */
function settles(launch: Launch, constraint: Constraint, fix: Fix): boolean {
  const mended = launch.with(fix.slot, fix.value);
  return launch.engine.constraints.every((other) =>
    other === constraint
      ? breachOf(other, mended) === undefined
      : breachOf(other, mended) === undefined || breachOf(other, launch) !== undefined,
  );
}

const getter =
  (launch: Launch): Get =>
  (slot) =>
    launch.value(slot) ?? Number.NaN;

function breachOf(constraint: Constraint, launch: Launch): Omit<Breach, 'fixes'> | undefined {
  const bounds = constraint.needs.map((slot) => launch.get(slot));
  if (bounds.some((bound) => bound === undefined || !Number.isInteger(bound.value) || bound.value <= 0)) return undefined;
  if (constraint.when && !constraint.when(launch)) return undefined;
  const get = getter(launch);
  if (constraint.holds(get, launch)) return undefined;
  const rests = [...constraint.needs, ...(constraint.mayUse ?? [])];
  const blamed = constraint.blame?.(get);
  const at =
    [...(blamed ? [blamed] : []), ...constraint.at, ...rests].find((slot) => launch.get(slot)?.place) ??
    // degrees that are not written: the model's name is at fault, or where the launch is
    (constraint.model && launch.words('model') ? constraint.at[0] : undefined) ??
    // the degree at fault stands in another file: what it does not go with is here
    (rests.some((slot) => launch.elsewhere(slot).length > 0) ? rests.flatMap((slot) => launch.places(slot))[0]?.slot : undefined);
  if (!at) return undefined;
  const weak = bounds.some((bound) => bound?.weak) || constraint.doubt?.(launch) === true;
  const plain = typeof constraint.says === 'string' ? fill(constraint.says, get, constraint) : constraint.says(get, launch);
  const text = constraint.diesOf ? constraint.diesOf(launch) : constraint.dies;
  const dies = text === null ? '' : `; ${launch.engine.title} stops with: ${fill(text, get, constraint)}`;
  return { constraint, launch, severity: weak ? 'warning' : constraint.severity, message: plain + dies, at, inputs: rests };
}

/** Puts numbers in the place of `{slot}`; an ellipsis where one is not known. */
function fill(text: string, get: Get, constraint: Constraint): string {
  const also = constraint.also?.(get) ?? {};
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = also[name] ?? get(name as Slot);
    return Number.isNaN(value) ? '…' : String(value);
  });
}
