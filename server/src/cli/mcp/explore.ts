import { explore } from '../../engine.ts';
import { UsageError } from '../input/trouble.ts';
import type { Answer, Format } from './answers.ts';
import type { Answered } from './documents.ts';

/** The address of the page that shows an answer. */
export const exploreUri = 'ui://planwright/explore.html';
/** What marks a page as one that a chat may show: SEP-1865. */
export const appMimeType = 'text/html;profile=mcp-app';

/** What would follow from other values of one plan. */
export function exploreAnswer({ documents, notes }: Answered, change: unknown, format: Format): Answer {
  const [document, ...more] = documents;
  if (!document || more.length > 0) throw new UsageError('explore: name one plan');
  const name = document.path;
  const state = document.analysis && explore(document.analysis, change);
  if (!state)
    return { text: `${name} is no deployment plan, or says too little of its model to tell what would be`, json: { name, state: null } };
  const json = { name, state };
  const text = format === 'json' ? JSON.stringify(json) : [...linesOf(name, state), ...notes].join('\n');
  return { text, json };
}

const round = (value: number): number => Number(value.toPrecision(3));

function linesOf(
  name: string,
  { layout, gpus, problems, memory, speed, bubble, controls, points }: NonNullable<ReturnType<typeof explore>>,
): string[] {
  const memoryLine = memory && [
    `${round(memory.expected / 1e9)} GB expected on the fullest GPU (${round(memory.low / 1e9)} to ${round(memory.high / 1e9)})`,
    ...(memory.capacity === null ? [] : [`of ${round(memory.capacity / 1e9)} GB`]),
  ];
  const closed = controls.flatMap(({ label, options }) =>
    options.filter(({ state }) => state === 'forbidden').map(({ label: value, why }) => `${label} ${value} is not allowed: ${why}`),
  );
  return [
    `${name}: ${layout} on ${gpus} GPUs`,
    ...problems,
    ...(memoryLine ? [memoryLine.join(' ')] : []),
    ...(speed ? [`about ${round(speed.tokensPerGpu)} tokens/s for each GPU, ${round(speed.seconds)} s a step`] : []),
    ...(bubble ? [`pipeline bubble ${round(100 * bubble.ofTotal)} % of the step`] : []),
    ...closed,
    `${points.filter(({ valid, fits }) => valid && fits !== false).length} valid layouts of as many GPUs fit`,
  ];
}
