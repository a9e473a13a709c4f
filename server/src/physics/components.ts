/** The parts of what a GPU holds. */
import type { Range } from './range.ts';

export type ComponentId = 'weights' | 'gradients' | 'optimizer' | 'activations' | 'kvCache' | 'logits' | 'overhead';

export const componentIds: readonly ComponentId[] = ['weights', 'gradients', 'optimizer', 'activations', 'kvCache', 'logits', 'overhead'];

/** As people say it. */
export const componentNames: Readonly<Record<ComponentId, string>> = {
  weights: 'weights',
  gradients: 'gradients',
  optimizer: 'optimizer states',
  activations: 'activations',
  kvCache: 'KV cache',
  logits: 'logits',
  overhead: 'runtime and fragmentation',
};

export interface MemoryComponent extends Range {
  /** The figure to reckon with. */
  readonly expected: number;
  readonly id: ComponentId;
  /** The formula with its figures filled in. */
  readonly formula: string;
  /** Where the formula comes from. */
  readonly source: string;
}
