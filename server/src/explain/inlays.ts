import type { Analysis } from '../analyze.ts';
import { degreeSlots } from '../frameworks/candidates.ts';
import type { Launch } from '../frameworks/launch.ts';
import { worldOf } from '../frameworks/world.ts';
import { figure } from '../notation/write.ts';
import { repairsFor } from '../repair/repairs.ts';
import type { TextEdit } from '../text/edit.ts';
import { contains, type Span } from '../text/span.ts';

/** What follows from the degrees before it, shown beside them. */
export interface Inlay {
  readonly offset: number;
  /** `= 64 GPUs, DP 8` */
  readonly text: string;
}

/** One a launch, behind the last of its degrees, within `range`. */
export function inlays(analysis: Analysis, range: Span): Inlay[] {
  if (!analysis.plan || !analysis.isPlan) return [];
  const out: Inlay[] = [];
  for (const launch of analysis.plan.launches.launches) {
    const text = followsFrom(launch);
    const last = lastDegree(launch);
    if (text === null || !last || last.end < range.start || last.end > range.end) continue;
    const quoted = /["']/.test(analysis.text[last.end] ?? '') ? 1 : 0;
    out.push({ offset: last.end + quoted, text });
  }
  return out;
}

/** What a wrong number should be, to stand behind it and to be put in its place. */
export interface Correction {
  readonly offset: number;
  /** `→ 16` */
  readonly text: string;
  readonly edit: TextEdit;
  /** What is wrong. */
  readonly message: string;
}

/** One for each finding within `range` that the change of one number at its own place settles. */
export function correctionInlays(analysis: Analysis, range: Span): Correction[] {
  const out = new Map<number, Correction>();
  for (const finding of analysis.findings) {
    if (finding.severity === 'hint' || finding.span.end < range.start || finding.span.start > range.end) continue;
    const repair = repairsFor(analysis, finding).find(({ preferred, kind }) => preferred && kind === 'fix');
    const [edit, ...more] = repair?.edits ?? [];
    if (!edit || more.length > 0 || !contains(finding.span, edit.span.start) || !isNumber(analysis.text, edit)) continue;
    out.set(edit.span.end, { offset: edit.span.end, text: `→ ${edit.newText}`, edit, message: finding.message });
  }
  return [...out.values()];
}

const isNumber = (text: string, { span, newText }: TextEdit): boolean =>
  span.end > span.start && /^\d/.test(text.slice(span.start, span.end)) && /^[\d.,_ ]+$/.test(newText);

function lastDegree(launch: Launch): Span | undefined {
  let last: Span | undefined;
  for (const [slot, { place, source }] of launch.input.numbers)
    if (place && source === 'written' && degreeSlots.has(slot) && place.end > (last?.end ?? -1)) last = place;
  return last;
}

function followsFrom(launch: Launch): string | null {
  const { size, perReplica, dp } = worldOf(launch);
  if (size !== null) return `= ${count(size)}${dp !== null && launch.get('dp')?.source !== 'written' ? `, DP ${figure(dp)}` : ''}`;
  return perReplica === null ? null : `= ${count(perReplica)} a copy`;
}

const count = (gpus: number): string => `${figure(gpus)} ${gpus === 1 ? 'GPU' : 'GPUs'}`;
