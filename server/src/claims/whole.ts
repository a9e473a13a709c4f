import { matcher } from '../lexicon/matcher.ts';
import { peaks, stores, whole } from '../lexicon/roles.ts';
import { plays } from '../lexicon/speech.ts';
import { devices } from '../lexicon/things.ts';
import type { Named } from './names.ts';

const [isStore, isPeak, isPlainWord] = [matcher(stores), matcher(peaks), matcher(whole)];

/**
 * All there is of something, as its name tells it: `GPU memory`, `Available HBM`, `Peak compute`. A name that says more is of a part, or of
 * something else: `KV cache memory`, `Host memory`, `Effective FLOPS`.
 */
export const isAllThereIs = ({ words, name, measure }: Named): boolean =>
  (measure === 'bytes1' ? isStore(name) : isPeak(name)) &&
  [...words].every((word) => isStore(word) || isPeak(word) || devices.has(word) || isPlainWord(word) || plays('available', word));
