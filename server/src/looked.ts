import { type Analysis, type AnalyzeOptions, turnedAway } from './analysis.ts';
import { readAnyway } from './analyze.ts';

/** `analyze` for those outside of the engine: what reads plans is loaded for the first text that a look does not turn away. */
export const analyze = (text: string, options: AnalyzeOptions = {}): Analysis => turnedAway(text, options) ?? readAnyway(text, options);
