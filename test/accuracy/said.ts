import { type Analysis, analyze, type RuleId, type Severity, type Sureness } from '../../server/src/engine.ts';

/** A finding by the lines that it stands on, which count from 1. Hints are no findings here. */
export interface Said {
  readonly rule: RuleId;
  readonly severity: Severity;
  readonly sure: Sureness;
  readonly message: string;
  readonly from: number;
  readonly to: number;
  /** First and last lines of the places that it names. */
  readonly related: readonly number[];
}

/** A document of a set, read as the command line reads it. */
export const read = (name: string, text: string, previous?: Analysis): Analysis =>
  analyze(text.replace(/^\ufeff/, ''), { path: name, ...(previous && { previous }) });

export function said({ isPlan, findings, lines }: Analysis): Said[] {
  if (!isPlan) return [];
  const line = (offset: number): number => lines.lineOf(offset) + 1;
  return findings
    .filter(({ severity }) => severity !== 'hint')
    .map(({ rule, severity, sure, message, span, related }) => ({
      rule,
      severity,
      sure,
      message,
      from: line(span.start),
      to: line(span.end),
      related: related.flatMap((place) => [line(place.span.start), line(place.span.end)]),
    }));
}

export const standsOn = ({ from, to }: Said, lines: readonly number[]): boolean => lines.some((line) => from <= line && line <= to);

export const names = ({ related }: Said, lines: readonly number[]): boolean => lines.some((line) => related.includes(line));
