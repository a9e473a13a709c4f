/** A share of a whole as a small bar: full up to the low end, half-tone up to the high end, `>` where it runs over. */
export function bar({ low, high }: { readonly low: number; readonly high: number }, cells = 20): string {
  const at = (share: number): number => Math.min(cells, Math.max(0, Math.round(share * cells)));
  const sure = at(low);
  const perhaps = at(high) - sure;
  return `${'█'.repeat(sure)}${'▒'.repeat(perhaps)}${'·'.repeat(cells - sure - perhaps)}${high > 1 ? '>' : ''}`;
}
