import { isDescribed, layoutReport } from '../../engine.ts';
import type { Colours } from '../output/colour.ts';
import { degreesText, gigabyteRange, gigabytes, percentRange, printable, table } from '../output/text.ts';
import { counted } from '../output/words.ts';
import { explainEach, type Views } from './explained.ts';

export const layoutsViews: Views = {
  json: ({ path, analysis }) => ({
    path,
    ...(analysis ? layoutReport(analysis) : { gpus: null, advice: false, layouts: [], assumptions: [], fewest: null }),
  }),
  pretty: ({ path, analysis }, colours) => {
    const report = layoutReport(analysis);
    return report.advice ? advise(path, report, colours) : describe(path, report, colours);
  },
  about: isDescribed,
};

export const layouts = explainEach(layoutsViews);

function describe(path: string, { gpus, layouts, fewest }: ReturnType<typeof layoutReport>, colours: Colours): string[] {
  const head = `${path}: ${gpus === null ? 'no number of GPUs is stated' : counted(gpus, 'GPU')}, ${counted(layouts.length, 'valid layout')}`;
  const rows = table(layouts.map(({ degrees, memory, preferred }) => [preferred ? '*' : ' ', degreesText(degrees), memoryText(memory)]));
  return [
    colours.bold(head),
    ...layouts.flatMap(({ changes, why, preferred, microBatches, bubble, rewritten, byHand }, at) => {
      const row = rows[at] ?? '';
      const schedule =
        bubble && microBatches !== null
          ? `${counted(microBatches, 'micro-batch', 'micro-batches')}, bubble ${percent(bubble.ofTotal)} of the step`
          : '';
      const places = rewritten ? `rewrites ${counted(rewritten, 'place')}${byHand ? `, ${byHand} to check by hand` : ''}` : '';
      const about = [changes.length > 0 ? changes.join(', ') : 'as it is', why, schedule, places]
        .filter((part) => part !== '')
        .map(printable);
      return [preferred ? colours.green(row) : row, colours.dim(`     ${about.join('; ')}`)];
    }),
    ...(fewest
      ? [
          `the fewest GPUs that ${fewest.certain ? 'surely hold it' : 'may hold it'}${fewest.having ? ` with ${fewest.having}` : ''}: ${fewest.gpus}, ${degreesText(fewest.degrees)}`,
        ]
      : []),
  ];
}

const percent = (share: number): string => `${Number((100 * share).toPrecision(2))} %`;

/** Layouts for a plan that states none, as a table of what each comes to. */
function advise(path: string, { gpus, layouts, assumptions, fewest }: ReturnType<typeof layoutReport>, colours: Colours): string[] {
  const head = colours.bold(`${path}: ${counted(gpus ?? 0, 'GPU')}, no degrees stated: layouts by the time of a step`);
  const enough = fewest
    ? [
        `the fewest GPUs, doubled, that may hold it${fewest.having ? ` with ${fewest.having}` : ''}: ${fewest.gpus}, ${degreesText(fewest.degrees)}`,
      ]
    : [];
  const [best] = layouts;
  if (!best) return [head, 'none fits, not even with all layers recomputed', ...enough];
  const rows = table(
    [
      ['', 'layout', 'per GPU', 'share', 'bubble', 'tokens/s/GPU'],
      ...layouts.map(({ degrees, memory, bubble, tokensPerGpu, preferred, microBatch, uneven }) => [
        preferred ? '*' : ' ',
        `${degreesText(degrees)}, micro-batch ${microBatch}${uneven ? ', uneven' : ''}`,
        memory?.expected ? gigabytes(memory.expected) : '',
        memory?.expected && memory.capacity ? percentRange(memory.expected / memory.capacity, memory.expected / memory.capacity) : '',
        bubble ? percent(bubble.ofTotal) : '–',
        tokensPerGpu ? String(Number(tokensPerGpu.toPrecision(2))) : '',
      ]),
    ],
    [2, 3, 4, 5],
  );
  const switches = new Set(layouts.flatMap(({ uneven }) => (uneven ? [uneven] : [])));
  return [
    head,
    ...rows.flatMap((row, at) => (at === 0 ? [colours.dim(row)] : [at === 1 ? colours.green(row) : row])),
    '',
    `best: ${printable(best.why)}`,
    ...[...switches].map(printable),
    ...enough,
    ...assumptions.map((line) => `taken for granted: ${printable(line)}`),
  ];
}

function memoryText(memory: ReturnType<typeof layoutReport>['layouts'][number]['memory']): string {
  if (!memory) return '';
  const share = memory.capacity ? ` (${percentRange(memory.low / memory.capacity, memory.high / memory.capacity)})` : '';
  return `${gigabyteRange(memory)} per GPU${share}`;
}
