import type { Config } from '../config/config.ts';
import type { Finding } from '../findings.ts';
import type { Issue } from './rule.ts';

/** What may well be meant otherwise, as against advice, which is a hint because nothing is wrong. */
const isDoubt = ({ rule, sure }: Finding): boolean => sure === 'ask' && rule !== 'efficiency';

/** Whether it is sure enough to be told of, by the settings. */
export const isHeard = (issue: Finding, { strictness = 'quiet' }: Config): boolean => strictness !== 'quiet' || !isDoubt(issue);

/** Severities as the settings want them; rules that are off say nothing. */
export function levelled(issues: readonly Issue[], config: Config): Issue[] {
  const out: Issue[] = [];
  for (const issue of issues) {
    const level = config.rules?.[issue.rule];
    if (level === 'off') continue;
    if (isDoubt(issue)) out.push({ ...issue, severity: config.strictness === 'all' ? (level ?? 'warning') : 'hint' });
    else out.push(level ? { ...issue, severity: level } : issue);
  }
  return out;
}
