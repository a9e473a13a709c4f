import { parentPort, workerData } from 'node:worker_threads';
import { caseOf, cutCase, readSources } from './cases.ts';
import { judge } from './judge.ts';
import { minimise } from './minimise.ts';

/** What a worker is told: which cases are its own, and until when. */
export interface Order {
  readonly seed: number;
  readonly first: number;
  readonly step: number;
  readonly last: number;
  readonly folders: readonly string[];
  /** Documents cut off at each character instead of damaged ones. */
  readonly cut: boolean;
  /** Of each kind of failure so many are cut down. */
  readonly examples: number;
  /** Shows which case is being tried, and how many were: [index, count]. */
  readonly shared: SharedArrayBuffer;
}

/** One failure, cut down where it is the first of its kind. */
export interface Found {
  readonly index: number;
  readonly kind: string;
  readonly detail: string;
  readonly origin: string;
  readonly language: string;
  readonly text: string | null;
}

const { seed, first, step, last, folders, cut, examples, shared } = workerData as Order;
const progress = new Int32Array(shared);
const sources = readSources(folders);
const met = new Map<string, number>();

for (let index = first; index < last; index += step) {
  Atomics.store(progress, 0, index);
  const tried = cut ? cutCase(index, sources) : caseOf(seed, index, sources);
  if (!tried) break;
  const eye = { thorough: index % 4 === 0, timed: true };
  const failure = judge(tried, eye);
  if (failure) {
    const count = (met.get(failure.kind) ?? 0) + 1;
    met.set(failure.kind, count);
    const still = (text: string): boolean => judge({ ...tried, text }, eye)?.kind === failure.kind;
    const text = count <= examples ? (failure.kind.startsWith('slow') ? tried.text : minimise(tried.text, still)) : null;
    const found: Found = { index, ...failure, origin: tried.origin, language: tried.language, text };
    parentPort?.postMessage(found);
  }
  Atomics.add(progress, 1, 1);
}
