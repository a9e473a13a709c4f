import { type Analysis, isKnown, type Span, type WhyFigure, why } from '../../engine.ts';
import { openAll } from '../input/documents.ts';
import { type Trouble, UsageError } from '../input/trouble.ts';
import { type Colours, coloursFor } from '../output/colour.ts';
import { toJson } from '../output/json.ts';
import { toRange } from '../output/range.ts';
import { printable } from '../output/text.ts';
import type { ExplainOptions } from './explained.ts';

/** Tells of each number of one line what it was read as; `place` is `plan.md:12`. Resolves to the exit code. */
export async function whyLine(place: string, options: ExplainOptions, trouble: Trouble): Promise<number> {
  const { file, line } = parsePlace(place);
  const documents: unknown[] = [];
  for await (const { path, analysis } of openAll([file], trouble, options)) {
    if (!analysis) continue;
    if (line > analysis.lines.count) {
      trouble.fail(`${path}: has no line ${line}; the last one is ${analysis.lines.count}`);
      continue;
    }
    const part = { start: analysis.lines.startOf(line - 1), end: analysis.lines.endOf(line - 1) };
    const figures = why(analysis, part);
    if (options.format === 'json') documents.push(toDocument(path, line, analysis, part, figures));
    else process.stdout.write(`${describe(`${path}:${line}`, analysis, part, figures, coloursFor(process.stdout)).join('\n')}\n`);
  }
  if (options.format === 'json') process.stdout.write(toJson(documents));
  return trouble.failures.length > 0 ? 2 : 0;
}

function parsePlace(place: string): { file: string; line: number } {
  const [, file = '', line = ''] = /^(.+):([1-9]\d{0,8})$/.exec(place) ?? [];
  if (file === '') throw new UsageError(`error: --why wants a file and a line, as in plan.md:12, not '${printable(place)}'`);
  return { file, line: Number(line) };
}

function toDocument(path: string, line: number, analysis: Analysis, part: Span, figures: readonly WhyFigure[]): unknown {
  const placed = <T extends { readonly span: Span }>({ span, ...rest }: T) => ({ range: toRange(analysis.lines, span), ...rest });
  return {
    path,
    line,
    text: analysis.text.slice(part.start, part.end),
    plan: analysis.isPlan,
    numbers: figures.map(({ claims, equations, findings, ...figure }) => ({
      ...placed(figure),
      known: isKnown({ mentions: figure.mentions, claims, equations }),
      claims: claims.map(placed),
      equations: equations.map(placed),
      findings: findings.map(({ rule, severity, sure, message, span }) => placed({ rule, severity, sure, message, span })),
    })),
  };
}

function describe(place: string, analysis: Analysis, part: Span, figures: readonly WhyFigure[], colours: Colours): string[] {
  const [first] = figures;
  return [
    `${colours.bold(place)}  ${printable(analysis.text.slice(part.start, part.end).trim())}`,
    ...(first && first.setUp.length > 0 ? [colours.dim(`under ${first.setUp.map(printable).join(' › ')}`)] : []),
    ...(analysis.isPlan ? [] : [colours.dim('the document lays out no plan')]),
    ...(figures.length === 0 ? ['no numbers here'] : []),
    ...figures.flatMap((figure) => [
      '',
      colours.bold(printable(figure.text)) +
        (figure.setUp.join() === first?.setUp.join() ? '' : colours.dim(`  under ${figure.setUp.map(printable).join(' › ')}`)),
      ...linesOf(analysis, figure, colours).map((line) => `  ${line}`),
    ]),
  ];
}

function linesOf({ lines }: Analysis, figure: WhyFigure, colours: Colours): string[] {
  const at = ({ start }: Span): string => {
    const { line, column } = lines.positionOf(start);
    return `${line + 1}:${column + 1}`;
  };
  const good = (holds: boolean): string => (holds ? colours.green('holds') : colours.red('fails'));
  const out = [
    ...figure.mentions.map(
      ({ id, value, unit, role, strength, scenario, counts }) =>
        `read as ${colours.cyan(id)} ${value}${unit === null ? '' : ` ${unit}`}: ${role}, ${strength}, scenario ${printable(scenario)}${counts ? '' : ', takes no part in the plan'}`,
    ),
    ...figure.claims.map(
      ({ pattern, holds, sure, says, figures, span }) =>
        `claim ${colours.cyan(pattern)} at ${at(span)} ${good(holds)}${holds ? '' : ` (${sure})`}: ${printable(says)} [${figures.map(printable).join(', ')}]`,
    ),
    ...figure.equations.map(
      ({ text, verdict, span }) =>
        `equation at ${at(span)} ${verdict === 'unknown' ? colours.dim('cannot be told') : good(verdict === 'held')}: ${printable(text)}`,
    ),
    ...figure.findings.map(({ rule, severity, sure, message }) => `${severity}[${rule}] (${sure}): ${printable(message)}`),
  ];
  if (isKnown(figure)) return out;
  return [figure.name === null ? 'nothing known' : `part of the name ${printable(figure.name)}; nothing known`, ...out];
}
