import type { Views } from '../commands/explained.ts';
import { rewriteOf } from '../commands/fix.ts';
import { layoutsViews } from '../commands/layouts.ts';
import { memoryViews } from '../commands/memory.ts';
import { parseLayout, parseSet } from '../input/layout.ts';
import { UsageError } from '../input/trouble.ts';
import { describeChanges, unifiedDiff } from '../output/changes.ts';
import { coloursFor } from '../output/colour.ts';
import { toJson } from '../output/json.ts';
import { jsonDocument } from '../output/json-document.ts';
import { prettyReport } from '../output/pretty.ts';
import { prettyDocument } from '../output/pretty-document.ts';
import { tallyOf } from '../output/remedies.ts';
import { noTotals, withTally } from '../output/report.ts';
import { checked } from '../output/select.ts';
import type { Answered } from './documents.ts';

export interface Answer {
  readonly text: string;
  readonly json?: Record<string, unknown>;
}

export type Format = 'text' | 'json';

/** An agent reads all that it is given: of longer answers it gets the beginning, in characters. */
const longest = 40_000;

const plain = coloursFor({ isTTY: false }, {});

export function checkAnswer({ documents, notes }: Answered, format: Format): Answer {
  const found = documents.map((document) => checked(document));
  if (format === 'json') return inJson(JSON.parse(toJson(found.map(jsonDocument))), notes);
  let out = '';
  const report = prettyReport((text) => {
    out += text;
  }, plain);
  for (const document of found) report.add(prettyDocument(plain)(document));
  report.end({ ...found.map(tallyOf).reduce(withTally, noTotals), failures: [] });
  return inText([out.trimEnd()], notes);
}

/** What a plan is to be restated to. */
export interface Wanted {
  readonly layout?: string | undefined;
  readonly set?: string | undefined;
}

/** The diff and what follows from it. A document that is right answers with that. */
export function fixAnswer({ documents, notes }: Answered, { layout, set }: Wanted): Answer {
  if (layout !== undefined && set !== undefined) throw new UsageError('`layout` and `set`: one of them says what the plan becomes');
  const asked = {
    layout: layout === undefined ? null : parseLayout(layout),
    set: set === undefined ? null : parseSet(set),
    unsafe: false,
  };
  const parts = documents.map(({ path, analysis, mark }) => {
    if (!analysis?.isPlan) return `${path} is no deployment plan`;
    const { refused, ...rewrite } = rewriteOf(analysis, asked, path);
    if (refused) throw new UsageError(`${path}: ${refused}`);
    const diff = unifiedDiff(path, mark + rewrite.before.text, mark + rewrite.after.text, plain);
    return [...describeChanges(path, rewrite, true, plain), ...(diff === '' ? [] : ['', diff.trimEnd()])].join('\n');
  });
  return inText(parts, notes);
}

export const layoutsAnswer = (answered: Answered, format: Format): Answer => viewed(answered, layoutsViews, format);

export const memoryAnswer = (answered: Answered, format: Format): Answer => viewed(answered, memoryViews, format);

function viewed({ documents, notes }: Answered, views: Views, format: Format): Answer {
  if (format === 'json') return inJson({ version: 1, documents: documents.map((document) => views.json(document)) }, notes);
  const parts = documents.map(({ path, analysis }) =>
    analysis && (views.about?.(analysis) ?? analysis.isPlan)
      ? views.pretty({ path, analysis }, plain).join('\n')
      : `${path} is no deployment plan`,
  );
  return inText(parts, notes);
}

function inText(parts: readonly string[], notes: readonly string[]): Answer {
  const text = [...parts, ...notes].join('\n\n');
  if (text.length <= longest) return { text };
  const end = text.lastIndexOf('\n', longest);
  return { text: `${text.slice(0, end)}\n… and ${text.length - end} characters more: ask about fewer documents` };
}

const inJson = (json: Record<string, unknown>, notes: readonly string[]): Answer => {
  const all = notes.length > 0 ? { ...json, notes } : json;
  return { text: JSON.stringify(all), json: all };
};
