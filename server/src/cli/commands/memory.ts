import { bar, emptyMemoryReport, isDescribed, isWide, type MemoryDocument, memoryReport, memoryWants } from '../../engine.ts';
import type { Colours } from '../output/colour.ts';
import { degreesText, gigabyteRange, gigabytes, percentRange, printable, table } from '../output/text.ts';
import { counted } from '../output/words.ts';
import { explainEach, type Views } from './explained.ts';

type Stage = MemoryDocument['perGpu'][number];

export const memoryViews: Views = {
  json: ({ path, analysis }) => ({ path, ...((analysis && memoryReport(analysis)) || emptyMemoryReport) }),
  pretty: ({ path, analysis }, colours) => {
    const report = memoryReport(analysis);
    if (!report) return [`${path}: too little is stated to tell what a GPU must hold: ${memoryWants(analysis)}`];
    if (report.unmodelled)
      return [
        `${path}: models of this kind (${printable(report.unmodelled)}) are not described by the formulas: nothing is said of their memory`,
      ];
    return describe(path, report, colours);
  },
  about: isDescribed,
};

export const memory = explainEach(memoryViews);

/** What matters most comes first: the total beside the capacity, what decides it, and then how it comes about. */
function describe(
  path: string,
  { layout, perGpu, parameters, serving, decisive, assumptions, advice, fewest }: MemoryDocument,
  colours: Colours,
): string[] {
  const fullest = perGpu.reduce<Stage | undefined>((best, stage) => (best && best.expected >= stage.expected ? best : stage), undefined);
  const { stated, fromDimensionsRange: fromDimensions } = parameters;
  const others = assumptions.filter((line) => line !== decisive);
  const wide = fullest !== undefined && isWide(fullest.total);
  return [
    colours.bold(`${path}: ${degreesText(layout)}`),
    // a range that tells little is an admission: what would narrow it is told first
    ...(decisive && wide ? [`what would narrow this most: ${printable(decisive)}`] : []),
    ...(fullest ? headline(fullest) : []),
    ...(decisive && !wide ? [`what decides: ${printable(decisive)}`] : []),
    ...(fullest ? ['', ...stageTable(fullest, perGpu.length, colours)] : []),
    ...(perGpu.length > 1
      ? [
          '',
          'every stage:',
          ...table(
            alike(perGpu).map(([from, to, stage]) => [
              `  ${from === to ? from : `${from}–${to}`}`,
              ...totals(stage),
              stage.utilization ? bar(stage.utilization) : '',
            ]),
            [1, 2],
          ),
        ]
      : []),
    '',
    `parameters: ${stated === null ? 'not stated' : `${billions(stated)} stated`}${fromDimensions === null ? '' : `, ${billionRange(fromDimensions)} from the dimensions`}`,
    ...(serving ? servingLines(serving) : []),
    ...(others.length > 0 ? ['', 'taken for granted:', ...others.map((line) => `  - ${printable(line)}`)] : []),
    ...(advice.length > 0 || fewest
      ? [
          '',
          'what would help:',
          ...advice.map((line) => `  - ${printable(line)}`),
          ...(fewest
            ? [
                `  - ${counted(fewest.gpus, 'GPU')}, the fewest that ${fewest.certain ? 'surely hold it' : 'may hold it'}${fewest.having ? ` with ${fewest.having}` : ''}: ${degreesText(fewest.degrees)}, ${gigabyteRange(fewest.total)} each`,
              ]
            : []),
        ]
      : []),
  ];
}

/** Neighbouring stages that hold the same, by the first and the last of each run. */
function alike(stages: readonly Stage[]): [number, number, Stage][] {
  const runs: [number, number, Stage][] = [];
  for (const stage of stages) {
    const run = runs.at(-1);
    if (run && totals(run[2]).join() === totals(stage).join()) run[1] = stage.stage;
    else runs.push([stage.stage, stage.stage, stage]);
  }
  return runs;
}

const headline = (stage: Stage): string[] => {
  const [low, high] = totals(stage);
  const range = low === high ? low : `${low.replace(' GB', '')}–${high}`;
  const { expected, capacity } = stage;
  const share = capacity ? `, ${percentRange(expected / capacity, expected / capacity)} of ${gigabytes(capacity)}` : '';
  return [`≈ ${gigabytes(expected)} per GPU (${range})${share}${stage.utilization ? `  ${bar(stage.utilization)}` : ''}`];
};

function servingLines({
  engine,
  budget,
  kvCache,
  perSequence,
  sequences,
  length,
  replicas,
}: NonNullable<MemoryDocument['serving']>): string[] {
  const left = kvCache.high <= 0 ? 'nothing is' : `${gigabyteRange({ low: Math.max(0, kvCache.low), high: kvCache.high })} are`;
  const many = sequences && (sequences.low === sequences.high ? String(sequences.low) : `${sequences.low} to ${sequences.high}`);
  const each = replicas > 1 ? ` on each of ${replicas} replicas` : '';
  const room =
    perSequence && many && length !== null
      ? `, ${many} whole ${many === '1' ? 'sequence' : 'sequences'} of ${length.toLocaleString('en')} tokens (${gigabyteRange(perSequence)}) at once${each}`
      : '';
  return [`${engine}: of ${gigabyteRange(budget)} that it may take, ${left} left for the KV cache${room}`];
}

function stageTable(stage: Stage, stages: number, colours: Colours): string[] {
  const rows = table(
    [
      ['', 'expected', 'low', 'high', ''],
      ...stage.components.map(({ id, low, high, expected, formula, source }) => [
        id,
        gigabytes(expected),
        gigabytes(low),
        gigabytes(high),
        `${printable(formula)}  [${source}]`,
      ]),
      ['total', gigabytes(stage.expected), ...totals(stage)],
    ],
    [1, 2, 3],
  );
  const [head = '', ...rest] = rows;
  return [
    stages > 1 ? `a GPU of stage ${stage.stage}, the fullest:` : 'each GPU:',
    colours.dim(head),
    ...rest.slice(0, -1),
    colours.bold(rest.at(-1) ?? ''),
  ];
}

function totals({ total, capacity, utilization }: Stage): [string, string, string] {
  const share = utilization
    ? `${percentRange(utilization.low, utilization.high)} of ${capacity === null ? 'the GPU' : gigabytes(capacity)}`
    : '';
  return [gigabytes(total.low), gigabytes(total.high), share];
}

const billions = (count: number): string =>
  count >= 1e9 ? `${(count / 1e9).toFixed(count >= 1e10 ? 1 : 2)}B` : `${(count / 1e6).toFixed(1)}M`;

function billionRange({ low, high }: { readonly low: number; readonly high: number }): string {
  const [from, to] = [billions(low), billions(high)];
  return from === to ? to : `${from} to ${to}`;
}
