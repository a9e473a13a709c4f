import type { DegreeId, QuantityId } from '../vocabulary/quantities.ts';

/**
 * How degrees make up a number of GPUs. Not one rule but several; see docs/rules/gpu-count.md.
 * - `factor`: EP multiplies (MaxText, most plans written by hand)
 * - `folded`: EP lies within the data-parallel ranks and does not multiply (Megatron-Core, torchtitan, DeepSpeed, vLLM)
 */
export type EpReading = 'factor' | 'folded';

export interface WorldSize {
  readonly reading: EpReading;
  readonly size: number;
  /** The degrees that multiply, in order. */
  readonly factors: readonly DegreeId[];
}

/** Every number of GPUs that the stated degrees can mean. Sequence parallelism mostly runs inside the tensor-parallel group, so with and without it. */
export function worldSizes(values: ReadonlyMap<QuantityId, number>): WorldSize[] {
  const out: WorldSize[] = [];
  const add = (reading: EpReading, factors: readonly DegreeId[]): void => {
    const known = factors.filter((id) => values.has(id));
    const size = known.reduce((product, id) => product * (values.get(id) ?? 1), 1);
    if (!out.some((other) => other.size === size)) out.push({ reading, size, factors: known });
  };
  add('factor', ['tp', 'pp', 'ep', 'dp', 'cp']);
  add('folded', ['tp', 'pp', 'dp', 'cp']);
  if (values.has('sp')) {
    add('factor', ['tp', 'pp', 'ep', 'dp', 'cp', 'sp']);
    add('folded', ['tp', 'pp', 'dp', 'cp', 'sp']);
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
  if (!values.has('dp')) return sizes.some(({ size }) => gpus % size === 0);
  return false;
}
