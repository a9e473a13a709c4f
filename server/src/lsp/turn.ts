/** A turn of the event loop, in Node and in a browser's worker. */
export const turn = (): Promise<void> =>
  new Promise((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else setTimeout(resolve);
  });

/** So long (in milliseconds) may an answer hold up what comes next. */
const slice = 4;

/**
 * Does a longer work step by step, until `step` says that it is done, and lets what waits have its turn in between. `goOn` is asked after
 * each turn; it throws where the work is wanted no more.
 */
export async function inSlices(step: () => boolean, goOn: () => void): Promise<void> {
  let began = performance.now();
  while (!step()) {
    if (performance.now() - began < slice) continue;
    await turn();
    goOn();
    began = performance.now();
  }
}
