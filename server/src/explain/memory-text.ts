import { figure } from '../notation/write.ts';
import { adviceText } from '../physics/advice.ts';
import { componentNames } from '../physics/components.ts';
import { bytes } from '../physics/figures.ts';
import { isWide, type MemoryEstimate, type ServingRoom, type StageMemory } from '../physics/memory.ts';
import { servingEngineNames } from '../physics/serving.ts';
import { inert, inertName } from '../text/inert.ts';
import { rangeText } from './range-text.ts';

/** `a GPU of stage 3 (the fullest of 4)` */
export const whose = ({ stages }: MemoryEstimate, { stage }: StageMemory): string =>
  stages.length > 1 ? `a GPU of stage ${stage} (the fullest of ${stages.length})` : 'a GPU';

/**
 * What the fullest GPU holds, the figure to reckon with first, and its share; the room of a serving engine; what decides the width: a line
 * each. Of a range that tells little, what would narrow it comes first.
 */
export function memoryLines(estimate: MemoryEstimate): string[] {
  const stage = estimate.stages[estimate.mostLoaded];
  if (!stage) return [];
  const { capacity, serving, decisive, total } = estimate;
  const part = capacity ? `, ${share(stage.expected / capacity)} of ${bytes(capacity)}` : '';
  const holds = `${whose(estimate, stage)} holds **≈ ${bytes(stage.expected)}** (${rangeText(stage.total)})${part}`;
  const room = serving ? [roomText(serving, false)] : [];
  if (!decisive) return [holds, ...room];
  return isWide(total)
    ? [`_what would narrow this most: ${inert(decisive)}_`, holds, ...room]
    : [holds, ...room, `_what decides: ${inert(decisive)}_`];
}

/** A figure in a narrow column breaks before the upper end of its range, and nowhere else. */
const unbroken = (text: string): string => text.replace(/ (?=to |[kMGT]?B$|[kMGT]?B |%)/g, '\u00a0');

/** Every component with its formula, its figures filled in, and where it comes from; the total first. */
export function componentTable(estimate: MemoryEstimate, stage: StageMemory): string {
  const total = `| **total** | **${unbroken(bytes(stage.expected))}** | **${unbroken(rangeText(stage.total))}** | ${stage.utilization && estimate.capacity ? `${shareText(stage)} of ${bytes(estimate.capacity)}` : ''} |`;
  const rows = stage.components.map(
    ({ id, formula, source, expected, ...range }) =>
      `| ${componentNames[id]} | ${unbroken(bytes(expected))} | ${unbroken(rangeText(range))} | ${cell(formula)} (${cell(cited(source))}) |`,
  );
  return [`| stage ${stage.stage}, per GPU | reckoned with | from – to | how |`, '|---|--:|--:|---|', total, ...rows].join('\n');
}

/** The components now and after a repair; the total first. */
export function beforeAndAfter(now: MemoryEstimate, after: MemoryEstimate, title: string): string {
  const [stage, then] = [now.stages[now.mostLoaded], after.stages[after.mostLoaded]];
  if (!stage || !then) return '';
  const rows = stage.components.map((component) => {
    const other = then.components.find(({ id }) => id === component.id);
    return `| ${componentNames[component.id]} | ${bytes(component.expected)} | ${other ? bytes(other.expected) : '–'} |`;
  });
  return [
    `| per GPU | as it is, stage ${stage.stage} | ${inertName(title)}, stage ${then.stage} |`,
    '|---|--:|--:|',
    `| **total** | **${bytes(stage.expected)}** | **${bytes(then.expected)}** |`,
    `| from – to | ${rangeText(stage.total)} | ${rangeText(then.total)} |`,
    ...(now.capacity ? [`| share of ${bytes(now.capacity)} | ${shareText(stage)} | ${shareText(then)} |`] : []),
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
      `| ${name} | ${first.layers} | ${unbroken(bytes(first.expected))} | ${unbroken(rangeText(first.total))} |${capacity ? ` ${unbroken(shareText(first))} |` : ''}`,
    ];
  });
  const last = capacity ? [` share of ${bytes(capacity)} |`, '--:|'] : ['', ''];
  return [`| stage | layers | reckoned with | from – to |${last[0]}`, `|---|--:|--:|--:|${last[1]}`, ...rows].join('\n');
}

/** What is left for the cache of a serving engine, what would make it fit, and what was taken for granted. */
export function remarks({ serving, advice, assumptions, decisive, total }: MemoryEstimate, more: readonly string[]): string[] {
  const out: string[] = [];
  if (serving) out.push(roomText(serving));
  if (decisive) out.push(`${isWide(total) ? 'What would narrow this most' : 'What decides'}: ${inert(decisive)}.`);
  if (advice.length > 0) out.push(['What would make it fit:', '', ...advice.map((each) => `- ${adviceText(each)}`)].join('\n'));
  const granted = [...assumptions.filter((text) => text !== decisive), ...more];
  if (granted.length > 0) out.push(['Taken for granted:', '', ...granted.map((text) => `- ${inert(text)}`)].join('\n'));
  return out;
}

/** `vLLM leaves 32 to 38 GB for the KV cache: 12 to 14 whole sequences of 32,768 tokens (2.68 GB each), or 402,000 to 464,000 tokens.` */
export function roomText({ engine, kvCache, tokens, perSequence, sequences, length, replicas }: ServingRoom, whole = true): string {
  const ends = ({ low, high }: { readonly low: number; readonly high: number }): string =>
    figure(low) === figure(high) ? figure(low) : `${figure(low)} to ${figure(high)}`;
  if (kvCache.high <= 0) return `${servingEngineNames[engine]} has no room for a KV cache${whole ? '.' : ''}`;
  const room = kvCache.low <= 0 ? `at most ${bytes(kvCache.high)}` : rangeText(kvCache);
  const each = replicas > 1 ? ` on each of ${figure(replicas)} replicas` : '';
  const many = sequences && perSequence && length !== null;
  const one = many && sequences.low === sequences.high && sequences.low === 1;
  const fit = many ? `${ends(sequences)} whole ${one ? 'sequence' : 'sequences'} of ${figure(length)} tokens${each}` : '';
  const spread = tokens ? `${ends(tokens)} tokens${fit === '' ? each : ''}` : '';
  const parts = whole && many ? [`${fit} (${rangeText(perSequence)} each)`, spread] : [fit === '' ? spread : fit];
  const counted = parts.filter((part) => part !== '').join(', or ');
  return `${servingEngineNames[engine]} leaves ${room} for the KV cache${counted === '' ? '' : `: ${counted}`}${whole ? '.' : ''}`;
}

/** `51 %`; of less than a tenth `8.3 %`. */
const share = (value: number): string => `${value < 0.1 ? Number((100 * value).toPrecision(2)) : Math.round(100 * value)} %`;

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** `[arXiv:1910.02054](https://arxiv.org/abs/1910.02054) §3.1`. */
const cited = (source: string): string => source.replace(/arXiv:(\d{4}\.\d{5})/g, '[arXiv:$1](https://arxiv.org/abs/$1)');

const shareText = ({ utilization }: StageMemory): string =>
  !utilization
    ? '–'
    : utilization.low === utilization.high
      ? share(utilization.high)
      : `${share(utilization.low)} to ${share(utilization.high)}`;
