import { readFileSync } from 'node:fs';
import path from 'node:path';

/** One published figure. */
export interface Fact {
  readonly source: string;
  readonly config: Readonly<Record<string, string | number | readonly string[]>>;
  readonly quantity: string;
  readonly value: number;
  readonly unit?: string;
  readonly tolerance?: number | 'exact';
  readonly kind?: string;
  readonly formula?: string;
  readonly convention?: string;
  readonly valid?: boolean;
}

/** Published figures of one topic, each with its source. The tests run from the repository's root. */
export function facts(topic: string): Fact[] {
  const groups = JSON.parse(readFileSync(path.join('test/physics/oracles', `${topic}.json`), 'utf8')) as {
    source: string;
    rows: Omit<Fact, 'source'>[];
  }[];
  return groups.flatMap((group) => group.rows.map((row) => ({ ...row, source: group.source })));
}

/** A number from a fact's configuration. */
export function num(fact: Fact, key: string, fallback = 1): number {
  const value = fact.config[key];
  return typeof value === 'number' ? value : fallback;
}

export const str = (fact: Fact, key: string): string => String(fact.config[key] ?? '');

/** Whether `actual` agrees with a fact within its own tolerance (relative), or exactly. */
export function agrees(fact: Fact, actual: number, tolerance?: number): boolean {
  const allowed = tolerance ?? (typeof fact.tolerance === 'number' ? fact.tolerance : 0);
  return Math.abs(actual - fact.value) <= allowed * Math.abs(fact.value) + 1e-9 * Math.abs(fact.value) * (allowed > 0 ? 1 : 0);
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
};
