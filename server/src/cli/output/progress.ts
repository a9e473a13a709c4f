/** How often it is told, and from when on: who waits less has no question. Milliseconds. */
const pause = 200;

export interface Progress {
  show(done: number): void;
  clear(): void;
}

/** `1,204 files …` on the last line of a terminal while a folder is checked; nothing where `stream` is no terminal. */
export function progress(
  stream: { readonly isTTY?: boolean; write(text: string): unknown } | null,
  now: () => number = Date.now,
): Progress {
  let last = now();
  let isShown = false;
  return {
    show(done) {
      if (!stream?.isTTY || now() - last < pause) return;
      last = now();
      isShown = true;
      stream.write(`\r${done.toLocaleString('en')} files …`);
    },
    clear() {
      if (isShown) stream?.write('\r\u001b[K');
      isShown = false;
    },
  };
}
