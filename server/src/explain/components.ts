import type { ComponentId } from '../physics/memory.ts';

export const componentNames: Readonly<Record<ComponentId, string>> = {
  weights: 'weights', gradients: 'gradients', optimizer: 'optimizer states', activations: 'activations', kvCache: 'KV cache', logits: 'logits', overhead: 'runtime and fragmentation',
};
