import { compare } from '../../notation/compare.ts';
import type { Chain, Expression, NumberExpression } from '../../notation/expression.ts';
import { isSymbol } from '../../notation/symbols.ts';
import { figure, suffixOf } from '../../notation/write.ts';
import type { Line } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import type { Ear, Page } from '../page.ts';

/**
 * An equation over names whose values stand in the same statement, or in the same paragraph, list or fence: `CP_SIZE=2` and `2 × CP_SIZE = 4`.
 * Names of degrees are the plan's, and its rules know them.
 */
export function givens(page: Page): Claim[] {
  const { lines } = page.heard(saysName);
  const known = valuesOf(lines);
  if (known.size === 0) return [];
  return lines.flatMap((line) => chainsOf(line).flatMap((chain) => claimsOf(line, chain, known)));
}

/** Whether a line reckons with names, or gives one a value. */
export const saysName: Ear = (_, line) => chainsOf(line).some(({ sides }) => sides.some((side) => namesIn(side).length > 0));

/** The values of names, each by its statement and by its block. */
type Values = ReadonlyMap<string, ReadonlySet<number>>;

const inStatement = (name: string, { statement }: Line): string => `${name} s${statement.index}`;
const inBlock = (name: string, { statement }: Line): string => `${name} b${statement.block}`;

const chainsOf = ({ items }: Line): Chain[] => items.filter((item): item is Chain => item.kind === 'chain');

/** `CP_SIZE`, `n_group`, `N`: a name that a program could use; degrees apart. */
const isName = (name: string): boolean => /^(?:[A-Za-z]|[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+|[A-Z]{2,8})$/.test(name) && !isSymbol(name);

function valuesOf(lines: readonly Line[]): Values {
  const known = new Map<string, Set<number>>();
  for (const line of lines) {
    for (const { sides, relations } of chainsOf(line)) {
      const [first, second] = sides;
      if (sides.length !== 2 || relations[0] !== '=' || first?.kind !== 'name' || second?.kind !== 'number' || second.to) continue;
      const name = lastWord(first.name);
      if (second.number.unit !== null || second.number.qualifier !== 'exact' || !isName(name)) continue;
      for (const key of [inStatement(name, line), inBlock(name, line)])
        known.set(key, (known.get(key) ?? new Set()).add(second.number.value));
    }
  }
  return known;
}

const lastWord = (name: string): string => name.split(/\s/).at(-1) ?? '';

/** The one value that a name has in the statement, or else in its block; undefined where there is none, or several. */
function valueOf(name: string, line: Line, known: Values): number | undefined {
  const values = known.get(inStatement(name, line)) ?? known.get(inBlock(name, line));
  return values?.size === 1 ? [...values][0] : undefined;
}

function claimsOf(line: Line, { sides, relations }: Chain, known: Values): Claim[] {
  return sides.flatMap((right, index) => {
    const left = sides[index - 1];
    if (left?.kind !== 'operation' || right.kind !== 'number' || right.to || isCut(line, left) || !/[=≈]/.test(relations[index - 1] ?? ''))
      return [];
    const names = namesIn(left);
    // of `memory N` the last word is the name
    const values = new Map(names.map((name) => [name, valueOf(lastWord(name), line, known)]));
    if (names.length === 0 || [...values.values()].includes(undefined)) return [];
    const { verdict, expected } = compare(left, right, (name) => values.get(name));
    return verdict === 'holds' || (verdict === 'fails' && expected !== undefined)
      ? [
          claimOf(
            line,
            right,
            verdict === 'holds',
            expected ?? 0,
            [...values].map(([name, value]) => `${lastWord(name)} = ${value}`).join(', '),
          ),
        ]
      : [];
  });
}

/** A sign before it: what stands there could not be read, and is part of it. */
function isCut({ tokens }: Line, { span }: Expression): boolean {
  const before = tokens.findLast(({ end }) => end <= span.start);
  return before?.kind === 'operator';
}

const namesIn = (expression: Expression): string[] =>
  expression.kind === 'name' ? [expression.name] : expression.kind === 'operation' ? expression.operands.flatMap(namesIn) : [];

function claimOf(line: Line, { number }: NumberExpression, holds: boolean, expected: number, given: string): Claim {
  const truth = `${figure(expected)}${suffixOf(number)}`;
  return {
    pattern: 'given',
    statement: line.statement,
    span: number.digits,
    holds,
    sure: 'certain',
    says: holds ? `holds: with ${given}` : `with ${given} this is ${truth}, not ${number.text}${suffixOf(number)}`,
    figures: [number],
    correction: { number, value: expected * number.magnitude * (number.unit?.scale ?? 1) },
  };
}
