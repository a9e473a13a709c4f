/** Numbers that can be chosen. */
export const numberIds = ['tp', 'pp', 'vpp', 'ep', 'cp', 'dp', 'gpus', 'micro_batch', 'seq_len'] as const;
export type NumberId = (typeof numberIds)[number];

export type ControlId = NumberId | 'recompute' | 'precision';

/** Whatever can be chosen. */
export const controlIds: readonly ControlId[] = [...numberIds, 'recompute', 'precision'];
