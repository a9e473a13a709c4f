/** Whether the author writes `4,096`: told by the numbers from a thousand on. */
export function groupsThousands(plain: string): boolean {
  let separated = 0;
  let others = 0;
  for (const [digits] of plain.matchAll(/\d[\d,.]*/g)) {
    if (/^\d{1,3},\d{3}/.test(digits)) separated++;
    else if (/^\d{4}/.test(digits)) others++;
  }
  return separated > 0 && 2 * separated >= others;
}
