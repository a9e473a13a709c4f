/** Whether the author writes `4,096`: told by the numbers from a thousand on. */
export function groupsThousands(plain: string): boolean {
  let separated = 0;
  let others = 0;
  for (let at = 0; at < plain.length; at++) {
    if (!isDigit(plain, at)) continue;
    const digits = digitsAt(plain, at);
    if (digits >= 4) others++;
    else if (plain[at + digits] === ',' && digitsAt(plain, at + digits + 1) >= 3) separated++;
    // up to the end of the number
    while (isDigit(plain, at + 1) || plain[at + 1] === ',' || plain[at + 1] === '.') at++;
  }
  return separated > 0 && 2 * separated >= others;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

/** How many digits stand there, up to four. */
function digitsAt(text: string, from: number): number {
  let at = from;
  while (at < from + 4 && isDigit(text, at)) at++;
  return at - from;
}
