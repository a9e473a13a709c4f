import { bytesText, figure, percentText } from '../notation/write.ts';
import { adviceText } from '../physics/advice.ts';
import { componentNames } from '../physics/components.ts';
import type { MemoryEstimate, ServingRoom, StageMemory } from '../physics/memory.ts';
import { servingEngineNames } from '../physics/serving.ts';
import { inert, inertName } from '../text/inert.ts';
import { rangeText } from './range-text.ts';

/** `a GPU of stage 3 (the fullest of 4)` */
export const whose = ({ stages }: MemoryEstimate, { stage }: StageMemory): string =>
  stages.length > 1 ? `a GPU of stage ${stage} (the fullest of ${stages.length})` : 'a GPU';

/** What the fullest GPU holds, the figure to reckon with first, and its share; then what decides the width: a line each. */
export function memoryLines(estimate: MemoryEstimate): string[] {
  const stage = estimate.stages[estimate.mostLoaded];
  if (!stage) return [];
  const { capacity } = estimate;
  const share = capacity ? `, ${percentText(stage.expected / capacity)} of ${bytesText(capacity)}` : '';
  const holds = `${whose(estimate, stage)} holds **≈ ${bytesText(stage.expected)}** (${rangeText(stage.total)})${share}`;
  return [holds, ...(estimate.decisive ? [`_${inert(estimate.decisive)}_`] : [])];
}

/** Every component with its formula, its figures filled in, and where it comes from; the total first. */
export function componentTable(estimate: MemoryEstimate, stage: StageMemory): string {
  const total = `| **total** | **${bytesText(stage.expected)}** | **${rangeText(stage.total)}** | ${stage.utilization && estimate.capacity ? `${shareText(stage)} of ${bytesText(estimate.capacity)}` : ''} |`;
  const rows = stage.components.map(
    ({ id, formula, source, expected, ...range }) =>
      `| ${componentNames[id]} | ${bytesText(expected)} | ${rangeText(range)} | ${cell(formula)} (${cell(cited(source))}) |`,
  );
  return [`| stage ${stage.stage}, per GPU | reckoned with | from – to | how |`, '|---|--:|--:|---|', total, ...rows].join('\n');
}

/** The components now and after a repair; the total first. */
export function beforeAndAfter(now: MemoryEstimate, after: MemoryEstimate, title: string): string {
  const [stage, then] = [now.stages[now.mostLoaded], after.stages[after.mostLoaded]];
  if (!stage || !then) return '';
  const rows = stage.components.map((component) => {
    const other = then.components.find(({ id }) => id === component.id);
    return `| ${componentNames[component.id]} | ${bytesText(component.expected)} | ${other ? bytesText(other.expected) : '–'} |`;
  });
  return [
    `| per GPU | as it is, stage ${stage.stage} | ${inertName(title)}, stage ${then.stage} |`,
    '|---|--:|--:|',
    `| **total** | **${bytesText(stage.expected)}** | **${bytesText(then.expected)}** |`,
    `| from – to | ${rangeText(stage.total)} | ${rangeText(then.total)} |`,
    ...(now.capacity ? [`| share of ${bytesText(now.capacity)} | ${shareText(stage)} | ${shareText(then)} |`] : []),
    ...rows,
  ].join('\n');
}

/** Neighbouring stages that hold the same share a row. */
export function stageTable({ stages, capacity }: MemoryEstimate): string {
  if (stages.length < 2) return '';
  const runs: StageMemory[][] = [];
  for (const stage of stages) {
    const run = runs.at(-1);
    if (run?.[0] && rangeText(run[0].total) === rangeText(stage.total)) run.push(stage);
    else runs.push([stage]);
  }
  const rows = runs.flatMap((run) => {
    const [first, last] = [run[0], run.at(-1)];
    if (!first || !last) return [];
    const name = first === last ? figure(first.stage) : `${first.stage} to ${last.stage}`;
    return [
      `| ${name} | ${first.layers} | ${bytesText(first.expected)} | ${rangeText(first.total)} |${capacity ? ` ${shareText(first)} |` : ''}`,
    ];
  });
  const share = capacity ? [` share of ${bytesText(capacity)} |`, '--:|'] : ['', ''];
  return [`| stage | layers | reckoned with | from – to |${share[0]}`, `|---|--:|--:|--:|${share[1]}`, ...rows].join('\n');
}

/** What is left for the cache of a serving engine, what would make it fit, and what was taken for granted. */
export function remarks({ serving, advice, assumptions, decisive }: MemoryEstimate, more: readonly string[]): string[] {
  const out: string[] = [];
  if (serving) out.push(roomText(serving));
  if (decisive) out.push(`What decides: ${inert(decisive)}.`);
  if (advice.length > 0) out.push(['What would make it fit:', '', ...advice.map((each) => `- ${adviceText(each)}`)].join('\n'));
  const granted = [...assumptions.filter((text) => text !== decisive), ...more];
  if (granted.length > 0) out.push(['Taken for granted:', '', ...granted.map((text) => `- ${inert(text)}`)].join('\n'));
  return out;
}

/** `vLLM leaves 32 to 38 GB for the KV cache: 12 to 14 sequences of 32,768 tokens, 402,000 to 464,000 tokens.` */
function roomText({ engine, kvCache, tokens, perSequence, sequences }: ServingRoom): string {
  const ends = ({ low, high }: { readonly low: number; readonly high: number }): string =>
    figure(low) === figure(high) ? figure(low) : `${figure(low)} to ${figure(high)}`;
  if (kvCache.high <= 0) return `${servingEngineNames[engine]} has no room for a KV cache.`;
  const room = rangeText({ low: Math.max(0, kvCache.low), high: kvCache.high });
  const whole = sequences && perSequence ? `: ${ends(sequences)} whole sequences of ${rangeText(perSequence)}` : '';
  const spread = tokens ? `${whole === '' ? ':' : ' or'} ${ends(tokens)} tokens` : '';
  return `${servingEngineNames[engine]} leaves ${room} for the KV cache${whole}${spread}.`;
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** `[arXiv:1910.02054](https://arxiv.org/abs/1910.02054) §3.1`. */
const cited = (source: string): string => source.replace(/arXiv:(\d{4}\.\d{5})/g, '[arXiv:$1](https://arxiv.org/abs/$1)');

const shareText = ({ utilization }: StageMemory): string =>
  !utilization
    ? '–'
    : utilization.low === utilization.high
      ? percentText(utilization.high)
      : `${percentText(utilization.low)} to ${percentText(utilization.high)}`;
