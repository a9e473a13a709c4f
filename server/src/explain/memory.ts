import type { Analysis } from '../analyze.ts';
import { adviceText } from '../physics/advice.ts';
import type { ServingRoom } from '../physics/memory.ts';
import { servingEngineNames } from '../physics/serving.ts';
import { isDescribed } from '../plan/described.ts';
import { borrowedFacts } from '../plan/facts.ts';
import { practiceOf } from '../plan/practice.ts';
import { fewestGpus } from '../repair/layout-repairs.ts';
import { adviceLine, toldEstimate } from './estimate.ts';
import { launchFacts, launchMemory, speaksByLaunch } from './launch.ts';
import { empty, type KvRoom, type MemoryDocument } from './memory-document.ts';

export { isWide } from '../physics/memory.ts';

/** Whether the document says enough to be told about: a plan, or a model that is trained or served on GPUs. */
export const describes = ({ plan }: Analysis): boolean => plan !== null && isDescribed(plan);

/** What each GPU must hold, or null where the plan states too little. Bytes. */
export function memoryReport(analysis: Analysis): MemoryDocument | null {
  const { plan } = analysis;
  if (!plan || !isDescribed(plan)) return null;
  const { unmodelled } = practiceOf(plan);
  const told = speaksByLaunch(plan) ? null : toldEstimate(plan);
  const own = told?.estimate ?? null;
  const launched = own
    ? null
    : plan.launches.launches.map((launch) => ({ launch, estimate: launchMemory(plan, launch) })).find(({ estimate }) => estimate !== null);
  const estimate = own ?? launched?.estimate;
  if (!estimate) return unmodelled ? { ...empty, unmodelled } : null;
  const range = estimate.parameters.fromDimensions;
  const advice = told?.advice ?? null;
  const fewest = !own || advice || estimate.fits === 'yes' || estimate.fits === null ? null : fewestGpus(plan);
  return {
    layout: { ...estimate.degrees },
    perGpu: estimate.stages.map(({ stage, components, total, expected, utilization }) => ({
      stage,
      expected,
      kvRoom: estimate.serving ? kvRoomOf(estimate.serving) : null,
      total: { low: total.low, high: total.high },
      capacity: estimate.capacity,
      utilization,
      components: components.map(({ id, low, high, expected: middle, formula, source }) => ({
        id,
        low,
        high,
        expected: middle,
        formula,
        source,
      })),
    })),
    parameters: {
      stated: estimate.parameters.stated,
      fromDimensions: range ? (range.low + range.high) / 2 : null,
      fromDimensionsRange: range,
    },
    serving: estimate.serving && { ...estimate.serving, engine: servingEngineNames[estimate.serving.engine] },
    defaults: estimate.defaults.map(({ text, source, named }) => ({ text, source, named })),
    decisive: estimate.decisive,
    assumptions: [
      ...(advice ? [adviceLine(advice).replaceAll('**', '')] : []),
      ...estimate.assumptions,
      ...(launched ? launchFacts(plan, launched.launch) : borrowedFacts(plan)),
    ],
    advice: estimate.advice.map(adviceText),
    fewest: fewest?.layout.memory
      ? {
          gpus: fewest.layout.gpus,
          degrees: { ...fewest.layout.degrees },
          total: { low: fewest.layout.memory.low, high: fewest.layout.memory.high },
          certain: fewest.certain,
          having: fewest.having,
        }
      : null,
    unmodelled: null,
  };
}

const kvRoomOf = ({ kvCache, tokens, sequences }: ServingRoom): KvRoom => ({
  low: Math.max(0, kvCache.low),
  high: Math.max(0, kvCache.high),
  tokens,
  sequences,
});
