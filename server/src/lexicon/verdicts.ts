/** Words by which a text says of several things at once that they are as they should be, and by which a list says it of each. Data alone. */

/** What is asked of a plan; any of these names speaks of any list of them, or of a list that verifies. */
export const goalNouns = [
  'requirement',
  'target',
  'goal',
  'constraint',
  'objective',
  'slo',
  'sla',
  'criterion',
  'criteria',
  'condition',
  'limit',
  'service level',
  'alarm',
  'metric',
  '要求',
  '需求',
  '目标',
  '指标',
  '约束',
  '条件',
] as const;

/** Lists in which goals are gone through. */
export const checkNouns = [
  'verification',
  'validation',
  'acceptance',
  'compliance',
  'checklist',
  'check',
  'gate',
  '检查',
  '验收',
  '验证',
] as const;

/** Before the noun these leave it what it is: `all stated requirements`. */
export const neutral: ReadonlySet<string> = new Set(
  'above stated listed given following acceptance said specified defined planned project deployment design original key key- of the our'.split(
    ' ',
  ),
);

/** Said of all of them: they are as they should be. */
export const met = [
  'met',
  'satisfied',
  'fulfilled',
  'passed',
  'pass',
  'passes',
  'green',
  'fixed',
  'closed',
  'resolved',
  'done',
  'complete',
  'completed',
  'hold',
  'achieved',
  'reached',
  'verified',
  '满足',
  '达标',
  '通过',
  '达成',
  '修复',
  '解决',
  '完成',
  '关闭',
] as const;

/** What a cell or a line says that is not so; the whole cell, or the first words of it. */
export const unmet = [
  'open',
  'pending',
  'failed',
  'fail',
  'fails',
  'missed',
  'not met',
  'unmet',
  'violated',
  'not fixed',
  'unresolved',
  'not ok',
  'not done',
  'in progress',
  'no',
  'red',
  'amber',
  '未满足',
  '未达标',
  '未通过',
  '未修复',
  '未完成',
  '不满足',
  '不达标',
  '否',
] as const;

/** What happens to a run; two of them in one entry are one thing. */
export const failures: readonly (readonly string[])[] = [
  ['out of memory', 'oom', '显存不足'],
  ['crashed', 'crash', '崩溃'],
  ['diverged', '发散'],
  ['timed out', 'timeout', '超时'],
  ['failed', 'failure', '失败'],
  ['aborted', 'killed', '中止'],
];

/** An item with these was let through by somebody: it refutes nothing. */
export const excused = [
  'accepted',
  'waived',
  'waiver',
  'exempt',
  'deferred',
  'agreed',
  'n/a',
  'not applicable',
  'optional',
  'stretch',
  'ignored',
  'known',
  'superseded',
  '豁免',
  '可选',
] as const;

/** Words of a heading over a list of another set-up. */
export const others = [
  'baseline',
  'previous',
  'old',
  'original',
  'option',
  'options',
  'alternative',
  'alternatives',
  'variant',
  'scenario',
  'experiment',
  'ablation',
  'fallback',
  'initial',
  'first draft',
  'first attempt',
  'before',
  'existing',
  '方案',
  '基线',
  '备选',
  '原',
] as const;

/** Rows of a table that sum others up. */
export const summaries = [
  'total',
  'totals',
  'sum',
  'mean',
  'average',
  'avg',
  'median',
  'min',
  'max',
  'all',
  '合计',
  '总计',
  '平均',
] as const;

/** Two counts are told to be one. */
export const matches = [
  'perfect match',
  'perfectly matched',
  'exact match',
  'exactly matched',
  'matches exactly',
  'match exactly',
  'matching exactly',
  'matches perfectly',
  'match perfectly',
  '1:1',
  'one-to-one',
  'one to one',
  'one - to - one',
  '完全匹配',
  '完美匹配',
  '一一对应',
  '正好匹配',
] as const;

/** Between two counts: the one is the other. */
export const matchVerbs = [
  'match',
  'matches',
  'matching',
  'matched to',
  'equals',
  'equal',
  'is equal to',
  'are equal to',
  '匹配',
  '等于',
] as const;

/** Behind so many of so many: there is none else. */
export const allOfThem = [
  'all of them',
  'every one of them',
  'each of them',
  'none idle',
  'none left',
  'none unused',
  'fully used',
  'all used',
  'all in use',
  'no idle gpus',
  '全部',
  '全部使用',
  '无空闲',
] as const;
