import fc, { type Arbitrary } from 'fast-check';

/** The same documents each time: a change of the engine is what makes a test fail, not chance. New ones are what `npm run fuzz` is for. */
const usualSeed = 1;

/** `npm test -- --quick` tries fewer of them. */
const share = process.env.PLANWRIGHT_QUICK ? 0.2 : 1;

/**
 * Asserts a property of many documents. A failure names what was wrong, the document, cut down as far as fast-check can, and the seed and
 * path that bring it back: `PROPERTY_SEED=… PROPERTY_PATH=…` run it again alone. The documents are the same in every run, so that a change is
 * judged by what it does and not by chance; `PROPERTY_SEED=random` draws others.
 */
export function holds<T>(runs: number, documents: Arbitrary<T>, predicate: (document: T) => void): void {
  const { PROPERTY_SEED: seed = usualSeed, PROPERTY_PATH: path } = process.env;
  const result = fc.check(fc.property(documents, predicate), {
    numRuns: Math.ceil(runs * share),
    ...(seed === 'random' ? {} : { seed: Number(seed) }),
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

function shown(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'text' in value) {
    const { text, ...rest } = value;
    return `${JSON.stringify(rest)}\n--- document ---\n${String(text)}\n--- end ---`;
  }
  return JSON.stringify(value);
}
