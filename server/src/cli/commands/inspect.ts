import { type Analysis, inspect as inspectAnalysis } from '../../engine.ts';
import { type Trouble, UsageError } from '../input/trouble.ts';
import type { Colours } from '../output/colour.ts';
import { toRange } from '../output/range.ts';
import { printable, table } from '../output/text.ts';
import { counted } from '../output/words.ts';
import { type Explained, type ExplainOptions, explainEach } from './explained.ts';

const inspectEach = explainEach({ json: toDocument, pretty: ({ path, analysis }, colours) => describe(path, analysis, colours) });

export interface InspectOptions extends ExplainOptions {
  /** `plan.md:12` */
  readonly why?: string;
}

/** Resolves to the exit code: 0, or 2 where a document could not be read. */
export async function inspect(paths: readonly string[], options: InspectOptions, trouble: Trouble): Promise<number> {
  if (options.why === undefined) {
    if (paths.length === 0) throw new UsageError('error: name a file, or a line with --why');
    return inspectEach(paths, options, trouble);
  }
  if (paths.length > 0) throw new UsageError('error: --why names the file itself, as in --why plan.md:12');
  return (await import('./why.ts')).whyLine(options.why, options, trouble);
}

function toDocument({ path, analysis }: Explained): unknown {
  if (!analysis?.isPlan) return { path, plan: false, scenarios: [] };
  const { claims, scenarios, equations } = inspectAnalysis(analysis);
  const { lines } = analysis;
  return {
    path,
    plan: true,
    language: analysis.language,
    claims,
    scenarios: scenarios.map(({ name, quantities }) => ({
      name,
      quantities: quantities.map(({ mentions, ...quantity }) => ({
        ...quantity,
        mentions: mentions.map(({ span, ...mention }) => ({ range: toRange(lines, span), ...mention })),
      })),
    })),
    equations: equations.map(({ span, ...equation }) => ({ range: toRange(lines, span), ...equation })),
  };
}

function describe(path: string, analysis: Analysis, colours: Colours): string[] {
  const { claims, scenarios, equations } = inspectAnalysis(analysis);
  const at = (span: { start: number; end: number }) => {
    const { start } = toRange(analysis.lines, span);
    return `${start.line}:${start.column}`;
  };
  const verdicts = { held: colours.green('holds'), failed: colours.red('fails'), unknown: colours.dim('cannot be told') };
  return [
    colours.bold(
      `${path}: ${counted(claims.recognised, 'claim')}; ${claims.held} hold, ${claims.failed} fail, ${claims.unknown} cannot be told`,
    ),
    ...scenarios.flatMap(({ name, quantities }) => [
      '',
      colours.bold(printable(name)),
      ...table(
        quantities.map(({ id, value, unit, mentions }) => [
          `  ${id}`,
          `${value}${unit === null ? '' : ` ${unit}`}`,
          mentions.map(({ span, role, text }) => `${at(span)} ${role} “${printable(text)}”`).join(', '),
        ]),
      ),
    ]),
    ...(equations.length > 0 ? ['', colours.bold('equations')] : []),
    ...equations.map(({ span, text, verdict }) => `  ${at(span)} ${printable(text)} ${verdicts[verdict]}`),
  ];
}
