/** A number of shell arithmetic: `8`, `010` (eight), `0x10`, `2#101`; undefined where it is none. */
export function shellInteger(text: string): number | undefined {
  if (/^0[0-7]*$/.test(text)) return Number.parseInt(text, 8);
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  if (/^0[xX][\da-fA-F]+$/.test(text)) return Number.parseInt(text.slice(2), 16);
  const based = /^([2-9]|[12]\d|3[0-6])#([\da-zA-Z]+)$/.exec(text);
  const value = based?.[1] && based[2] ? Number.parseInt(based[2], Number(based[1])) : Number.NaN;
  return Number.isNaN(value) ? undefined : value;
}

/** Names that an arithmetic expression assigns: `TP = 8`, `TP *= 2`, `++TP`, `TP--`. */
export function assignedIn(text: string): string[] {
  const out: string[] = [];
  for (const match of text.matchAll(/([A-Za-z_]\w*)\s*(?:\[[^\]]*\]\s*)?(?:(?:[-+*/%&|^]|<<|>>)?=(?!=)|\+\+|--)/g))
    if (match[1]) out.push(match[1]);
  for (const match of text.matchAll(/(?:\+\+|--)\s*([A-Za-z_]\w*)/g)) if (match[1]) out.push(match[1]);
  return out;
}

export interface Sum {
  readonly value: number | undefined;
  readonly soft: boolean;
}

/** `A * B / 2`, with `lookup` for names; soft where one of them is. Unknown where it assigns, compares or is longer than people write. */
export function sumOf(text: string, lookup: (name: string) => Sum): Sum {
  let soft = false;
  const tokens = text.match(/\d\w*(?:#\w+)?|\$?\{?[A-Za-z_]\w*\}?|[-+*/%()]|\S/g) ?? [];
  if (tokens.length > 40 || tokens.length === 0) return { value: undefined, soft };
  let at = 0;
  const factor = (): number | undefined => {
    const token = tokens[at++];
    if (token === undefined) return undefined;
    if (/^\d/.test(token)) return shellInteger(token);
    if (token === '(') {
      const inner = sum();
      return tokens[at++] === ')' ? inner : undefined;
    }
    const name = /^\$?\{?([A-Za-z_]\w*)\}?$/.exec(token)?.[1];
    const found = name ? lookup(name) : undefined;
    if (found?.soft) soft = true;
    return found?.value;
  };
  const product = (): number | undefined => {
    let left = factor();
    while (tokens[at] === '*' || tokens[at] === '/' || tokens[at] === '%') {
      const sign = tokens[at++];
      const right = factor();
      if (left === undefined || right === undefined || (sign !== '*' && right === 0)) return undefined;
      left = sign === '*' ? left * right : sign === '/' ? Math.trunc(left / right) : left % right;
    }
    return left;
  };
  const sum = (): number | undefined => {
    let left = product();
    while (tokens[at] === '+' || tokens[at] === '-') {
      const sign = tokens[at++];
      const right = product();
      if (left === undefined || right === undefined) return undefined;
      left = sign === '+' ? left + right : left - right;
    }
    return left;
  };
  const value = sum();
  return { value: at === tokens.length && Number.isSafeInteger(value) ? value : undefined, soft };
}
