import { type EpMeaning, type PartialDegrees, worldSize } from '../physics/layout.ts';
import type { DegreeId, QuantityId } from '../vocabulary/quantities.ts';

/** A number of GPUs that the stated degrees can mean, and the degrees that multiply to it. */
export interface WorldSize {
  readonly meaning: EpMeaning;
  readonly size: number;
  readonly factors: readonly DegreeId[];
}

export function degreesOf(values: ReadonlyMap<QuantityId, number>): PartialDegrees {
  return {
    tp: values.get('tp'),
    pp: values.get('pp'),
    ep: values.get('ep'),
    dp: values.get('dp'),
    cp: values.get('cp'),
    vpp: values.get('vpp'),
    etp: values.get('etp'),
  };
}

const order: readonly DegreeId[] = ['tp', 'pp', 'ep', 'dp', 'cp', 'sp'];

/**
 * Every number of GPUs that the degrees can mean: with EP as a factor and without. Sequence parallelism mostly runs inside the
 * tensor-parallel group and adds nothing, but some plans multiply it (Ulysses), so both are tried.
 */
export function worldSizes(values: ReadonlyMap<QuantityId, number>): WorldSize[] {
  const out: WorldSize[] = [];
  const degrees = degreesOf(values);
  const sp = values.get('sp') ?? 1;
  for (const meaning of ['factor', 'folded'] as const) {
    for (const sequence of sp > 1 ? [1, sp] : [1]) {
      const size = worldSize(degrees, meaning) * sequence;
      if (out.some((other) => other.size === size)) continue;
      const factors = order.filter((id) => values.has(id) && (id !== 'ep' || meaning === 'factor') && (id !== 'sp' || sequence > 1));
      out.push({ meaning, size, factors });
    }
  }
  // EP ranks made up of the TP and DP ranks, as vLLM has them: TP lies within EP and does not multiply
  const { tp, ep, pp, dp, cp } = degrees;
  if (tp && ep && ep % tp === 0 && (dp ?? 1) === 1) {
    const size = ep * (pp ?? 1) * (cp ?? 1);
    if (!out.some((other) => other.size === size))
      out.push({ meaning: 'derived', size, factors: order.filter((id) => values.has(id) && (id === 'ep' || id === 'pp' || id === 'cp')) });
  }
  return out;
}

/**
 * Whether some reading of the degrees gives `gpus`. Without a stated data-parallel size the rest of the GPUs are replicas, so it is enough
 * that the degrees divide them.
 */
export function accepts(values: ReadonlyMap<QuantityId, number>, gpus: number): boolean {
  const sizes = worldSizes(values);
  if (sizes.some(({ size }) => size === gpus)) return true;
  return !values.has('dp') && sizes.some(({ size }) => gpus % size === 0);
}
