import type { Document, Statement } from '../document/document.ts';
import { degreesClaimed, isIntroduced, namesDegrees, withoutChoices } from '../frameworks/claims.ts';
import { quantityOf } from '../frameworks/slots.ts';
import { addTo } from '../text/group.ts';
import type { QuantityId } from '../vocabulary/quantities.ts';
import { numberAt } from './launches.ts';
import type { Facts, Mention } from './model.ts';
import { slice } from './reading.ts';
import { main } from './scenario.ts';

/** A degree that a comment of a config tells, and the setting that it tells it of. */
export interface ToldDegree {
  readonly statement: Statement;
  readonly mention: Mention;
  readonly setting: Mention;
}

/**
 * `# TP 4 x PP 4` in a config that no dialect knows: a claim about the settings, which are the truth. Only where each degree that it names is
 * set once in the file.
 */
export function toldDegrees(document: Document, { mentions }: Pick<Facts, 'mentions'>): ToldDegree[] {
  const comments = layoutComments(document);
  if (comments.length === 0) return [];
  const settings = settingsOf(mentions);
  const claimed = withoutChoices(
    comments.map((statement) => ({ claims: claimedIn(document, statement), follows: commentAbove(document, statement) !== undefined })),
  );
  return comments.flatMap((statement, index) => {
    const told = (claimed[index] ?? []).map(({ slot, value, at }) => {
      const id = quantityOf(slot);
      const [setting, ...others] = (id && settings.get(id)) ?? [];
      if (!id || !setting || others.length > 0) return undefined;
      const number = numberAt(document.plain, at, value);
      return {
        statement,
        setting,
        mention: { id, strength: 'strong', role: 'echo', number, value, statement, scenario: main, claim: null } as const,
      };
    });
    return told.every((one) => one !== undefined) ? told : [];
  });
}

/** The comment on the line above one. */
function commentAbove(document: Document, { index, span }: Statement): Statement | undefined {
  const above = document.statements[index - 1];
  const isBelow = above?.kind === 'comment' && /^[ \t\r]*\n[ \t#;/]*$/.test(document.plain.slice(above.span.end, span.start));
  return isBelow ? above : undefined;
}

function claimedIn(document: Document, statement: Statement): ReturnType<typeof degreesClaimed> {
  const above = commentAbove(document, statement);
  return above && isIntroduced(commentText(document, above)) ? [] : degreesClaimed(commentText(document, statement), statement.span.start);
}

/** Comments of a config that are a layout in short. */
const layoutComments = (document: Document): Statement[] =>
  configs.has(document.language)
    ? document.statements.filter((statement) => statement.kind === 'comment' && namesDegrees(commentText(document, statement)))
    : [];

function settingsOf(mentions: readonly Mention[]): Map<QuantityId, Mention[]> {
  const out = new Map<QuantityId, Mention[]>();
  for (const mention of mentions)
    if (mention.statement.kind === 'pair' && mention.scenario === main && mention.role === 'definition') addTo(out, mention.id, mention);
  return out;
}

/** The facts with such comments held against their settings: what agrees follows them, what does not is no statement of the plan. */
export function withToldDegrees(document: Document, facts: Facts): Facts {
  const comments = new Set(layoutComments(document));
  if (comments.size === 0) return facts;
  const settings = settingsOf(facts.mentions);
  const agreed = toldDegrees(document, facts).flatMap(({ mention, setting }) => (mention.value === setting.value ? [mention] : []));
  const mentions = [...facts.mentions.filter(({ id, statement }) => !comments.has(statement) || !settings.has(id)), ...agreed];
  return { ...facts, mentions: mentions.sort((a, b) => a.number.digits.start - b.number.digits.start) };
}

const configs: ReadonlySet<Document['language']> = new Set(['yaml', 'toml', 'json'] as const);

const commentText = (document: Document, { span }: Statement): string =>
  slice(document, { start: span.start, end: Math.min(span.end, span.start + 400) });
