import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Something that a reader found wrong, or doubtful. Lines count from 1. */
export interface Mistake {
  readonly lines: readonly number[];
  /** Lines that belong to it; a finding there has to name one of `lines`. */
  readonly related?: readonly number[];
  /** Whether the document itself proves it, without judgement. */
  readonly determinate?: boolean;
  /** Whether arithmetic alone proves it. */
  readonly mechanical?: boolean;
  readonly kind: string;
  readonly claim: string;
  readonly truth: string;
}

/** A document with what a reader said of it, without sight of the engine. */
export interface Labelled {
  readonly file: string;
  readonly text: string;
  readonly style?: string;
  readonly errors: readonly Mistake[];
  /** Doubts: a finding there is no false one. */
  readonly warnings: readonly Mistake[];
  /** Lines that look wrong and are right. */
  readonly traps?: readonly { readonly line: number; readonly why: string }[];
  /** Claims that hold. */
  readonly correct?: readonly { readonly line: number; readonly claim: string }[];
}

/** A set: a folder with `docs/` and `labels.json`. */
export function readSet(folder: string): Labelled[] {
  const labels: Omit<Labelled, 'text'>[] = JSON.parse(readFileSync(path.join(folder, 'labels.json'), 'utf8'));
  return labels.map((label) => ({ ...label, text: readFileSync(path.join(folder, 'docs', label.file), 'utf8') }));
}
