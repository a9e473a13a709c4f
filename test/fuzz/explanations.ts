import {
  type Analysis,
  completionsAt,
  correctionInlays,
  definitionsOf,
  dependentsOf,
  detailsAt,
  hoverAt,
  inlays,
  inspect,
  layoutReport,
  lenses,
  memoryReport,
  modificationReport,
  type OutlineItem,
  outline,
  placesOf,
  quantityAt,
  readAs,
  type Span,
  why,
} from '../../server/src/engine.ts';
import { checkSpan, checkText, Wrong } from './wrong.ts';

/** Of a document so many numbers are asked about. */
const mostAsked = 40;

/** Everything that the engine tells of a plan besides its findings: whole numbers, places inside of the text, words that make sense. */
export function checkExplanations(analysis: Analysis): void {
  const { text } = analysis;
  const numbers = [...text.matchAll(/\d+/g)];
  const step = Math.max(1, Math.ceil(numbers.length / mostAsked));
  for (const { index } of numbers.filter((_, at) => at % step === 0)) checkNumber(analysis, index);
  checkOutline(text, outline(analysis));
  const whole = { start: 0, end: text.length };
  for (const { offset, text: said } of [...inlays(analysis, whole), ...lenses(analysis), ...correctionInlays(analysis, whole)]) {
    checkSpan(text, { start: offset, end: offset }, 'a hint');
    checkText('a hint', said, text);
  }
  checkText('what it was read as', readAs(analysis), text);
  checkText('a report', modificationReport(analysis), text);
  for (const report of [inspect(analysis), memoryReport(analysis), layoutReport(analysis)]) checkFigures(report, text);
}

function checkNumber(analysis: Analysis, offset: number): void {
  const { text } = analysis;
  const hover = hoverAt(analysis, offset);
  if (hover) {
    checkSpan(text, hover.span, 'a hover');
    checkText('a hover', hover.markdown, text);
  }
  checkText('details', detailsAt(analysis, offset) ?? '', text);
  const completions = completionsAt(analysis, offset);
  if (completions) {
    checkSpan(text, completions.span, 'a completion');
    for (const { value, detail, markdown } of completions.values) checkText('a completion', `${value} ${detail} ${markdown}`, text);
  }
  const quantified = quantityAt(analysis, offset);
  if (!quantified) return;
  const places = [...placesOf(analysis, quantified), ...definitionsOf(analysis, quantified), ...dependentsOf(analysis, quantified)];
  for (const { span } of places) checkSpan(text, span, 'a place of a quantity');
  const line: Span = { start: text.lastIndexOf('\n', offset - 1) + 1, end: (text.indexOf('\n', offset) + 1 || text.length + 1) - 1 };
  for (const { span, claims } of why(analysis, line)) {
    checkSpan(text, span, 'a figure');
    for (const claim of claims) checkText('a claim', claim.says, text);
  }
}

function checkOutline(text: string, items: readonly OutlineItem[]): void {
  for (const { name, detail, span, selection, children } of items) {
    checkSpan(text, span, 'an outline');
    checkSpan(text, selection, 'an outline');
    if (selection.start < span.start || selection.end > span.end)
      throw new Wrong('span of an outline', `${name}: what is selected lies outside`);
    checkText('an outline', `${name} ${detail}`, text);
    checkOutline(text, children);
  }
}

/** JSON knows no NaN and no Infinity: they would become null. */
function checkFigures(report: unknown, text: string): void {
  const json = JSON.stringify(report, (key, value: unknown) => {
    if (typeof value === 'number' && !Number.isFinite(value)) throw new Wrong('nonsense in a report', `${key} is ${value}`);
    return value;
  });
  checkText('a report', json, text);
}
