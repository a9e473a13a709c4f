/** What a served model runs in, so many times over; singular. Data alone. A worker is one GPU as often as an engine, and is an engine beside a degree. */
export const instances: ReadonlySet<string> = new Set(['replica', 'copy', 'instance', 'engine', 'worker', 'server', 'pod', '副本', '实例']);

/** Words by which GPUs are those that something runs on, and no others. */
export const occupies = [
  'need',
  'needs',
  'use',
  'uses',
  'using',
  'take',
  'takes',
  'occupy',
  'occupies',
  'require',
  'requires',
  'fill',
  'fills',
  'make',
  'makes',
  'consume',
  'consumes',
  'total',
  '占用',
  '需要',
  '共',
] as const;
