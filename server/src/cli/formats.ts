/** How `check` may show its findings. */
export const formats = ['pretty', 'json', 'jsonl', 'sarif', 'github', 'gitlab', 'junit'] as const;
export type Format = (typeof formats)[number];

/** How other commands may show what they tell. */
export const views: readonly Format[] = ['pretty', 'json'];

/** Severities, the gravest first. */
export const severities = ['error', 'warning', 'hint'] as const;
