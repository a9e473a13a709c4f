/** What a model forbids of a degree: one list, for the search of layouts and for those who ask why a value is not among them. */

type Maybe<T> = T | null | undefined;

/** The shape of a model, as far as it is cut. What is missing forbids nothing. */
export interface CutShape {
  readonly layers?: Maybe<number>;
  readonly heads?: Maybe<number>;
  readonly kvHeads?: Maybe<number>;
  readonly hidden?: Maybe<number>;
  readonly ffn?: Maybe<number>;
  readonly experts?: Maybe<number>;
  /** Layers need not divide over stages (Megatron's uneven options, TensorRT-LLM). Default false. */
  readonly unevenPipeline?: Maybe<boolean>;
  /** KV heads must divide by TP (torchtitan); otherwise TP may also be a multiple of them. Default false. */
  readonly strictKvHeads?: Maybe<boolean>;
}

/** One thing that a value of a degree must keep. */
export interface Constraint {
  readonly keeps: (value: number) => boolean;
  /** What does not divide, for people: `64 heads`. */
  readonly what: string;
}

export const positive = (value: Maybe<number>): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 1;

/** Constraints on each degree; `vpp` are the chunks that each stage is cut into. */
export function constraintsOf(shape: CutShape, vpp: number): Readonly<Record<'tp' | 'pp' | 'ep', readonly Constraint[]>> {
  const { layers, heads, kvHeads, hidden, ffn, experts } = shape;
  const divides = (whole: Maybe<number>, name: string): Constraint[] =>
    positive(whole) ? [{ keeps: (value) => whole % value === 0, what: `${whole} ${name}` }] : [];
  const kv: Constraint[] = positive(kvHeads)
    ? [{ keeps: (t) => kvHeads % t === 0 || (!shape.strictKvHeads && t % kvHeads === 0), what: `${kvHeads} KV heads` }]
    : [];
  // Chunks of layers exist in a pipeline only: without one a plan that states them would be a different plan.
  const chunked: Constraint[] = vpp > 1 ? [{ keeps: (p) => p > 1, what: `VPP ${vpp} needs stages` }] : [];
  const cut: Constraint[] = positive(layers)
    ? [
        {
          // uneven stages count embedding and loss as layers of their own
          keeps: (p) => p <= layers && (shape.unevenPipeline === true ? p * vpp <= layers + 2 : layers % (p * vpp) === 0),
          what: `${layers} layers${vpp > 1 ? ` in VPP ${vpp}` : ''}`,
        },
      ]
    : [];
  return {
    tp: [...divides(heads, 'heads'), ...divides(hidden, 'hidden'), ...divides(ffn, 'FFN'), ...kv],
    pp: [...chunked, ...cut],
    ep: divides(experts, 'experts'),
  };
}

export const keepsAll = (constraints: readonly Constraint[], value: number): boolean => constraints.every(({ keeps }) => keeps(value));
