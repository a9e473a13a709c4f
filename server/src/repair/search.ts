/**
 * Work that takes longer than a keystroke, done in steps of a few milliseconds and kept with what it is done for: whoever asks next goes on
 * where the last one left off.
 */
export interface Search<K extends object, T> {
  /** Takes one step; true when the work is done. */
  readonly step: (key: K) => boolean;
  /** The result, with all steps that it takes. */
  readonly result: (key: K) => T;
}

export function search<K extends object, T>(begin: (key: K) => Generator<undefined, T>, failed: T): Search<K, T> {
  const known = new WeakMap<K, { readonly steps: Generator<undefined, T>; found?: { readonly value: T } }>();
  const step = (key: K): { readonly value: T } | undefined => {
    let state = known.get(key);
    if (!state) {
      state = { steps: begin(key) };
      known.set(key, state);
    }
    if (!state.found) {
      const { done, value } = state.steps.next();
      // a search that threw is done from then on, and has found nothing
      if (done) state.found = { value: value === undefined ? failed : value };
    }
    return state.found;
  };
  return {
    step: (key) => step(key) !== undefined,
    result: (key) => {
      for (;;) {
        const found = step(key);
        if (found) return found.value;
      }
    },
  };
}
