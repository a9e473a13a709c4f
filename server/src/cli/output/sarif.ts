import { createHash } from 'node:crypto';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ArtifactLocation, Location, Log, Region, ReportingDescriptor, Result } from 'sarif';
import {
  type Analysis,
  type Finding,
  homepage,
  type Repair,
  ruleIds,
  ruleInfo,
  rulePageUrl,
  type Severity,
  type Span,
  type Suppressed,
} from '../../engine.ts';
import { toRange } from './range.ts';
import { type Checked, type Report, remedies } from './report.ts';

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = { error: 'error', warning: 'warning', hint: 'note' };

/** SARIF 2.1.0 (OASIS), as code scanning services read it. */
export function sarifReport(write: (text: string) => void, version: string): Report {
  const results: Result[] = [];
  return {
    add: (document) => void results.push(...resultsOf(document)),
    end({ failures }) {
      const log: Log = {
        $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
        version: '2.1.0',
        runs: [
          {
            tool: {
              driver: { name: 'Planwright', version, semanticVersion: version, informationUri: homepage, rules: ruleIds.map(describeRule) },
            },
            columnKind: 'utf16CodeUnits',
            invocations: [
              {
                executionSuccessful: failures.length === 0,
                toolExecutionNotifications: failures.map((text) => ({ level: 'error', message: { text } })),
              },
            ],
            results,
          },
        ],
      };
      write(`${JSON.stringify(log, null, 2)}\n`);
    },
  };
}

function describeRule(id: string): ReportingDescriptor {
  const { summary = id, severity = 'error' } = ruleInfo(id) ?? {};
  return {
    id,
    name: id.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: summary },
    helpUri: rulePageUrl(id),
    defaultConfiguration: { level: levels[severity] },
  };
}

function resultsOf({ path: shown, analysis }: Checked): Result[] {
  if (!analysis) return [];
  const artifactLocation = locationOf(shown);
  const silenced = new Map(analysis.suppressed.map((suppressed) => [suppressed.finding, suppressed]));
  // in the order of the document: what is silenced counts among equal ones as before
  const findings = [...analysis.findings, ...silenced.keys()].sort((a, b) => a.span.start - b.span.start);
  const prints = fingerprints({ ...analysis, findings });
  return findings.map((finding, at) => {
    const by = silenced.get(finding);
    const fixes = by ? [] : remedies(analysis, finding).filter(({ kind, preferred }) => kind === 'fix' || preferred);
    return {
      ruleId: finding.rule,
      ruleIndex: ruleIds.indexOf(finding.rule),
      level: levels[finding.severity],
      message: { text: finding.message },
      locations: [place(analysis, artifactLocation, finding.span)],
      ...(finding.related.length > 0 && {
        relatedLocations: finding.related.map(({ message, span }, id) => ({
          id: id + 1,
          message: { text: message },
          ...place(analysis, artifactLocation, span),
        })),
      }),
      partialFingerprints: { 'planwrightFinding/v1': prints[at] ?? '' },
      ...(by && { suppressions: [suppressionOf(analysis, artifactLocation, by)] }),
      ...(fixes.length > 0 && { fixes: fixes.map((repair) => fixOf(analysis, artifactLocation, repair)) }),
    };
  });
}

/** A service shows what a comment silences as dismissed, with the reason. */
const suppressionOf = (
  analysis: Analysis,
  artifactLocation: ArtifactLocation,
  { by, reason }: Suppressed,
): NonNullable<Result['suppressions']>[number] => ({
  kind: 'inSource',
  ...(reason !== null && { justification: reason }),
  location: place(analysis, artifactLocation, by),
});

const place = (analysis: Analysis, artifactLocation: ArtifactLocation, span: Span): Location => ({
  physicalLocation: { artifactLocation, region: regionOf(analysis, span) },
});

function regionOf({ lines }: Analysis, span: Span): Region {
  const { start, end } = toRange(lines, span);
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}

const fixOf = (
  analysis: Analysis,
  artifactLocation: ArtifactLocation,
  { title, edits, tier }: Repair,
): NonNullable<Result['fixes']>[number] => ({
  description: { text: title },
  properties: { tier },
  artifactChanges: [
    {
      artifactLocation,
      replacements: edits.map(({ span, newText }) => ({ deletedRegion: regionOf(analysis, span), insertedContent: { text: newText } })),
    },
  ],
});

/** Relative to the working folder, as services expect it; files elsewhere by their full address. */
function locationOf(shown: string): ArtifactLocation {
  const relative = path.relative(process.cwd(), path.resolve(shown));
  if (relative.startsWith('..') || path.isAbsolute(relative)) return { uri: pathToFileURL(path.resolve(shown)).href };
  return { uri: relative.split(path.sep).map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' };
}

/**
 * A name for each finding that outlives edits elsewhere in the document: the rule, the line's words without its blanks, and which of
 * several equal ones it is. No line number, no path: the service adds the path.
 */
export function fingerprints({ text, lines, findings }: Pick<Analysis, 'text' | 'lines' | 'findings'>): string[] {
  const seen = new Map<string, number>();
  return findings.map(({ rule, span }: Finding) => {
    const line = lines.lineOf(span.start);
    const words = text.slice(lines.startOf(line), lines.endOf(line)).replace(/\s+/g, ' ').trim();
    const key = `${rule}\0${words}\0${text.slice(span.start, span.end)}`;
    const nth = seen.get(key) ?? 0;
    seen.set(key, nth + 1);
    return createHash('sha256').update(`${key}\0${nth}`).digest('hex').slice(0, 32);
  });
}
