import type { Analysis } from '../analyze.ts';
import type { Sureness } from '../findings.ts';
import { isDescribed } from '../plan/described.ts';
import { likelyEstimate } from '../plan/facts.ts';
import type { Mention } from '../plan/model.ts';
import type { Plan } from '../plan/plan.ts';
import { contains, type Span } from '../text/span.ts';
import { labelSense } from '../vocabulary/labels.ts';
import { isDegree, type QuantityId, quantity } from '../vocabulary/quantities.ts';
import { adviceLine, toldEstimate } from './estimate.ts';
import { launchNumberAt, launchText } from './launch.ts';
import { memoryLines } from './memory-text.ts';
import { performanceLines } from './performance.ts';
import { derivation, elsewhere, heading, mentionAt, titleOf, valueText } from './quantity-text.ts';
import { against, claimAt, claimText, figureAt, verdictLines } from './verdicts.ts';

export interface Hover {
  /** The characters that the hover speaks of. */
  readonly span: Span;
  /** A few lines, each a paragraph. */
  readonly markdown: string;
  /** Whether there is more to tell, which `detailsAt` does. */
  readonly hasDetails: boolean;
}

/**
 * What a number is and how it follows, what disagrees with it, what a GPU holds, and what decides that: at most a line each. What is no
 * quantity and stands in a claim is told whether that holds.
 */
export function hoverAt(analysis: Analysis, offset: number): Hover | null {
  const { plan } = analysis;
  if (!plan || !(analysis.isPlan || isDescribed(plan))) return null;
  const doubt = doubtAt(analysis, offset);
  const told = numberAt(analysis, plan, offset);
  if (!doubt) return told;
  if (!told) return doubt;
  const [first, ...rest] = told.markdown.split('\n\n');
  return { ...told, markdown: [`${first} · ${doubt.markdown}`, ...rest].join('\n\n') };
}

/** How sure a finding is that is less than certain; its message stands beside it, in the editor's own words. */
function doubtAt({ findings }: Analysis, offset: number): Hover | null {
  const here = findings.filter(({ span, sure, rule }) => sure !== 'certain' && rule !== 'efficiency' && contains(span, offset));
  const [first] = here;
  if (!first) return null;
  return { span: first.span, markdown: here.map(({ rule, sure }) => `\`${rule}\`: ${meanings[sure]}`).join(' · '), hasDetails: false };
}

const meanings: Readonly<Record<Sureness, string>> = {
  certain: 'certain',
  likely: 'likely, for the reading is inferred',
  ask: 'a question, for another reading is at hand',
};

function numberAt(analysis: Analysis, plan: Plan, offset: number): Hover | null {
  // what a framework reads, it reads in its own way
  const launched = launchNumberAt(plan, offset);
  if (launched) return { span: launched.span, markdown: launchText(plan, launched), hasDetails: true };
  const found = mentionAt(plan, offset);
  if (!found) return rangeAt(plan, offset) ?? judgedAt(plan, offset) ?? restedOn(analysis, offset);
  const { mention, span } = found;
  const told = concernsMemory(mention.id) || asksForLayout(mention.id) ? toldEstimate(plan) : null;
  // what a batch or a length is, matters where it decides which layout is advised
  const memory = told && (told.advice || concernsMemory(mention.id)) ? told : null;
  const performance = performanceLines(plan, mention.id);
  const isSpoken = spoken(analysis, offset);
  const derived = derivation(plan, mention);
  const named = [heading(mention), ...(isSpoken ? derived.slice(0, 1) : derived)].join(' · ');
  const held = [...(memory?.advice ? [adviceLine(memory.advice)] : []), ...(memory ? memoryLines(memory.estimate) : performance)];
  // the editor shows the finding and the places that it rests on above, and little room is left below
  const lines = isSpoken
    ? [...held, named]
    : [named, against(analysis, mention.number.span, offset) || agreement(analysis, plan, mention), ...held];
  return {
    span,
    markdown: lines.filter((line) => line !== '').join('\n\n'),
    hasDetails: memory !== null,
  };
}

/** Whether the editor tells a finding at that place, in words of its own, with so many places that they fill what it shows. */
const spoken = ({ findings }: Analysis, offset: number): boolean =>
  findings.some(({ span, sure, related }) => sure === 'certain' && related.length > 2 && contains(span, offset));

/** That its own equation holds, and where else it stands. */
function agreement(analysis: Analysis, plan: Plan, mention: Mention): string {
  const { claim } = mention;
  const holds = claim?.verdict === 'holds' ? claimText(plan, claim) : '';
  return [holds, elsewhere(analysis, plan, mention)].filter((part) => part !== '').join('; ');
}

/** A label's range: `128-10240`. */
function rangeAt(plan: Plan, offset: number): Hover | null {
  const reading = plan.facts.readings.find(({ statement }) => contains(statement.body, offset));
  const item = reading?.items.find((each) => each.kind === 'range' && contains(each.span, offset));
  const sense = reading && reading.label !== '' ? labelSense(reading.label) : undefined;
  if (item?.kind !== 'range' || !sense) return null;
  const { id } = sense;
  const ends = `${valueText(id, item.from.value)} to ${valueText(id, item.to.value)}`;
  const estimate = plan.ranges.has(id) ? likelyEstimate(plan) : null;
  const decides = estimate?.decisive?.toLowerCase().startsWith(quantity(id).name.toLowerCase());
  const markdown = [`**${titleOf(id)}** = ${ends}`, ...(estimate && decides ? memoryLines(estimate) : [])].join('\n\n');
  return { span: item.span, markdown, hasDetails: estimate !== null };
}

function judgedAt(plan: Plan, offset: number): Hover | null {
  const isNumber = plan.facts.readings.some(
    ({ statement, tokens }) =>
      contains(statement.body, offset) && tokens.some((token) => token.kind === 'number' && contains(token, offset)),
  );
  const judged = isNumber ? claimAt(plan, offset) : null;
  return judged && { span: judged.span, markdown: judged.text, hasDetails: false };
}

/** A figure that is no quantity and stands in no equation, and that is held to something all the same: the end of a stage's ranks. */
function restedOn(analysis: Analysis, offset: number): Hover | null {
  if (!/\d/.test(analysis.text.slice(Math.max(0, offset - 1), offset + 1))) return null;
  const figure = figureAt(analysis, offset);
  if (!figure) return null;
  const squiggled = figure.findings.length > 0;
  // what is only a question is asked by a finding, or by nothing
  const claims = figure.claims.filter(({ holds, sure }) => holds || (sure !== 'ask' && !squiggled));
  const equations = figure.equations.filter(({ verdict }) => verdict === 'held' || !squiggled);
  const lines = verdictLines({ claims, equations }).slice(0, 3);
  return lines.length === 0 ? null : { span: figure.span, markdown: lines.join('\n\n'), hasDetails: false };
}

/** What a layout follows from beside the model and the GPUs. */
const asksForLayout = (id: QuantityId): boolean => id === 'global_batch' || id === 'seq_len';

export const concernsMemory = (id: QuantityId): boolean =>
  isDegree(id) ||
  id === 'gpus' ||
  id === 'params' ||
  quantity(id).group === 'memory' ||
  id === 'gpu_memory' ||
  id === 'experts_per_gpu' ||
  id === 'layers_per_stage';
