import fc, { type Arbitrary } from 'fast-check';

/**
 * Asserts a property of many documents. A failure names what was wrong, the document, cut down as far as fast-check can, and the seed and
 * path that bring it back: `PROPERTY_SEED=… PROPERTY_PATH=…` run it again alone. The documents are the same in every run, so that a change is
 * judged by what it does and not by chance; `PROPERTY_SEED=random` draws others.
 */
export function holds<T>(runs: number, documents: Arbitrary<T>, predicate: (document: T) => void): void {
  const { PROPERTY_SEED: seed, PROPERTY_PATH: path } = process.env;
  const result = fc.check(fc.property(documents, predicate), {
    numRuns: runs,
    ...(seed === 'random' ? {} : { seed: Number(seed ?? everyday) }),
    ...(path ? { path } : {}),
  });
  if (!result.failed) return;
  const { errorInstance, counterexample } = result;
  const what =
    errorInstance instanceof Error
      ? errorInstance.name === 'AssertionError'
        ? errorInstance.message
        : (errorInstance.stack ?? errorInstance.message)
      : String(errorInstance);
  throw new Error(
    `${what}\nafter ${result.numRuns} runs; PROPERTY_SEED=${result.seed} PROPERTY_PATH=${result.counterexamplePath ?? ''}\n${counterexample?.map(shown).join('\n')}`,
    { cause: errorInstance },
  );
}

const everyday = 20_261_130;

function shown(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'text' in value) {
    const { text, ...rest } = value;
    return `${JSON.stringify(rest)}\n--- document ---\n${String(text)}\n--- end ---`;
  }
  return JSON.stringify(value);
}
