import type { Engine } from '../engine.ts';
import { servers } from './index.ts';

/** Of the engines that serve, the one that an engine is, perhaps under another name. */
export const serverOf = (engine: Engine): Engine | undefined => servers.find(({ programs }) => programs === engine.programs);
