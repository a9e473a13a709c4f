import type { Span } from '../../server/src/engine.ts';

/** Thrown where the engine says or does what makes no sense. Of one kind are what is likely one defect. */
export class Wrong extends Error {
  readonly kind: string;

  constructor(kind: string, detail: string) {
    super(detail);
    this.kind = kind;
  }
}

const nonsense = /NaN|Infinity|undefined|\[object/;

/** Nothing that is said holds what no reader understands, unless the document itself does. */
export function checkText(kind: string, said: string, own: string): void {
  const found = nonsense.exec(said)?.[0];
  if (found && !own.includes(found)) throw new Wrong(`nonsense in ${kind}`, said);
}

export function checkSpan(text: string, { start, end }: Span, kind: string): void {
  if (!Number.isInteger(start) || !Number.isInteger(end) || start < 0 || start > end || end > text.length)
    throw new Wrong(`span of ${kind}`, `${start} to ${end} of ${text.length}`);
}
