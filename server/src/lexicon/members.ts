/** Words for numbered things and for what is split over them. Data alone. */

/** What a degree of parallelism is spread over. */
export const devices = ['gpu', 'npu', 'tpu', 'card', 'device', 'chip', 'accelerator', 'xpu', '卡', '设备', '显卡'] as const;

/** How many elements a bracket has: `length 4`. */
export const lengths = ['length', 'len', 'entries', 'elements', '长度', '元素'] as const;

/** A total told in parts: `61 layers split 31/30`. */
export const splits = [
  'split',
  'splits',
  'splitting',
  'divided',
  'partitioned',
  'partition',
  'distributed',
  'distribution',
  'assigned',
  '划分',
  '切分',
  '切成',
  '分成',
  '分为',
  '拆成',
  '拆分',
] as const;

/** A shape may be that of one part of many. */
export const shards = ['per', 'each', 'shard', 'sharded', 'shards', 'local', 'rank', 'tp', '每', '分片', '切分'] as const;

/** What makes lists longer than what is written. */
export const paddings = ['padded', 'padding', 'pad', 'max', 'maximum', 'at most', 'after', '补齐', '填充', '最长'] as const;

/** Some of them do nothing, or are left out. */
export const spares = [
  'spare',
  'spares',
  'idle',
  'unused',
  'except',
  'excluding',
  'without',
  'standby',
  'reserved',
  'remaining',
  '备用',
  '空闲',
  '除',
] as const;

/** What a matrix is to a product, by the label of its line. */
export const products = {
  left: ['input', 'inputs', 'activation', '输入'],
  right: ['weight', 'weights', 'weight matrix', 'kernel', '权重', '权重矩阵'],
  result: ['output', 'outputs', 'result', '输出'],
} as const;

/** Words that say of brackets that they hold shapes. */
export const shapeWords = [
  'shape',
  'shapes',
  'matrix',
  'matmul',
  'gemm',
  'projection',
  'weight',
  'weights',
  'linear',
  '形状',
  '矩阵',
  '投影',
  '权重',
] as const;
