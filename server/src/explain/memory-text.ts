import { bytesText, figure, percentText } from '../notation/write.ts';
import { adviceText } from '../physics/advice.ts';
import { componentNames } from '../physics/components.ts';
import type { MemoryEstimate, StageMemory } from '../physics/memory.ts';
import { servingEngineNames } from '../physics/serving.ts';
import { inert, inertName } from '../text/inert.ts';
import { rangeText } from './range-text.ts';

/** `a GPU of stage 3 (the fullest of 4)` */
export const whose = ({ stages }: MemoryEstimate, { stage }: StageMemory): string =>
  stages.length > 1 ? `a GPU of stage ${stage} (the fullest of ${stages.length})` : 'a GPU';

/** What the fullest GPU holds and its share, then what decides it: a line each. */
export function memoryLines(estimate: MemoryEstimate): string[] {
  const stage = estimate.stages[estimate.mostLoaded];
  if (!stage) return [];
  const share = stage.utilization && estimate.capacity ? ` of ${bytesText(estimate.capacity)}, ${shareText(stage)}` : '';
  const holds = `${whose(estimate, stage)} holds **${rangeText(stage.total)}**${share}`;
  return [holds, ...(estimate.decisive ? [`_${inert(estimate.decisive)}_`] : [])];
}

/** Every component with its formula, its figures filled in, and where it comes from; the total first. */
export function componentTable(estimate: MemoryEstimate, stage: StageMemory): string {
  const total = `| **total** | **${rangeText(stage.total)}** | ${stage.utilization && estimate.capacity ? `${shareText(stage)} of ${bytesText(estimate.capacity)}` : ''} |`;
  const rows = stage.components.map(
    ({ id, formula, source, ...range }) => `| ${componentNames[id]} | ${rangeText(range)} | ${cell(formula)} (${cell(cited(source))}) |`,
  );
  return [`| stage ${stage.stage}, per GPU | memory | how |`, '|---|--:|---|', total, ...rows].join('\n');
}

/** The components now and after a repair; the total first. */
export function beforeAndAfter(now: MemoryEstimate, after: MemoryEstimate, title: string): string {
  const [stage, then] = [now.stages[now.mostLoaded], after.stages[after.mostLoaded]];
  if (!stage || !then) return '';
  const rows = stage.components.map((component) => {
    const other = then.components.find(({ id }) => id === component.id);
    return `| ${componentNames[component.id]} | ${rangeText(component)} | ${other ? rangeText(other) : '–'} |`;
  });
  return [
    `| per GPU | as it is, stage ${stage.stage} | ${inertName(title)}, stage ${then.stage} |`,
    '|---|--:|--:|',
    `| **total** | **${rangeText(stage.total)}** | **${rangeText(then.total)}** |`,
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
    return [`| ${name} | ${first.layers} | ${rangeText(first.total)} |${capacity ? ` ${shareText(first)} |` : ''}`];
  });
  const share = capacity ? [` share of ${bytesText(capacity)} |`, '--:|'] : ['', ''];
  return [`| stage | layers | per GPU |${share[0]}`, `|---|--:|--:|${share[1]}`, ...rows].join('\n');
}

/** What is left for the cache of a serving engine, what would make it fit, and what was taken for granted. */
export function remarks({ serving, advice, assumptions, decisive }: MemoryEstimate, more: readonly string[]): string[] {
  const out: string[] = [];
  if (serving) {
    const left = rangeText({ low: Math.max(0, serving.kvCache.low), high: Math.max(0, serving.kvCache.high) });
    out.push(`${servingEngineNames[serving.engine]} leaves ${left} for the KV cache.`);
  }
  if (decisive) out.push(`What decides: ${inert(decisive)}.`);
  if (advice.length > 0) out.push(['What would make it fit:', '', ...advice.map((each) => `- ${adviceText(each)}`)].join('\n'));
  const granted = [...assumptions.filter((text) => text !== decisive), ...more];
  if (granted.length > 0) out.push(['Taken for granted:', '', ...granted.map((text) => `- ${inert(text)}`)].join('\n'));
  return out;
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
