import { bytesText, figure, percentText } from '../notation/write.ts';
import type { MemoryEstimate, ServingRoom } from '../physics/memory.ts';
import { servingEngineNames } from '../physics/serving.ts';
import { inert } from '../text/inert.ts';
import { rangeText } from './range-text.ts';

/** An interval wider than this says that too little is known: the one fact that would narrow it comes first. */
const wide = 3;

/** `A GPU holds **≈ 41 GB** (38 to 44 GB), 51 % of 80 GB.` One breath. */
export function headlineOf(estimate: MemoryEstimate, subject = 'A GPU'): string[] {
  const { total, expected, capacity } = estimate;
  const share = capacity ? `, ${percentText(expected / capacity)} of ${bytesText(capacity)}` : '';
  const line = `${subject} holds **≈ ${bytesText(expected)}** (${rangeText(total)})${share}.`;
  return total.high > wide * total.low && estimate.decisive
    ? [`_What would narrow this most: ${inert(estimate.decisive)}._`, '', line]
    : [line];
}

/** `vLLM leaves 32 to 38 GB for the KV cache: 12 to 14 sequences of 32,768 tokens, 402,000 to 464,000 tokens.` */
export function roomText({ engine, kvCache, tokens, perSequence, sequences }: ServingRoom): string {
  const ends = ({ low, high }: { readonly low: number; readonly high: number }): string =>
    figure(low) === figure(high) ? figure(low) : `${figure(low)} to ${figure(high)}`;
  if (kvCache.high <= 0) return `${servingEngineNames[engine]} has no room for a KV cache.`;
  const room = rangeText({ low: Math.max(0, kvCache.low), high: kvCache.high });
  const whole = sequences && perSequence ? `: ${ends(sequences)} whole sequences of ${rangeText(perSequence)}` : '';
  const spread = tokens ? `${whole === '' ? ':' : ' or'} ${ends(tokens)} tokens` : '';
  return `${servingEngineNames[engine]} leaves ${room} for the KV cache${whole}${spread}.`;
}
