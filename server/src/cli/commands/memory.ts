import { memoryReport } from '../../engine.ts';
import type { Colours } from '../output/colour.ts';
import { degreesText, gigabytes, percentRange, printable, table } from '../output/text.ts';
import { explainEach } from './explained.ts';

type MemoryReport = NonNullable<ReturnType<typeof memoryReport>>;
type Stage = MemoryReport['perGpu'][number];

const nothing: MemoryReport = {
  layout: {},
  perGpu: [],
  parameters: { stated: null, fromDimensions: null, fromDimensionsRange: null },
  assumptions: [],
  advice: [],
};

export const memory = explainEach({
  json: ({ path, analysis }) => ({ path, ...((analysis?.isPlan && memoryReport(analysis)) || nothing) }),
  pretty: ({ path, analysis }, colours) => {
    const report = memoryReport(analysis);
    return report ? describe(path, report, colours) : [`${path}: too little is stated to tell what a GPU must hold`];
  },
});

function describe(path: string, { layout, perGpu, parameters, assumptions, advice }: MemoryReport, colours: Colours): string[] {
  const fullest = perGpu.reduce<Stage | undefined>(
    (best, stage) => (best && best.total.high >= stage.total.high ? best : stage),
    undefined,
  );
  const { stated, fromDimensionsRange: fromDimensions } = parameters;
  return [
    colours.bold(`${path}: ${degreesText(layout)}`),
    ...(fullest ? ['', ...stageTable(fullest, perGpu.length, colours)] : []),
    ...(perGpu.length > 1
      ? [
          '',
          'every stage:',
          ...table(
            perGpu.map((stage) => [`  ${stage.stage}`, ...totals(stage)]),
            [1, 2],
          ),
        ]
      : []),
    '',
    `parameters: ${stated === null ? 'not stated' : `${billions(stated)} stated`}${fromDimensions === null ? '' : `, ${billionRange(fromDimensions)} from the dimensions`}`,
    ...(assumptions.length > 0 ? ['', 'taken for granted:', ...assumptions.map((line) => `  - ${printable(line)}`)] : []),
    ...(advice.length > 0 ? ['', 'what would help:', ...advice.map((line) => `  - ${printable(line)}`)] : []),
  ];
}

function stageTable(stage: Stage, stages: number, colours: Colours): string[] {
  const rows = table(
    [
      ['', 'low', 'high', ''],
      ...stage.components.map(({ id, low, high, formula }) => [id, gigabytes(low), gigabytes(high), printable(formula)]),
      ['total', ...totals(stage)],
    ],
    [1, 2],
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
