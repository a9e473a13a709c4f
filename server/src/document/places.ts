import type { Statement } from './document.ts';

/** The last statement that begins at an offset or before it, the first one where none does; statements stand in order. */
export function statementAt(statements: readonly Statement[], offset: number): Statement | undefined {
  let [low, high] = [0, statements.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((statements[middle] as Statement).span.start <= offset) low = middle;
    else high = middle - 1;
  }
  return statements[low];
}
