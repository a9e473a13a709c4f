import type { Analysis } from '../analyze.ts';
import { isDescribed } from '../plan/described.ts';
import { borrowedFacts, likelyEstimate } from '../plan/facts.ts';
import type { Plan } from '../plan/plan.ts';
import { pendingLayout } from '../repair/offered-layouts.ts';
import { inert, inertName } from '../text/inert.ts';
import { adviceLine, toldEstimate } from './estimate.ts';
import { concernsMemory } from './hover.ts';
import { launchFacts, launchMemory, launchNumberAt, launchText } from './launch.ts';
import { beforeAndAfter, componentTable, remarks, stageTable, whose } from './memory-text.ts';
import { performanceLines } from './performance.ts';
import { derivation, elsewhere, heading, mentionAt } from './quantity-text.ts';
import { figureAt, verdictLines } from './verdicts.ts';
import { isKnown } from './why.ts';

/** All that is known of the number at `offset`, as a markdown document: what a hover leaves out. Null where there is nothing. */
export function detailsAt(analysis: Analysis, offset: number): string | null {
  const { plan } = analysis;
  if (!plan || !(analysis.isPlan || isDescribed(plan))) return null;
  const launched = launchNumberAt(plan, offset);
  if (launched) return page([titled(launchText(plan, launched)), ...launchSections(plan, launched.launch)]);
  const mention = mentionAt(plan, offset)?.mention;
  if (!mention) return page([...figureLines(analysis, offset), ...memorySections(analysis, plan)]);
  return page([
    titled(heading(mention)),
    derivation(plan, mention)
      .map((line) => `- ${line}`)
      .join('\n'),
    elsewhere(analysis, plan, mention, 40),
    ...performanceLines(plan, mention.id),
    ...(concernsMemory(mention.id) ? memorySections(analysis, plan) : []),
  ]);
}

/** A figure that is no quantity: what it is held to, or that nothing was made of it, and what it stands under. */
function figureLines(analysis: Analysis, offset: number): string[] {
  const figure = figureAt(analysis, offset);
  if (!figure) return [];
  const { text, name, setUp } = figure;
  const unread = name === null ? 'Not read as a quantity' : `Part of the name ${inertName(name)}, and no quantity`;
  return [
    `# ${inert(text)}`,
    isKnown(figure) ? '' : `${unread}: nothing depends on it, and nothing was checked.`,
    ...verdictLines(figure).map((line) => `- ${line}`),
    setUp.length > 0 ? `It stands under ${setUp.map(inert).join(' › ')}.` : '',
  ];
}

/** The first line of a hover as the title of a page. */
const titled = (markdown: string): string => markdown.replace(/^\*\*(.+?)\*\*/, '# $1');

const page = (parts: readonly string[]): string | null => {
  const text = parts.filter((part) => part !== '').join('\n\n');
  return text === '' ? null : `${text}\n`;
};

function memorySections(analysis: Analysis, plan: Plan): string[] {
  const told = toldEstimate(plan);
  const now = told?.estimate;
  const stage = now?.stages[now.mostLoaded];
  if (!now || !stage) return [];
  const pending = pendingLayout(analysis);
  const after = pending ? likelyEstimate(plan, pending.restatement.values) : null;
  return [
    ...(told?.advice ? [adviceLine(told.advice)] : []),
    `## What ${whose(now, stage)} holds`,
    componentTable(now, stage),
    stageTable(now),
    ...(after && pending ? [`## If the plan is restated`, beforeAndAfter(now, after, pending.title.replace(/^Use /, ''))] : []),
    ...remarks(now, borrowedFacts(plan)),
  ];
}

function launchSections(plan: Plan, launch: Parameters<typeof launchMemory>[1]): string[] {
  const estimate = launchMemory(plan, launch);
  const stage = estimate?.stages[estimate.mostLoaded];
  if (!estimate || !stage) return [];
  return [
    `## What ${whose(estimate, stage)} holds`,
    componentTable(estimate, stage),
    stageTable(estimate),
    ...remarks(estimate, launchFacts(plan, launch)),
  ];
}
