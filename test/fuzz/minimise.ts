/**
 * A text cut down to what `still` needs: whole lines first, halves of them and fewer, then stretches of characters. Gives up after
 * `milliseconds`, with what it has by then.
 */
export function minimise(text: string, still: (text: string) => boolean, milliseconds = 10_000): string {
  const end = performance.now() + milliseconds;
  let best = text;
  for (let progress = true; progress; ) {
    const before = best.length;
    best = without(best.match(/[^\n]*\n|[^\n]+$/g) ?? [], still, end).join('');
    best = without([...best], still, end).join('');
    progress = best.length < before && performance.now() < end;
  }
  return best;
}

function without(parts: readonly string[], still: (text: string) => boolean, end: number): string[] {
  let best = [...parts];
  for (let size = Math.ceil(best.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < best.length && performance.now() < end; ) {
      const shorter = [...best.slice(0, from), ...best.slice(from + size)];
      if (shorter.length > 0 && still(shorter.join(''))) best = shorter;
      else from += size;
    }
  }
  return best;
}
