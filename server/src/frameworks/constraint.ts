import { figure } from './figure.ts';
import { type Slot, slotName, slotSymbol } from './slots.ts';
import type { LaunchView } from './view.ts';

/** Values of a launch by slot; NaN where a slot is not among those a constraint needs. */
export type Get = (slot: Slot) => number;

/** A hard rule of a framework, and the words it dies with. */
export interface Constraint {
  /** Within its engine: `heads-tp`. */
  readonly id: string;
  /** `heads mod TP = 0` */
  readonly rule: string;
  /** What the framework prints, with `{slot}` for numbers; null where it says nothing. */
  readonly dies: string | null;
  /** What it prints instead under other settings. */
  readonly diesOf?: (launch: LaunchView) => string | null;
  /** Numbers for the message that are no slots: products, remainders. */
  readonly also?: (get: Get) => Readonly<Record<string, number>>;
  /** Where that was read: `owner/repo@commit path:lines`, or an address. */
  readonly source: string;
  /** The first version of the program that has the rule, and the last, where they are known. */
  readonly since?: string;
  readonly until?: string;
  readonly severity: 'error' | 'warning';
  /** What it rests on is told in words only, or guessed: a warning then. */
  readonly doubt?: (launch: LaunchView) => boolean;
  /** Slots that have to be known; the rule is silent where one is not. */
  readonly needs: readonly Slot[];
  /** Slots that it also rests on where they are known. */
  readonly mayUse?: readonly Slot[];
  /** Whether it applies at all. */
  readonly when?: (launch: LaunchView) => boolean;
  readonly holds: (get: Get, launch: LaunchView) => boolean;
  /** Plain words, with `{slot}` for numbers. */
  readonly says: string | ((get: Get, launch: LaunchView) => string);
  /** Where nothing that it rests on is written, the squiggle goes to the model's name. */
  readonly model?: boolean;
  /** Where the squiggle goes: the first of these that is written in the document. */
  readonly at: readonly Slot[];
  /** The slot at fault, where the numbers tell. */
  readonly blame?: (get: Get) => Slot | undefined;
  /** Values that a slot may take instead, nearest first; those under which a rule is still broken are left out. */
  readonly fixes?: (get: Get, launch: LaunchView) => readonly Fix[];
}

export interface Fix {
  readonly slot: Slot;
  readonly value: number;
}

type Common = Omit<Constraint, 'holds' | 'needs' | 'mayUse' | 'fixes' | 'says'> & { readonly says?: Constraint['says'] };

const product = (get: Get, slots: readonly Slot[]): number => slots.reduce((all, slot) => all * get(slot), 1);
/** `TP 8 × PP 2`, degrees of 1 left out where something is left. */
export const factors = (get: Get, slots: readonly Slot[]): string => {
  const shown = slots.filter((slot) => get(slot) !== 1);
  return (shown.length > 0 ? shown : slots.slice(0, 1)).map((slot) => `${slotSymbol(slot)} ${figure(get(slot))}`).join(' × ');
};

/**
 * The first product has to be a multiple of the second. `change` names the slots a quick fix may change. With `open` a divisor that is not known
 * is left out: where the others do not go in, no value of it helps.
 */
export function divides(
  rule: Common & { readonly of: readonly Slot[]; readonly by: readonly Slot[]; readonly change?: readonly Slot[]; readonly open?: boolean },
): Constraint {
  const { of, by: all, change = [], open = false, ...common } = rule;
  const known = (get: Get): readonly Slot[] => (open ? all.filter((slot) => !Number.isNaN(get(slot))) : all);
  return {
    says: (get) => {
      const by = known(get);
      const over =
        of.length === 1 && of[0]
          ? slotSymbol(of[0]) !== slotName(of[0])
            ? `${slotSymbol(of[0])} ${figure(get(of[0]))}`
            : `${figure(get(of[0]))} ${of[0] === 'gpus' && get('gpus') === 1 ? 'GPU' : slotName(of[0])}`
          : `${factors(get, of)} = ${figure(product(get, of))}`;
      return `${over} cannot be divided by ${factors(get, by)}${by.filter((slot) => get(slot) !== 1).length > 1 ? ` = ${figure(product(get, by))}` : ''}`;
    },
    ...common,
    ...(open && {
      doubt: (launch: LaunchView) => common.doubt?.(launch) === true || all.some((slot) => launch.get(slot)?.weak === true),
    }),
    ...(open && { mayUse: all }),
    needs: open ? of : [...new Set([...of, ...all])],
    holds: (get) => {
      const by = known(get);
      return by.some((slot) => !Number.isInteger(get(slot)) || get(slot) < 1) || product(get, of) % product(get, by) === 0;
    },
    // a divisor that does not go in by itself
    blame: (get) => {
      const by = known(get);
      return (by.length > 1 && by.some((slot) => slot === common.at[0]) ? by : []).find(
        (slot) => product(get, of) % get(slot) !== 0 && common.at.includes(slot),
      );
    },
    fixes: (get) => {
      const by = known(get);
      return change.flatMap((slot) =>
        by.includes(slot) ? divisorFixes(get, slot, of, by) : of.includes(slot) ? multipleFixes(get, slot, of, by) : [],
      );
    },
  };
}

/** Both products have to be the same. */
export function equals(
  rule: Common & { readonly left: readonly Slot[]; readonly right: readonly Slot[]; readonly change?: readonly Slot[] },
): Constraint {
  const { left, right, change = [], ...common } = rule;
  return {
    says: (get) =>
      `${factors(get, left)}${left.length > 1 ? ` = ${figure(product(get, left))}` : ''} is not ${factors(get, right)}${right.length > 1 ? ` = ${figure(product(get, right))}` : ''}`,
    ...common,
    needs: [...new Set([...left, ...right])],
    holds: (get) => product(get, left) === product(get, right),
    fixes: (get) =>
      change.flatMap((slot) => {
        const [own, other] = left.includes(slot) ? [left, right] : [right, left];
        const value = product(get, other) / (product(get, own) / get(slot));
        return Number.isInteger(value) && value > 0 ? [{ slot, value }] : [];
      }),
  };
}

/** `slot` is a divisor: the divisors of the rest, nearest first. */
function divisorFixes(get: Get, slot: Slot, of: readonly Slot[], by: readonly Slot[]): Fix[] {
  const others = by.filter((id) => id !== slot);
  const room = product(get, of) / product(get, others);
  if (!Number.isInteger(room)) return [];
  // less first: more may not be there
  const values = divisorsOf(room, get(slot));
  return [...values.filter((value) => value <= get(slot)), ...values.filter((value) => value > get(slot))].map((value) => ({
    slot,
    value,
  }));
}

/** `slot` is a factor of the dividend: the multiples around it. */
function multipleFixes(get: Get, slot: Slot, of: readonly Slot[], by: readonly Slot[]): Fix[] {
  const step =
    product(get, by) /
    gcd(
      product(get, by),
      product(
        get,
        of.filter((id) => id !== slot),
      ),
    );
  const near = get(slot) / step;
  const values = [...new Set([Math.floor(near), Math.ceil(near)].filter((count) => count > 0).map((count) => count * step))];
  return values.sort((a, b) => Math.abs(a - get(slot)) - Math.abs(b - get(slot))).map((value) => ({ slot, value }));
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** All divisors, nearest to `near` first (by ratio), the smaller of equals first. */
export function divisorsOf(total: number, near: number): number[] {
  if (!Number.isSafeInteger(total) || total < 1 || total > 1e7) return [];
  const out: number[] = [];
  for (let d = 1; d * d <= total; d++) {
    if (total % d !== 0) continue;
    out.push(d);
    if (d !== total / d) out.push(total / d);
  }
  return out.sort((a, b) => Math.abs(Math.log(a / near)) - Math.abs(Math.log(b / near)) || a - b);
}
