import { asks, conditions, quotes, reports } from './acts.ts';
import { matcher } from './matcher.ts';
import { affirms, denies, higherIsBetter, lowerIsBetter, type Role, roleWords } from './roles.ts';

/** What a clause does: `asserts` what it says of the plan, or only supposes, quotes, denies or asks it. */
export type Act = 'asserts' | 'supposes' | 'quotes' | 'asks';

const [isCondition, isQuote, isQuestion] = [matcher(conditions), matcher(quotes), matcher(asks)];

export function actOf(text: string): Act {
  if (isQuestion(text) || /[?？]\s*$/.test(text)) return 'asks';
  if (isCondition(text)) return 'supposes';
  return isQuote(text) ? 'quotes' : 'asserts';
}

const says = Object.fromEntries(Object.entries(roleWords).map(([role, words]) => [role, matcher(words)])) as Record<
  Role,
  (text: string) => boolean
>;

/** Whether a label or header gives its figure this part. */
export const plays = (role: Role, text: string): boolean => says[role](text);

const [lower, higher, yes, no] = [matcher(lowerIsBetter), matcher(higherIsBetter), matcher(affirms), matcher(denies)];

export const wantsLess = (text: string): boolean => lower(text) && !higher(text);
export const wantsMore = (text: string): boolean => higher(text) && !lower(text);

const tick = /[✓✔✅☑]/u;
const cross = /[✗✘❌✖⚠]/u;

/** `met` by a tick or a word, `missed` by a cross or a word; null where nothing is said. */
export function verdictIn(text: string): 'met' | 'missed' | null {
  if (cross.test(text) || no(text)) return 'missed';
  return tick.test(text) || yes(text) ? 'met' : null;
}

/** Whether the text tells of what another text, or an earlier state, got wrong. */
export const quotesAnother = matcher(reports);
