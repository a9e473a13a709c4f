import { type Analysis, analyze, sameOptions } from '../analyze.ts';
import type { Section } from '../document/document.ts';
import type { Finding, Related } from '../findings.ts';
import { figure } from '../notation/write.ts';
import { slice } from '../plan/reading.ts';
import { writtenEdits } from '../repair/columns.ts';
import { fixEverything } from '../repair/fix-all.ts';
import { impactOf } from '../repair/impact.ts';
import { pendingLayout } from '../repair/offered-layouts.ts';
import { restatedValues } from '../repair/restated.ts';
import { applyEdits, type TextEdit } from '../text/edit.ts';
import { addTo } from '../text/group.ts';
import { fenced, inert } from '../text/inert.ts';
import { type QuantityId, quantity } from '../vocabulary/quantities.ts';
import { layoutChoices } from './layout-choices.ts';

/** Where the links of a report lead to; absent where there are to be none. */
export interface ReportLinks {
  /** A line of the document, counted from 1. */
  readonly line: (line: number) => string;
  /** Applies all that the report tells. */
  readonly apply: string;
  /** Shows what a layout makes of the document, by its title. */
  readonly layout: (title: string) => string;
}

/** What the parts of a report are written from. */
interface Subject {
  readonly analysis: Analysis;
  readonly links: ReportLinks | null;
}

/** The modifications that the plan needs, as a markdown document. */
export function modificationReport(analysis: Analysis, links: ReportLinks | null = null): string {
  const subject = { analysis, links };
  const { plan } = analysis;
  if (!plan || !analysis.isPlan) return '';
  const repair = fixEverything(analysis);
  const title = analysis.document.sections[0]
    ? slice(analysis.document, analysis.document.sections[0].title)
    : (analysis.path ?? 'the plan');
  const out: string[] = [`# Modifications needed: ${inert(title)}`, ''];
  if (analysis.findings.length === 0) return `${out.join('\n')}Nothing is wrong with what was recomputed. ${coverage(analysis)}\n`;
  out.push(
    '## What is wrong',
    '',
    ...analysis.findings.map(
      (finding) => `- ${place(subject, finding.span.start)}, ${finding.severity} (\`${finding.rule}\`): ${inert(finding.message)}`,
    ),
    '',
  );
  if (!repair) return `${out.join('\n')}\nNone of this can be settled without a decision: see the findings.\n`;
  const fixed = applyEdits(analysis.text, writtenEdits(analysis, repair));
  out.push(...nodes(subject, repair.edits, fixed));
  const pending = pendingLayout(analysis);
  let number = out.filter((line) => line.startsWith('### ')).length;
  if (pending) {
    const impact = impactOf(plan, pending);
    out.push('## Additional modifications', '');
    if (impact.communication) out.push(`### ${++number}. Note on communication`, '', `**Add note**: ${impact.communication}`, '');
    out.push(
      `### ${++number}. Performance impact`,
      '',
      '**Add section**:',
      '',
      ...impact.lines.map(([subject, text]) => `- **${subject}**: ${text}`),
      '',
    );
  }
  out.push(...summary(subject, repair.edits), ...alternatives(subject), ...verification(subject, fixed, repair.byHand));
  return `${out
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`;
}

const lineOf = (analysis: Analysis, offset: number): number => analysis.lines.lineOf(offset) + 1;

const linked = (text: string, href: string | undefined): string => (href === undefined ? text : `[${text}](${href})`);

/** `line 39`, as a link where there are some. */
const place = ({ analysis, links }: Subject, offset: number): string => {
  const line = lineOf(analysis, offset);
  return linked(`line ${line}`, links?.line(line));
};

/** One node a section: where it stands, what it says, what it should say, and why. */
function nodes({ analysis, links }: Subject, edits: readonly TextEdit[], fixed: string): string[] {
  const bySection = new Map<Section | null, TextEdit[]>();
  for (const edit of edits) {
    const section = sectionAt(analysis, edit.span.start);
    addTo(bySection, section, edit);
  }
  const before = analysis.text.split(/\r\n|\n|\r/);
  const after = fixed.split(/\r\n|\n|\r/);
  const out: string[] = ['## Nodes that need modification', ''];
  if (links) out.push(`[Show and apply ${edits.length === 1 ? 'the change' : `all ${edits.length} changes`}](${links.apply})`, '');
  let number = 0;
  for (const [section, own] of bySection) {
    number++;
    const lines = [...new Set(own.map((edit) => lineOf(analysis, edit.span.start)))].sort((a, b) => a - b);
    const first = lines[0] ?? 1;
    const last = lines.at(-1) ?? first;
    const name = section
      ? slice(analysis.document, section.title)
          .replace(/^\d+[.)]\s*/, '')
          .replace(/:$/, '')
      : 'Document';
    out.push(
      `### ${number}. ${inert(name)}`,
      '',
      `**Location**: ${linked(first === last ? `line ${first}` : `lines ${first} to ${last}`, links?.line(first))}`,
      '',
      '**Current state**:',
      ...fenced(lines.map((line) => plainLine(before[line - 1]))),
      '',
    );
    const issues = analysis.findings.filter((finding) => sectionAt(analysis, finding.span.start) === section);
    for (const issue of issues) out.push(`**Issue**: ${inert(issue.message)}`, '');
    out.push(
      '**Required change**:',
      ...fenced(lines.map((line) => plainLine(after[line - 1]))),
      '',
      `**Reason**: ${reasonFor(analysis, lines, issues)}`,
      '',
    );
  }
  return out;
}

const plainLine = (line = ''): string =>
  line
    .trimEnd()
    .replace(/^\s*[-*+]\s+/, '')
    .replace(/\*\*/g, '');

function sectionAt(analysis: Analysis, offset: number): Section | null {
  let found: Section | null = null;
  for (const section of analysis.document.sections) if (section.span.start <= offset && offset < section.span.end) found = section;
  return found;
}

/** Which quantities the lines restate, and what they follow from. */
function reasonFor(analysis: Analysis, lines: readonly number[], issues: readonly Finding[]): string {
  const changes = restatedValues(analysis).filter(({ mention }) => lines.includes(lineOf(analysis, mention.number.digits.start)));
  const names = [...new Set(changes.map(({ id, from, to }) => `${quantity(id).name} ${from} → ${to}`))];
  const why = names.length > 0 ? `follows from ${names.slice(0, 6).join(', ')}` : 'follows from the corrected layout';
  return issues.length > 0 ? `the figures did not hold; ${why}` : why;
}

function summary({ analysis, links }: Subject, edits: readonly TextEdit[]): string[] {
  const rows = new Map<QuantityId, { from: string; to: string; lines: number[] }>();
  for (const { id, from, to, mention } of restatedValues(analysis)) {
    const row = rows.get(id) ?? { from, to, lines: [] };
    row.lines.push(lineOf(analysis, mention.number.digits.start));
    rows.set(id, row);
  }
  const out = ['## Summary of changes', '', '| Parameter | From | To | Lines | Reason |', '|---|---|---|---|---|'];
  for (const [id, { from, to, lines }] of rows)
    out.push(
      `| ${quantity(id).name} | ${from} | ${to} | ${[...new Set(lines)].map((line) => linked(String(line), links?.line(line))).join(', ')} | ${groupReason[quantity(id).group] ?? 'follows from the layout'} |`,
    );
  out.push('', `${edits.length === 1 ? '1 figure changes' : `${edits.length} figures change`}; every other byte stays as it is.`, '');
  return out;
}

const groupReason: Readonly<Record<string, string>> = {
  degree: 'the degrees have to multiply to the GPUs that exist',
  derived: 'follows from the new degrees',
  memory: 'bytes per parameter were left out',
  hardware: 'the degrees need this many GPUs',
};

/** Layouts that would do as well, in the columns in which they are chosen. */
function alternatives({ analysis, links }: Subject): string[] {
  const others = layoutChoices(analysis).filter(({ preferred, repair }) => !preferred && repair);
  if (others.length === 0) return [];
  const head = ['Layout', 'Changes', 'Expected memory', 'Bubble', 'Rewrites'];
  const rows = others.map(({ title, changes, columns: { memory, bubble, places } }) => [
    linked(title, links?.layout(title)),
    changes.join(', '),
    memory ?? '',
    bubble?.replace('bubble ', '') ?? '',
    places ?? '',
  ]);
  return ['## Other valid layouts', '', ...[head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`), ''];
}

/** States only what was recomputed on the changed text. */
function verification(subject: Subject, fixed: string, byHand: readonly Related[]): string[] {
  const { analysis, links } = subject;
  const again = analyze(fixed, sameOptions(analysis));
  const claims = again.plan?.facts.claims ?? [];
  const held = claims.filter((claim) => claim.verdict === 'holds').length;
  const failed = claims.filter((claim) => claim.verdict === 'fails' || claim.verdict === 'scale').length;
  const out = [
    '## Verification',
    '',
    `Recomputed on the changed text, equations: ${claims.length} read, ${held} true, ${failed} false, ${claims.length - held - failed} undecided.`,
    '',
  ];
  const gpus = again.plan?.values.get('gpus');
  if (gpus !== undefined && !again.findings.some((finding) => finding.rule === 'gpu-count' || finding.rule === 'capacity'))
    out.push(`- The degrees multiply to the ${figure(gpus)} GPUs stated.`);
  for (const finding of again.findings) {
    const line = lineOf(again, finding.span.start);
    out.push(`- Left to decide, ${linked(`line ${line}`, links?.line(line))}: ${inert(finding.message)}`);
  }
  const look = [...byHand].sort((a, b) => a.span.start - b.span.start);
  if (look.length > 0) {
    out.push('- Check by hand:');
    for (const { message, span } of look) out.push(`  - ${place(subject, span.start)}: ${inert(message.replace(/: check by hand$/, ''))}`);
  }
  out.push('');
  return out;
}

function coverage(analysis: Analysis): string {
  const claims = analysis.plan?.facts.claims ?? [];
  const held = claims.filter((claim) => claim.verdict === 'holds').length;
  return `${claims.length} equations were read, ${held} of them hold.`;
}
