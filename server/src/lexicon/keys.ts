/** Keys of a configuration that set a limit, a figure and a verdict side by side: `limit: 500, seen: 620, met: true`. Whole keys, parts of one apart by `_`. */
export const ceilingKeys = [
  'limit',
  'max',
  'maximum',
  'budget',
  'cap',
  'ceiling',
  'quota',
  'upper',
  'upper_limit',
  'at_most',
  'max_allowed',
] as const;
export const floorKeys = ['min', 'minimum', 'floor', 'lower', 'lower_limit', 'at_least', 'required', 'min_required'] as const;
export const goalKeys = ['target', 'goal', 'slo', 'sla', 'objective', 'threshold', 'requirement', 'wanted'] as const;
export const figureKeys = [
  'seen',
  'actual',
  'measured',
  'observed',
  'achieved',
  'current',
  'value',
  'got',
  'used',
  'spent',
  'result',
  'projected',
  'estimated',
  'now',
] as const;
export const verdictKeys = [
  'met',
  'ok',
  'pass',
  'passed',
  'passes',
  'fits',
  'within',
  'satisfied',
  'within_limit',
  'within_budget',
  'status',
  'verdict',
] as const;
export const yes = ['true', 'yes', 'ok', 'pass', 'passed', 'met', 'green', '✓', '✅'] as const;
export const no = ['false', 'no', 'fail', 'failed', 'missed', 'not met', 'red', '✗', '❌'] as const;
