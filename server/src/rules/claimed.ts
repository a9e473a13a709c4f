import type { Claim, PatternId } from '../claims/claim.ts';
import type { RuleId, Severity, Sureness } from '../findings.ts';
import { suffixOf, writeLike } from '../notation/write.ts';
import type { Change, Correction, Issue } from './rule.ts';
import { verdictCorrections } from './verdicts.ts';

/** Under which rule a broken claim is told. */
const ruleOf: Readonly<Record<PatternId, RuleId>> = {
  share: 'arithmetic',
  change: 'arithmetic',
  rest: 'arithmetic',
  sum: 'arithmetic',
  each: 'arithmetic',
  rate: 'arithmetic',
  given: 'arithmetic',
  row: 'arithmetic',
  shape: 'arithmetic',
  order: 'target',
  goal: 'target',
  room: 'target',
  affirmation: 'target',
  count: 'range',
  sequence: 'range',
  same: 'contradiction',
  unit: 'unit',
};

const severityOf: Readonly<Record<Sureness, Severity>> = { certain: 'error', likely: 'warning', ask: 'hint' };

/** What is told of claims that their own figures refute; needs no plan. */
export function refuted(claims: readonly Claim[], plain: string): Issue[] {
  return claims.map((claim) => ({
    rule: ruleOf[claim.pattern],
    severity: severityOf[claim.sure],
    sure: claim.sure,
    span: claim.span,
    message: claim.says,
    layouts: false,
    related: relatedOf(claim),
    corrections: correctionsOf(claim, plain),
    ...(claim.sides ? { sides: claim.sides } : {}),
  }));
}

const relatedOf = ({ figures, span, places }: Claim): Issue['related'] =>
  places ??
  figures
    .filter(({ digits }) => digits.start < span.start || digits.end > span.end)
    .map((number) => ({ message: `${number.text}${suffixOf(number)}`, span: number.span }));

function correctionsOf(claim: Claim, plain: string): readonly Correction[] {
  const { correction, rewrite, choices, pattern, sure } = claim;
  if (correction) return [changed(correction, true, sure === 'certain')].flatMap((one) => one ?? []);
  if (rewrite)
    return [
      {
        title: `Write ${rewrite.text}`,
        preferred: true,
        safe: false,
        insertions: [{ span: rewrite.span, newText: rewrite.text }],
      },
    ];
  if (choices)
    return choices.flatMap((choice) => {
      const one = changed(choice, false, false);
      return one ? [{ ...one, choice: true }] : [];
    });
  return ruleOf[pattern] === 'target' ? verdictCorrections(plain, claim.span, claim.figures, claim.verdict) : [];
}

function changed({ number, value }: Change, preferred: boolean, safe: boolean): Correction | undefined {
  const text = writeLike(value, number);
  if (text === number.text || !Number.isFinite(value)) return undefined;
  return { title: `Change ${number.text}${suffixOf(number)} to ${text}${suffixOf(number)}`, preferred, safe, numbers: [{ number, value }] };
}
