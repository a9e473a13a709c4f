/** Words that stand right at a percentage and say which part of a whole it is. Data alone. */

/** The part that is taken. */
export const taken = [
  'used',
  'usage',
  'in use',
  'utilization',
  'utilisation',
  'utilized',
  'utilised',
  'occupied',
  'occupancy',
  'consumed',
  'consumption',
  'allocated',
  'full',
  'busy',
  '已用',
  '占用',
  '利用率',
  '使用率',
  '占用率',
] as const;

/** The part that is not. */
export const untaken = [
  'headroom',
  'free',
  'left',
  'left over',
  'available',
  'spare',
  'unused',
  'idle',
  'remaining',
  'remains',
  'remain',
  'margin',
  'slack',
  'reserve',
  '余量',
  '剩余',
  '空闲',
  '可用',
  '富余',
] as const;

/** Shares that are never told of the rest. */
export const attained = [
  'efficiency',
  'mfu',
  'coverage',
  'hit rate',
  'success rate',
  'accuracy',
  'share',
  '效率',
  '占比',
  '命中率',
  '成功率',
] as const;

/** What a bare fraction and the percentage beside it are both called: `0.05 (5 % variance)`. */
export const fractionNouns = [
  'variance',
  'deviation',
  'variation',
  'imbalance',
  'fraction',
  'share',
  'ratio',
  'rate',
  'probability',
  'utilization',
  'utilisation',
  'occupancy',
  'efficiency',
  'overhead',
  'headroom',
  'margin',
  '占比',
  '比例',
  '利用率',
  '波动',
] as const;

/** Fractions and multiples in words, as they stand before what they are of. */
export const fractions: Readonly<Record<string, number>> = {
  half: 1 / 2,
  'a half': 1 / 2,
  'one half': 1 / 2,
  'a third': 1 / 3,
  'one third': 1 / 3,
  'two thirds': 2 / 3,
  'a quarter': 1 / 4,
  'one quarter': 1 / 4,
  'a fourth': 1 / 4,
  'three quarters': 3 / 4,
  'a fifth': 1 / 5,
  'one fifth': 1 / 5,
  'an eighth': 1 / 8,
  'one eighth': 1 / 8,
  'a tenth': 1 / 10,
  'one tenth': 1 / 10,
  twice: 2,
  double: 2,
  thrice: 3,
  triple: 3,
  'three times': 3,
  'four times': 4,
};

/** The same in Chinese, where they stand behind it: `64 卡的一半`. */
export const fractionsBehind: Readonly<Record<string, number>> = {
  一半: 1 / 2,
  三分之一: 1 / 3,
  三分之二: 2 / 3,
  四分之一: 1 / 4,
  四分之三: 3 / 4,
  五分之一: 1 / 5,
  八分之一: 1 / 8,
  两倍: 2,
  三倍: 3,
  四倍: 4,
};

/** Before what remains of a whole. */
export const leaves = ['leaves', 'leaving', 'leave', 'headroom of', 'a margin of', '剩余', '剩', '余'] as const;
