import { nearest } from '../config/suggest.ts';
import { address } from '../document/comments.ts';
import type { Document } from '../document/document.ts';
import type { Finding, RuleId } from '../findings.ts';
import { ruleIds } from '../rules/catalog.ts';
import type { Correction, Issue } from '../rules/rule.ts';
import type { LineIndex } from '../text/lines.ts';
import type { Span } from '../text/span.ts';
import type { Directive, DirectiveKind, RuleName } from './directive.ts';
import { marksOf } from './find.ts';
import { linesBehind } from './reach.ts';
import { removeComment, removeName } from './remove.ts';

/** A finding that a comment of its document silences. */
export interface Suppressed {
  readonly finding: Finding;
  /** What the comment gives as the reason. */
  readonly reason: string | null;
  /** The comment. */
  readonly by: Span;
}

export interface Suppression {
  readonly kept: readonly Issue[];
  readonly suppressed: readonly Suppressed[];
  /** Comments that silence nothing or name no rule: issues of the rule `suppression`. */
  readonly complaints: readonly Issue[];
}

/** A directive as far as it speaks of one rule; of every rule where it names none. */
interface Order {
  readonly directive: Directive;
  readonly rule: RuleName | null;
  readonly covers: (issue: Issue) => boolean;
  used: boolean;
}

/**
 * Takes out what the document's own comments silence. `isOff` tells of rules that the settings switch off: a comment about one of them
 * is not called unused.
 */
export function applySuppressions(
  document: Document,
  lines: LineIndex,
  issues: readonly Issue[],
  isOff: (rule: RuleId) => boolean,
): Suppression {
  if (!document.text.includes(address)) return { kept: issues, suppressed: [], complaints: [] };
  const { directives } = marksOf(document);
  const byDirective = new Map(directives.map((directive) => [directive, ordersOf(document, lines, directives, directive)]));
  const orders = [...byDirective.values()].flat();
  const suppressed: Suppressed[] = [];
  const silence = (issue: Issue, bare: boolean): boolean => {
    const own = orders.filter(({ rule, covers }) => (rule ? rule.name === issue.rule : bare) && covers(issue));
    for (const order of own) order.used = true;
    const [first] = own.sort((a, b) => closeness(a.directive.kind) - closeness(b.directive.kind));
    if (first) suppressed.push({ finding: issue, reason: first.directive.reason, by: first.directive.comment });
    return first !== undefined;
  };
  const kept = issues.filter((issue) => !silence(issue, true));
  const idle = idleEnables(directives);
  const complaints = [...byDirective].flatMap(([directive, own]) =>
    complaintsOf(document, lines, directive, own, idle.has(directive), isOff),
  );
  // a comment that silences everything does not silence the complaint about itself
  return { kept, complaints: complaints.filter((issue) => !silence(issue, false)), suppressed };
}

const byCloseness: readonly (DirectiveKind | null)[] = ['disable-line', 'disable-next-line', 'disable', 'disable-file'];
const closeness = (kind: DirectiveKind | null): number => byCloseness.indexOf(kind);

const isRule = (name: string): name is RuleId => (ruleIds as readonly string[]).includes(name);

function ordersOf(document: Document, lines: LineIndex, all: readonly Directive[], directive: Directive): Order[] {
  const { kind, rules, comment } = directive;
  if (kind === null || kind === 'enable') return [];
  const order = (rule: RuleName | null, covers: Order['covers']): Order => ({ directive, rule, covers, used: false });
  const each = (covers: Order['covers']): Order[] =>
    rules.length === 0 ? [order(null, covers)] : rules.map((rule) => order(rule, covers));
  const touches =
    (first: number, last: number): Order['covers'] =>
    ({ span }) =>
      lines.lineOf(span.start) <= last && lines.lineOf(span.end) >= first;
  switch (kind) {
    case 'disable-file':
      return each(() => true);
    case 'disable-line':
      return each(touches(lines.lineOf(comment.start), lines.lineOf(comment.start)));
    case 'disable-next-line': {
      const next = linesBehind(document, lines, directive);
      return each(next ? touches(next.first, next.last) : () => false);
    }
    case 'disable':
      return each((issue) => issue.span.start >= comment.end && issue.span.start < endOfBlock(all, directive, issue.rule));
  }
}

/** Where the rule is enabled again. */
function endOfBlock(all: readonly Directive[], { comment }: Directive, rule: string): number {
  for (const other of all) {
    if (other.kind !== 'enable' || other.comment.start < comment.end) continue;
    if (other.rules.length === 0 || other.rules.some(({ name }) => name === rule)) return other.comment.start;
  }
  return Number.POSITIVE_INFINITY;
}

function complaintsOf(
  document: Document,
  lines: LineIndex,
  directive: Directive,
  own: readonly Order[],
  idle: boolean,
  isOff: (rule: RuleId) => boolean,
): Issue[] {
  const { kind, meant, rules, word } = directive;
  const complain = (span: Span, message: string, corrections: readonly Correction[]): Issue => ({
    rule: 'suppression',
    severity: 'warning',
    sure: 'certain',
    message,
    span,
    related: [],
    corrections,
    layouts: false,
  });
  if (kind === null) {
    const written = document.text.slice(word.start, word.end);
    return [complain(word, `there is no \`${written}\`; did you mean \`${address}${meant}\`?`, [replacement(word, `${address}${meant}`)])];
  }
  const unknown = rules.filter(({ name }) => !isRule(name));
  const out = unknown.map(({ name, span }) => {
    const near = nearest(name, ruleIds);
    const corrections = near ? [replacement(span, near)] : [];
    return complain(span, `there is no rule \`${name}\`${near ? `; did you mean \`${near}\`?` : ''}`, corrections);
  });
  if (kind === 'enable') {
    if (unknown.length === 0 && idle) {
      out.push(complain(directive.span, 'nothing is disabled here that could be enabled again', [removal(document, lines, directive)]));
    }
    return out;
  }
  const unused = own.filter(
    ({ used, rule }) => !used && (rule === null || (isRule(rule.name) && !isOff(rule.name) && rule.name !== 'suppression')),
  );
  if (unused.length === 0) return out;
  if (unused.length === own.length) {
    out.push(
      complain(
        directive.span,
        nothingToSilence(
          rules.map(({ name }) => name),
          kind,
        ),
        [removal(document, lines, directive)],
      ),
    );
    return out;
  }
  for (const { rule } of unused) {
    if (!rule) continue;
    out.push(
      complain(rule.span, nothingToSilence([rule.name], kind), [
        { title: `Remove ${rule.name} from this comment`, preferred: true, safe: false, insertions: [removeName(directive, rule)] },
      ]),
    );
  }
  return out;
}

/** Every `enable` where nothing is disabled that it speaks of. */
function idleEnables(directives: readonly Directive[]): Set<Directive> {
  const idle = new Set<Directive>();
  const disabled = new Set<string>();
  for (const directive of directives) {
    const names: readonly string[] = directive.rules.length === 0 ? ruleIds : directive.rules.map(({ name }) => name);
    if (directive.kind === 'disable') for (const name of names) disabled.add(name);
    if (directive.kind !== 'enable') continue;
    if (!names.some((name) => disabled.has(name))) idle.add(directive);
    for (const name of names) disabled.delete(name);
  }
  return idle;
}

const places: Readonly<Record<Exclude<DirectiveKind, 'enable'>, string>> = {
  'disable-line': 'on this line',
  'disable-next-line': 'on the next line',
  disable: 'from here on',
  'disable-file': 'in this document',
};

const nothingToSilence = (names: readonly string[], kind: Exclude<DirectiveKind, 'enable'>): string =>
  `there is no ${names.length > 0 ? `${names.join(' or ')} ` : ''}finding ${places[kind]} to silence`;

const replacement = (span: Span, newText: string): Correction => ({
  title: `Change it to ${newText}`,
  preferred: true,
  safe: false,
  insertions: [{ span, newText }],
});

const removal = (document: Document, lines: LineIndex, directive: Directive): Correction => ({
  title: 'Remove this comment',
  preferred: true,
  safe: false,
  insertions: [removeComment(document, lines, directive)],
});
