import { layoutReport } from '../../engine.ts';
import type { Colours } from '../output/colour.ts';
import { degreesText, gigabyteRange, percentRange, printable, table } from '../output/text.ts';
import { counted } from '../output/words.ts';
import { explainEach, type Views } from './explained.ts';

export const layoutsViews: Views = {
  json: ({ path, analysis }) => ({ path, ...(analysis?.isPlan ? layoutReport(analysis) : { gpus: null, layouts: [], fewest: null }) }),
  pretty: ({ path, analysis }, colours) => describe(path, layoutReport(analysis), colours),
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

function memoryText(memory: ReturnType<typeof layoutReport>['layouts'][number]['memory']): string {
  if (!memory) return '';
  const share = memory.capacity ? ` (${percentRange(memory.low / memory.capacity, memory.high / memory.capacity)})` : '';
  return `${gigabyteRange(memory)} per GPU${share}`;
}
