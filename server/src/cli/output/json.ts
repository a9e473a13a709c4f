import type { Report } from './report.ts';

/** The findings as JSON, for other programs. Its shape is fixed by `version`; keys may be added. */
export function jsonReport(write: (text: string) => void): Report {
  const documents: unknown[] = [];
  return {
    add: (shown) => void documents.push(shown),
    end: () => write(toJson(documents)),
  };
}

/** The frame that all JSON outputs share. */
export const toJson = (documents: readonly unknown[]): string => `${JSON.stringify({ version: 1, documents }, null, 2)}\n`;
