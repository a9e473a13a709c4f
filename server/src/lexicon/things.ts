/** What hardware is counted in, and what work is cut into; singular. Data alone. */

/** What holds devices. */
export const machines: ReadonlySet<string> = new Set([
  'host',
  'node',
  'machine',
  'server',
  'vm',
  'instance',
  'box',
  'worker',
  '节点',
  '台',
  '机器',
]);

export const devices: ReadonlySet<string> = new Set(['gpu', 'npu', 'tpu', 'card', 'device', 'chip', 'accelerator', '卡', '张', '块']);

/** What work is cut into, one piece for a device. */
export const pieces: ReadonlySet<string> = new Set([
  'part',
  'piece',
  'module',
  'partition',
  'shard',
  'slice',
  'rank',
  'process',
  '分片',
  '模块',
]);

/** What is dealt out over copies of the model as well, so that a figure that is not told may stand between. */
export const samples: ReadonlySet<string> = new Set([
  'sequence',
  'sample',
  'token',
  'request',
  'prompt',
  'image',
  'batch',
  'example',
  'query',
  'row',
  '样本',
  '序列',
  '请求',
]);
